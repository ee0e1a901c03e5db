"""Two counts of turnover, what a leaver costs, and what a raise may save."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metric_frames import published_prices
from research.ground.errors import MetricError
from research.metrics.indexes import Basis, Level
from research.metrics.prices import calendar_year_average, deflator
from research.metrics.ranges import Between, exactly
from research.metrics.turnover import (
    StaffCount,
    Turnover,
    cost_per_leaver,
    separations,
    turnover_at_year_end,
    turnover_cost,
    turnover_difference,
    turnover_of_average,
    turnover_saving,
)


def level(value: float, label: str = "2004") -> Level:
    return Level("cpi", "CPI-U", Basis.CALENDAR_YEAR, value, label, 12, 12, pd.DataFrame())


def cost(leavers: float = 45.0, then: float = 100.0, now: float = 100.0):
    return turnover_cost(leavers, 3278.0, level(then), level(now, "2025"))


def test_turnover_is_separations_over_staff():
    assert turnover_at_year_end(45.5, 100, 2016) == Turnover(0.455, StaffCount.ON_DECEMBER_31, 2016)


def test_two_counts_of_turnover_are_never_compared():
    with pytest.raises(MetricError, match="they are not compared"):
        turnover_difference(turnover_at_year_end(45, 100, 2024), turnover_of_average(45, 90, 2024))


def test_one_count_in_two_years_is_compared():
    one, other = (turnover_of_average(left, 100, year) for left, year in ((50, 2024), (45, 2023)))
    assert turnover_difference(one, other) == pytest.approx(0.05)


def test_leavers_are_counted_over_the_same_staff():
    with pytest.raises(MetricError, match="count the staff in the same way"):
        separations(turnover_of_average(45, 100, 2024), 100, StaffCount.ON_DECEMBER_31)


@pytest.mark.parametrize(("left", "staff"), [(-1, 100), (45, 0), (float("nan"), 100)])
def test_a_count_that_is_none_is_refused(left, staff):
    with pytest.raises(MetricError):
        turnover_at_year_end(left, staff, 2024)


def test_nobody_left_is_a_turnover_of_nothing():
    assert turnover_of_average(0, 100, 2024).share == 0


def test_a_turnover_in_percent_is_refused():
    with pytest.raises(MetricError, match=r"write 45\.5 percent as 0\.455"):
        Turnover(45.5, StaffCount.AVERAGE, 2016)


def test_the_parts_of_a_leaver_make_the_published_sum():
    """Oracle: Larson, Tolbize, Kim and York: 892 + 437 + 1,949 = 3,278 dollars. Exact."""
    assert cost_per_leaver(892, 437, 1949) == 3278


def test_a_cost_is_restated_in_dollars_of_the_base():
    found = cost(now=150.0)
    assert (found.usd_per_leaver, found.usd, found.dollars_of) == (4917.0, 221_265.0, "2025")


def test_prices_of_two_series_never_restate_a_cost():
    other = Level("eci", "ECI", Basis.CALENDAR_YEAR, 100.0, "2025", 12, 12, pd.DataFrame())
    with pytest.raises(MetricError, match="never mix"):
        turnover_cost(1.0, 3278.0, level(100.0), other)


def test_the_published_cost_in_dollars_of_2024():
    """Published levels 188.883 (2004) and 313.689 (2024), both as the bureau's annual averages."""
    cpi = deflator(published_prices())
    found = turnover_cost(
        1.0, 3278.0, calendar_year_average(cpi, 2004), calendar_year_average(cpi, 2024)
    )
    assert found.usd == pytest.approx(3278 * 313.689 / 188.883, abs=0.05)


def test_a_quarter_more_pay_cuts_turnover_by_the_published_third():
    """Oracle: Powers and Powers (2010), abstract: about one quarter more compensation, one third
    less turnover. Tolerance: that of a published "about"; the elasticity is derived from it."""
    elasticity = math.log(2 / 3) / math.log(1.25)
    found = turnover_saving(cost(), 0.25, Between(elasticity, -0.5, "Powers and Powers (2010)"))
    assert found.leavers_fewer_high == pytest.approx(15.0)


@pytest.mark.parametrize(
    "elasticity", [exactly(-1.0, "a study"), Between(-1.8, -0.5), Between(-1.8, -0.5, "")]
)
def test_an_elasticity_without_a_range_or_a_source_is_refused(elasticity):
    with pytest.raises(MetricError, match="Give a low and a high value, and their source"):
        turnover_saving(cost(), 0.1, elasticity)


@pytest.mark.parametrize(("high", "raised"), [(0.2, 0.1), (-0.5, 10.0), (-0.5, float("nan"))])
def test_a_raise_in_percent_or_more_leavers_are_refused(high, raised):
    with pytest.raises(MetricError, match="write a raise of a tenth as"):
        turnover_saving(cost(), raised, Between(-1.8, high, "a study"))


def test_every_line_of_a_saving_says_what_it_rests_on():
    lines = turnover_saving(cost(), 0.1, Between(-1.8, -0.5, "a study")).lines
    assert [line.name for line in lines if not line.assumption] == []


@settings(deadline=None, max_examples=50, derandomize=True)
@given(st.floats(0, 1), st.floats(-5, -1), st.floats(-0.9, 0))
def test_a_saving_lies_between_nothing_and_the_whole_cost(raised, low, high):
    found = turnover_saving(cost(), raised, Between(low, high, "a study"))
    assert 0 <= found.low_usd <= found.high_usd <= cost().usd
