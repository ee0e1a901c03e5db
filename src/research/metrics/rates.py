"""What a rate is worth: in force on a date, in constant dollars, against a counterfactual."""

from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from research.ground.errors import MetricError
from research.ground.terms import Kind
from research.metrics.days import as_day
from research.metrics.formula import formula
from research.metrics.indexes import Level, index_ratio

_IN_FORCE = (Kind.PAID.value, Kind.WAGE.value)


@dataclass(frozen=True)
class RateSeries:
    """One rate over time, with the day to which it is known.

    Attributes
    ----------
    complete_to, complete_why
        The last day to which every level is known, and why. Nothing is said about later.
    is_continuous
        Whether every step between the levels is known. Where it is not, a rate is known on
        its own dates only, and nothing between them is called a freeze.
    first_is_level
        Whether the first row is a level in force on its date, whose beginning is not known.
    levels
        Levels that were paid and took effect up to complete_to, in order, with row_id.
    not_counted
        What was left out: proposed, pending, or later than complete_to.
    """

    series_id: str
    title: str
    service: str
    unit: str
    complete_to: date
    complete_why: str
    is_continuous: bool
    first_is_level: bool
    levels: pd.DataFrame = field(repr=False, compare=False)
    not_counted: pd.DataFrame = field(repr=False, compare=False)


def rate_series(rates: pd.DataFrame, series: pd.DataFrame, series_id: str) -> RateSeries:
    """Return one series of the table ``rates``, cut where our knowledge of it ends.

    Parameters
    ----------
    rates
        Rows of ``rates``: series_id, effective, date_precision, amount_usd, kind.
    series
        Rows of the catalogue ``series``: series_id, title, unit, complete_to, complete_why,
        chart, first_is_level.

    Raises
    ------
    MetricError
        If the catalogue does not hold the series, or no paid level lies before its end.
    """
    about = series[series["series_id"] == series_id]
    if len(about) != 1:
        raise MetricError(
            f"the catalogue of series holds {series_id!r} {len(about)} times in {len(series)} "
            "rows: a rate without the day to which it is known cannot be measured."
        )
    told = about.iloc[0]
    complete_to = as_day(told["complete_to"])
    rows = rates[rates["series_id"] == series_id].sort_values("effective", kind="stable")
    counts = rows["kind"].isin(_IN_FORCE) & (rows["effective"] <= pd.Timestamp(complete_to))
    levels = rows[counts]
    if levels.empty:
        raise MetricError(
            f"{series_id}: none of {len(rows)} rows is a paid level up to {complete_to}."
        )
    _check_one_level_a_day(levels, series_id)
    return RateSeries(
        series_id=series_id,
        title=str(told["title"]),
        service=str(told.get("service", "")),
        unit=str(told["unit"]),
        complete_to=complete_to,
        complete_why=str(told["complete_why"]),
        is_continuous=str(told["chart"]) == "step",
        first_is_level=bool(told["first_is_level"]),
        levels=levels,
        not_counted=rows[~counts],
    )


@formula("the last paid level that took effect on or before the date")
def rate_in_force(
    series: pd.DataFrame | RateSeries, on: date, complete_to: date | None = None
) -> pd.DataFrame:
    """Return the one row of a rate series that was in force on a date.

    What is proposed or pending never counts. It does not say what a contract pays.

    Parameters
    ----------
    series
        A `RateSeries`, or rows of one series: effective, amount_usd, kind.
    on
        The date asked for.
    complete_to
        The date to which the series is known to be complete, where rows are passed.

    Raises
    ------
    MetricError
        If the date lies after complete_to or before the first level, if the rows hold two
        series, or if the steps between the levels are not all known.
    """
    day = as_day(on)
    rows, end = _rows_and_end(series, complete_to)
    if day > end:
        raise MetricError(
            f"the series is known to be complete to {end}, not to {day}: what was paid "
            "after that is a gap in our knowledge, not a freeze. Ask for an earlier date."
        )
    paid = rows[rows["kind"].isin(_IN_FORCE) & (rows["effective"] <= pd.Timestamp(day))]
    if paid.empty:
        raise MetricError(f"no level was in force on {day}: the series starts later.")
    row = paid.sort_values("effective", kind="stable").tail(1)
    if isinstance(series, RateSeries) and not series.is_continuous:
        _check_own_date(series, row, day)
    return row


