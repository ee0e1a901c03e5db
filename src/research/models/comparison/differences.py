"""The difference of two estimates, and how surely each place of many lies above another."""

import math

import numpy as np
from scipy import stats

from research.ground.errors import MetricError
from research.metrics.formula import formula
from research.models.comparison.estimate import LEVEL, Estimate, quantile
from research.models.comparison.places import Floats


@formula("first − second ± z × √(se₁² + se₂²), z for (1 − level) ÷ comparisons")
def difference(
    first: Estimate, second: Estimate, *, comparisons: int = 1, level: float = LEVEL
) -> Estimate:
    """Return first less second, as two independent estimates, with its interval.

    Two intervals that overlap may still belong to places that differ: the interval of the
    difference decides, not the overlap.

    Parameters
    ----------
    comparisons
        How many differences are looked at together. The interval is wider by Bonferroni, so
        that all of them hold at ``level``.

    Raises
    ------
    MetricError
        If units differ, an estimate has no standard error, or comparisons is below 1.
    """
    if first.unit != second.unit:
        raise MetricError(f"{first.unit} and {second.unit} are not compared: bring them to one.")
    if comparisons < 1:
        raise MetricError(f"{comparisons!r} comparisons: at least this one is made.")
    error = math.hypot(first.needed_error, second.needed_error)
    gap, half = first.value - second.value, quantile(level, comparisons) * error
    among = f", one of {comparisons} comparisons" if comparisons > 1 else ""
    return Estimate(
        gap, gap - half, gap + half, first.unit, f"difference of two{among}", error, level=level
    )


@formula("2 × P(Normal > size of the difference ÷ its standard error)")
def p_value(gap: Estimate) -> float:
    """Return how often chance alone would make a difference at least as large, were there none."""
    return float(2 * stats.norm.sf(abs(gap.value) / gap.needed_error))


def standardized_gaps(values: Floats, errors: Floats) -> Floats:
    """Return (value i − value j) ÷ √(se i² + se j²), places by places; 0 on the diagonal."""
    return (values[:, None] - values[None, :]) / spread(errors)


def spread(errors: Floats) -> Floats:
    """Return √(se i² + se j²), places by places."""
    return np.hypot(errors[:, None], errors[None, :])
