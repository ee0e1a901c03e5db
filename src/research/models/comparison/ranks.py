"""Ranks with intervals: by every pair, by joint intervals, or by simulation."""

from collections.abc import Sequence

import numpy as np
from scipy import stats

from research.ground.errors import MetricError
from research.metrics.formula import formula
from research.models.comparison.differences import spread, standardized_gaps
from research.models.comparison.estimate import LEVEL, check_level
from research.models.comparison.places import Floats, Places, check_places
from research.models.comparison.ranking import Beats, Ranking, compared_pairs, ranking_of


@formula("1 + places surely ahead to places − places surely behind; every pair, Holm over all")
def rank_places(
    places: Places,
    *,
    level: float = LEVEL,
    highest_first: bool = True,
    only: Sequence[str] | None = None,
) -> Ranking:
    """Return the ranks that the data allow, all of them true at once at ``level``.

    Each place is held against each other one in both directions, with Holm's correction over
    all of these tests, which needs nothing of how the tests depend on one another. No draws are
    made: the answer is the same each time.

    Parameters
    ----------
    places
        Estimates by name, independent of one another: no place holds another.
    only
        Places whose ranks are asked. Only pairs with one of them are then compared, so their
        ranges are narrower, and hold for them alone.

    Raises
    ------
    MetricError
        If there is one place only, all values are equal, units differ, an estimate has no
        standard error, or a place asked for is not there.
    """
    _, values, errors = check_places(places)
    pairs = compared_pairs(places, only)
    gaps = standardized_gaps(values if highest_first else -values, errors)
    beats = np.zeros_like(pairs)
    beats[pairs] = _settled(stats.norm.sf(gaps[pairs]), 1 - check_level(level))
    said = f"{int(pairs.sum())} one-sided tests of pairs, Holm's correction"
    return ranking_of(places, beats, said, level, highest_first, only)


def _settled(chances: Floats, borne: float) -> Beats:
    """Return which tests Holm's correction keeps, the chance of one false at most ``borne``."""
    order = np.argsort(chances)
    holds = chances[order] <= borne / np.arange(len(chances), 0, -1)
    kept = np.zeros(len(chances), dtype=bool)
    kept[order[: len(chances) if holds.all() else int(np.argmin(holds))]] = True
    return kept


@formula("1 + places surely ahead to places − places surely behind; intervals at level^(1÷places)")
def rank_by_joint_intervals(
    places: Places, *, level: float = LEVEL, highest_first: bool = True
) -> Ranking:
    """Return ranks from intervals wide enough to hold all places at once.

    One place is before another where their intervals do not overlap. It can be checked with a
    ruler on a printed chart, and is wider than `rank_places`. The estimates must be independent.
    Klein, Wright and Wieczorek (2020).
    """
    _, values, errors = check_places(places)
    half = joint_quantile(len(values), level) * errors
    ordered = values if highest_first else -values
    beats: Beats = (ordered - half)[:, None] >= (ordered + half)[None, :]
    said = f"joint intervals of {len(values)} places that do not overlap"
    return ranking_of(places, beats, said, level, highest_first, None)


@formula("normal quantile of (1 + level^(1÷places)) ÷ 2")
def joint_quantile(places: int, level: float = LEVEL) -> float:
    """Return how many standard errors wide independent intervals are that hold all at once."""
    return float(stats.norm.ppf((1 + check_level(level) ** (1 / places)) / 2))


@formula("1 + places surely ahead to places − places surely behind; simulated, step by step")
def rank_by_draws(
    places: Places,
    generator: np.random.Generator,
    *,
    level: float = LEVEL,
    highest_first: bool = True,
    only: Sequence[str] | None = None,
    draws: int = 10_000,
) -> Ranking:
    """Return ranks as `rank_places`, with the critical value drawn instead of bounded.

    The largest standardized gap that chance makes among the pairs still open is simulated from
    normal errors; what exceeds it is settled, and the rest is tried again until nothing more
    is. It is a little narrower than `rank_places`. Mogstad, Romano, Shaikh and Wilhelm (2024).

    Parameters
    ----------
    generator
        Where the draws come from; the same seed gives the same ranks.
    """
    _, values, errors = check_places(places)
    if draws < 1000:
        raise MetricError(f"{draws} draws are too few for a {level:.0%} level: make 1,000 or more.")
    still = compared_pairs(places, only)
    gaps = standardized_gaps(values if highest_first else -values, errors)
    noise = generator.standard_normal((draws, len(values))) * errors
    beats = np.zeros_like(still)
    while still.any():
        settled = still & (gaps > _critical(noise, spread(errors), still, check_level(level)))
        if not settled.any():
            break
        beats |= settled
        still = still & ~settled
    said = f"{draws:,} simulated draws, step by step"
    return ranking_of(places, beats, said, level, highest_first, only)


def _critical(noise: Floats, spreads: Floats, pairs: Beats, level: float) -> float:
    """Return the quantile of the largest standardized gap that noise makes among pairs."""
    largest = np.full(len(noise), -np.inf)
    for place in np.flatnonzero(pairs.any(axis=1)):
        others = pairs[place]
        gap = (noise[:, [place]] - noise[:, others]) / spreads[place, others]
        np.maximum(largest, gap.max(axis=1), out=largest)
    return float(np.quantile(largest, level))
