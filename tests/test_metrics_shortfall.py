"""What a rate left unpaid, day by day, and what bounds it where only single dates are known."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metric_frames import catalogue, frame, prices, published_prices, rates
from research.ground.errors import MetricError
from research.metrics.prices import deflator
from research.metrics.rates import RateSeries, rate_series
from research.metrics.shortfall import Volume, cumulative_shortfall, shortfall_range
from research.metrics.wages import minimum_wage_index

STEADY = {f"2021-{month:02d}": 100.0 for month in range(1, 13)}
RISING = {f"2021-{month:02d}": 99.0 + month for month in range(1, 13)}
YEAR = date(2021, 1, 1), date(2021, 12, 31)


def aide(levels: dict[str, float] | None = None, precision: str = "day", **told: str) -> RateSeries:
    held = levels or {"2021-01-01": 10.0}
    return rate_series(rates(held, precision=precision), catalogue(**told), "aide")


def cpi(months: dict[str, float] = RISING, without: tuple[str, ...] = ()):
    return deflator(
        prices({month: level for month, level in months.items() if month not in without})
    )


def unpaid(levels: dict[str, float] | None = None, index=None, days=YEAR, a_year: float = 12.0):
    return cumulative_shortfall(aide(levels), index or cpi(), *days, Volume(a_year, "units"))


def test_a_rate_that_stood_still_left_the_growth_of_prices_unpaid():
    # One unit a month: 10 × (0 + 0.01 + … + 0.11)
    assert unpaid().total_usd == pytest.approx(10 * 0.66)


def test_dollars_of_the_last_month_weigh_early_months_more():
    # 0.1 × n dollars in month n, each × 111 ÷ (100 + n)
    expected = sum(0.1 * n * 111 / (100 + n) for n in range(12))
    found = unpaid()
    assert (found.total_constant_usd, found.constant_of) == (
        pytest.approx(expected),
        "December 2021",
    )


def test_prices_that_stand_still_leave_nothing_unpaid():
    assert unpaid(index=cpi(STEADY)).total_usd == 0


def test_a_day_bears_the_rate_in_force_on_it():
    # From the 16th of June, 15 of its 30 days, and in six whole months: one dollar more.
    raised = unpaid({"2021-01-01": 10.0, "2021-06-16": 11.0}, cpi(STEADY))
    assert (raised.total_usd, raised.above_usd) == (pytest.approx(-6.5), pytest.approx(6.5))


def test_days_above_and_days_below_make_the_total():
    found = unpaid({"2021-01-01": 10.0, "2021-07-01": 10.8})
    assert found.below_usd - found.above_usd == pytest.approx(found.total_usd)


def test_a_month_without_an_index_is_left_out_and_named():
    found = unpaid(index=cpi(without=("2021-10",)))
    assert (found.total_usd, found.months_skipped, found.said) == (
        pytest.approx(10 * (0.66 - 0.09)),
        ("October 2021",),
        "11 of 12 months; without October 2021; 12 units, assumed",
    )


def test_too_few_months_make_no_total():
    quarters = ("2021-02", "2021-03", "2021-05", "2021-06", "2021-08", "2021-09")
    with pytest.raises(MetricError, match="6 of 12 months are not published, first February 2021"):
        unpaid(index=cpi(without=quarters))


def test_a_total_stops_where_knowledge_of_the_rate_stops():
    with pytest.raises(MetricError, match="known to 2021-06-30, not to 2021-12-31"):
        cumulative_shortfall(aide(complete_to="2021-06-30"), cpi(), *YEAR)


def test_a_total_stops_where_the_index_stops():
    with pytest.raises(MetricError, match="known to 2021-11-30, not to 2021-12-31"):
        unpaid(index=cpi(without=("2021-12",)))


def test_a_proposed_level_is_never_counted():
    rows = pd.concat([rates({"2021-01-01": 10.0}), rates({"2021-07-01": 20.0}, kind="proposed")])
    series = rate_series(rows, catalogue(), "aide")
    found = cumulative_shortfall(series, cpi(), *YEAR, Volume(12, "units"))
    assert found.total_usd == pytest.approx(6.6)


def test_a_level_dated_by_its_year_has_no_days_to_count():
    with pytest.raises(MetricError, match="dated by their year alone, first rates:paid:0"):
        cumulative_shortfall(aide(precision="year"), cpi(), *YEAR)


def test_a_rate_known_on_single_dates_has_no_total():
    with pytest.raises(MetricError, match="Use shortfall_range"):
        cumulative_shortfall(aide(chart="dots"), cpi(), *YEAR)


@pytest.mark.parametrize("units", [0.0, -1.0, float("nan")])
def test_units_that_are_no_positive_number_are_refused(units):
    with pytest.raises(MetricError, match="the number of units a year"):
        unpaid(a_year=units)


def test_a_span_that_ends_before_it_begins_is_refused():
    with pytest.raises(MetricError, match="is no span of days"):
        unpaid(days=YEAR[::-1])


def test_without_units_it_is_one_unit_a_year():
    found = cumulative_shortfall(aide(), cpi(), *YEAR)
    assert (found.total_usd, found.said) == (
        pytest.approx(0.55),
        "12 of 12 months; 1 unit a year, assumed",
    )


def test_units_may_differ_by_fiscal_year():
    held = Volume(what="hours", source="claims", by_fiscal_year={2021: 12.0, 2022: 24.0})
    found = cumulative_shortfall(aide(), cpi(), *YEAR, held)
    assert found.total_usd == pytest.approx(0.1 * sum(range(6)) + 0.2 * sum(range(6, 12)))


def test_a_fiscal_year_without_units_is_not_carried_forward():
    held = Volume(by_fiscal_year={2021: 12.0})
    with pytest.raises(MetricError, match="not for 2022"):
        cumulative_shortfall(aide(), cpi(), *YEAR, held)


def test_a_minimum_wage_counts_from_the_day_of_its_step():
    steps = [("2020-01-01", 10.0), ("2021-06-16", 11.0)]
    wages = [{"effective": pd.Timestamp(day), "wage_usd_per_hour": usd} for day, usd in steps]
    index = minimum_wage_index(frame(wages, "minimum_wage"), date(2021, 12, 31))
    assert unpaid(index=index).total_usd == pytest.approx(6.5)


def test_the_rows_add_up_to_the_total_and_keep_their_id():
    found = unpaid({"2021-01-01": 10.0, "2021-06-16": 11.0})
    assert (found.rows["cumulative_usd"].iloc[-1], found.rows.index.name, len(found.rows)) == (
        pytest.approx(found.total_usd),
        "row_id",
        13,
    )


LEVELS = st.lists(st.floats(5, 20), min_size=1, max_size=4)


@settings(deadline=None, max_examples=30, derandomize=True)
@given(levels=LEVELS, gaps=st.lists(st.integers(1, 90), min_size=3, max_size=3), skip=st.booleans())
def test_the_total_is_that_of_a_plain_walk_over_the_days(levels, gaps, skip):
    """Another way to the same number: one day after another, without any stretch."""
    days, day = [], date(2021, 1, 1)
    for gap in [0, *gaps]:
        day += timedelta(days=gap)
        days.append(day)
    held = {on.isoformat(): level for on, level in zip(days, levels, strict=False)}
    index = cpi(without=("2021-05",) if skip else ())
    total, day = 0.0, YEAR[0]
    while day <= YEAR[1]:
        paid = [level for on, level in held.items() if on <= day.isoformat()][-1]
        if not (skip and day.month == 5):
            whole = pd.Timestamp(day).days_in_month
            total += (levels[0] * (99 + day.month) / 100 - paid) / whole
        day += timedelta(days=1)
    assert unpaid(held, index).total_usd == pytest.approx(total, abs=1e-9)


@settings(deadline=None, max_examples=20, derandomize=True)
@given(units=st.floats(0.01, 1e7))
def test_twice_the_units_leave_twice_as_much_unpaid(units):
    one, two = unpaid(a_year=units), unpaid(a_year=2 * units)
    assert two.total_usd == pytest.approx(2 * one.total_usd)


def dots(levels: dict[str, float]) -> RateSeries:
    return aide(levels, chart="dots")


BOUNDS = {"2021-01-01": 10.0, "2021-12-31": 12.0}


def test_single_dates_bound_what_was_left_unpaid():
    found = shortfall_range(dots(BOUNDS), cpi(STEADY), *YEAR, Volume(12, "units"))
    # At once: 364 of 365 days at 12; held: the last day alone.
    low = -2 * (30 / 31 + 11)
    assert (found.low.total_usd, found.high.total_usd) == (
        pytest.approx(low),
        pytest.approx(-2 / 31),
    )


def test_the_bounds_hold_what_any_rise_between_the_dates_leaves_unpaid():
    inside = unpaid({"2021-01-01": 10.0, "2021-05-09": 10.7, "2021-12-31": 12.0}).total_usd
    found = shortfall_range(dots(BOUNDS), cpi(), *YEAR, Volume(12, "units"))
    assert found.low.total_usd <= inside <= found.high.total_usd


def test_a_rate_of_which_every_step_is_known_has_no_width():
    found = shortfall_range(aide(), cpi(), *YEAR)
    assert found.low.total_usd == found.high.total_usd


def test_a_rate_that_fell_has_no_bounds():
    with pytest.raises(MetricError, match="fell between two of its 2 dates"):
        shortfall_range(dots({"2021-01-01": 10.0, "2021-12-31": 9.0}), cpi(), *YEAR)


def test_after_the_last_date_nothing_bounds_a_rate():
    with pytest.raises(MetricError, match="was last read on 2021-06-30"):
        shortfall_range(dots({"2021-01-01": 10.0, "2021-06-30": 11.0}), cpi(), *YEAR)


def test_bounds_begin_on_a_date_that_was_read():
    with pytest.raises(MetricError, match="Ask for one of its dates"):
        shortfall_range(dots(BOUNDS), cpi(), date(2021, 3, 1), YEAR[1])


def test_published_prices_leave_october_2025_out_of_a_total():
    series = aide({"2025-01-01": 10.0}, complete_to="2025-12-31")
    found = cumulative_shortfall(
        series, deflator(published_prices()), date(2025, 1, 1), date(2025, 12, 31)
    )
    assert found.months_skipped == ("October 2025",)
