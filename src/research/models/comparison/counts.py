"""Small numbers drawn towards the rest: shares of a count, and events over an exposure."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import stats

from research.ground.errors import MetricError
from research.ground.terms import Unit
from research.metrics.formula import formula
from research.models.comparison.estimate import LEVEL, Estimate, check_level, from_share
from research.models.comparison.places import Floats, check_names, told
from research.models.comparison.shrinkage import FEWEST, Shrinkage, Shrunk


@formula("(count + prior size × pooled share) ÷ (total + prior size)")
def shrink_shares(
    names: Sequence[str],
    counts: Sequence[int],
    totals: Sequence[int],
    *,
    sample: str = "",
    level: float = LEVEL,
) -> Shrinkage:
    """Return the share of each place drawn towards the pooled share, by how few it rests on.

    The shares are taken to follow a beta distribution, fitted by its moments (Martuzzi and
    Elliott 1996): between variance = (mean total × s² − q) ÷ (mean total − 1), where q is pooled
    share × (1 − pooled share) and s² the spread of shares weighted by totals. The prior size is
    q ÷ between variance − 1. Intervals are those of the beta that results; they take the fit as
    known, and are somewhat too narrow with few places.

    Raises
    ------
    MetricError
        If there are fewer than three places, a name stands twice, a count is no whole number
        from 0 to its total, or nothing, or everything, was counted.
    """
    raw = [_share(name, count, total, sample, level) for name, count, total in
           _rows(names, counts, totals)]  # fmt: skip
    events, sizes = np.array(counts, dtype=float), np.array(totals, dtype=float)
    pooled = float(events.sum() / sizes.sum())
    if pooled in (0, 1):
        raise MetricError(f"{events.sum():g} of {sizes.sum():g} were counted: nothing to compare.")
    each, mean = pooled * (1 - pooled), float(sizes.mean())
    apart = (mean * _weighted_spread(events / sizes, pooled, sizes) - each) / max(mean - 1, 1e-300)
    if apart >= each:
        raise MetricError("every place has all or none: shares like these have no common spread.")
    if apart <= 0:
        alike = from_share(int(events.sum()), int(sizes.sum()), sample=sample, level=level)
        return _all_alike(list(names), raw, alike)
    prior = each / apart - 1
    tail = (1 - check_level(level)) / 2
    rows = []
    for name, before, count, size in zip(names, raw, events, sizes, strict=True):
        left, right = count + prior * pooled, size - count + prior * (1 - pooled)
        after = stats.beta(left, right)
        rows.append(_row(name, before, after, tail, float(size / (size + prior)), pooled, level))
    return Shrinkage(tuple(rows), apart, {"mean": pooled}, "beta-binomial, by moments")


@formula("(events + shape) ÷ (exposure + shape ÷ pooled rate), shape = pooled² ÷ between variance")
def shrink_rates(
    names: Sequence[str],
    events: Sequence[int],
    exposures: Sequence[float],
    unit: Unit | str,
    *,
    sample: str = "",
    level: float = LEVEL,
) -> Shrinkage:
    """Return the rate of each place (events ÷ exposure) drawn towards the pooled rate.

    The rates are taken to follow a gamma distribution, fitted by its moments (Marshall 1991):
    between variance = s² − pooled rate ÷ mean exposure. For rare events over large exposures;
    for common ones use `shrink_shares`. Intervals are those of the gamma that results.

    Raises
    ------
    MetricError
        If there are fewer than three places, a name stands twice, an exposure is not positive,
        or no event was counted at all.
    """
    raw = [_rate(name, count, size, unit, sample, level) for name, count, size in
           _rows(names, events, exposures)]  # fmt: skip
    counted, sizes = np.array(events, dtype=float), np.array(exposures, dtype=float)
    pooled = float(counted.sum() / sizes.sum())
    if pooled == 0:
        raise MetricError(f"no event in {len(names)} places: there is no rate to draw them to.")
    apart = _weighted_spread(counted / sizes, pooled, sizes) - pooled / float(sizes.mean())
    if apart <= 0:
        alike = from_count(int(counted.sum()), float(sizes.sum()), unit, sample=sample, level=level)
        return _all_alike(list(names), raw, alike)
    shape, tail = pooled**2 / apart, (1 - check_level(level)) / 2
    rows = []
    for name, before, count, size in zip(names, raw, counted, sizes, strict=True):
        after = stats.gamma(count + shape, scale=1 / (size + shape / pooled))
        weight = float(size / (size + shape / pooled))
        rows.append(_row(name, before, after, tail, weight, pooled, level))
    return Shrinkage(tuple(rows), apart, {"mean": pooled}, "gamma-Poisson, by moments")


@formula(
    "χ² quantiles: (tail; 2 × events) ÷ 2 ÷ exposure to (1 − tail; 2 × events + 2) ÷ 2 ÷ exposure"
)
def from_count(
    events: int, exposure: float, unit: Unit | str, *, sample: str = "", level: float = LEVEL
) -> Estimate:
    """Return events ÷ exposure with the exact Poisson interval.

    The standard error is √events ÷ exposure, and none where nothing was counted.

    Raises
    ------
    MetricError
        If events is no whole number from 0, or the exposure is not a positive number.
    """
    if not math.isfinite(events) or events < 0 or events != int(events):
        raise MetricError(f"{events!r} events: count whole ones, from 0.")
    if not math.isfinite(exposure) or exposure <= 0:
        raise MetricError(f"an exposure of {exposure!r}: a positive number is needed.")
    tail = (1 - check_level(level)) / 2
    low = float(stats.chi2.ppf(tail, 2 * events)) / 2 / exposure if events else 0.0
    high = float(stats.chi2.isf(tail, 2 * events + 2)) / 2 / exposure
    error = math.sqrt(events) / exposure or None
    return Estimate(
        events / exposure,
        low,
        high,
        Unit(unit),
        "exact Poisson interval",
        error,
        None,
        sample,
        level,
    )


def _rows(
    names: Sequence[str], counts: Sequence[int], sizes: Sequence[float]
) -> list[tuple[str, int, float]]:
    if not len(names) == len(counts) == len(sizes):
        raise MetricError(
            f"{len(names)} names, {len(counts)} counts and {len(sizes)} totals: give one of each."
        )
    if len(names) < FEWEST:
        raise MetricError(
            f"{len(names)} places: at least {FEWEST} are needed to see how places differ."
        )
    check_names(names)
    return list(zip(names, counts, sizes, strict=True))


def _share(name: str, count: int, total: float, sample: str, level: float) -> Estimate:
    with told(name):
        return from_share(count, total, sample=sample, level=level)


def _rate(
    name: str, count: int, size: float, unit: Unit | str, sample: str, level: float
) -> Estimate:
    with told(name):
        return from_count(count, size, unit, sample=sample, level=level)


def _weighted_spread(raw: Floats, pooled: float, sizes: Floats) -> float:
    """Return the mean squared distance of raw values from the pooled one, weighted by size."""
    return float((sizes * (raw - pooled) ** 2).sum() / sizes.sum())


def _row(
    name: str, raw: Estimate, after: Any, tail: float, weight: float, pooled: float, level: float
) -> Shrunk:
    low, high = (float(after.ppf(at)) for at in (tail, 1 - tail))
    value, error = float(after.mean()), float(after.std())
    said = "empirical Bayes interval"
    shrunk = Estimate(value, low, high, raw.unit, said, error, raw.n, raw.sample, level)
    return Shrunk(name, raw, shrunk, weight, pooled)


def _all_alike(names: list[str], raw: list[Estimate], alike: Estimate) -> Shrinkage:
    """Return every place at the pooled value: nothing tells them apart beyond chance."""
    rows = tuple(
        Shrunk(name, before, alike, 0.0, alike.value)
        for name, before in zip(names, raw, strict=True)
    )
    return Shrinkage(rows, 0.0, {"mean": alike.value}, "pooled: no spread beyond chance")
