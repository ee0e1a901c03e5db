"""Wages beside wages: gaps named apart, raises, increases compounded, pay made hourly."""

import math
from datetime import date

import pandas as pd

from research.ground.errors import MetricError
from research.metrics.days import as_day
from research.metrics.formula import formula
from research.metrics.indexes import StepIndex, step_index
from research.metrics.percentiles import Interpolation, between_percentiles
from research.metrics.rates import positive

HOURS_A_YEAR = 2080
"""40 hours in each of 52 weeks, paid time off included: the convention of published pay."""

_PERCENTILES = (10, 25, 50, 75, 90)


@formula("1 − community wage ÷ state wage")
def raw_gap(community: float, state: float) -> float:
    """Return how much less the community wage is, as a share of the state wage.

    It compares averages of different people: nothing is controlled for, neither tenure nor
    benefits, and it is not by itself underpayment.
    """
    return 1 - positive(community, "the community wage") / positive(state, "the state wage")


@formula("gap ÷ (1 − gap)")
def raise_to_close(gap: float) -> float:
    """Return the raise, as a share of the lower wage, that closes a gap.

    A gap of 37 percent takes a raise of 59 percent.
    """
    if not gap < 1 or gap == float("-inf"):
        raise MetricError(f"a gap of {gap!r}: give a share below 1 (0.37 for 37 percent).")
    return gap / (1 - gap)


@formula("(higher − lower) ÷ lower")
def percent_more(lower: float, higher: float) -> float:
    """Return by how much the higher is more than the lower, as a share of the lower."""
    return positive(higher, "the higher") / positive(lower, "the lower") - 1


@formula("(higher − lower) ÷ higher")
def percent_less(lower: float, higher: float) -> float:
    """Return by how much the lower is less than the higher, as a share of the higher.

    33,995 is 38 percent less than 54,831, which is 61 percent more: never the same number.
    """
    return 1 - positive(lower, "the lower") / positive(higher, "the higher")


@formula("wage ÷ minimum wage")
def wage_over_minimum(wage: float, minimum: float) -> float:
    """Return a wage as a multiple of the minimum wage of the same date and place."""
    return positive(wage, "the wage") / positive(minimum, "the minimum wage")


def minimum_wage_index(minimum_wage: pd.DataFrame, known_to: date) -> StepIndex:
    """Return the minimum wage as an index that a rate can be held against.

    Parameters
    ----------
    minimum_wage
        Rows of the table ``minimum_wage``: effective, wage_usd_per_hour.
    known_to
        The last day on which the latest step is known to be in force.
    """
    return step_index(
        minimum_wage, "wage_usd_per_hour", "minimum_wage", "Illinois minimum wage", known_to
    )


@formula("product of (1 + increase) − 1")
def compound_increase(increases: pd.DataFrame, start: date, end: date) -> float:
    """Return general increases after one day and up to another, compounded as a share.

    Added up they are less. Steps within a pay grade and regrading are not in it.

    Parameters
    ----------
    increases
        Rows of ``state_increases``: effective, increase_share.

    Raises
    ------
    MetricError
        If no increase falls between the days, or one is missing or outside −0.5 to 0.5.
    """
    chosen = increases_between(increases, start, end)
    return math.prod(1 + float(share) for share in chosen["increase_share"]) - 1


def increases_between(increases: pd.DataFrame, start: date, end: date) -> pd.DataFrame:
    """Return the increases effective after start and up to end, with their row_id."""
    first, last = pd.Timestamp(as_day(start)), pd.Timestamp(as_day(end))
    chosen = increases[(increases["effective"] > first) & (increases["effective"] <= last)]
    bad = chosen[~chosen["increase_share"].between(-0.5, 0.5)]
    if chosen.empty or len(bad):
        raise MetricError(
            f"{len(bad)} of {len(chosen)} increases after {first:%Y-%m-%d} and up to "
            f"{last:%Y-%m-%d} are no shares between −0.5 and 0.5 (first "
            f"{bad.index[0] if len(bad) else 'none'}). Write 3.95 percent as 0.0395, or choose "
            "days that hold an increase."
        )
    return chosen


def general_increase_index(increases: pd.DataFrame, known_to: date) -> StepIndex:
    """Return the chain of general increases as an index; 100 after the first of them.

    The wage before the first increase is not in the table, so the index starts at its day.
    """
    ordered = increases.sort_values("effective")
    grown = (1 + ordered["increase_share"]).cumprod()
    chained = ordered.assign(chain=100 * grown / grown.iloc[:1].sum())
    return step_index(
        chained, "chain", "state_increases", "general increases of state pay", known_to
    )


@formula("sum of (value × weight) ÷ sum of weights")
def weighted_mean(values: "pd.Series[float]", weights: "pd.Series[float]") -> float:
    """Return a weighted mean. It differs from the mean of means.

    Raises
    ------
    MetricError
        If there is nothing to weigh, or a value or weight is missing, or a weight negative.
    """
    bad = values.isna() | weights.isna() | (weights < 0)
    if values.empty or bad.any() or not weights.sum() > 0:
        first = values.index[bad][0] if bad.any() else "none"
        raise MetricError(
            f"{int(bad.sum())} of {len(values)} rows lack a value or a weight, first {first}: a "
            "cell that was not released is not 0. Choose rows that have both."
        )
    return float((values * weights).sum() / weights.sum())


@formula("sum of (wage × employment) ÷ sum of employment")
def mean_wage(wages: pd.DataFrame, column: str = "wage_mean_usd_per_hour") -> float:
    """Return the mean wage over several occupations, weighted by employment.

    Parameters
    ----------
    wages
        Rows of ``occupation_wages``. A percentile column is refused: percentiles do not average.
    """
    if column != "wage_mean_usd_per_hour":
        raise MetricError(f"{column} cannot be averaged over occupations: only a mean can.")
    return weighted_mean(wages[column], wages["employment"])


@formula("between the published percentiles beside it, by the interpolation named")
def percentile_wage(
    wages: pd.DataFrame,
    percentile: float,
    interpolation: Interpolation | str = Interpolation.STRAIGHT_LINE,
) -> float:
    """Return a wage percentile of one row of ``occupation_wages``, in dollars an hour.

    Published are the 10th, 25th, 50th, 75th and 90th; others lie between their neighbors on a
    straight line, or geometric, which is our choice and not the publisher's figure.

    Raises
    ------
    MetricError
        Unless there is one row, the percentile is from 10 to 90, and both neighbors were
        released; which ones were is named.
    """
    if len(wages) != 1:
        raise MetricError(f"a percentile is of one occupation and area, not of {len(wages)} rows.")
    row = wages.iloc[0]
    published = {known: float(row[f"wage_p{known}_usd_per_hour"]) for known in _PERCENTILES}
    try:
        return between_percentiles(published, percentile, interpolation)
    except MetricError as error:
        raise MetricError(f"{wages.index[0]}: {error}") from error


@formula("dollars a year ÷ 2,080 hours")
def hourly_from_yearly(usd_per_year: float, hours: float = HOURS_A_YEAR) -> float:
    """Return a yearly pay as dollars an hour, over 2,080 paid hours unless said otherwise."""
    return positive(usd_per_year, "the pay") / positive(hours, "the hours")


@formula("semi-monthly pay × 24 ÷ 2,080 hours")
def hourly_from_semi_monthly(usd_per_half_month: float, hours: float = HOURS_A_YEAR) -> float:
    """Return a semi-monthly pay (24 a year, not 26) as dollars an hour."""
    return hourly_from_yearly(usd_per_half_month * 24, hours)
