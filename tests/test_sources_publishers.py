"""The readers of large publishers, on small files with their traps, and on the real ones."""

import gzip
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from conftest import copied
from research import sources
from research.ground.errors import PublishedFileError
from research.ground.paths import Project, using
from research.sources import bls_cpi, bls_oews, il_cms, irs_form990_tables, register
from research.sources.publishers import Publisher
from research.sources.snapshots import Snapshot, locate, pins
from research.sources.take import take
from research.warehouse import store
from research.warehouse.build import build


def snapshot(folder: Path, name: str, text: str) -> Snapshot:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return Snapshot(
        publisher="office",
        file=name,
        date="2026-01",
        path=path,
        title="A table",
        publisher_name="Office",
        url="https://example.org/table",
        retrieved="2026-02-01",
        licence="facts",
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        note="",
        is_synthetic=False,
    )


def committed(project: Project, publisher: Publisher) -> list[Snapshot]:
    names = [file.kept_name for file in publisher.files]
    pinned = pins(project)
    return [
        locate(project, publisher.id, one) for one in names if f"{publisher.id}/{one}" in pinned
    ]


def cpi(folder: Path, *lines: str) -> pd.DataFrame:
    head = "series,title,year,period,period_name,value\n"
    return bls_cpi.read(snapshot(folder, "cpi.csv", head + "".join(f"{one}\n" for one in lines)))


def test_the_annual_mean_is_no_month(tmp_path: Path) -> None:
    prices = cpi(
        tmp_path,
        "CUUR0000SA0,All items,2024,M12,December,315.605",
        "CUUR0000SA0,All items,2024,M13,Annual Average,313.689",
    )
    assert prices["month"].tolist() == [12]


def test_half_year_means_are_no_months(tmp_path: Path) -> None:
    prices = cpi(
        tmp_path,
        "CUURS23ASA0,All items,2024,S01,First Half,289.1",
        "CUURS23ASA0,All items,2024,M01,January,288.0",
    )
    assert prices["index"].tolist() == [288.0]


def test_the_series_id_tells_whether_it_is_seasonally_adjusted(tmp_path: Path) -> None:
    prices = cpi(
        tmp_path,
        "CUSR0000SA0,All items,2024,M01,January,309.7",
        "CUUR0000SA0,All items,2024,M01,January,308.4",
    )
    assert prices["is_seasonally_adjusted"].tolist() == [True, False]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("CUUR0000SA0,All items,2024,Q01,First quarter,1", "1 of 1 lines have a period"),
        ("CUUR9999SA0,All items,2024,M01,January,1", "1 of 1 lines have a series"),
    ],
)
def test_a_period_or_series_of_an_unknown_kind_is_refused(
    tmp_path: Path, line: str, says: str
) -> None:
    with pytest.raises(PublishedFileError, match=says):
        cpi(tmp_path, line)


def test_october_2025_is_absent_and_not_filled(project_copy: Project) -> None:
    prices = bls_cpi.read(*committed(project_copy, bls_cpi.PUBLISHER))
    of_2025 = prices[(prices["year"] == 2025) & (prices["series_id"] == "CUUR0000SA0")]
    assert sorted(of_2025["month"]) == [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12]


def test_the_annual_mean_that_the_bureau_prints_is_the_mean_of_the_months(
    project_copy: Project,
) -> None:
    kept = committed(project_copy, bls_cpi.PUBLISHER)[0]
    prices = bls_cpi.read(kept)
    of_2024 = prices[(prices["year"] == 2024) & (prices["series_id"] == "CUUR0000SA0")]
    printed = next(
        line.rsplit(",", 1)[1]
        for line in kept.path.read_text(encoding="utf-8").splitlines()
        if line.startswith("CUUR0000SA0,") and ",2024,M13," in line
    )
    assert of_2024["index"].mean() == pytest.approx(float(printed), abs=0.0006)


OEWS = (
    "occupation_code,occupation_name,Employment,Hourly mean wage,Wage percent relative standard "
    "error,Hourly 10th percentile wage,Hourly 25th percentile wage,Hourly median wage,Hourly 75th "
    "percentile wage,Hourly 90th percentile wage"
)


def oews(folder: Path, cells: str, notes: str = ",", industry: str = "Hospitals") -> pd.DataFrame:
    """Read one line of each file; ``cells`` are those after the occupation."""
    areas = snapshot(
        folder,
        "areas.csv",
        f"area_code,area_name,{OEWS},fn_Employment,fn_Hourly median wage\n"
        f"1700000,Illinois,311131,Nursing Assistants,{cells},{notes}\n",
    )
    nation = snapshot(
        folder,
        "nation.csv",
        f"industry_code,industry_name,{OEWS}\n"
        f'622002,"{industry}",311131,Nursing Assistants,{cells}\n',
    )
    return bls_oews.read(areas, nation)


