"""One dollar an hour, from staff or from hours, low to high."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from research.ground.errors import MetricError
from research.metrics.dollar_an_hour import (
    dollar_an_hour,
    paid_hours_of_billed,
    paid_hours_of_staff,
)
from research.metrics.fiscal import gross_of_wage
from research.metrics.ranges import Between, exactly


def test_a_dollar_for_a_hundred_full_time_workers():
    hours = paid_hours_of_staff(exactly(100))
    found = dollar_an_hour(hours, exactly(0.0765))
    assert found.low_usd == pytest.approx(100 * 2080 * 1.0765)


def test_a_range_of_expenses_gives_a_range_of_prices():
    found = dollar_an_hour(exactly(1_000_000), Between(0.0765, 0.1204))
    assert (found.low_usd, found.high_usd) == (
        pytest.approx(1_076_500),
        pytest.approx(1_120_400),
    )


def test_lower_productivity_takes_more_paid_hours():
    found = paid_hours_of_billed(exactly(80), Between(0.8, 1.0))
    assert (found.low, found.high) == (pytest.approx(80), pytest.approx(100))


@pytest.mark.parametrize(("low", "high"), [(0.0, 0.8), (0.8, 1.1), (-0.5, 0.5)])
def test_a_productivity_of_nothing_or_over_one_is_refused(low, high):
    with pytest.raises(MetricError, match="above 0 and to 1"):
        paid_hours_of_billed(exactly(80), Between(low, high))


def test_expenses_in_percent_are_refused():
    with pytest.raises(MetricError, match="give 0 to 1"):
        dollar_an_hour(exactly(80), exactly(7.65))


@pytest.mark.parametrize("full_time", [0.0, -1.0])
def test_no_staff_is_refused(full_time):
    with pytest.raises(MetricError, match="the full-time equivalents"):
        paid_hours_of_staff(exactly(full_time))


@pytest.mark.parametrize(("low", "high"), [(2, 1), (float("nan"), 1), (0, float("inf"))])
def test_a_range_that_is_none_is_refused(low, high):
    with pytest.raises(MetricError, match="give two numbers, the lower first"):
        Between(low, high)


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (Between(0.08, 0.12), "0.08 to 0.12, assumed"),
        (exactly(0.0765, "the payroll sheet"), "0.0765, the payroll sheet"),
    ],
)
def test_a_range_says_its_source_or_that_it_is_assumed(held, said):
    assert held.said == said


def test_every_line_says_what_it_rests_on():
    lines = dollar_an_hour(paid_hours_of_staff(exactly(10)), Between(0.07, 0.12)).lines
    assert [line.name for line in lines if not line.assumption] == []


@settings(deadline=None, max_examples=50, derandomize=True)
@given(st.floats(1, 1e8), st.floats(0, 0.99))
def test_a_dollar_is_the_gross_cost_of_a_dollar(hours, share):
    assert dollar_an_hour(exactly(hours), exactly(share)).high_usd == pytest.approx(
        gross_of_wage(hours, 1.0, share)
    )
