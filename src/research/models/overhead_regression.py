"""Whether overhead goes along with deficits, or with size, in a sample of returns.

Both questions are asked of one file of one year, by least squares with robust errors, and
answered in percentage points with an interval. A link is not a cause.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd

from research.ground.errors import MetricError
from research.metrics.distribution import Excluded, check_returns, excluded_returns
from research.metrics.formula import formula
from research.metrics.overhead import overhead_share
from research.metrics.services import service_named
from research.models.robust_fit import (
    CONSTANT,
    MarginalEffect,
    RobustErrors,
    RobustFit,
    average_marginal_effect,
    robust_fit,
)

OVERHEAD = "overhead share, per 10 points"
DOUBLING = "size, per doubling of spending"
# No source; assumed: the fewest returns behind each term, and the fewest of either outcome.
FEWEST_PER_TERM = 10
OTHER_SERVICES = "all other services"


class Shape(StrEnum):
    """How size enters: as a straight line in doublings, or class by class."""

    DOUBLING = "doubling"
    CLASSES = "classes"


@dataclass(frozen=True)
class Link:
    """One number that a reader takes away: points per step, with its interval.

    Attributes
    ----------
    points, low, high
        Percentage points of the outcome per ``step``.
    outcome, step
        In words: "share of agencies in deficit", "10 points more overhead".
    """

    points: float
    low: float
    high: float
    outcome: str
    step: str

    @property
    def is_told_from_chance(self) -> bool:
        """Return whether the interval leaves out 0."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class OverheadRegression:
    """A regression as a reader can use it.

    Attributes
    ----------
    link
        The number asked for; none where size enters class by class.
    terms
        One row a term in words: term, points, low, high. Points are percentage points.
    returns, excluded
        Returns counted, and those left out by reason; they add up to all returns.
    outcome_mean
        Mean of the outcome in percent: agencies in deficit, or overhead share.
    held_fixed
        What else was in the regression, in words.
    compared_with
        The service, and the size class, that the terms of services and classes differ from.
    r_squared, errors, level
        As in `RobustFit`.
    check
        For deficits, the same number from a logit; none where it has no estimate, and then
        ``why_no_check`` says why.
    joint_p
        For classes of size: how often differences so large come by chance where there are none.
    """

    link: Link | None
    terms: pd.DataFrame = field(repr=False, compare=False)
    returns: int
    excluded: tuple[Excluded, ...]
    outcome_mean: float
    held_fixed: tuple[str, ...]
    compared_with: tuple[str, ...]
    r_squared: float
    errors: RobustErrors
    level: float
    check: Link | None = None
    why_no_check: str = ""
    joint_p: float | None = None


@formula(
    "in deficit (1 or 0) = a + b × overhead share + c × log₂ spending + a term a service; "
    "b × 10 points"
)
def deficit_on_overhead(
    expenses: pd.DataFrame, errors: RobustErrors = RobustErrors.HC3, *, level: float = 0.95
) -> OverheadRegression:
    """Return how the share of agencies in deficit goes along with overhead, size held fixed.

    A linear probability model: its slope is points of probability, which a reader can use; the
    average slope of a logit stands beside it as a check. An agency is in deficit where expenses
    are above revenue in that year. One year says nothing of reserves, and overhead and deficit
    share their expenses.

    Parameters
    ----------
    expenses
        Rows of ``form990_expenses`` of one year and file; also surplus_usd, ntee_major.

    Raises
    ------
    MetricError
        If years or files are mixed, fewer than ten returns stand behind each term or ten behind
        either outcome, a variable does not vary, or as `overhead_share`.
    """
    held, excluded = _counted(expenses, "surplus_usd")
    in_deficit = held["surplus_usd"].lt(0).astype(float)
    fewer = int(min(in_deficit.sum(), len(held) - in_deficit.sum()))
    if fewer < FEWEST_PER_TERM:
        raise MetricError(
            f"{int(in_deficit.sum())} of {len(held)} returns are in deficit: fewer than "
            f"{FEWEST_PER_TERM} of one outcome say nothing of what goes along with it. Take more "
            "returns."
        )
    services, baseline = _services(held)
    variables = pd.concat([_overhead(held), _doublings(held), services], axis=1)
    fit = _fit(in_deficit, variables, errors, level)
    words = ("share of agencies in deficit", "10 points more overhead")
    check, why_not = _logit(in_deficit, variables, words, level)
    return OverheadRegression(
        link=_link(fit, OVERHEAD, words),
        outcome_mean=100 * float(in_deficit.mean()),
        held_fixed=("size (total expenses)", *(("service",) if baseline else ())),
        compared_with=baseline,
        check=check,
        why_no_check=why_not,
        **_common(fit, len(held), excluded),
    )


