"""Wages beside wages."""

import math
from datetime import date

import pandas as pd
import pytest

from metric_frames import frame
from research.ground.errors import MetricError
from research.metrics.indexes import growth
from research.metrics.wages import (
    compound_increase,
    general_increase_index,
    hourly_from_semi_monthly,
    hourly_from_yearly,
    mean_wage,
    minimum_wage_index,
    percent_less,
    percent_more,
    percentile_wage,
    raise_to_close,
    raw_gap,
    wage_over_minimum,
    weighted_mean,
)

# The shares are those of state pay from 2020 to 2026; their days here only order them.
STATE_INCREASES = {
    "2020-01-01": 0.015,
    "2020-07-01": 0.021,
    "2021-07-01": 0.0395,
    "2022-07-01": 0.0395,
    "2023-07-01": 0.04,
    "2024-01-01": 0.025,
    "2024-07-01": 0.04,
    "2025-07-01": 0.0395,
    "2026-07-01": 0.035,
}


def increases(shares: dict[str, float] = STATE_INCREASES) -> pd.DataFrame:
    rows = [{"effective": pd.Timestamp(day), "increase_share": s} for day, s in shares.items()]
    return frame(rows, "state_increases")


def wages(**columns: float) -> pd.DataFrame:
    percentiles = {10: 14.0, 25: 16.0, 50: 18.0, 75: 20.0, 90: 24.0}
    row = {"employment": 100.0, "wage_mean_usd_per_hour": 18.0}
    row |= {f"wage_p{place}_usd_per_hour": wage for place, wage in percentiles.items()}
    return frame([row | columns], "occupation_wages")


def test_a_community_wage_of_63_against_100_is_37_percent_less():
    assert raw_gap(63.0, 100.0) == pytest.approx(0.37)


@pytest.mark.parametrize(("gap", "raise_needed"), [(0.30, 0.43), (0.37, 0.59), (0.0, 0.0)])
def test_the_raise_that_closes_a_gap_is_larger_than_the_gap(gap, raise_needed):
    assert raise_to_close(gap) == pytest.approx(raise_needed, abs=0.005)


@pytest.mark.parametrize("community", [12.0, 18.75, 20.0])
def test_the_raise_brings_the_community_wage_to_the_state_wage(community):
    assert community * (1 + raise_to_close(raw_gap(community, 20.0))) == pytest.approx(20.0)


@pytest.mark.parametrize("gap", [1.0, 37.0, float("-inf"), float("nan")])
def test_a_gap_of_everything_is_refused(gap):
    with pytest.raises(MetricError, match="give a share below 1"):
        raise_to_close(gap)


def test_more_and_less_are_two_numbers():
    assert (percent_more(33_995, 54_831), percent_less(33_995, 54_831)) == (
        pytest.approx(0.613, abs=0.0005),
        pytest.approx(0.380, abs=0.0005),
    )


def test_more_and_less_are_nothing_between_equals():
    assert (percent_more(20.0, 20.0), percent_less(20.0, 20.0)) == (0.0, 0.0)


def test_the_wage_in_the_rate_is_a_multiple_of_the_minimum():
    assert wage_over_minimum(20.50, 15.0) == pytest.approx(1.3667, abs=1e-4)


def test_a_minimum_of_nothing_is_refused():
    with pytest.raises(MetricError, match="the minimum wage is 0"):
        wage_over_minimum(20.50, 0.0)


def test_general_increases_compound_to_more_than_their_sum():
    found = compound_increase(increases(), date(2019, 12, 31), date(2026, 7, 1))
    assert (round(found, 3), found > sum(STATE_INCREASES.values())) == (0.336, True)


def test_an_increase_on_the_first_day_is_already_in_the_wage():
    found = compound_increase(increases(), date(2024, 7, 1), date(2026, 7, 1))
    assert found == pytest.approx(1.0395 * 1.035 - 1)


def test_spans_of_increases_chain():
    days = date(2019, 12, 31), date(2023, 1, 1), date(2026, 12, 31)
    halves = [compound_increase(increases(), *days[i : i + 2]) for i in (0, 1)]
    whole = compound_increase(increases(), days[0], days[2])
    assert math.prod(1 + half for half in halves) - 1 == pytest.approx(whole)