def test_wages_are_dollars_an_hour_by_percentile(tmp_path: Path) -> None:
    wages = oews(tmp_path, "68640,21.75,0.5,18.07,20.00,22.10,23.00,25.99")
    assert wages["wage_p50_usd_per_hour"].tolist() == [22.10, 22.10]


@pytest.mark.parametrize(
    ("cells", "notes", "why"),
    [
        ("5,1,1,1,1,1,1,1", ",", ""),
        ("-,1,1,1,1,1,1,1", "8,", "employment: not released"),
        ("5,-,1,-,-,-,-,-", ",4", "hourly wage: paid by the year: no hourly wage"),
        ("5,-,1,-,-,-,-,-", ",5", "hourly wage: at or above the highest wage published"),
        ("-,-,1,-,-,-,-,-", "8,8", "employment: not released; hourly wage: not released"),
        ("5,#,1,#,#,#,#,#", ",", "hourly wage: at or above the highest wage published"),
        ("5,*,1,*,*,*,*,*", ",", "hourly wage: no wage estimate"),
        ("**,1,1,1,1,1,1,1", ",", "employment: no employment estimate"),
    ],
)
def test_a_figure_that_was_not_released_says_why(
    tmp_path: Path, cells: str, notes: str, why: str
) -> None:
    assert oews(tmp_path, cells, notes)["released_why"].iloc[0] == why


def test_a_figure_that_was_not_released_is_missing_not_zero(tmp_path: Path) -> None:
    assert oews(tmp_path, "-,-,-,-,-,-,-,-", "8,8")["employment"].isna().all()


@pytest.mark.parametrize(
    ("industry", "owner"),
    [
        ("Hospitals", "all"),
        ("Hospitals, State Government Owned", "state"),
        ("Hospitals, Local Government Owned", "local"),
        ("Colleges, Universities, and Professional Schools, Privately Owned", "private"),
        ("Cross-Industry, Private, Federal, State, and Local", "all"),
    ],
)
def test_the_owner_stands_in_the_name_of_an_industry(
    tmp_path: Path, industry: str, owner: str
) -> None:
    assert oews(tmp_path, "5,1,1,1,1,1,1,1", industry=industry)["ownership"].iloc[1] == owner


def test_the_sector_whose_code_ends_in_3_is_not_local(project_copy: Project) -> None:
    wages = bls_oews.read(*committed(project_copy, bls_oews.PUBLISHER))
    assert set(wages.loc[wages["industry_code"] == "62--63", "ownership"]) == {"all"}


def test_the_extract_holds_what_was_not_released(project_copy: Project) -> None:
    wages = bls_oews.read(*committed(project_copy, bls_oews.PUBLISHER))
    assert {
        "employment: not released",
        "hourly wage: not released",
        "hourly wage: paid by the year: no hourly wage",
    } <= set(wages["released_why"])


def test_pay_a_year_is_the_sum_of_half_monthly_rates_over_people_times_24(tmp_path: Path) -> None:
    pay = il_cms.read(
        snapshot(
            tmp_path,
            "pay.csv",
            "Agency,Position Title,Id,Period Pay Rate,YTD Gross,Avg YTD Gross\n"
            "HUMAN SERVICES,MENTAL HEALTH TECH II,1192,3355100,23508100,19721.56\n",
        )
    )
    assert pay["pay_usd_per_year_mean"].item() == pytest.approx(67_552.35, abs=0.01)


SAMPLE = (
    "ORG_EIN,TAX_YEAR,ORG_NAME_L1,RETURN_TYPE,F9_00_RETURN_TIME_STAMP,CENSUS_STATE_ABBR,"
    "CENSUS_COUNTY_NAME,NTEE_NCCS,BMF_SUBSECTION_CODE,F9_09_EXP_TOT_TOT,F9_09_EXP_TOT_PROG,"
    "F9_09_EXP_TOT_MGMT,F9_09_EXP_TOT_FUNDR,F9_01_REV_TOT_CY,F9_01_EXP_REV_LESS_EXP_CY,"
    "F9_08_REV_CONTR_GOVT_GRANT,F9_01_EXP_TOT_CY\n"
)