@formula("the published rate in force on the date")
def nominal_rate(rate: RateSeries, on: date) -> float:
    """Return the published rate on a date, in dollars as paid. It is not the contract rate."""
    return float(rate_in_force(rate, on)["amount_usd"].iloc[0])


@formula("rate × index of the base ÷ index of when it was paid")
def constant_dollar(amount: float, paid: Level, base: Level) -> float:
    """Return an amount in dollars of the base period. At base = paid it is the amount."""
    return positive(amount, "the rate") * index_ratio(paid, base)


@formula("first rate × index at the end ÷ index at the start")
def counterfactual(amount: float, start: Level, end: Level) -> float:
    """Return what a rate would be, had it moved with the index since the start.

    It does not say what the service costs, and not that the first rate was enough.
    """
    return positive(amount, "the first rate") * index_ratio(start, end)


@formula("actual ÷ counterfactual − 1")
def erosion_share(actual: float, expected: float) -> float:
    """Return how far an actual rate lies from its counterfactual; −0.2 is a fifth lost."""
    return positive(actual, "the rate") / positive(expected, "the counterfactual") - 1


@formula("later ÷ earlier − 1")
def change(earlier: float, later: float) -> float:
    """Return the change from one amount to a later one, as a share of the earlier one."""
    return positive(later, "the later amount") / positive(earlier, "the earlier amount") - 1


def _rows_and_end(
    series: pd.DataFrame | RateSeries, complete_to: date | None
) -> tuple[pd.DataFrame, date]:
    if isinstance(series, RateSeries):
        end = series.complete_to if complete_to is None else as_day(complete_to)
        return series.levels, min(end, series.complete_to)
    if complete_to is None:
        raise MetricError("say to which date the series is complete: complete_to=, or rate_series.")
    if "series_id" in series.columns and series["series_id"].nunique() > 1:
        raise MetricError(
            f"these rows hold {series['series_id'].nunique()} series, first "
            f"{series['series_id'].iloc[0]}: a rate in force is one series. Choose one."
        )
    return series, as_day(complete_to)


def _check_own_date(rate: RateSeries, row: pd.DataFrame, day: date) -> None:
    effective = as_day(row["effective"].iloc[0])
    precision = str(row["date_precision"].iloc[0])
    same = {
        "day": effective == day,
        "month": (effective.year, effective.month) == (day.year, day.month),
        "year": effective.year == day.year,
    }
    if not same.get(precision, False):
        raise MetricError(
            f"{rate.series_id} is known on its own {len(rate.levels)} dates only, the last before "
            f"{day} is {effective}: what was paid between them is a gap in our knowledge, not a "
            "freeze. Ask for one of its dates."
        )


def _check_one_level_a_day(levels: pd.DataFrame, series_id: str) -> None:
    twice = levels[levels["effective"].duplicated(keep=False)]
    if len(twice):
        raise MetricError(
            f"{series_id}: {len(twice)} of {len(levels)} paid levels share a day, first "
            f"{twice.index[0]}. Two sources that differ are two series."
        )


def positive(value: float, what: str) -> float:
    """Return a number of dollars, refused where it is missing, infinite or not above 0."""
    if not value > 0 or value == float("inf"):
        raise MetricError(f"{what} is {value!r}: a positive number of dollars is needed.")
    return float(value)


def finite(value: float, what: str) -> float:
    """Return a number of either sign, refused where it is missing or infinite."""
    if not float("-inf") < value < float("inf"):
        raise MetricError(f"{what} is {value!r}: a number of dollars is needed.")
    return float(value)
