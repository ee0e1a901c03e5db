"""Gross and net, half a year and a whole one."""

import pandas as pd
import pytest

from metric_frames import frame
from research.ground.errors import MetricError
from research.metrics.fiscal import (
    annualization,
    blended_match,
    fiscal_note,
    gross_of_rate,
    gross_of_wage,
    price_per_dollar,
)


def fmap(**shares: float) -> pd.DataFrame:
    held = shares or {"y2025": 0.5138, "y2026": 0.5182}
    rows = [{"federal_fiscal_year": int(y[1:]), "fmap_share": s} for y, s in held.items()]
    return frame(rows, "federal_match")


def note(months: int = 12, match_share: float = 0.5, gross: float = 100.0, **more: str):
    match = blended_match(fmap(), 2026, months)
    return fiscal_note(gross, match, match_share=match_share, **more)


def test_state_fiscal_year_2026_blends_a_quarter_and_three_quarters():
    assert blended_match(fmap(), 2026).share == pytest.approx(0.5171, abs=1e-6)


def test_what_starts_in_january_has_the_later_federal_year_alone():
    found = blended_match(fmap(), 2026, 6)
    assert (found.share, list(found.rows["federal_fiscal_year"])) == (0.5182, [2026])


def test_ten_months_hold_one_of_the_summer():
    assert blended_match(fmap(), 2026, 10).share == pytest.approx(0.1 * 0.5138 + 0.9 * 0.5182)


def test_a_match_that_does_not_change_blends_to_itself():
    assert blended_match(fmap(y2025=0.5, y2026=0.5), 2026).share == 0.5


def test_the_blend_is_said_as_it_was_reckoned():
    assert blended_match(fmap(), 2026).text == "0.25 × 51.38% + 0.75 × 51.82%"


def test_a_federal_year_not_in_the_table_is_not_carried_forward():
    with pytest.raises(MetricError, match=r"1 of 2 are not in the table, first \[2027\]"):
        blended_match(fmap(), 2027)


@pytest.mark.parametrize("months", [0, 13, 6.5])
def test_months_that_are_no_months_are_refused(months):
    with pytest.raises(MetricError, match="give a whole number from 1 to 12"):
        blended_match(fmap(), 2026, months)


def test_a_million_hours_at_two_dollars_are_two_million_dollars():
    assert gross_of_rate(1_000_000, 2.0) == 2_000_000


def test_a_wage_step_without_expenses_is_the_step():
    assert gross_of_wage(1_000_000, 2.0) == 2_000_000


def test_a_wage_step_brings_its_payroll_tax():
    assert gross_of_wage(1_000_000, 1.0, 0.0765) == pytest.approx(1_076_500)


@pytest.mark.parametrize("share", [1.0, 7.65, -0.1])
def test_an_expense_share_in_percent_is_refused(share):
    with pytest.raises(MetricError, match="give 0 to 1"):
        gross_of_wage(1_000_000, 1.0, share)


def test_net_is_gross_less_the_federal_share():
    found = note()
    assert (found.federal_usd, found.net_usd) == (pytest.approx(25.855), pytest.approx(74.145))


@pytest.mark.parametrize("months", [1, 6, 9, 12])
@pytest.mark.parametrize("match_share", [0.0, 0.5, 1.0])
def test_federal_and_net_make_the_gross(months, match_share):
    found = note(months, match_share)
    assert found.federal_usd + found.net_usd == pytest.approx(found.gross_usd)


def test_half_a_year_costs_half():
    assert note(months=6).gross_usd == 50.0


@pytest.mark.parametrize("months", [3, 6, 12])
def test_the_first_year_and_what_the_next_adds_make_a_full_year(months):
    found = note(months)
    assert found.net_usd + found.annualization_usd == pytest.approx(found.net_full_year_usd)


@pytest.mark.parametrize(("months", "added"), [(12, 0.0), (6, 50.0), (3, 150.0)])
def test_annualization_adds_the_months_not_yet_paid(months, added):
    assert annualization(50.0, months) == added


def test_a_matched_share_without_a_source_is_printed_as_assumed():
    lines = {line.name: line.assumption for line in note().lines}
    assert lines["Share matched by Medicaid"] == "assumed"


def test_a_matched_share_with_a_source_names_it():
    lines = {line.name: line.assumption for line in note(match_share_source="the note").lines}
    assert lines["Share matched by Medicaid"] == "the note"


def test_a_matched_share_in_percent_is_refused():
    with pytest.raises(MetricError, match="give 0 to 1"):
        note(match_share=50)


@pytest.mark.parametrize(("price", "step"), [(53.1e6, 1.50), (141.6e6, 4.0), (106.2e6, 3.0)])
def test_three_published_prices_are_one_price_a_dollar(price, step):
    assert price_per_dollar(price, step, 12).low_usd == pytest.approx(35.4e6)


def test_a_price_of_half_a_year_is_twice_as_much_in_a_whole_one():
    assert price_per_dollar(53.1e6, 1.50, 6).high_usd == pytest.approx(70.8e6)


def test_a_price_of_unknown_months_is_a_range():
    found = price_per_dollar(53.1e6, 1.50, None)
    assert (found.low_usd, found.high_usd) == (pytest.approx(35.4e6), pytest.approx(70.8e6))


def test_a_federal_year_twice_is_refused():
    twice = pd.concat([fmap(), fmap()])
    with pytest.raises(MetricError, match="the match of fiscal year 2026"):
        blended_match(twice, 2026)


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_gross_cost_that_is_no_number_is_refused(number):
    with pytest.raises(MetricError, match="a number of dollars is needed"):
        note(gross=number)


@pytest.mark.parametrize("reckon", [gross_of_rate, gross_of_wage])
def test_a_change_that_is_no_number_is_refused(reckon):
    with pytest.raises(MetricError, match="a number of dollars is needed"):
        reckon(1000.0, float("nan"))


@pytest.mark.parametrize("reckon", [gross_of_rate, gross_of_wage])
def test_a_cut_has_a_cost_below_nothing(reckon):
    assert reckon(1000.0, -1.0) == -1000.0


def test_the_published_prices_of_a_dollar_span_the_published_range():
    """Oracle: 80 million for 2.00 and 53.1 million for 1.50, as their sources print them: 40 and
    35.4 million a dollar. Exact."""
    prices = [price_per_dollar(usd, step, 12).low_usd for usd, step in ((80e6, 2.0), (53.1e6, 1.5))]
    assert prices == pytest.approx([40e6, 35.4e6])
