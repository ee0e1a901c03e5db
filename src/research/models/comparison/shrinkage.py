"""Small numbers drawn towards the rest, with the raw value beside: means with known errors."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from research.ground.errors import MetricError
from research.metrics.formula import formula
from research.models.comparison.between import Between, Fit, fit_between
from research.models.comparison.estimate import LEVEL, Estimate, quantile
from research.models.comparison.places import Floats, Places, check_places

FEWEST = 3


@dataclass(frozen=True)
class Shrunk:
    """One place before and after.

    Attributes
    ----------
    raw, shrunk
        Both are printed; the shrunk value never stands alone.
    weight
        The share of the shrunk value that comes from the place itself, 0 to 1.
    towards
        What the rest comes from.
    """

    name: str
    raw: Estimate
    shrunk: Estimate
    weight: float
    towards: float


@dataclass(frozen=True)
class Shrinkage:
    """All places before and after.

    Attributes
    ----------
    between_variance
        How much places differ beyond chance; 0 means that nothing tells them apart.
    line
        What places are drawn towards: the overall level under ``mean``, and a coefficient for
        each column it was predicted from.
    """

    rows: tuple[Shrunk, ...]
    between_variance: float
    line: Mapping[str, float]
    method: str

    def __getitem__(self, name: str) -> Shrunk:
        for row in self.rows:
            if row.name == name:
                return row
        raise MetricError(f"{name!r} is none of the {len(self.rows)} places that were drawn in.")

    def frame(self) -> pd.DataFrame:
        """Return one row a place: name, raw, raw_low, raw_high, shrunk, low, high, weight."""
        return pd.DataFrame(
            {
                "name": row.name,
                "raw": row.raw.value,
                "raw_low": row.raw.low,
                "raw_high": row.raw.high,
                "shrunk": row.shrunk.value,
                "low": row.shrunk.low,
                "high": row.shrunk.high,
                "weight": row.weight,
            }
            for row in self.rows
        )


@formula("weight × raw + (1 − weight) × line, weight = between variance ÷ (between + se²)")
def shrink_means(
    places: Places,
    by: pd.DataFrame | None = None,
    *,
    between: Between = Between.REML,
    level: float = LEVEL,
) -> Shrinkage:
    """Return means drawn towards their overall level, or a line, as far as their errors ask.

    The empirical best predictor of Fay and Herriot (1979). The standard error of a shrunk value
    is the root of its estimated mean squared error (Prasad and Rao 1990, as extended by Datta
    and Lahiri 2000 and Datta, Rao and Smith 2005).

    Parameters
    ----------
    places
        Estimates by name, with standard errors that are taken as known.
    by
        Columns to predict from, one row a place, its index the names; a mean is added. None
        draws all places towards one level.

    Raises
    ------
    MetricError
        If there are fewer than three places, fewer than two more than coefficients, all values
        are equal, a name or value of ``by`` is missing, or its columns say the same.
    """
    names, values, errors = check_places(places, FEWEST)
    design, columns = _design(names, by)
    fit = fit_between(values, errors**2, design, between)
    weights = fit.variance / (fit.variance + errors**2)
    line = design @ fit.coefficients
    shrunk = weights * values + (1 - weights) * line
    root = np.sqrt(mean_squared_errors(fit, errors**2, design))
    half, said = quantile(level) * root, f"Fay-Herriot, {between.value}"
    rows = tuple(
        Shrunk(
            name,
            places[name],
            _estimate(
                places[name], float(shrunk[at]), float(half[at]), float(root[at]), said, level
            ),
            float(weights[at]),
            float(line[at]),
        )
        for at, name in enumerate(names)
    )
    found = dict(zip(columns, map(float, fit.coefficients), strict=True))
    return Shrinkage(rows, fit.variance, found, said)


@formula("g₁ + g₂ + 2 g₃ − (1 − weight)² × bias")
def mean_squared_errors(fit: Fit, sampling: Floats, design: Floats) -> Floats:
    """Return the estimated mean squared error of each shrunk value (m), in squared units.

    g₁ is what would be left if everything but the place were known, g₂ adds that the line is
    estimated, g₃ that the variance between places is. It assumes many places.
    """
    total = fit.variance + sampling
    share = sampling / total
    known = fit.variance * share
    of_line = share**2 * np.einsum("ij,jk,ik->i", design, fit.covariance, design)
    of_variance = share**2 / total * fit.variance_error
    squared = known + of_line + 2 * of_variance - share**2 * fit.bias
    return np.asarray(np.maximum(squared, of_line), dtype=np.float64)


@formula("mean + (1 − (places − 3) × se² ÷ sum of squares) × (value − mean), never past the mean")
def james_stein(places: Places) -> dict[str, float]:
    """Return the James-Stein values of four or more places that share one standard error.

    Efron and Morris (1975). It has no interval; `shrink_means` has, and takes unequal errors.
    """
    names, values, errors = check_places(places, FEWEST + 1)
    if np.ptp(errors) > 1e-9 * errors.max():
        raise MetricError(
            f"{len(names)} places have standard errors from {errors.min():g} to "
            f"{errors.max():g}: James-Stein takes one for all. Use shrink_means."
        )
    off = values - values.mean()
    kept = max(0.0, 1 - (len(names) - 3) * float(errors[0]) ** 2 / float((off**2).sum()))
    return dict(zip(names, map(float, values.mean() + kept * off), strict=True))


def _estimate(
    raw: Estimate, value: float, half: float, error: float, said: str, level: float
) -> Estimate:
    return Estimate(
        value, value - half, value + half, raw.unit, said, error, raw.n, raw.sample, level
    )


def _design(names: list[str], by: pd.DataFrame | None) -> tuple[Floats, list[str]]:
    ones = np.ones((len(names), 1))
    if by is None:
        return ones, ["mean"]
    if by.index.has_duplicates or set(names) - set(by.index):
        missing = [name for name in names if name not in by.index]
        raise MetricError(
            f"{len(missing)} of {len(names)} places have no row to predict from, first "
            f"{missing[0] if missing else 'one stands twice'!r}: give one row a place."
        )
    chosen = by.loc[names].astype(float)
    if not np.isfinite(chosen.to_numpy()).all():
        bad = [str(column) for column in chosen if not np.isfinite(chosen[column]).all()]
        raise MetricError(f"{bad[0]} is missing for some places: leave these out and say so.")
    design = np.hstack([ones, chosen.to_numpy()])
    _check_rank(design, [str(column) for column in chosen])
    return design, ["mean", *(str(column) for column in chosen)]


def _check_rank(design: Floats, columns: list[str]) -> None:
    places, size = design.shape
    if places < size + 2:
        raise MetricError(
            f"{places} places are too few to predict from {size - 1} columns: {size + 2} are the "
            "fewest. Use fewer columns."
        )
    scaled = design / np.maximum(np.abs(design).max(axis=0), 1e-300)
    for known in range(2, size + 1):
        if np.linalg.matrix_rank(scaled[:, :known]) < known:
            raise MetricError(
                f"{columns[known - 2]} follows from the mean and the columns before it: leave "
                "one of them out (of groups that cover all places, leave out one)."
            )
