"""A median with an exact interval, so that a small group shows how little it says."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from research.ground.errors import MetricError
from research.metrics.formula import formula


@dataclass(frozen=True)
class MedianInterval:
    """A median with the two values of the sample that bound it, and how surely they do.

    Attributes
    ----------
    median, low, high
        In the unit of the values.
    coverage
        How often such an interval holds the median of what was sampled; at least what was asked.
    rank
        ``low`` is the rank-th smallest value, ``high`` the rank-th largest.
    observations
        How many values.
    """

    median: float
    low: float
    high: float
    coverage: float
    rank: int
    observations: int


def rank_of_interval(observations: int, coverage: float = 0.95) -> int:
    """Return k such that the k-th smallest and k-th largest value bound the median.

    It is the largest k whose coverage is at least the one asked for; 0 where the sample is too
    small for any (fewer than six values at 95 percent).
    """
    return _rank_and_coverage(observations, coverage)[0]


@formula("k-th smallest to k-th largest value, coverage 1 − 2 × P(Binomial(n, ½) < k)")
def median_interval(values: Iterable[float], coverage: float = 0.95) -> MedianInterval:
    """Return the median of a sample with its exact distribution-free interval.

    Each value of a random sample lies below the median with probability one half, so how many do
    is binomial. Nothing is assumed of the shape. Equal values make the coverage larger, not
    smaller. It speaks of chance in sampling only, not of who is missing from the sample.

    Parameters
    ----------
    values
        One number an agency; in any order.
    coverage
        The least coverage wanted; the exact one is returned and is larger, because ranks are
        whole numbers.

    Raises
    ------
    MetricError
        If a value is missing or infinite, or the sample is too small for the coverage.
    """
    held = sorted(float(value) for value in values)
    wrong = [value for value in held if not math.isfinite(value)]
    if wrong:
        raise MetricError(
            f"{len(wrong)} of {len(held)} values are missing or infinite: leave them out by name "
            "and count them before asking for a median."
        )
    rank, exact = _rank_and_coverage(len(held), coverage)
    if rank < 1:
        raise MetricError(
            f"{len(held)} values bound no median with {coverage:.0%} coverage: join groups, or "
            "print the values themselves."
        )
    half = len(held) // 2
    middle = held[half] if len(held) % 2 else (held[half - 1] + held[half]) / 2
    return MedianInterval(
        median=middle,
        low=held[rank - 1],
        high=held[-rank],
        coverage=exact,
        rank=rank,
        observations=len(held),
    )


def _rank_and_coverage(observations: int, coverage: float) -> tuple[int, float]:
    """Return the largest rank of enough coverage with 1 − 2 × P(Binomial(n, ½) < rank)."""
    if not 0 < coverage < 1:
        raise MetricError(f"a coverage of {coverage!r}: give a share between 0 and 1 (0.95).")
    # Counted in whole numbers: P(Binomial(n, ½) < rank + 1) grows by C(n, rank) ÷ 2ⁿ.
    allowed = Fraction((1 - coverage) / 2) * 2**observations
    rank, term, below, held = 0, 1, 1, 0
    while below <= allowed and rank < observations:
        rank, held = rank + 1, below
        term = term * (observations - rank + 1) // rank
        below += term
    return rank, float(1 - Fraction(2 * held, 2**observations))
