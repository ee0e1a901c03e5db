"""The exact interval of a median, against a printed table, R and SciPy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import quantile_test

from research.ground.errors import MetricError
from research.metrics.medians import median_interval, rank_of_interval

EASY = settings(deadline=None, max_examples=50, derandomize=True)
VALUES = st.lists(st.floats(-1e6, 1e6), min_size=6, max_size=60)

# Table A.7, "Confidence Intervals for the Population Median", of a textbook's appendix (read as a
# copy at coursehero.com/file/5646626): sample size, rank of the low end, percent of coverage.
TABLE = [
    (6, 1, 96.9), (7, 1, 98.4), (8, 1, 99.2), (9, 2, 96.1), (10, 2, 97.9), (12, 3, 96.1),
    (13, 3, 97.8), (15, 4, 96.5), (16, 4, 97.9), (17, 5, 95.1), (18, 5, 96.9), (20, 6, 95.9),
]  # fmt: skip


@pytest.mark.parametrize(("size", "rank", "percent"), TABLE)
def test_ranks_and_coverage_are_those_of_the_printed_table(size, rank, percent):
    found = median_interval(range(size))
    assert (found.rank, found.coverage * 100) == (rank, pytest.approx(percent, abs=0.05))


def test_an_interval_is_the_one_that_statpsych_prints():
    # R package statpsych, ci.median(.05, y), after Snedecor and Cochran (1989): 20.7, 10.8, 30.9
    y = [30.2, 20.4, 15.1, 10.2, 10.5, 60.8, 20.8, 25.0, 20.7, 30.9, 10.8, 5.1, 50.9, 40.0, 20.9,
         10.8, 0, 20.5, 50.8]  # fmt: skip
    found = median_interval(y)
    assert (found.median, found.low, found.high) == (20.7, 10.8, 30.9)


@pytest.mark.parametrize("level", [0.8, 0.9, 0.95, 0.99])
@pytest.mark.parametrize("size", [8, 9, 16, 35, 100, 771])
def test_an_interval_is_the_one_of_scipy(size, level):
    values = np.random.default_rng(size).lognormal(size=size)
    found = median_interval(values, level)
    known = quantile_test(values, p=0.5).confidence_interval(level)
    assert (found.low, found.high) == (known.low, known.high)


@EASY
@given(VALUES)
def test_the_median_lies_in_its_interval(values):
    found = median_interval(values)
    assert found.low <= found.median <= found.high


@EASY
@given(VALUES, st.floats(0.01, 100), st.floats(-100, 100))
def test_an_interval_moves_with_its_values(values, times, more):
    one, other = median_interval(values), median_interval([times * x + more for x in values])
    assert (other.low, other.high) == (times * one.low + more, times * one.high + more)


@EASY
@given(st.integers(6, 400), st.floats(0.5, 0.95))
def test_coverage_is_at_least_what_was_asked(size, level):
    assert median_interval(range(size), level).coverage >= level


def test_five_values_bound_no_median_at_95_percent():
    assert rank_of_interval(5) == 0


def test_too_small_a_sample_is_refused():
    with pytest.raises(MetricError, match="5 values bound no median with 95% coverage"):
        median_interval([1, 2, 3, 4, 5])


def test_a_missing_value_is_refused():
    with pytest.raises(MetricError, match="1 of 7 values are missing"):
        median_interval([1, 2, 3, 4, 5, 6, float("nan")])


@pytest.mark.parametrize("level", [0, 1, 95])
def test_a_coverage_outside_0_to_1_is_refused(level):
    with pytest.raises(MetricError, match="between 0 and 1"):
        median_interval(range(10), level)
