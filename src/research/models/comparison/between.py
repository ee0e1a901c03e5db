"""How much places differ beyond chance: the variance between them, estimated two ways."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.optimize import brentq

from research.ground.errors import MetricError
from research.metrics.formula import formula
from research.models.comparison.places import Floats


class Between(StrEnum):
    """How the variance between places is estimated."""

    REML = "restricted maximum likelihood"
    FAY_HERRIOT = "Fay-Herriot moments"


@dataclass(frozen=True)
class Fit:
    """A Fay-Herriot fit.

    Attributes
    ----------
    variance
        Between places; 0 where they differ no more than chance makes them.
    coefficients, covariance
        Of the line that places are drawn towards (k; k × k).
    variance_error, bias
        Large-sample variance and bias of ``variance`` (Datta and Lahiri 2000; Datta, Rao and
        Smith 2005).
    """

    variance: float
    coefficients: Floats
    covariance: Floats
    variance_error: float
    bias: float


@formula(
    "REML: where y′PPy = trace P; Fay-Herriot: where the sum of residual² ÷ (between + se²) = "
    "places − coefficients; 0 where neither is"
)
def fit_between(values: Floats, sampling: Floats, design: Floats, how: Between) -> Fit:
    """Return the Fay-Herriot fit of values (m) with known sampling variances on a design (m × k).

    Raises
    ------
    MetricError
        If the estimating equation has no root.
    """
    score = _reml_score if how is Between.REML else _moment_score
    variance = _root(lambda a: score(a, values, sampling, design), float(sampling.mean()))
    weights = 1 / (variance + sampling)
    covariance: Floats = np.linalg.inv(design.T @ (weights[:, None] * design)).astype(np.float64)
    coefficients = covariance @ (design.T @ (weights * values))
    first, second = float(weights.sum()), float((weights**2).sum())
    if how is Between.REML:
        return Fit(variance, coefficients, covariance, 2 / second, 0.0)
    bias = 2 * (len(values) * second - first**2) / first**3
    return Fit(variance, coefficients, covariance, 2 * len(values) / first**2, bias)


def _residuals(a: float, values: Floats, sampling: Floats, design: Floats) -> tuple[Floats, Floats]:
    """Return the weights at variance a, and the residuals of the weighted line."""
    weights = 1 / (a + sampling)
    weighted = weights[:, None] * design
    line = np.linalg.solve(design.T @ weighted, weighted.T @ values)
    return weights, values - design @ line


def _reml_score(a: float, values: Floats, sampling: Floats, design: Floats) -> float:
    """Return twice the derivative of the restricted likelihood: y'PPy − trace(P)."""
    weights, left = _residuals(a, values, sampling, design)
    weighted = weights[:, None] * design
    inside = np.linalg.solve(design.T @ weighted, weighted.T @ weighted)
    return float(((weights * left) ** 2).sum() - (weights.sum() - np.trace(inside)))


def _moment_score(a: float, values: Floats, sampling: Floats, design: Floats) -> float:
    """Return the weighted sum of squared residuals less its expectation, places − k."""
    weights, left = _residuals(a, values, sampling, design)
    return float((weights * left**2).sum() - (len(values) - design.shape[1]))


def _root(score: Callable[[float], float], scale: float) -> float:
    """Return where a falling score crosses 0; 0 where it starts below."""
    if score(0.0) <= 0:
        return 0.0
    high = scale
    while score(high) > 0:
        high *= 4
        if high > 1e30 * scale:
            raise MetricError(
                "the variance between places has no finite estimate: look for a value far from "
                "all others or a standard error in another unit."
            )
    return float(brentq(score, 0.0, high, xtol=high * 1e-14, rtol=1e-12))
