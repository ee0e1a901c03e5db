"""The district brief as a member holds it: two pages, whole, for the hardest seats of all.

Members are chosen from the roster at test time; no name of a member stands here.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pdfua
import pikepdf
import pytest

from conftest import ROOT, whole_copy
from research.builds import pipeline
from research.cli import main
from research.ground.paths import Project, using
from research.render.proof.pages import read
from research.sources.take import take
from research.warehouse import store

pytestmark = [pytest.mark.mirror, pytest.mark.slow]

PUBLISHERS = ("openstates", "census_tiger", "census_dhc", "census", "dol_childcare",
              "irs_form990_tables")  # fmt: skip
SAME = {
    "true_cost": [
        "hour_paid", "hour_paid_from", "hour_cost", "hour_adequacy", "hour_covered", "price_gross",
        "price_net", "price_net_if_approved",
    ],
    "reimbursement_rates": ["dsp_wage_now", "dsp_chicago_wage", "dsp_target", "dsp_complete_to"],
    "state_and_community": ["raises_from", "community_raises", "prices_since"],
}  # fmt: skip
CENTER = {
    "day_rate": "center_rate_1a_under_2",
    "day_cost": "center_cost_1a_under_2",
    "day_coverage": "center_covered_1a_under_2",
}


@pytest.fixture(scope="module")
def illinois(tmp_path_factory: pytest.TempPathFactory, mirror: Path) -> Iterator[Project]:
    """A copy of the project with the snapshots that are not in the repository, tables built."""
    with using(whole_copy(tmp_path_factory.mktemp("illinois"))) as project:
        for publisher in PUBLISHERS:
            take(project, publisher, mirror, False, lambda _: None)
        pipeline.tables(project, lambda _: None)
        yield project


@pytest.fixture(scope="module")
def hardest(illinois: Project) -> dict[str, str]:
    """The seats on which a page breaks first, by what is hard about them."""
    seats = store.read("seats").set_index("district_id")
    land = store.read("districts", chamber="senate").set_index("district_id")["land_sqkm"]
    counties = store.read("tracts").groupby("senate_district_id")["county_fips"].nunique()
    accented = seats["name"].str.contains(r"[^\x00-\x7f]")
    return {
        "empty seat": str(seats.index[seats["is_vacant"]][0]),
        "longest name": str(seats["name"].str.len().idxmax()),
        "accent": str(seats.index[accented][0]),
        "smallest": str(land.idxmin()),
        "largest": str(land.idxmax()),
        "most counties": str(counties.idxmax()),
        "house": "H042",
    }


@pytest.fixture(scope="module")
def built(illinois: Project, hardest: dict[str, str]) -> Path:
    """The folder of the finished sheets of the hardest seats, and of the Senate district S21."""
    wanted = [word for one in {*hardest.values(), "S21"} for word in ("--subject", one)]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(illinois.root)
        patch.delenv("RESEARCH_PROJECT", raising=False)
        assert main(["run", "district", *wanted, "--formats", "pdf"]) == 0
    return illinois.build / "district"


def sheet(built: Path, subject: str) -> Path:
    return built / subject / f"district-{subject}.pdf"


def found(built: Path, subject: str) -> dict[str, dict]:
    text = (built / subject / f"district-{subject}.record.json").read_text(encoding="utf-8")
    return {finding["name"]: finding for finding in json.loads(text)["findings"]}


def recorded(study: str) -> dict[str, dict]:
    return dict(json.loads((ROOT / "tests" / "record" / f"{study}.json").read_text("utf-8")))


def test_every_sheet_has_two_pages(built: Path, hardest: dict[str, str]):
    pages = {why: len(read(sheet(built, one))) for why, one in hardest.items()}
    assert pages == dict.fromkeys(hardest, 2)


def test_pdfua_finds_nothing(built: Path, hardest: dict[str, str]):
    assert [pdfua.validate(str(sheet(built, one))).findings for one in hardest.values()] == [
        () for _ in hardest
    ]


def test_an_empty_seat_is_written_to_the_office(built: Path, hardest: dict[str, str]):
    first = read(sheet(built, hardest["empty seat"]))[0].text
    assert "Office of the member" in first


def test_a_sheet_is_headed_by_its_member(built: Path, illinois: Project, hardest: dict[str, str]):
    one = hardest["longest name"]
    name = store.read("seats", district_id=one)["name"].item()
    first = re.sub(r"\s+", " ", read(sheet(built, one))[0].text)
    assert name in first


def test_a_sheet_is_titled_by_its_district(built: Path):
    with pikepdf.open(sheet(built, "H042")) as pdf:
        assert str(pdf.docinfo.Title) == "House District 42: what it costs to care"


def test_a_house_sheet_has_the_counts_of_the_senate_district_and_says_so(built: Path):
    house, senate = found(built, "H042"), found(built, "S21")
    assert house["under_5"]["value"] == senate["under_5"]["value"]
    assert "No outline of House districts was read" in house["scope"]["printed"]


def test_a_count_is_never_printed_as_surer_than_most_districts_are(
    built: Path, hardest: dict[str, str]
):
    held = [found(built, one) for one in hardest.values()]
    reach = [one["under_5"]["high"] / one["under_5"]["value"] - 1 for one in held]
    assert [
        step >= one["placing_error_usual"]["value"] - 1e-9
        for step, one in zip(reach, held, strict=True)
    ] == [True] * len(held)


def test_the_agencies_that_spent_most_are_named_as_in_their_returns(built: Path):
    returns = store.read("agencies", is_human_service=True, has_parts=True)
    named = found(built, "S21")["agencies_largest"]["printed"]
    assert sum(name in named for name in returns["name"]) == 3


def test_a_sheet_of_an_empty_seat_speaks_of_no_member_named(built: Path, hardest: dict[str, str]):
    said = found(built, hardest["empty seat"])["roster"]["printed"]
    assert "The member named here" not in said


def test_what_all_sheets_share_is_what_the_report_finds(built: Path):
    shared = found(built, "S21")
    report = {name: recorded(study)[name] for study, names in SAME.items() for name in names}
    assert {name: shared[name]["value"] for name in report} == pytest.approx(
        {name: held["value"] for name, held in report.items()}
    )


def test_the_ranges_that_all_sheets_share_are_those_of_the_report(built: Path):
    shared = found(built, "S21")
    report = {name: recorded("true_cost")[name] for name in SAME["true_cost"]}
    ends = {name: (held["low"], held["high"]) for name, held in report.items()}
    assert {name: (shared[name]["low"], shared[name]["high"]) for name in ends} == {
        name: pytest.approx(pair) for name, pair in ends.items()
    }


def test_a_day_in_a_center_is_that_of_the_report(built: Path):
    report, shared = recorded("child_care_center"), found(built, "S21")
    for theirs, ours in CENTER.items():
        pair = [(one["value"], one["low"], one["high"]) for one in (report[theirs], shared[ours])]
        assert pair[0] == pytest.approx(pair[1])


def test_a_map_is_light(built: Path, hardest: dict[str, str]):
    specs = [found(built, one)["locator"]["value"] for one in hardest.values()]
    assert [len(json.dumps(spec)) > 60_000 for spec in specs] == [False] * len(specs)
