"""Rate models meet the tables: what a look-up finds, what it refuses, which rows are cited."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import copied
from research.ground.errors import ModelError, TableMissingError
from research.ground.paths import Project, using
from research.metrics.wages import percentile_wage
from research.models.rate_model import Parameter, build_rate
from research.studies import findings
from research.warehouse import rate_models, reads, store
from research.warehouse.build import build

TABLES = ["facts", "rates", "series", "occupation_wages", "overhead_caps", "minimum_wage"]
HEAD = """title = "An hour"
place = "Illinois"
as_of = {day}
pays_for = "hour"
"""
LOOKED_UP = (
    HEAD
    + """[parameters]
wage = {{ look_up = {{ {asked} }} }}
[[lines]]
name = "pay"
formula = "wage"
"""
)
TYPED = (
    HEAD
    + """[sources.book]
title = "A book of rates"
url = "{url}"
date = 2025-01-01
grade = 2
[parameters]
wage = {{ value = {value}, unit = "dollars an hour", source = "book", where = "p. 3" }}
[[lines]]
name = "pay"
formula = "wage"
[scenarios.more]
source = "book"
set = {{ wage = 21 }}
[paid]
value = 18
unit = "dollars an hour"
source = "book"
"""
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copied(tmp_path_factory.mktemp("models") / "project")
    with using(root) as project:
        build(project, TABLES)
    return root


@pytest.fixture
def here(built: Path) -> Iterator[Project]:
    with using(built) as project:
        reads.forget()
        yield project
        (project.models / "own.toml").unlink(missing_ok=True)


def wage(here: Project, asked: str, day: str = "2025-12-31") -> Parameter:
    text = LOOKED_UP.format(asked=asked, day=day)
    (here.models / "own.toml").write_text(text, encoding="utf-8")
    return rate_models.open_model("own").parameters["wage"]


def typed(here: Project, value: float = 20, url: str = "https://example.org/book") -> None:
    text = TYPED.format(day="2025-12-31", value=value, url=url)
    (here.models / "own.toml").write_text(text, encoding="utf-8")


AIDE = 'wage_of = "31-1120", area = "1700000"'


@pytest.mark.parametrize(
    ("asked", "in_force", "why"),
    [
        (f"{AIDE}, percentile = 50", False, ()),
        ('series = "dsp_wage_in_rate"', True, ()),
        ("minimum_wage = true", True, ()),
        ('fact = "payroll_burden_share"', False,
         ("from a secondary source", "the source bears no date")),
    ],
)  # fmt: skip
def test_a_look_up_says_what_its_row_does_of_its_grade_and_what_is_in_force(
    here: Project, asked: str, in_force: bool, why: tuple[str, ...]
):
    source = wage(here, asked).source
    assert source is not None
    assert (source.is_in_force, source.reasons) == (in_force, why)


def test_a_notebook_sees_no_column_of_reasons(here: Project):
    assert "grade_reasons" not in store.read("facts").columns


@pytest.mark.parametrize(
    "asked",
    [
        f"{AIDE}, percentile = 53",
        'wage_of = "311120", area = "Illinois", percentile = 53',
        'wage_of = "home health and personal care aides", area = "illinois", percentile = 53.0',
        f'{AIDE}, percentile = 53, industry = "000000", ownership = "all", year = 2025',
    ],
)
def test_a_wage_is_found_by_code_or_name(here: Project, asked: str):
    aides = store.read("occupation_wages", area_code="1700000", occupation_code="311120")
    assert wage(here, asked).value == pytest.approx(percentile_wage(aides, 53))


def test_a_wage_between_percentiles_says_how_it_lies_there(here: Project):
    assert wage(here, f'{AIDE}, percentile = 53, interpolation = "geometric"').title == (
        "Wage at percentile 53, geometric between published ones: "
        "Home Health and Personal Care Aides, Illinois"
    )


def test_a_mean_wage_is_the_published_one(here: Project):
    aides = store.read("occupation_wages", area_code="1700000", occupation_code="311120")
    assert wage(here, f"{AIDE}, mean = true").value == aides["wage_mean_usd_per_hour"].item()


def test_a_wage_of_an_industry_is_that_of_the_nation(here: Project):
    asked = 'wage_of = "31-1120", area = "United States", percentile = 50, industry = "623210"'
    kept = store.read("occupation_wages", industry_code="623210", occupation_code="311120")
    assert wage(here, asked).value == kept["wage_p50_usd_per_hour"].item()


def test_a_look_up_brings_source_address_date_grade_and_row(here: Project):
    source = wage(here, f"{AIDE}, percentile = 50").source
    assert source is not None
    assert (source.url, source.date, source.grade, source.row) == (
        "https://www.bls.gov/oes/",
        "2025-05",
        1,
        "occupation_wages:1700000:000000:all:311120",
    )


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            'wage_of = "31-1121", area = "Illinois", percentile = 50',
            "the nearest is 311120, Home Health and",
        ),
        ('wage_of = "nursing asistants", area = "Illinois", mean = true', "nursing assistants"),
        (
            'wage_of = "31-1120", area = "Ilinois", mean = true',
            r"area 'Ilinois'.*mean \"Illinois\"",
        ),
        ('wage_of = "31-1120", mean = true', "names no area: .*1700000 .Illinois."),
        (AIDE, "either percentile = 10 to 90 or mean = true"),
        (f"{AIDE}, percentile = 50, mean = true", "either percentile"),
        (f'{AIDE}, percentile = "half"', "percentile = 'half' is no number"),
        (f"{AIDE}, percentile = 95", "ask from 10 to 90"),
        (f'{AIDE}, percentile = 50, interpolation = "cubic"', "no interpolation 'cubic'"),
        (f'{AIDE}, percentile = 50, industry = "623211"', "no wages for industry '623211'"),
        (f'{AIDE}, percentile = 50, ownership = "state"', "no wages for ownership 'state'"),
        (f"{AIDE}, percentile = 50, year = 2021", "the table holds the wages of 2025-05"),
        (
            'wage_of = "25-2051", area = "Illinois", percentile = 50',
            "50th percentile was not released. Released are: none",
        ),
        ('wage_of = "25-2051", area = "Illinois", mean = true', "mean wage was not released"),
        ('fact = "dsp_ere_shar"', r'no fact_id .dsp_ere_shar. .*mean "dsp_ere_share"'),
        ('fact = "hours_available_for_care"', "no single value: its source prints 1589 to 1770"),
        ('fact = "guidehouse_fy2022_ask"', "million dollars"),
        ('cap = "ccp_other"', "no cap_id 'ccp_other'"),
        ('cap = "ccp_other_than_worker_hb4662"', "is proposed .*so it binds nobody"),
        ('series = "dsp_wage"', r'no series_id .dsp_wage. .*mean "dsp_wage_in_rate"'),
        ('series = "dsp_wage_in_rate", as_of = 2026-01-01', "known to be complete to 2025-12-31"),
        ('series = "dsp_wage_in_rate", as_of = 2015-01-01', "no level was in force"),
        ('series = "hsp_assistant_wage", as_of = 2024-06-30', "a gap in our knowledge"),
        ('series = "dsp_wage_in_rate", as_of = "spring"', "'spring' is no day"),
        ("minimum_wage = true, as_of = 2009-01-01", "the table starts on 2010-12-31"),
        ("minimum_wage = true, as_of = 2027-07-01", "was last read on 2026-11-21"),
        ('minimum_wage = true, place = "Chicago"', "only that of Illinois"),
        ("minimum_wage = false", "is asked for with"),
        ('fact = "payroll_fica_share", year = 2021', '"year"'),
    ],
)
def test_what_is_not_there_is_refused_by_name(here: Project, asked: str, said: str):
    with pytest.raises(ModelError, match=said):
        wage(here, asked)


def test_a_proposed_rate_is_never_found_as_one_in_force(here: Project):
    with pytest.raises(ModelError, match="known to be complete to 2021-04-01, not to 2027-01-01"):
        wage(here, 'series = "ccp_in_home_rate", as_of = 2027-01-01')


@pytest.mark.parametrize("asked", ['series = "dsp_wage_in_rate"', 'fact = "dsp_cut_per_hour"'])
def test_a_wage_or_a_claim_is_never_what_is_paid(here: Project, asked: str):
    text = LOOKED_UP.format(asked="minimum_wage = true", day="2025-12-31")
    text += f"[paid]\nlook_up = {{ {asked} }}\n"
    (here.models / "own.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match="is no rate that was paid"):
        rate_models.open_model("own")


def test_the_rate_in_force_on_the_day_of_the_model_is_found(here: Project):
    assert wage(here, 'series = "dsp_wage_in_rate"', "2024-06-30").value == 19.5


def test_a_look_up_may_name_a_day_of_its_own(here: Project):
    asked = 'series = "dsp_wage_in_rate", as_of = 2023-12-31'
    assert wage(here, asked).value == 17.0


def test_the_minimum_wage_is_that_of_the_day(here: Project):
    assert wage(here, "minimum_wage = true", "2020-06-30").value == 9.25


def test_a_month_is_no_day_for_what_is_in_force(here: Project):
    with pytest.raises(ModelError, match="'2025-05' is no day"):
        wage(here, "minimum_wage = true", '"2025-05"')


def test_a_model_that_is_not_there_is_refused_with_the_nearest(here: Project):
    with pytest.raises(ModelError, match='did you mean "in_home_care_hour"'):
        rate_models.open_model("in_home_care_our")


def test_a_center_is_no_model_of_a_rate(here: Project):
    with pytest.raises(ModelError, match="it is a center, opened by open_center"):
        rate_models.open_model("child_care_center")


def test_a_path_outside_any_project_opens_without_tables(tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "abroad.toml"
    path.write_text(TYPED.format(day="2025-12-31", value=20, url=""), encoding="utf-8")
    assert build_rate(rate_models.open_model("./abroad.toml")).rate_usd == 20.0


def test_an_opened_model_is_noted_beside_the_tables_that_it_looked_into(here: Project):
    wage(here, f"{AIDE}, percentile = 50")
    assert {read.table for read in store.reads()} == {"model own", "occupation_wages"}


def test_a_typed_figure_is_a_row_that_cites_its_source(here: Project):
    typed(here)
    build(here, ["model_parameters"])
    row = store.read_whole("model_parameters").loc["model_parameters:own:wage"]
    assert (row["value"], row["unit"], row["note"], row["snapshot"], row["grade"]) == (
        20.0,
        "dollars an hour",
        "p. 3; 2025-01-01",
        "data/models/own.toml",
        2,
    )


def test_what_is_looked_up_or_assumed_has_no_row_of_its_own(here: Project):
    build(here, ["model_parameters"])
    rows = store.read("model_parameters", model=["direct_support_hour", "home_services_hour"])
    assert set(rows["parameter"]) == {
        "regional_differential",
        "paid_hours",
        "chicago.regional_differential",
        "step_of_2026.wage",
        "half_again_the_minimum.wage",
    }


def test_a_changed_model_makes_its_table_stale_and_says_which(here: Project):
    typed(here)
    build(here, ["model_parameters"])
    typed(here, value=21)
    assert build(here, ["model_parameters"])[0].why == "data/models/own.toml changed"


def test_a_source_without_an_address_is_refused_in_data_models(here: Project):
    typed(here, url="")
    with pytest.raises(ModelError, match="source book: its url is ''"):
        build(here, ["model_parameters"])


def test_a_project_without_models_has_an_empty_table(here: Project, tmp_path: Path):
    (tmp_path / "data").mkdir()
    with using(tmp_path) as bare:
        bare.pins.write_text("", encoding="utf-8")
        assert build(bare, ["model_parameters"])[0].rows == 0


def rows(name: str, scenario: str | None = None, *, with_paid: bool = False) -> list[str]:
    model = rate_models.open_model(name)
    return [
        str(row)
        for frame in rate_models.rows_of(model, scenario, with_paid=with_paid)
        for row in frame.index
    ]


def test_a_model_rests_on_the_rows_of_its_look_ups(here: Project):
    assert rows("in_home_care_hour") == [
        "rates:ccp_aide_start_one_agency:2021-01-01:wage",
        "facts:payroll_burden_share",
        "overhead_caps:ccp_other_than_worker",
    ]


def test_what_is_paid_is_cited_when_the_number_rests_on_it(here: Project):
    assert "rates:ccp_in_home_rate:2021-04-01:paid" in rows("in_home_care_hour", with_paid=True)


def test_a_scenario_rests_on_what_it_sets_and_not_on_what_it_replaces(here: Project):
    build(here, ["model_parameters"])
    assert rows("in_home_care_hour", "hb_4662") == [
        "facts:payroll_burden_share",
        "model_parameters:in_home_care_hour:hb_4662.wage",
        "model_parameters:in_home_care_hour:hb_4662.other_costs",
    ]


def test_a_scenario_of_a_center_rests_on_the_figures_that_it_swaps_in(here: Project):
    build(here, ["model_parameters"])
    center = rate_models.open_center("child_care_center")
    found = {row for frame in rate_models.rows_of(center, "group_1b") for row in frame.index}
    own = {f"model_parameters:child_care_center:rate_age_2{end}" for end in ("", "_1b")}
    assert found & own == {"model_parameters:child_care_center:rate_age_2_1b"}


def test_rows_of_an_unknown_scenario_are_refused(here: Project):
    with pytest.raises(ModelError, match=r"no scenario 'hb_466' \(did you mean \"hb_4662\"\?\)"):
        rows("in_home_care_hour", "hb_466")


def test_a_model_newer_than_its_table_is_refused(here: Project):
    typed(here)
    build(here, ["model_parameters"])
    typed(here, value=21)
    with pytest.raises(TableMissingError, match="run `research build model_parameters`"):
        rows("own")


def test_a_finding_from_a_model_takes_the_weakest_grade_of_its_rows(here: Project):
    typed(here)
    build(here, ["model_parameters"])
    model = rate_models.open_model("own")
    found = findings.number(
        "own_hour",
        build_rate(model).rate_usd,
        unit="dollars an hour",
        source=rate_models.rows_of(model),
        formula=build_rate,
    )
    assert (found.grade, [line.title for line in found.sources]) == (2, ["A book of rates"])
