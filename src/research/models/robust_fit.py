"""Least squares with errors that do not need rows to vary alike, and the logit beside it.

A share of agencies in deficit, regressed straight on its variables, cannot have errors that vary
alike; so the errors are always robust here.
"""

import math
import warnings
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats
from statsmodels.discrete.discrete_model import Logit
from statsmodels.tools.sm_exceptions import (
    ConvergenceWarning,
    HessianInversionWarning,
    PerfectSeparationError,
    PerfectSeparationWarning,
)

from research.ground.errors import MetricError
from research.metrics.formula import formula
from research.models.design import INTERCEPT, refuse_collinear

Numbers = NDArray[np.float64]
CONSTANT = INTERCEPT
_NO_ESTIMATE = (
    ConvergenceWarning,
    HessianInversionWarning,
    PerfectSeparationWarning,
    PerfectSeparationError,
    RuntimeWarning,
    np.linalg.LinAlgError,
)


class RobustErrors(StrEnum):
    """How residuals enter the errors.

    HC3 divides each by (1 − its leverage), which Long and Ervin (2000) advise up to 250 rows and
    which costs little above; HC1 scales all by n ÷ (n − k) and is Stata's ``vce(robust)``.
    """

    HC1 = "HC1"
    HC3 = "HC3"


@dataclass(frozen=True)
class RobustFit:
    """Coefficients of least squares with robust intervals.

    Attributes
    ----------
    terms
        One row a term, the constant first: term, estimate, standard_error, low, high.
    covariance
        Of the estimates, in the order of ``terms``.
    r_squared
        Share of the outcome's variation that the terms go along with.
    observations, freedom
        Rows, and rows less terms; intervals are of Student's t at ``freedom``.
    errors, level
        How the errors were made; the level of the intervals.
    """

    terms: pd.DataFrame = field(repr=False, compare=False)
    covariance: Numbers = field(repr=False, compare=False)
    r_squared: float
    observations: int
    freedom: int
    errors: RobustErrors
    level: float

    def joint_p(self, names: list[str]) -> float:
        """Return how often terms so far from 0 come by chance where all of them are 0 (Wald F)."""
        place = [list(self.terms["term"]).index(name) for name in names]
        found = self.terms["estimate"].to_numpy(dtype=np.float64)[place]
        spread = self.covariance[np.ix_(place, place)]
        statistic = float(found @ np.linalg.solve(spread, found)) / len(place)
        return float(stats.f.sf(statistic, len(place), self.freedom))


@formula(
    "b = (X′X)⁻¹X′y; HC3: each residual ÷ (1 − its leverage) in the sandwich (X′X)⁻¹X′E²X(X′X)⁻¹"
)
def robust_fit(
    outcome: "pd.Series[float]",
    variables: pd.DataFrame,
    errors: RobustErrors = RobustErrors.HC3,
    *,
    level: float = 0.95,
) -> RobustFit:
    """Return least squares of an outcome on variables and a constant, with robust errors.

    Source: MacKinnon and White (1985) and Long and Ervin (2000), as the R packages sandwich and
    car describe them; the papers themselves were read in abstract only. An estimate is a
    difference that goes along with a variable, others held fixed. It is not an effect.

    Parameters
    ----------
    outcome, variables
        Rows of one index. The constant is added here.

    Raises
    ------
    MetricError
        If a number is missing, rows do not match, the outcome does not vary, a variable is a
        combination of others, rows are no more than terms, or one row alone decides a term.
    """
    y, x, names = _matrices(outcome, variables)
    if len(y) <= len(names):
        raise MetricError(
            f"{len(y)} rows for {len(names)} terms ({', '.join(names)}) leave nothing to judge "
            "errors by. Leave out variables or bring more rows."
        )
    inverse: Numbers = np.asarray(np.linalg.pinv(x), dtype=np.float64)
    found: Numbers = np.asarray(inverse @ y, dtype=np.float64)
    residual: Numbers = np.asarray(y - x @ found, dtype=np.float64)
    covariance = _sandwich(x, inverse, residual, RobustErrors(errors), outcome.index)
    freedom = len(y) - len(names)
    error = np.sqrt(np.diag(covariance))
    reach = float(stats.t.ppf((1 + level) / 2, freedom)) * error
    return RobustFit(
        terms=pd.DataFrame(
            {
                "term": names,
                "estimate": found,
                "standard_error": error,
                "low": found - reach,
                "high": found + reach,
            }
        ),
        covariance=covariance,
        r_squared=1 - float(residual @ residual) / float(((y - y.mean()) ** 2).sum()),
        observations=len(y),
        freedom=freedom,
        errors=RobustErrors(errors),
        level=level,
    )


