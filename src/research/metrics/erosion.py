"""What a rate lost since it was set, step by step, and how long it has stood still."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import pandas as pd

from research.ground.errors import MetricError
from research.metrics.days import as_day, months_between, years_between
from research.metrics.formula import formula
from research.metrics.indexes import Index, Level
from research.metrics.rates import (
    RateSeries,
    constant_dollar,
    counterfactual,
    erosion_share,
    rate_in_force,
)


@dataclass(frozen=True)
class Erosion:
    """A rate between two days, held against one index.

    ``gap_usd`` is counterfactual − actual; ``share`` is actual ÷ counterfactual − 1.
    ``sources`` are the rows of the rate and of the index.
    """

    series_id: str
    index_title: str
    start: date
    end: date
    start_label: str
    end_label: str
    rate_then: float
    rate_now: float
    counterfactual: float
    gap_usd: float
    share: float
    sources: tuple[pd.DataFrame, ...] = field(repr=False, compare=False)


@formula("rate at the end ÷ (rate at the start × index at the end ÷ index at the start) − 1")
def erosion(rate: RateSeries, index: Index, start: date, end: date) -> Erosion:
    """Return what a rate lost or gained against an index between two days.

    A first rate dated by its year alone is held against the average of that year. It stops
    where the series or the index stops. Print it under at least two indexes: they differ.

    Raises
    ------
    MetricError
        If a day lies outside what is known of the rate or of the index, or the days are less
        than a year apart: that is a step, not an erosion.
    """
    first_day, last_day = as_day(start), as_day(end)
    if years_between(first_day, last_day) < 1:
        raise MetricError(
            f"{rate.series_id}: from {first_day} to {last_day} is less than a year, in which an "
            "index moves with the season. Say the step itself (change), or take a longer span."
        )
    then, now = rate_in_force(rate, first_day), rate_in_force(rate, last_day)
    first, last = _index_level(index, then, first_day), index.at(last_day)
    rate_then, rate_now = float(then["amount_usd"].iloc[0]), float(now["amount_usd"].iloc[0])
    expected = counterfactual(rate_then, first, last)
    return Erosion(
        series_id=rate.series_id,
        index_title=index.title,
        start=first_day,
        end=last_day,
        start_label=first.label,
        end_label=last.label,
        rate_then=rate_then,
        rate_now=rate_now,
        counterfactual=expected,
        gap_usd=expected - rate_now,
        share=erosion_share(rate_now, expected),
        sources=(pd.concat([then, now]), pd.concat([first.rows, last.rows])),
    )


@formula("in each month: rate in force ÷ (first rate × index ÷ index at the start) − 1")
def erosion_path(rate: RateSeries, index: Index, start: date, end: date) -> pd.DataFrame:
    """Return the rate, its counterfactual and the erosion in each month, for a chart.

    A month that the index does not have is left out, never filled.

    Returns
    -------
    pd.DataFrame
        One row a month, index row_id of the level in force: ``on`` (first day of the month,
        or the start itself), effective, amount_usd, counterfactual_usd, constant_usd (the
        rate in dollars of the last month), erosion_share, index_title, index_label.

    Raises
    ------
    MetricError
        As `erosion`; and if the rate is known on its own dates only: use `erosion_steps`.
    """
    if not rate.is_continuous:
        raise MetricError(
            f"{rate.series_id} is known on its own {len(rate.levels)} dates only: a path by month "
            "would draw the gaps as freezes. Use erosion_steps."
        )
    first_day, last_day = as_day(start), as_day(end)
    inner = [date(year, month, 1) for year, month in months_between(first_day, last_day)][1:]
    days = [first_day, *(day for day in inner if day < last_day), last_day]
    return _path(rate, index, days, by_step=False)


@formula("at each step: new rate ÷ (first rate × index ÷ index at the start) − 1")
def erosion_steps(
    rate: RateSeries, index: Index, start: date | None = None, end: date | None = None
) -> pd.DataFrame:
    """Return the rate, its counterfactual and the erosion on each day on which it changed.

    The columns are those of `erosion_path`. Steps before the start or after the end of what
    the rate and the index know are left out.
    """
    known_to = min(rate.complete_to, index.known_to)
    last = known_to if end is None else min(as_day(end), known_to)
    steps = [as_day(day) for day in rate.levels["effective"]]
    first = steps[0] if start is None else as_day(start)
    days = [day for day in steps if first <= day <= last]
    if not days:
        raise MetricError(
            f"{rate.series_id}: none of {len(steps)} steps lies in {first} to {last}."
        )
    return _path(rate, index, days, by_step=True)


@formula("the last day on which the rate and every index are known")
def latest_common_day(rate: RateSeries, *indexes: Index) -> date:
    """Return the last day on which the rate and every index are known."""
    day = min([rate.complete_to, *(index.known_to for index in indexes)])
    for _ in range(12):
        if all(_is_known(index, day) for index in indexes):
            return day
        day = day.replace(day=1) - timedelta(days=1)
    raise MetricError(f"{rate.series_id}: no month in the year before {day} is in every index.")


@dataclass(frozen=True)
class Standstill:
    """How long a rate had stood on a day.

    Attributes
    ----------
    years
        Years since the last increase.
    since
        The day of that increase.
    is_at_least
        True where no increase is known: the rate stood for that long or longer.
    rows
        The row of the last increase, and the level in force.
    """

    years: float
    since: date
    on: date
    is_at_least: bool
    rows: pd.DataFrame = field(repr=False, compare=False)


@formula("the day − the day of the last increase, in years")
def standstill(rate: RateSeries, on: date) -> Standstill:
    """Return how long ago a rate last rose, as known on a day.

    A proposal is no increase. After complete_to the question is refused, because a gap in our
    knowledge is not a freeze.

    Raises
    ------
    MetricError
        If the day is outside what is known, or the rate is known on its own dates only.
    """
    day = as_day(on)
    if not rate.is_continuous:
        raise MetricError(
            f"{rate.series_id} is known on its own {len(rate.levels)} dates only: whether it rose "
            "between them is not known, so no standstill can be stated."
        )
    now = rate_in_force(rate, day)
    levels = rate.levels[rate.levels["effective"] <= pd.Timestamp(day)]
    rose = levels[levels["amount_usd"].diff() > 0]
    last = rose.tail(1) if len(rose) else levels.head(1)
    since = as_day(last["effective"].iloc[0])
    rows = pd.concat([last, now])
    return Standstill(
        years=years_between(since, day),
        since=since,
        on=day,
        is_at_least=rose.empty,
        rows=rows[~rows.index.duplicated()],
    )


def _path(rate: RateSeries, index: Index, days: list[date], by_step: bool) -> pd.DataFrame:
    known = [day for day in days if day == days[0] or _is_known(index, day)]
    rows = [rate_in_force(rate, day) for day in known]
    in_force = pd.concat(rows)
    levels = [
        _index_level(index, row, day) if by_step or day == known[0] else index.at(day)
        for row, day in zip(rows, known, strict=True)
    ]
    amounts = [float(amount) for amount in in_force["amount_usd"]]
    expected = [counterfactual(amounts[0], levels[0], level) for level in levels]
    return in_force[["effective", "amount_usd"]].assign(
        on=pd.to_datetime(known),
        counterfactual_usd=expected,
        constant_usd=[
            constant_dollar(amount, level, levels[-1])
            for amount, level in zip(amounts, levels, strict=True)
        ],
        erosion_share=[erosion_share(a, b) for a, b in zip(amounts, expected, strict=True)],
        index_title=index.title,
        index_label=[level.label for level in levels],
    )


def _is_known(index: Index, day: date) -> bool:
    try:
        index.at(day)
    except MetricError:
        return False
    return True


def _index_level(index: Index, row: pd.DataFrame, day: date) -> Level:
    effective = as_day(row["effective"].iloc[0])
    precision = str(row["date_precision"].iloc[0]) if "date_precision" in row else "day"
    if precision == "year" and day.year == effective.year:
        return index.over_year(day.year)
    return index.at(day)
