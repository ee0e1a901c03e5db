"""Least squares whose errors allow for rows that were sampled, or are paid, together."""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from statsmodels.regression.linear_model import WLS

from research.ground.errors import MetricError
from research.models.design import Numbers, refuse_collinear


class Errors(StrEnum):
    """How standard errors are made.

    CR1 is Stata's ``vce(cluster)``. CR3 leaves out one cluster at a time (the jackknife), is
    wider, and is the better of the two with few or uneven clusters. HC1 is Stata's
    ``vce(robust)``, for rows of no cluster.
    """

    CR1 = "CR1"
    CR3 = "CR3"
    HC1 = "HC1"


@dataclass(frozen=True)
class Regression:
    """Coefficients with standard errors; intervals are of Student's t at ``freedom``."""

    names: tuple[str, ...]
    coefficients: Numbers = field(repr=False)
    standard_errors: Numbers = field(repr=False)
    freedom: int
    errors: Errors
    observations: int
    clusters: int | None

    def interval(self, name: str, level: float = 0.95) -> tuple[float, float]:
        """Return the ends of a coefficient's interval."""
        place = self.names.index(name)
        reach = float(stats.t.ppf((1 + level) / 2, self.freedom) * self.standard_errors[place])
        return self.coefficient(name) - reach, self.coefficient(name) + reach

    def coefficient(self, name: str) -> float:
        return float(self.coefficients[self.names.index(name)])

    def standard_error(self, name: str) -> float:
        return float(self.standard_errors[self.names.index(name)])

    def p_value(self, name: str) -> float:
        """Return how often a t as far from 0 comes by chance where the coefficient is 0."""
        error, coefficient = self.standard_error(name), abs(self.coefficient(name))
        size = coefficient / error if error else float("inf")
        return float(2 * stats.t.sf(size, self.freedom))


def regress(
    x: Numbers,
    y: Numbers,
    names: tuple[str, ...],
    clusters: NDArray[np.intp] | None = None,
    *,
    weights: Numbers | None = None,
    errors: Errors | None = None,
) -> Regression:
    """Return least squares with cluster-robust errors.

    CR1 is (G ÷ (G − 1)) × ((n − 1) ÷ (n − k)) times the sandwich of the clusters' scores, with
    t at G − 1; CR3 is (G − 1) ÷ G times the spread of the estimates that leave out a cluster
    around the estimate. Source: Cameron and Miller (2015), MacKinnon, Nielsen and Webb (2022).

    Parameters
    ----------
    x, y
        One row an observation; x holds its own intercept.
    clusters
        The cluster of each row, numbered from 0. None asks for HC1.
    weights
        Observation weights; None counts each row once.
    errors
        CR1 where clusters are given and HC1 where not, unless said otherwise.

    Raises
    ------
    MetricError
        If columns are collinear, clusters are fewer than parameters, or the errors asked for
        do not fit the clusters.
    """
    kind = errors or (Errors.HC1 if clusters is None else Errors.CR1)
    weights = np.ones(len(y)) if weights is None else weights
    count = None if clusters is None else len(np.unique(clusters))
    _check(x[weights > 0], names, count, kind)
    model = WLS(y, x, weights=weights)
    if clusters is None:
        fit = model.fit(cov_type="HC1", use_t=True)
    elif kind is Errors.CR1:
        fit = model.fit(cov_type="cluster", cov_kwds={"groups": clusters}, use_t=True)
    else:
        fit = model.fit()
    found = np.asarray(fit.params, dtype=np.float64)
    spread = np.asarray(fit.bse, dtype=np.float64)
    if clusters is not None and kind is Errors.CR3:
        spread = _jackknife(x, y, weights, clusters, found, names)
    return Regression(
        names=names,
        coefficients=found,
        standard_errors=spread,
        freedom=len(y) - len(names) if count is None else count - 1,
        errors=kind,
        observations=len(y),
        clusters=count,
    )


def _check(x: Numbers, names: tuple[str, ...], clusters: int | None, kind: Errors) -> None:
    if (kind is Errors.HC1) is not (clusters is None):
        raise MetricError(f"{kind} errors: clusters go with CR1 and CR3, and HC1 goes without.")
    refuse_collinear(x, names, "in the regression")
    if len(x) <= len(names):
        raise MetricError(
            f"{len(x)} observations for {len(names)} parameters leave nothing to judge errors "
            "by. Leave out variables or bring more rows."
        )
    if clusters is not None and clusters < len(names):
        raise MetricError(
            f"{clusters} clusters for {len(names)} parameters ({', '.join(names)}): fewer "
            "clusters than parameters. Leave out variables, or cluster by something finer."
        )


def _jackknife(
    x: Numbers,
    y: Numbers,
    weights: Numbers,
    clusters: NDArray[np.intp],
    found: Numbers,
    names: tuple[str, ...],
) -> Numbers:
    codes = np.unique(clusters)
    total = np.zeros(len(found))
    for code in codes:
        kept = clusters != code
        refuse_collinear(x[kept & (weights > 0)], names, f"without cluster {code}")
        fit = WLS(y[kept], x[kept], weights=weights[kept]).fit()
        total += (np.asarray(fit.params, dtype=np.float64) - found) ** 2
    return np.asarray(np.sqrt(total * (len(codes) - 1) / len(codes)), dtype=np.float64)