@dataclass(frozen=True)
class MarginalEffect:
    """How a probability goes along with one variable, on average over the rows."""

    estimate: float
    standard_error: float
    low: float
    high: float


@formula("mean over rows of p × (1 − p) × b, where p = 1 ÷ (1 + e^−xb); errors by the delta method")
def average_marginal_effect(
    outcome: "pd.Series[float]", variables: pd.DataFrame, of: str, *, level: float = 0.95
) -> MarginalEffect:
    """Return the average slope of a probability in one variable, from a logit.

    It is a check of the straight line: where both agree, the shape of the curve does not matter.

    Raises
    ------
    MetricError
        As `robust_fit`; or if the outcome is not 0 or 1, a variable tells it apart without fail
        (separation), or the search for the estimate does not end.
    """
    y, x, names = _matrices(outcome, variables)
    if not np.isin(y, (0.0, 1.0)).all():
        raise MetricError("a logit is of an outcome that is 0 or 1 in every row.")
    size = x[:, 1:].std(axis=0)  # the search is steadier where all variables are of one size
    scaled = np.column_stack([np.ones(len(y)), (x[:, 1:] - x[:, 1:].mean(axis=0)) / size])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            fit = Logit(y, scaled).fit(disp=False, maxiter=100)
        except _NO_ESTIMATE as error:
            raise MetricError(
                f"a logit of {len(y)} rows on {', '.join(names)} has no estimate: some variable "
                "tells the outcomes apart without fail. Combine groups or leave one out."
            ) from error
    margins = fit.get_margeff(at="overall", method="dydx")
    place = names.index(of) - 1
    estimate = float(margins.margeff[place] / size[place])
    error_size = float(margins.margeff_se[place] / size[place])
    reach = float(stats.norm.ppf((1 + level) / 2)) * error_size
    return MarginalEffect(estimate, error_size, estimate - reach, estimate + reach)


def _matrices(
    outcome: "pd.Series[float]", variables: pd.DataFrame
) -> tuple[Numbers, Numbers, list[str]]:
    if not outcome.index.equals(variables.index):
        raise MetricError("outcome and variables have different rows: give both one index.")
    names = [CONSTANT, *map(str, variables.columns)]
    for name, column in [("the outcome", outcome), *variables.items()]:
        missing = ~np.isfinite(column.to_numpy(dtype=np.float64))
        if missing.any():
            raise MetricError(
                f"{int(missing.sum())} of {len(column)} rows have no finite number for {name}, "
                f"first {column.index[missing][0]}. Leave them out and count them."
            )
    y: Numbers = np.asarray(outcome.to_numpy(), dtype=np.float64)
    if len(y) and (y == y[0]).all():
        raise MetricError(
            f"the outcome is {y[0]:g} in all {len(y)} rows: nothing can be told of what does not "
            "vary. Choose other rows or another outcome."
        )
    columns = [np.ones(len(y)), variables.to_numpy(dtype=np.float64)]
    x: Numbers = np.asarray(np.column_stack(columns), dtype=np.float64)
    refuse_collinear(x, tuple(names), "in the regression")
    return y, x, names


def _sandwich(
    x: Numbers, inverse: Numbers, residual: Numbers, errors: RobustErrors, rows: pd.Index
) -> Numbers:
    count, terms = x.shape
    if errors is RobustErrors.HC1:
        weighted = residual * math.sqrt(count / (count - terms))
    else:
        leverage = (x * inverse.T).sum(axis=1)
        alone = leverage > 1 - 1e-8
        if alone.any():
            raise MetricError(
                f"{int(alone.sum())} of {count} rows decide a term alone, first {rows[alone][0]}: "
                "HC3 errors need two rows behind each term. Combine groups or leave one out."
            )
        weighted = residual / (1 - leverage)
    half = inverse * weighted
    return np.asarray(half @ half.T, dtype=np.float64)
