"""Small numbers drawn towards the rest, against published results."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.meta_analysis import combine_effects

from comparison_oracles import (
    AUCKLAND,
    AUCKLAND_BETWEEN,
    AUCKLAND_MEAN,
    BASEBALL,
    HUDDERSFIELD,
    HUDDERSFIELD_SHRUNK,
    MILK_ERRORS,
    MILK_MOMENTS,
    MILK_MOMENTS_ERRORS,
    MILK_REGIONS,
    MILK_REML,
    MILK_REML_ERRORS,
    MILK_REML_LINE,
    MILK_VALUES,
    pairs,
)
from research.ground.errors import MetricError
from research.models.comparison.between import Between
from research.models.comparison.counts import shrink_rates, shrink_shares
from research.models.comparison.estimate import Estimate
from research.models.comparison.places import places_of
from research.models.comparison.shrinkage import james_stein, shrink_means

often = settings(deadline=None, max_examples=50, derandomize=True)
AREAS = [f"area {at}" for at in range(1, 44)]


def milk() -> dict[str, Estimate]:
    return places_of(AREAS, MILK_VALUES, MILK_ERRORS, "ratio")


def regions() -> pd.DataFrame:
    return pd.DataFrame(
        {f"region {one}": [float(one == region) for region in MILK_REGIONS] for one in (2, 3, 4)},
        index=AREAS,
    )


def means(values: list[float], error: float | list[float] = 1.0) -> dict[str, Estimate]:
    errors = error if isinstance(error, list) else [error] * len(values)
    return places_of([f"p{at}" for at in range(len(values))], values, errors, "dollars")


@pytest.mark.parametrize(
    ("how", "values"), [(Between.REML, MILK_REML), (Between.FAY_HERRIOT, MILK_MOMENTS)]
)
def test_milk_is_drawn_in_as_sae_does(how, values):
    """R package sae, `mseFH` on milk, both fits; 43 areas to the sixth place or the printed one."""
    found = shrink_means(milk(), regions(), between=how)
    assert [row.shrunk.value for row in found.rows] == pytest.approx(values, abs=2e-6)


@pytest.mark.parametrize(
    ("how", "squared"),
    [(Between.REML, MILK_REML_ERRORS), (Between.FAY_HERRIOT, MILK_MOMENTS_ERRORS)],
)
def test_milk_is_as_uncertain_as_sae_says(how, squared):
    """The mean squared errors of the same fits, to 2e-7."""
    found = shrink_means(milk(), regions(), between=how)
    assert [row.shrunk.standard_error**2 for row in found.rows] == pytest.approx(squared, abs=2e-7)


def test_milk_is_drawn_to_the_line_that_sae_finds():
    found = shrink_means(milk(), regions())
    assert tuple(found.line.values()) == pytest.approx(MILK_REML_LINE, abs=1e-6)


def test_the_moment_variance_is_that_of_statsmodels():
    """The iterated method of Paule and Mandel solves the same equation where all share a level."""
    found = shrink_means(milk(), between=Between.FAY_HERRIOT).between_variance
    other = combine_effects(
        np.array(MILK_VALUES), np.array(MILK_ERRORS) ** 2, method_re="iterated", use_t=False
    )
    assert found == pytest.approx(other.tau2, rel=1e-6)


def test_reml_is_the_sample_variance_less_the_error_where_errors_are_equal():
    """By hand: 10, 12 and 17 have a variance of 13; an error of 1 leaves 12."""
    assert shrink_means(means([10, 12, 17])).between_variance == pytest.approx(12)


def test_baseball_is_drawn_in_as_efron_and_morris_did():
    """Efron and Morris keep 0.212 of each distance; binomial error of .265 over 45, to a digit."""
    mean = sum(BASEBALL) / 18
    names = [str(at) for at in range(18)]
    error = math.sqrt(mean * (1 - mean) / 45)
    found = james_stein(places_of(names, BASEBALL, [error] * 18, "share"))
    assert (found["0"] - mean) / (0.400 - mean) == pytest.approx(0.212, abs=5e-4)


def test_huddersfield_is_drawn_in_as_spdep_does():
    """EBest(family = "binomial") of the R package spdep, 71 areas, to the printed digit."""
    cases, totals = pairs(HUDDERSFIELD)
    found = shrink_shares([str(at) for at in range(71)], cases, totals)
    assert [100 * row.shrunk.value for row in found.rows] == pytest.approx(
        HUDDERSFIELD_SHRUNK, abs=0.005001
    )


def test_auckland_has_the_spread_that_spdep_finds():
    """EBest of the R package spdep, 167 areas over nine years, to seven digits."""
    deaths, children = pairs(AUCKLAND)
    names = [str(at) for at in range(len(deaths))]
    found = shrink_rates(names, deaths, [9 * one for one in children], "ratio")
    assert (found.between_variance, found.line["mean"]) == (
        pytest.approx(AUCKLAND_BETWEEN, rel=1e-6),
        pytest.approx(AUCKLAND_MEAN, rel=1e-6),
    )


def test_where_nothing_tells_places_apart_all_get_one_level():
    found = shrink_means(means([10.0, 10.1, 9.9, 10.05], 3))
    assert {round(row.shrunk.value, 9) for row in found.rows} == {10.0125}


def test_a_common_level_is_still_uncertain():
    found = shrink_means(means([10.0, 10.1, 9.9, 10.05], 3))
    assert min(row.shrunk.standard_error for row in found.rows) >= 1.5 - 1e-9


def test_shares_no_wider_than_chance_become_the_pooled_one():
    found = shrink_shares(["a", "b", "c"], [10, 11, 9], [100, 100, 100])
    assert {(row.shrunk.value, row.weight) for row in found.rows} == {(0.1, 0.0)}


def test_rates_no_wider_than_chance_become_the_pooled_one():
    found = shrink_rates(["a", "b", "c"], [10, 11, 9], [100, 100, 100], "ratio")
    assert {(row.shrunk.value, row.weight) for row in found.rows} == {(0.1, 0.0)}


@often
@given(
    values=st.lists(st.floats(5, 50), min_size=4, max_size=12, unique=True),
    errors=st.lists(st.floats(0.1, 10), min_size=12, max_size=12),
    how=st.sampled_from(list(Between)),
)
def test_a_drawn_in_value_lies_between_the_raw_one_and_the_line(values, errors, how):
    found = shrink_means(means(values, errors[: len(values)]), between=how)
    tiny = 1e-7
    assert all(
        min(row.raw.value, row.towards) - tiny
        <= row.shrunk.value
        <= max(row.raw.value, row.towards) + tiny
        for row in found.rows
    )


@often
@given(
    counts=st.lists(st.tuples(st.integers(0, 60), st.integers(60, 200)), min_size=3, max_size=10)
)
def test_the_smaller_a_place_the_less_of_its_share_is_its_own(counts):
    events, totals = [one for one, _ in counts], [total for _, total in counts]
    if sum(events) == 0:
        events[0] = 1
    found = shrink_shares([str(at) for at in range(len(counts))], events, totals)
    weights = [
        row.weight for _, row in sorted(zip(totals, found.rows, strict=True), key=lambda p: p[0])
    ]
    assert weights == sorted(weights)


@often
@given(
    values=st.lists(st.floats(5, 50), min_size=4, max_size=12, unique=True),
    scale=st.floats(0.01, 100),
)
def test_a_weight_does_not_depend_on_the_unit_of_money(values, scale):
    once = shrink_means(means(values, 3))
    other = shrink_means(means([scale * value for value in values], 3 * scale))
    assert [row.weight for row in other.rows] == pytest.approx(
        [row.weight for row in once.rows], abs=1e-6
    )


def test_drawn_in_values_are_nearer_the_truth_over_all_places():
    """200 places of known truth: the summed squared error falls by more than a third."""
    draw = np.random.default_rng(5)
    truth = draw.normal(20, 1, 200)
    raw = truth + draw.normal(0, 1, 200)
    found = shrink_means(means(list(raw)))
    after = np.array([row.shrunk.value for row in found.rows])
    assert ((after - truth) ** 2).sum() < 2 / 3 * ((raw - truth) ** 2).sum()


def test_intervals_of_drawn_in_values_hold_the_truth_about_as_often_as_said():
    draw = np.random.default_rng(6)
    truth = draw.normal(20, 1, 400)
    found = shrink_means(means(list(truth + draw.normal(0, 1, 400))))
    held = [
        row.shrunk.low <= one <= row.shrunk.high for one, row in zip(truth, found.rows, strict=True)
    ]
    assert np.mean(held) == pytest.approx(0.95, abs=0.04)


def test_the_raw_value_stands_beside():
    assert shrink_means(means([10, 12, 17]))["p2"].raw.value == 17


def by(*columns: list[float]) -> pd.DataFrame:
    return pd.DataFrame(
        {f"x{at}": column for at, column in enumerate(columns)},
        index=[f"p{at}" for at in range(len(columns[0]))],
    )


@pytest.mark.parametrize(
    ("predictors", "words"),
    [
        (by([1.0, 1, 1, 1, 1]), "x0 follows from the mean"),
        (by([1.0, 2, 3, 4, 5], [2.0, 4, 6, 8, 10]), "x1 follows from the mean"),
        (by([1.0, 2, 3, math.nan, 5]), "x0 is missing"),
        (by([1.0, 2, 3]), "2 of 5 places have no row to predict from, first 'p3'"),
        (by([1.0, 2, 3, 4, 5], [1.0, 0, 0, 1, 1], [0, 1.0, 0, 2, 1]), "5 places are too few"),
    ],
)
def test_columns_that_predict_nothing_are_refused(predictors, words):
    with pytest.raises(MetricError, match=words):
        shrink_means(means([10.0, 12, 17, 11, 13]), predictors)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (means([10.0, 12]), "2 of at least 3 places"),
        (means([10.0, 10, 10]), "all 3 places have the value 10"),
    ],
)
def test_too_few_or_equal_places_are_not_drawn_in(found, words):
    with pytest.raises(MetricError, match=words):
        shrink_means(found)


def test_james_stein_takes_one_error_for_all():
    with pytest.raises(MetricError, match="James-Stein takes one for all"):
        james_stein(means([1.0, 2, 3, 4], [1.0, 1, 1, 2]))


@pytest.mark.parametrize(
    ("names", "counts", "totals", "words"),
    [
        (["a", "b"], [1, 2], [10, 10], "2 places: at least 3"),
        (["a", "a", "b"], [1, 2, 3], [10, 10, 10], "first 'a'"),
        (["a", "b", "c"], [1, 2, 11], [10, 10, 10], "c: 11 of 10 is no share"),
        (["a", "b", "c"], [1, -2, 3], [10, 10, 10], "b: -2 of 10 is no share"),
        (["a", "b", "c"], [0, 0, 0], [10, 10, 10], "0 of 30 were counted"),
        (["a", "b", "c"], [10, 10, 10], [10, 10, 10], "30 of 30 were counted"),
        (["a", "b", "c"], [10, 0, 10], [10, 10, 10], "all or none"),
        (["a", "b", "c"], [1, 2], [10, 10, 10], "3 names, 2 counts and 3 totals"),
    ],
)
def test_shares_that_are_none_are_refused(names, counts, totals, words):
    with pytest.raises(MetricError, match=words):
        shrink_shares(names, counts, totals)


@pytest.mark.parametrize(
    ("events", "exposures", "words"),
    [
        ([0, 0, 0], [10, 10, 10], "no event in 3 places"),
        ([1, 2, 3], [10, 0, 10], "b: an exposure of 0"),
        ([1, 2, math.nan], [10, 10, 10], "c: nan events"),
    ],
)
def test_rates_that_are_none_are_refused(events, exposures, words):
    with pytest.raises(MetricError, match=words):
        shrink_rates(["a", "b", "c"], events, exposures, "ratio")