@formula("overhead share = a + c × log₂ spending, or + a term a size class, + a term a service")
def overhead_on_size(
    expenses: pd.DataFrame,
    shape: Shape = Shape.DOUBLING,
    errors: RobustErrors = RobustErrors.HC3,
    *,
    level: float = 0.95,
) -> OverheadRegression:
    """Return how overhead share goes along with size, service held fixed.

    One doubling of spending is a straight line. Lecy and Searing found that overhead first rises
    with size and then falls, so the same is asked class by class, each against the smallest
    class, with one joint test of all of them.

    Parameters and errors as `deficit_on_overhead`; classes are those of ``size_class``.
    """
    held, excluded = _counted(expenses)
    services, baseline = _services(held)
    is_line = Shape(shape) is Shape.DOUBLING
    size, smallest = (_doublings(held), None) if is_line else _classes(held)
    fit = _fit(held["overhead_share"], pd.concat([size, services], axis=1), errors, level)
    words = ("mean overhead share", "twice the spending")
    return OverheadRegression(
        link=_link(fit, DOUBLING, words) if is_line else None,
        outcome_mean=100 * float(held["overhead_share"].mean()),
        held_fixed=("service",) if baseline else (),
        compared_with=(*((smallest,) if smallest else ()), *baseline),
        joint_p=None if is_line else fit.joint_p([str(name) for name in size.columns]),
        **_common(fit, len(held), excluded),
    )


def _counted(expenses: pd.DataFrame, *more: str) -> tuple[pd.DataFrame, tuple[Excluded, ...]]:
    wanted = ("form", "ntee_major", "size_class", *more)
    absent = [name for name in wanted if name not in expenses]
    if absent:
        raise MetricError(f"expenses lack {', '.join(absent)}: pass rows of form990_expenses.")
    check_returns(expenses)
    share = overhead_share(expenses)
    excluded = excluded_returns(expenses, share)
    held = expenses.assign(overhead_share=share)[share.notna()]
    for column in more:
        blank = held[column].isna()
        if blank.any():
            excluded = (*excluded, Excluded(f"{column} was not reported", int(blank.sum())))
            held = held[~blank]
    return held, excluded


def _overhead(held: pd.DataFrame) -> "pd.Series[float]":
    return (held["overhead_share"] * 10).rename(OVERHEAD)


def _doublings(held: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({DOUBLING: np.log2(held["total_usd"])})


def _services(held: pd.DataFrame) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return a column a service but the largest, small ones joined; and the largest.

    Where joining leaves one group, service is not in the regression, and not said to be.
    """
    named = held["ntee_major"].map(service_named)
    counts = named.value_counts().sort_index().sort_values(ascending=False, kind="stable")
    small = counts[counts < FEWEST_PER_TERM]
    if len(small) and small.sum() < FEWEST_PER_TERM and len(counts) > len(small):
        small = counts.iloc[-len(small) - 1 :]
    joined = named.where(~named.isin(small.index), OTHER_SERVICES)
    order = [str(name) for name in counts.index if name not in small.index]
    order += [OTHER_SERVICES] if len(small) else []
    if len(order) < 2:
        return pd.DataFrame(index=held.index), ()
    columns = {name: joined.eq(name).astype(float) for name in order[1:]}
    return pd.DataFrame(columns, index=held.index), (order[0],)


def _classes(held: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Return a column a size class but the smallest; and the smallest."""
    smallest = held.groupby("size_class")["total_usd"].min().sort_values(kind="stable")
    counts = held["size_class"].value_counts()
    few = [str(name) for name in smallest.index if counts[name] < FEWEST_PER_TERM]
    if few or len(smallest) < 2:
        raise MetricError(
            f"{len(few)} of {len(smallest)} size classes hold fewer than {FEWEST_PER_TERM} "
            f"returns ({', '.join(few)}): a class needs as many, and two classes a comparison. "
            "Join classes, take more returns, or ask for Shape.DOUBLING."
        )
    names = [str(name) for name in smallest.index]
    columns = {name: held["size_class"].eq(name).astype(float) for name in names[1:]}
    return pd.DataFrame(columns, index=held.index), names[0]


def _fit(
    outcome: "pd.Series[float]", variables: pd.DataFrame, errors: RobustErrors, level: float
) -> RobustFit:
    terms = variables.shape[1] + 1
    if len(outcome) < FEWEST_PER_TERM * terms:
        raise MetricError(
            f"{len(outcome)} returns for {terms} terms: fewer than {FEWEST_PER_TERM} behind each. "
            "Take more returns; a regression of so few would say what chance says."
        )
    return robust_fit(outcome, variables, errors, level=level)


def _link(fit: RobustFit, term: str, words: tuple[str, str]) -> Link:
    row = fit.terms[fit.terms["term"] == term]
    points = [100 * float(row[name].item()) for name in ("estimate", "low", "high")]
    return Link(points[0], points[1], points[2], *words)


def _logit(
    outcome: "pd.Series[float]", variables: pd.DataFrame, words: tuple[str, str], level: float
) -> tuple[Link | None, str]:
    try:
        slope: MarginalEffect = average_marginal_effect(outcome, variables, OVERHEAD, level=level)
    except MetricError as error:
        return None, str(error)
    return Link(100 * slope.estimate, 100 * slope.low, 100 * slope.high, *words), ""


def _common(fit: RobustFit, returns: int, excluded: tuple[Excluded, ...]) -> dict[str, Any]:
    terms = fit.terms[fit.terms["term"] != CONSTANT]
    points = {
        shown: 100 * terms[name]
        for shown, name in (("points", "estimate"), ("low", "low"), ("high", "high"))
    }
    return {
        "terms": pd.DataFrame({"term": terms["term"], **points}).reset_index(drop=True),
        "returns": returns,
        "excluded": excluded,
        "r_squared": fit.r_squared,
        "errors": fit.errors,
        "level": fit.level,
    }
