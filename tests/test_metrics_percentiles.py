"""Values between published percentiles."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from research.ground.errors import MetricError
from research.metrics.percentiles import Interpolation, between_percentiles

PLACES = (10, 25, 50, 75, 90)
STEADY = settings(deadline=None, max_examples=50, derandomize=True)
wage_lists = st.lists(
    st.floats(1, 500, allow_nan=False), min_size=len(PLACES), max_size=len(PLACES)
).map(lambda found: dict(zip(PLACES, sorted(found), strict=True)))


@STEADY
@given(published=wage_lists, percentile=st.floats(10, 90))
def test_a_straight_line_is_what_numpy_interpolates(published, percentile):
    expected = np.interp(percentile, list(published), list(published.values()))
    assert between_percentiles(published, percentile) == pytest.approx(expected, rel=1e-9)


@STEADY
@given(published=wage_lists, percentile=st.floats(10, 90))
def test_geometric_is_what_numpy_interpolates_between_logarithms(published, percentile):
    logs = np.log(list(published.values()))
    expected = math.exp(np.interp(percentile, list(published), logs))
    found = between_percentiles(published, percentile, Interpolation.GEOMETRIC)
    assert found == pytest.approx(expected, rel=1e-9)


@STEADY
@given(published=wage_lists, percentile=st.floats(10, 90))
def test_geometric_is_never_above_the_straight_line(published, percentile):
    line = between_percentiles(published, percentile)
    assert between_percentiles(published, percentile, "geometric") <= line * (1 + 1e-12)


@pytest.mark.parametrize("how", list(Interpolation))
@pytest.mark.parametrize("place", PLACES)
def test_a_published_percentile_is_the_published_figure(how, place):
    published = {10: 14.01, 25: 16.02, 50: 18.03, 75: 20.04, 90: 24.05}
    assert between_percentiles(published, place, how) == published[place]


@pytest.mark.parametrize("percentile", [9.9, 90.1, float("nan")])
def test_a_percentile_outside_the_published_ones_is_refused(percentile):
    with pytest.raises(MetricError, match="ask from 10 to 90"):
        between_percentiles({10: 1.0, 90: 2.0}, percentile)


def test_an_interpolation_without_a_name_of_ours_is_refused():
    with pytest.raises(MetricError, match="no interpolation 'cubic'; there are straight line and"):
        between_percentiles({10: 1.0, 90: 2.0}, 50, "cubic")


def test_percentiles_that_fall_are_refused():
    with pytest.raises(MetricError, match="One is mistyped"):
        between_percentiles({10: 20.0, 50: 18.0}, 30)


def test_a_withheld_neighbor_is_refused_even_on_a_published_percentile():
    with pytest.raises(MetricError, match="the 90th percentile was not released"):
        between_percentiles({50: 18.0, 90: float("nan")}, 90)


def test_geometric_between_nothing_and_something_is_refused():
    with pytest.raises(MetricError, match="Use a straight line"):
        between_percentiles({10: 0.0, 25: 1.0}, 20, "geometric")


def test_no_percentiles_at_all_are_refused():
    with pytest.raises(MetricError, match="no percentile was published"):
        between_percentiles({}, 50)
