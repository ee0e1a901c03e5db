"""The rate models of Illinois: each opens, adds up, prints, and says what it assumes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import ROOT, copied
from research.cli import main
from research.ground.paths import Project, using
from research.models.rate_model import BuiltRate, RateModel, build_rate, rate_of
from research.models.rate_model.ranges import range_of
from research.sources.model_files import is_typed, load
from research.warehouse import rate_models, store
from research.warehouse.build import build

RATES = ("direct_support_hour", "home_services_hour", "in_home_care_hour")
TABLES = ["asks", "facts", "rates", "series", "occupation_wages", "overhead_caps", "minimum_wage"]
of_each = pytest.mark.parametrize("name", RATES)


@pytest.fixture(scope="module")
def built_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copied(tmp_path_factory.mktemp("illinois") / "project")
    with using(root) as project:
        build(project, [*TABLES, "model_parameters"])
    return root


@pytest.fixture(autouse=True)
def here(built_tables: Path) -> Iterator[Project]:
    with using(built_tables) as project:
        yield project


def opened(name: str) -> RateModel:
    return rate_models.open_model(name)


def built(name: str, scenario: str | None = None) -> BuiltRate:
    return build_rate(opened(name), scenario=scenario)


def fact(name: str, column: str = "value") -> float:
    return float(store.read("facts", fact_id=name)[column].item())


def printed(capsys: pytest.CaptureFixture[str], name: str) -> str:
    main(["rate", name])
    return capsys.readouterr().out


@of_each
def test_the_parts_of_a_model_add_up_to_its_rate(name: str):
    found = built(name)
    assert sum(part.exact for part in found.components) == found.rate


@of_each
def test_a_model_prints_its_rate_to_the_cent(name: str, capsys: pytest.CaptureFixture[str]):
    assert f"Rate: {built(name).rate_usd:.2f} dollars an hour" in printed(capsys, name)


@of_each
def test_a_model_rests_on_an_assumption_and_is_weak(name: str):
    found = built(name)
    assert (found.grade, len(found.assumptions) > 0) == (3, True)


@of_each
def test_every_assumption_of_a_model_has_a_range_around_its_value(name: str):
    tried = [(one.low or 0, one.value, one.high or 0) for one in built(name).assumptions]
    assert [one for one in tried if not (one[0] <= one[1] <= one[2] and one[0] < one[2])] == []


@of_each
def test_every_value_of_a_model_has_a_source_or_is_assumed(name: str):
    values = opened(name).parameters.values()
    assert [one.name for one in values if one.source is None and not one.assumed] == []


@of_each
def test_every_source_that_a_model_types_is_one_that_a_table_cites(name: str):
    model = load(ROOT / "data" / "models" / f"{name}.toml")
    known = {url for table in TABLES for url in store.read_whole(table)["source_url"]}
    assert {source.url for source in model.sources.values()} - known == set()


@of_each
def test_a_model_has_rows_to_cite_under_every_scenario(name: str):
    model = opened(name)
    for scenario in (None, *model.scenarios):
        assert rate_models.rows_of(model, scenario)


@of_each
def test_a_higher_wage_never_lowers_a_rate(name: str):
    model = opened(name)
    wage = model.parameters["wage"].value
    assert rate_of(model, {"wage": wage + 1}) > rate_of(model)


def test_only_the_hour_whose_rate_is_published_is_compared_with_it():
    assert {name: built(name).adequacy is None for name in RATES} == {
        "direct_support_hour": True,
        "home_services_hour": True,
        "in_home_care_hour": False,
    }


# 14.00 × (1 + 12.04 percent) ÷ 0.90 ÷ (1 − 0.23), by hand; its ends with the law's payroll share,
# 0.95 and 0.13, and with the study's share, 0.85 and 0.23.
def test_an_hour_of_home_care_is_what_the_edition_prints():
    found = range_of(opened("in_home_care_hour"))
    assert (found.value, found.low, found.high) == (22.63, 18.98, 27.79)


def test_an_hour_of_home_care_is_held_against_the_rate_of_2021():
    found = built("in_home_care_hour")
    assert (found.paid is not None and found.paid.value, found.adequacy) == (
        23.40,
        pytest.approx(23.40 / 22.63),
    )


def test_an_hour_at_the_proposed_wage_is_what_the_edition_prints():
    found = range_of(opened("in_home_care_hour"), "hb_4662")
    assert (found.value, found.low, found.high) == (32.70, 28.13, 40.14)


def test_a_proposal_is_held_against_no_rate():
    found = built("in_home_care_hour", "hb_4662")
    assert (found.paid, found.adequacy) == (None, None)


def test_the_cap_leaves_the_worker_77_percent_of_the_hour():
    assert built("in_home_care_hour").direct_care_share == pytest.approx(0.77)


def test_the_range_of_payroll_runs_from_the_law_to_the_study():
    payroll = opened("in_home_care_hour").parameters["payroll"]
    ends = fact("payroll_burden_share"), fact("dsp_ere_share")
    assert (payroll.low, payroll.high) == ends


def test_paid_leave_of_home_care_stands_among_the_expenses_and_nowhere_else():
    held = opened("in_home_care_hour").parameters.values()
    assert [one.name for one in held if one.covers == "paid time off"] == ["payroll"]


def test_administration_is_tried_from_the_federal_default_rate_to_the_most_the_rule_allows():
    federal = store.read("overhead_caps", cap_id="federal_de_minimis")["cap_share"].item()
    most = store.read("overhead_caps", cap_id="ccp_other_than_worker")["cap_share"].item()
    other = opened("in_home_care_hour").parameters["other_costs"]
    assert (other.low, other.value, other.high) == (
        pytest.approx(federal / (1 + federal), abs=0.005),
        most,
        most,
    )


def test_the_proposal_is_that_of_the_bill_in_the_tables():
    changes = opened("in_home_care_hour").scenarios["hb_4662"].changes
    wages = store.read("rates", series_id="ccp_aide_wage", kind="proposed")
    cap = store.read("overhead_caps", cap_id="ccp_other_than_worker_hb4662")
    limit = changes["other_costs"]
    assert isinstance(limit, dict)
    assert (float(str(changes["wage"])), float(str(limit["value"])), limit["high"]) == (
        wages["amount_usd"].item(),
        cap["cap_share"].item(),
        limit["value"],
    )


def test_an_assistants_hour_is_wage_and_payroll_and_nothing_else():
    found = built("home_services_hour")
    expected = 20.00 * (1 + fact("payroll_burden_share"))
    assert (found.exact_usd, found.direct_care_share) == (pytest.approx(expected), 1.0)


def test_direct_support_starts_from_the_wage_in_the_rate():
    assert built("direct_support_hour").line("wage_here").value == 20.50


def test_the_wage_around_chicago_is_the_one_in_the_rate_there():
    there = store.read("rates", series_id="dsp_wage_in_rate_chicago", kind="wage")
    latest = there.sort_values("effective")["amount_usd"].iloc[-1]
    assert built("direct_support_hour", "chicago").line("wage_here").value == latest


def test_the_regional_differential_is_the_published_one():
    changes = opened("direct_support_hour").scenarios["chicago"].changes
    assert float(str(changes["regional_differential"])) == fact("regional_differential")


def test_the_step_of_2026_is_the_pending_level():
    pending = store.read("rates", series_id="dsp_wage_in_rate", kind="pending")
    changes = opened("direct_support_hour").scenarios["step_of_2026"].changes
    assert float(str(changes["wage"])) == pending["amount_usd"].item()


def test_the_wage_that_is_asked_is_half_again_the_minimum_wage():
    steps = store.read("minimum_wage").sort_values("effective")["wage_usd_per_hour"]
    changes = opened("direct_support_hour").scenarios["half_again_the_minimum"].changes
    asked = store.read("asks", ask_id="dsp_wage")["proposed"].item()
    assert float(str(changes["wage"])) == asked == 1.5 * steps.iloc[-1]


def test_the_supervisors_wage_is_tried_from_the_middle_to_the_90th_percentile():
    wage = opened("direct_support_hour").parameters["supervisor_wage"]
    row = store.read("occupation_wages", area_code="1700000", occupation_code="211093")
    published = [row[f"wage_p{place}_usd_per_hour"].item() for place in (50, 75, 90)]
    assert [wage.low, wage.value, wage.high] == published


def test_leave_stands_in_the_expenses_of_direct_support_and_nowhere_else():
    held = opened("direct_support_hour").parameters.values()
    assert [one.name for one in held if one.covers == "paid time off"] == ["leave_and_retirement"]


def expenses_share(scenario: str | None = None) -> float:
    found = built("direct_support_hour", scenario)
    spent = found.line("on_the_wage").exact + found.line("insurance").exact
    return float(spent / found.line("wage_here").exact)


def test_the_expenses_of_direct_support_come_near_those_of_the_rate_study():
    assert expenses_share() == pytest.approx(fact("dsp_ere_share"), abs=0.01)


def test_expenses_are_a_smaller_share_of_a_higher_wage():
    assert expenses_share("half_again_the_minimum") < expenses_share()


def test_only_what_a_model_types_from_a_source_is_in_the_table():
    model = opened("direct_support_hour")
    assert [name for name, one in model.parameters.items() if is_typed(one)] == [
        "regional_differential",
        "paid_hours",
    ]
