"""Ranks with intervals, against published rankings and known truth."""

import math
from functools import partial

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm
from statsmodels.stats.multitest import multipletests

from comparison_oracles import MAYBE_TOP_FIVE, PISA, PISA_RANKS, TRAVEL, triples
from research.ground.errors import MetricError
from research.models.comparison.differences import difference, p_value
from research.models.comparison.estimate import Estimate, from_mean
from research.models.comparison.places import places_from_wages, places_of
from research.models.comparison.ranking import Ranking
from research.models.comparison.ranks import (
    joint_quantile,
    rank_by_draws,
    rank_by_joint_intervals,
    rank_places,
)

often = settings(deadline=None, max_examples=50, derandomize=True)
wages = st.lists(st.floats(10, 40), min_size=3, max_size=8, unique=True)


def countries() -> dict[str, Estimate]:
    return places_of(*triples(PISA), "index")


def places(values: list[float], error: float = 1.0) -> dict[str, Estimate]:
    names = [f"place {at}" for at in range(len(values))]
    return places_of(names, values, [error] * len(values), "dollars an hour")


def spans(ranking: Ranking) -> dict[str, tuple[int, int]]:
    return {row.name: (row.rank_low, row.rank_high) for row in ranking.rows}


def draws(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_ranks_by_the_estimates_are_those_that_csranks_prints():
    """csranks 1.0.1, introduction: `irank(pisa$math_score)`, exact."""
    ranking = rank_places(countries())
    assert tuple(ranking[name].rank for name in countries()) == PISA_RANKS


def test_the_countries_that_may_be_among_the_first_five_are_those_of_csranks():
    """csranks 1.0.1, introduction: `cstaubest(tau = 5)` at 95 percent, exact."""
    assert set(rank_by_draws(countries(), draws()).among_first(5)) == MAYBE_TOP_FIVE


def test_at_90_percent_sweden_is_no_longer_among_them():
    found = rank_by_draws(countries(), draws(), level=0.9).among_first(5)
    assert set(found) == MAYBE_TOP_FIVE - {"Sweden"}


def test_the_united_kingdom_alone_ranks_as_csranks_says():
    """csranks 1.0.1 prints 7 to 23 from 1,000 draws, and 8 to 23 in its text: one rank."""
    found = rank_by_draws(countries(), draws(), only=["United Kingdom"])["United Kingdom"]
    assert (found.rank_low, found.rank_high) == (pytest.approx(7, abs=1), 23)


def test_without_draws_the_united_kingdom_ranks_alike():
    found = rank_places(countries(), only=["United Kingdom"])["United Kingdom"]
    assert (found.rank_low, found.rank, found.rank_high) == (7, 13, 23)


def test_pairs_are_corrected_as_statsmodels_does():
    """`multipletests(method="holm")` over the 1,332 one-sided tests; the same pairs remain."""
    names, values, errors = triples(PISA)
    ordered = [(one, other) for one in range(37) for other in range(37) if one != other]
    gaps = [
        (values[one] - values[other]) / math.hypot(errors[one], errors[other])
        for one, other in ordered
    ]
    kept = multipletests(norm.sf(gaps), alpha=0.05, method="holm")[0]
    ranking = rank_places(countries())
    found = {(row.name, other) for row in ranking.rows for other in row.behind}
    assert found == {(names[one], names[other]) for (one, other), is_kept in
                     zip(ordered, kept, strict=True) if is_kept}  # fmt: skip


def test_joint_intervals_are_as_wide_as_klein_wright_and_wieczorek_say():
    """RankingProject, vignette `joint`: "around 3.081" for 51 states at 90 percent."""
    assert joint_quantile(51, 0.9) == pytest.approx(3.081, abs=5e-4)


def test_joint_intervals_place_two_states_last_and_six_first():
    """By hand from the printed estimates: 32.21 − 3.081 × 0.15 lies below 31.50 + 3.081 × 0.09, so
    New York may be last; 18.39 − 3.081 × 0.33 lies below 16.86 + 3.081 × 0.28, so Alaska may be
    before South Dakota; 18.77 − 3.081 × 0.13 lies above it, so Iowa may not."""
    ranking = rank_by_joint_intervals(
        places_of(*triples(TRAVEL), "index"), level=0.9, highest_first=False
    )
    assert (ranking.maybe_last, ranking["SD"].rank_high) == (("NY", "MD"), 6)


def test_draws_are_narrower_than_pairs_and_pairs_than_joint_intervals():
    widths = [
        sum(high - low for low, high in spans(ranking).values())
        for ranking in (
            rank_by_draws(countries(), draws()),
            rank_places(countries()),
            rank_by_joint_intervals(countries()),
        )
    ]
    assert widths == sorted(widths)


def test_the_same_seed_gives_the_same_ranks():
    assert rank_by_draws(countries(), draws(7)) == rank_by_draws(countries(), draws(7))


@pytest.mark.parametrize(
    "rank",
    [rank_places, rank_by_joint_intervals, partial(rank_by_draws, generator=draws(4), draws=1000)],
    ids=["pairs", "joint", "draws"],
)
def test_all_true_ranks_lie_in_their_intervals_at_least_as_often_as_said(rank):
    """150 samples of eight places, three of them equal; 95 percent less three errors of 1.8."""
    truth = np.array([15.0, 15, 15, 15.5, 16, 17, 18, 20])
    low = 1 + (truth[None, :] > truth[:, None]).sum(axis=1)
    high = 8 - (truth[None, :] < truth[:, None]).sum(axis=1)
    samples, held = draws(3), 0
    for _ in range(150):
        span = spans(rank(places(list(truth + samples.normal(0, 0.5, 8)), 0.5)))
        held += all(
            span[f"place {at}"][0] <= low[at] and span[f"place {at}"][1] >= high[at]
            for at in range(8)
        )
    assert held / 150 > 0.95 - 0.054


@often
@given(values=wages, error=st.floats(0.01, 20))
def test_a_rank_lies_in_its_interval(values, error):
    rows = rank_places(places(values, error)).rows
    assert all(row.rank_low <= row.rank <= row.rank_tied <= row.rank_high for row in rows)


@often
@given(values=wages, error=st.floats(0.01, 20))
def test_every_other_place_is_ahead_behind_or_alike(values, error):
    rows = rank_places(places(values, error)).rows
    found = {len(row.ahead) + len(row.behind) + len(row.alike) for row in rows}
    assert found == {len(values) - 1}


@often
@given(values=wages, error=st.floats(0.01, 20))
def test_being_alike_goes_both_ways(values, error):
    ranking = rank_places(places(values, error))
    assert all(row.name in ranking[other].alike for row in ranking.rows for other in row.alike)


@often
@given(values=wages, scale=st.floats(0.01, 100))
def test_ranks_do_not_depend_on_the_unit_of_money(values, scale):
    scaled = places([scale * value for value in values], 2 * scale)
    assert spans(rank_places(scaled)) == spans(rank_places(places(values, 2)))


@often
@given(values=wages)
def test_ranked_from_the_lowest_the_ranks_turn_round(values):
    down, up = (spans(rank_places(places(values, 2), highest_first=way)) for way in (True, False))
    turned = {
        name: (len(values) + 1 - high, len(values) + 1 - low) for name, (low, high) in up.items()
    }
    assert turned == down


def test_equal_values_share_their_ranks():
    ranking = rank_places(places([20, 15, 15, 10], 0.1))
    assert [(row.rank, row.rank_tied, row.rank_low, row.rank_high) for row in ranking.rows] == [
        (1, 1, 1, 1), (2, 3, 2, 3), (2, 3, 2, 3), (4, 4, 4, 4),
    ]  # fmt: skip


def test_what_is_known_exactly_enough_has_one_rank():
    assert {low == high for low, high in spans(rank_places(countries_apart())).values()} == {True}


def countries_apart() -> dict[str, Estimate]:
    return places([10.0, 20, 30, 40], 0.1)


def test_what_is_not_known_may_hold_any_rank():
    assert set(spans(rank_places(places([10.0, 11, 12], 50))).values()) == {(1, 3)}


def test_a_single_pair_is_tested_as_a_two_sided_test():
    """Two places 1.97 standard errors of their difference apart are told apart, 1.95 are not."""
    apart = [
        rank_places(places([0, gap * math.sqrt(2)])).rows[0].alike == () for gap in (1.97, 1.95)
    ]
    assert apart == [True, False]


def test_a_difference_has_the_root_of_both_squared_errors():
    gap = difference(from_mean(20, 0.3, "dollars"), from_mean(18, 0.4, "dollars"))
    assert (gap.value, gap.standard_error) == (2, pytest.approx(0.5))


def test_a_difference_among_ten_is_wider():
    """1 − 0.05 ÷ 20 is the normal quantile of 2.807, of every printed table."""
    gap = difference(from_mean(20, 0.3, "dollars"), from_mean(18, 0.4, "dollars"), comparisons=10)
    assert gap.high - gap.value == pytest.approx(0.5 * 2.807, abs=1e-3)


def test_a_difference_of_two_errors_is_rare_by_chance():
    gap = difference(from_mean(20, 0.3, "dollars"), from_mean(19, 0.4, "dollars"))
    assert p_value(gap) == pytest.approx(0.0455, abs=1e-4)


def test_dollars_are_not_compared_with_shares():
    with pytest.raises(MetricError, match="are not compared"):
        difference(from_mean(20, 1, "dollars"), from_mean(0.2, 0.1, "share"))


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ({}, "0 of at least 2 places"),
        (places([20.0]), "1 of at least 2 places"),
        (places([20.0, 20, 20]), "all 3 places have the value 20"),
        (places([1.0]) | {"b": from_mean(1, 1, "share")}, "given in 2 units"),
        (
            places([1.0]) | {"b": Estimate(2, 1, 3, "dollars an hour", "given")},  # type: ignore[arg-type]
            "b: the estimate 2 .* no standard error",
        ),
    ],
)
def test_what_has_no_order_is_not_ranked(found, words):
    with pytest.raises(MetricError, match=words):
        rank_places(found)