def test_days_without_an_increase_are_refused():
    with pytest.raises(MetricError, match="0 of 0 increases"):
        compound_increase(increases(), date(2026, 7, 1), date(2026, 12, 31))


def test_an_increase_in_percent_is_refused():
    with pytest.raises(MetricError, match=r"Write 3.95 percent as 0.0395"):
        compound_increase(increases({"2020-01-01": 3.95}), date(2019, 1, 1), date(2021, 1, 1))


def test_the_index_of_increases_grows_by_the_compound_increase():
    index = general_increase_index(increases(), date(2026, 12, 31))
    grown = growth(index.at(date(2020, 1, 1)), index.at(date(2026, 12, 31)))
    expected = compound_increase(increases(), date(2020, 1, 1), date(2026, 12, 31))
    assert grown == pytest.approx(expected)


def test_the_minimum_wage_is_an_index():
    rows = [{"effective": pd.Timestamp("2025-01-01"), "wage_usd_per_hour": 15.0}]
    index = minimum_wage_index(frame(rows, "minimum_wage"), date(2025, 12, 31))
    assert index.at(date(2025, 6, 1)).value == 15.0


def test_a_weighted_mean_differs_from_the_mean_of_means():
    assert weighted_mean(pd.Series([10.0, 20.0]), pd.Series([3.0, 1.0])) == 12.5


def test_equal_weights_give_the_plain_mean():
    assert weighted_mean(pd.Series([10.0, 20.0]), pd.Series([7.0, 7.0])) == 15.0


def test_a_wage_that_was_not_released_is_refused_and_not_nothing():
    two = pd.concat([wages(), wages(wage_mean_usd_per_hour=float("nan"))])
    with pytest.raises(MetricError, match="1 of 2 rows lack a value or a weight"):
        mean_wage(two)


def test_percentiles_are_not_averaged():
    with pytest.raises(MetricError, match="only a mean can"):
        mean_wage(wages(), "wage_p50_usd_per_hour")


@pytest.mark.parametrize(("percentile", "wage"), [(50, 18.0), (53, 18.24), (90, 24.0), (10, 14.0)])
def test_a_percentile_lies_on_a_line_between_published_ones(percentile, wage):
    assert percentile_wage(wages(), percentile) == pytest.approx(wage)


@pytest.mark.parametrize("percentile", [5, 95])
def test_a_percentile_outside_the_published_ones_is_refused(percentile):
    with pytest.raises(MetricError, match="ask from 10 to 90"):
        percentile_wage(wages(), percentile)


def test_a_percentile_next_to_one_not_released_is_refused():
    with pytest.raises(MetricError, match="75th or 90th percentile was not released"):
        percentile_wage(wages(wage_p90_usd_per_hour=float("nan")), 80)


def test_a_refused_percentile_names_those_that_were_released():
    with pytest.raises(MetricError, match=r"Released are: the 10th, the 25th, the 50th, the 75th"):
        percentile_wage(wages(wage_p90_usd_per_hour=float("nan")), 80)


def test_a_geometric_percentile_adds_the_same_percentage():
    assert percentile_wage(wages(), 62.5, "geometric") == pytest.approx(math.sqrt(18.0 * 20.0))


def test_41600_a_year_is_20_an_hour():
    assert hourly_from_yearly(41_600) == 20.0


def test_semi_monthly_pay_comes_24_times_a_year():
    assert hourly_from_semi_monthly(1_733.3333333333) == pytest.approx(20.0)


def test_pay_of_nothing_is_refused():
    with pytest.raises(MetricError, match="the pay is 0"):
        hourly_from_semi_monthly(0)


def test_the_index_of_increases_is_100_after_the_first():
    assert general_increase_index(increases(), date(2026, 12, 31)).at("2020-03-01").value == 100


def test_a_weight_of_nothing_counts_nothing():
    assert weighted_mean(pd.Series([10.0, 20.0]), pd.Series([0.0, 2.0])) == 20.0


@pytest.mark.parametrize("weights", [[0.0, 0.0], [1.0, -1.0], [1.0, float("nan")]])
def test_weights_that_do_not_weigh_are_refused(weights):
    with pytest.raises(MetricError, match="lack a value or a weight"):
        weighted_mean(pd.Series([10.0, 20.0]), pd.Series(weights))