def returns(folder: Path, *lines: str) -> pd.DataFrame:
    """Read a sample of these lines; the other file holds one line of no matter."""
    other = SAMPLE.replace("CENSUS_STATE_ABBR", "state").replace("CENSUS_COUNTY_NAME", "countyname")
    other = other.replace("NTEE_NCCS", "NTEECC")
    other = other.replace("BMF_SUBSECTION_CODE", "F9_00_EXEMPT_STAT_501C3_X")
    line = "1,2018,B,990,,IL,COOK,L20,X,5,5,0,0,5,0,,5\n"
    sample = snapshot(folder, "efile2021_sample10k.csv.gz", "")
    community = snapshot(folder, "efile2018_community.csv.gz", "")
    sample.path.write_bytes(gzip.compress((SAMPLE + "".join(f"{x}\n" for x in lines)).encode()))
    community.path.write_bytes(gzip.compress((other + line).encode()))
    return irs_form990_tables.read(sample, community)


FULL = "56221051,2021,Agency,990,2022-10-31 16:09:03,IL,Cook County,P30,3,100,70,20,10,9,8,7,100"
SHORT = "562210510,2021,Agency,990EZ,2022-10-31 16:09:03,IL,Cook County,P30,3,,,,,9,8,,58345"


def test_an_employer_number_keeps_its_leading_zero(tmp_path: Path) -> None:
    assert returns(tmp_path, FULL)["ein"].iloc[0] == "056221051"


def test_a_short_form_has_a_total_and_no_functional_parts(tmp_path: Path) -> None:
    row = returns(tmp_path, SHORT).iloc[0]
    assert (row["total_usd"], row[["program_usd", "management_usd"]].isna().all()) == (58345, True)


def test_a_county_has_one_spelling_in_both_files(tmp_path: Path) -> None:
    assert returns(tmp_path, FULL)["county"].tolist() == ["COOK", "COOK"]


@pytest.mark.parametrize(
    ("total", "size"),
    [
        ("99999", "under $100,000"),
        ("100000", "$100,000 to $499,999"),
        ("4999999", "$1 million to $4.9 million"),
        ("5000000", "$5 million to $19.9 million"),
        ("20000000", "$20 million and more"),
    ],
)
def test_a_class_of_size_holds_its_lower_bound(tmp_path: Path, total: str, size: str) -> None:
    line = SHORT.replace("58345", total)
    assert returns(tmp_path, line)["size_class"].iloc[0] == size


@dataclass(frozen=True)
class Filed:
    """The table of returns, and the rows held back from it."""

    kept: pd.DataFrame
    held: pd.DataFrame


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory, mirror: Path) -> Filed:
    with using(copied(tmp_path_factory.mktemp("filed") / "project")) as project:
        take(project, "irs_form990_tables", mirror, False, lambda _: None)
        build(project, ["form990_expenses"])
        return Filed(store.read("form990_expenses"), store.quarantined("form990_expenses"))


Where = Callable[[pd.DataFrame], "pd.Series[bool]"]


@pytest.mark.mirror
@pytest.mark.parametrize(
    ("where", "count"),
    [
        (lambda rows: rows["source_file"].eq("efile2021_sample10k"), 395),
        (lambda rows: rows["source_file"].eq("efile2021_sample10k") & rows["state"].eq("IL"), 12),
        (lambda rows: rows["source_file"].eq("efile2018_community"), 12),
    ],
    ids=["2021", "2021 in Illinois", "2018"],
)
def test_returns_whose_parts_do_not_add_up_are_in_quarantine(
    filed: Filed, where: Where, count: int
) -> None:
    is_rule = filed.held["rule"] == "the parts of expenses add up to the total"
    assert int((is_rule & where(filed.held)).sum()) == count


@pytest.mark.mirror
def test_5904_returns_of_2021_state_their_parts(filed: Filed) -> None:
    every = pd.concat([filed.kept, filed.held])
    of_2021 = every[every["source_file"] == "efile2021_sample10k"]
    assert of_2021["program_usd"].notna().sum() == 5904


@pytest.mark.mirror
def test_a_replaced_return_is_in_quarantine(filed: Filed) -> None:
    is_rule = filed.held["rule"] == "no later return of the same agency and year"
    assert int(is_rule.sum()) == 59


@pytest.mark.mirror
def test_every_return_is_either_kept_or_held_back(filed: Filed) -> None:
    assert len(filed.kept) + len(filed.held) == 10_000 + 3_986


@pytest.mark.mirror
def test_state_pay_is_there_once_its_snapshot_is(project_copy: Project, mirror: Path) -> None:
    take(project_copy, "il_cms", mirror, False, lambda _: None)
    build(project_copy, ["state_pay"])
    assert len(store.read("state_pay", agency="HUMAN SERVICES")) == 221


def test_publishers_do_not_know_one_another() -> None:
    known = set(register.publishers())
    folder = Path(sources.__file__).parent
    crossed = [
        (name, other)
        for name in known
        for other in known - {name}
        if re.search(rf"\b{other}\b", "\n".join(_imports(folder / f"{name}.py")))
    ]
    assert crossed == []


def _imports(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.startswith(("import ", "from "))]