def test_a_place_that_is_not_there_is_not_ranked():
    with pytest.raises(MetricError, match="1 of 1 places asked for are not there, first 'Cairo'"):
        rank_places(places([1.0, 2]), only=["Cairo"])


def test_a_place_that_was_not_ranked_is_not_found():
    with pytest.raises(MetricError, match="'Cairo' is none of the 2 ranked places"):
        _ = rank_places(places([1.0, 2]))["Cairo"]


def test_a_handful_of_draws_is_refused():
    with pytest.raises(MetricError, match="10 draws are too few"):
        rank_by_draws(places([1.0, 2]), draws(), draws=10)


@pytest.mark.parametrize(
    ("names", "values", "errors", "words"),
    [
        (["a", "a"], [1, 2], [1, 1], "1 of 2 places bear a name that stands before, first 'a'"),
        (["a", "b"], [1, math.nan], [1, 1], "b: value nan"),
        (["a", "b"], [1, 2], [1, 0], "b: standard error 0.0"),
        (["a", "b"], [1, 2], [1, -1], "b: standard error -1.0"),
        (["a", "b"], [1, 2], [1], "2 names, 2 values and 1 standard"),
    ],
)
def test_places_that_are_none_are_refused_by_name(names, values, errors, words):
    with pytest.raises(MetricError, match=words):
        places_of(names, values, errors, "dollars an hour")


def wage_rows(**changed: object) -> pd.DataFrame:
    rows: dict[str, object] = {
        "area_name": ["Peoria, IL", "Decatur, IL"],
        "occupation_code": "311120",
        "wage_mean_usd_per_hour": [17.69, 17.82],
        "wage_rse_percent": [1.1, 1.6],
    }
    return pd.DataFrame(rows | changed)


def test_published_wages_become_places():
    found = places_from_wages(wage_rows())
    assert found["Decatur, IL"].standard_error == pytest.approx(0.28512)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"occupation_code": ["311120", "311131"]}, "2 values of occupation_code are mixed"),
        ({"area_name": "Peoria, IL"}, "first 'Peoria, IL'"),
        ({"wage_rse_percent": [1.1, math.nan]}, "Decatur, IL: relative standard error nan"),
    ],
)
def test_wages_that_cannot_be_compared_are_refused(changed, words):
    with pytest.raises(MetricError, match=words):
        places_from_wages(wage_rows(**changed))
