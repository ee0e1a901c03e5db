"""A value with its interval: how each kind is made, and what is no estimate."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import poisson
from statsmodels.stats.proportion import proportion_confint

from research.ground.errors import MetricError
from research.ground.terms import Unit
from research.models.comparison.counts import from_count
from research.models.comparison.estimate import (
    Estimate,
    from_mean,
    from_median,
    from_relative,
    from_share,
    with_normal_error,
)

often = settings(deadline=None, max_examples=50, derandomize=True)


def published(**changed: object) -> Estimate:
    given: dict[str, object] = {
        "value": 20.0, "low": 18.04, "high": 21.96, "unit": "dollars an hour",
        "method": "as published",
    }  # fmt: skip
    return Estimate(**(given | changed))  # type: ignore[arg-type]


def test_a_mean_has_an_interval_of_two_standard_errors_each_way():
    made = from_mean(20, 1, "dollars an hour")
    assert (made.low, made.high) == (pytest.approx(18.040036), pytest.approx(21.959964))


def test_few_degrees_of_freedom_widen_the_interval():
    """t with 10 degrees at 97.5 percent is 2.228139, a value of every printed table."""
    assert from_mean(20, 1, "dollars an hour", degrees=10).high == pytest.approx(22.228139)


def test_a_relative_standard_error_is_a_percent_of_the_value():
    assert from_relative(18.51, 0.4, "dollars an hour").standard_error == pytest.approx(0.07404)


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611),
     (1, 29, 0.0061, 0.1718)],
)  # fmt: skip
def test_a_share_has_the_interval_of_newcombe_s_examples(count, total, low, high):
    """Newcombe, Statistics in Medicine 17 (1998), table I, method 3; to the printed digit."""
    made = from_share(count, total)
    assert (made.low, made.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@often
@given(total=st.integers(1, 5000), part=st.floats(0, 1))
def test_a_share_has_the_interval_of_statsmodels(total, part):
    count = round(part * total)
    made = from_share(count, total)
    other = proportion_confint(count, total, method="wilson")
    assert (made.low, made.high) == pytest.approx(other, abs=1e-12)


@pytest.mark.parametrize(
    ("n", "depth"), [(6, 1), (8, 1), (9, 2), (10, 2), (12, 3), (15, 4), (17, 5), (20, 6)]
)
def test_a_median_lies_between_the_order_statistics_of_the_printed_table(n, depth):
    """The narrowest with at least 95 percent in a textbook's table A.7, "Confidence Intervals for
    the Population Median": 9 → 2nd to 8th (96.1), 17 → 5th to 13th (95.1), 20 → 6th to 15th."""
    made = from_median(list(range(1, n + 1)), "dollars an hour")
    assert (made.low, made.high) == (depth, n + 1 - depth)


def test_five_values_are_too_few_for_the_interval_of_a_median():
    with pytest.raises(MetricError, match=r"5 values are too few .* 6 are the fewest"):
        from_median([1, 2, 3, 4, 5], "dollars")


def test_the_median_does_not_depend_on_the_order_of_the_values():
    assert from_median([9, 1, 5, 3, 7, 2], "dollars") == from_median([1, 2, 3, 5, 7, 9], "dollars")


@pytest.mark.parametrize("events", [1, 10, 250])
def test_a_count_has_an_interval_with_half_of_the_rest_in_each_poisson_tail(events):
    made = from_count(events, 4, "ratio")
    tails = (poisson.sf(events - 1, 4 * made.low), poisson.cdf(events, 4 * made.high))
    assert tails == pytest.approx((0.025, 0.025))


def test_nothing_counted_may_still_be_more_than_nothing():
    """No event leaves 2.5 percent where e^−high is 0.025."""
    made = from_count(0, 1, "ratio")
    assert (made.low, made.high) == (0, pytest.approx(-math.log(0.025)))


def test_a_normal_interval_gives_its_standard_error_back():
    assert with_normal_error(published()).standard_error == pytest.approx(1, abs=1e-4)


def test_a_lopsided_interval_has_no_standard_error():
    with pytest.raises(MetricError, match="no normal interval"):
        with_normal_error(published(high=25.0))


def test_an_interval_without_an_error_is_not_ranked():
    with pytest.raises(MetricError, match="has no standard error"):
        _ = published().needed_error


@often
@given(value=st.floats(-1e6, 1e6), error=st.floats(1e-6, 1e6), scale=st.floats(0.01, 100))
def test_an_interval_scales_with_its_unit(value, error, scale):
    once = from_mean(value, error, "dollars")
    other = from_mean(value * scale, error * scale, "dollars")
    assert other.high - other.low == pytest.approx((once.high - once.low) * scale, rel=1e-6)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"value": math.nan}, "value nan"),
        ({"high": math.inf}, "high inf"),
        ({"low": 21.0}, "lies outside its interval"),
        ({"standard_error": 0.0}, "standard error 0.0"),
        ({"n": 0}, "over 0 answers"),
        ({"level": 95}, "write 95 percent as 0.95"),
        ({"unit": "furlongs"}, "unit 'furlongs' is none of ours"),
    ],
)
def test_what_is_no_estimate_is_refused(changed, words):
    with pytest.raises(MetricError, match=words):
        published(**changed)


@pytest.mark.parametrize("error", [0.0, -1.0, math.nan])
def test_a_relative_error_of_nothing_is_refused(error):
    with pytest.raises(MetricError, match="relative standard error"):
        from_relative(20, error, Unit.USD_PER_HOUR)


@pytest.mark.parametrize(
    ("count", "total"), [(5, 4), (-1, 4), (1.5, 4), (0, 0), (1, math.nan), (1, math.inf)]
)
def test_no_share_of_what_cannot_be_counted(count, total):
    with pytest.raises(MetricError, match="is no share"):
        from_share(count, total)


@pytest.mark.parametrize(("events", "exposure"), [(-1, 1), (1.5, 1), (1, 0), (1, math.nan)])
def test_no_rate_of_what_cannot_be_counted(events, exposure):
    with pytest.raises(MetricError, match=r"events|exposure"):
        from_count(events, exposure, "ratio")
