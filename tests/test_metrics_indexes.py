"""Indexes that stay level until their next step."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metric_frames import frame
from research.ground.errors import MetricError
from research.metrics.indexes import Basis, Level, growth, step_index
from research.metrics.rates import constant_dollar


def wages(**levels: float) -> pd.DataFrame:
    rows = [{"effective": pd.Timestamp(day[1:]), "wage": level} for day, level in levels.items()]
    return frame(rows, "minimum_wage")


def index(**levels: float):
    return step_index(wages(**levels), "wage", "wage", "a wage", date(2025, 12, 31))


def test_the_level_on_a_day_is_the_last_step():
    assert index(y20200101=9.25, y20200701=10.0).at(date(2020, 6, 30)).value == 9.25


def test_growth_between_two_steps_is_their_ratio():
    steps = index(y20200101=9.25, y20250101=15.0)
    assert growth(steps.at(date(2020, 1, 1)), steps.at(date(2025, 6, 1))) == pytest.approx(
        15 / 9.25 - 1
    )


def test_a_year_without_a_step_has_one_level():
    assert index(y20200101=9.25, y20220101=12.0).over_year(2021).value == 9.25


def test_a_year_with_a_step_is_refused():
    with pytest.raises(MetricError, match=r"changed within 2020, from 9.25 to 10"):
        index(y20200101=9.25, y20200701=10.0).over_year(2020)


@pytest.mark.parametrize("day", [date(2019, 12, 31), date(2026, 1, 1)])
def test_a_day_outside_what_is_known_is_refused(day):
    with pytest.raises(MetricError, match="is known from 2020-01-01 to 2025-12-31"):
        index(y20200101=9.25).at(day)


def test_a_level_of_nothing_is_refused():
    with pytest.raises(MetricError, match="1 of 2 rows have no positive level"):
        index(y20200101=9.25, y20210101=0.0)


def test_no_rows_are_no_index():
    with pytest.raises(MetricError, match="no rows, so no index"):
        step_index(wages(y20200101=1.0).head(0), "wage", "wage", "a wage", date(2025, 1, 1))


def level(**told: object) -> Level:
    given = {"value": 100.0, "base_period": "", "months_outside": 0, "basis": Basis.MONTH} | told
    return Level("cpi", "CPI", given["basis"], given["value"], "a month", 1, 1, pd.DataFrame(),
                 given["base_period"], given["months_outside"])  # fmt: skip


def test_levels_of_two_base_periods_never_meet():
    with pytest.raises(MetricError, match="two base periods"):
        growth(level(base_period="1982-84 = 100"), level(base_period="1967 = 100"))


@pytest.mark.parametrize("value", [float("nan"), 0.0, -1.0, float("inf")])
def test_a_level_that_is_no_positive_number_is_refused(value):
    with pytest.raises(MetricError, match="is no positive number"):
        growth(level(), level(value=value))


def test_a_year_that_is_not_over_meets_no_other():
    with pytest.raises(MetricError, match="1 of 1 months lie outside the series"):
        growth(level(), level(months_outside=1))


@pytest.mark.parametrize(("then", "now"), [(112.5, 121.5), (225.0, 243.0), (110.0, 128.0)])
def test_growth_is_the_bureau_s_own_worked_example(then, now):
    """Oracle: "Calculating Index Changes" in the releases of the Bureau of Labor Statistics:
    items A, B and C rise by 8.0, 8.0 and 16.4 percent. Tolerance: its one decimal."""
    published = {112.5: 8.0, 225.0: 8.0, 110.0: 16.4}[then]
    assert round(100 * growth(level(value=then), level(value=now)), 1) == published


@settings(deadline=None, max_examples=50, derandomize=True)
@given(st.floats(0.01, 1e6), st.floats(1, 1e4), st.floats(1, 1e4))
def test_dollars_there_and_back_are_the_same_dollars(amount, then, now):
    one, other = level(value=then), level(value=now)
    there = constant_dollar(amount, one, other)
    assert constant_dollar(there, other, one) == pytest.approx(amount)
