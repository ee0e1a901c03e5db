"""What a rate that fell behind an index left unpaid, added up day by day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

import pandas as pd

from research.ground.errors import MetricError
from research.metrics.days import as_day, month_name, months_between, state_fiscal_year
from research.metrics.formula import formula
from research.metrics.indexes import Index, Level, StepIndex
from research.metrics.rates import (
    RateSeries,
    constant_dollar,
    counterfactual,
    positive,
    rate_in_force,
)

_MOST_SKIPPED = 1 / 3
"""Beyond so many months without an index a total is not printed. No source; assumed."""


@dataclass(frozen=True)
class Volume:
    """How many units a year a shortfall is counted over, and where that number comes from.

    A month counts a twelfth of the year's units; without a source it is printed as assumed.
    Where the units differ by year, ``by_fiscal_year`` holds them under the Illinois fiscal
    year, and ``a_year`` is not used.
    """

    a_year: float = 1.0
    what: str = "unit a year"
    source: str = ""
    by_fiscal_year: Mapping[int, float] | None = None

    @property
    def said(self) -> str:
        """Return "260 days of a place, assumed"."""
        held = self.by_fiscal_year
        many = f"{self.a_year:,g}" if held is None else f"{min(held)} to {max(held)}, each its own"
        return f"{many} {self.what}, {self.source or 'assumed'}"

    def on(self, day: date) -> float:
        """Return the units a year in force on a day; a fiscal year without them is refused."""
        held = self.by_fiscal_year
        if held is None:
            return positive(self.a_year, "the number of units a year")
        year = state_fiscal_year(day)
        if year not in held:
            raise MetricError(
                f"units are given for {len(held)} fiscal years, not for {year}: give that year, or "
                "end before it. They are not carried forward."
            )
        return positive(held[year], f"the number of units in fiscal year {year}")


@dataclass(frozen=True)
class Shortfall:
    """What was not paid between two days, both included, against one index.

    Attributes
    ----------
    total_usd
        Sum of units × (counterfactual − rate) in dollars as they would have been paid;
        negative where the rate outran the index.
    total_constant_usd
        The same in dollars of the last month counted, ``constant_of``.
    below_usd, above_usd
        The days on which the rate lay below its counterfactual, and those above; their
        difference is total_usd.
    months_skipped
        Months whose index was not published: they are in no total, and never bridged.
    rows
        One row a stretch of days with one rate and one month, index row_id of the rate's row:
        on, days, amount_usd, counterfactual_usd, gap_usd, units, shortfall_usd,
        shortfall_constant_usd, cumulative_usd.
    """

    series_id: str
    index_title: str
    start: date
    end: date
    volume: Volume
    total_usd: float
    total_constant_usd: float
    constant_of: str
    below_usd: float
    above_usd: float
    months: int
    months_skipped: tuple[str, ...]
    rows: pd.DataFrame = field(repr=False, compare=False)
    sources: tuple[pd.DataFrame, ...] = field(repr=False, compare=False)

    @property
    def said(self) -> str:
        """Return over which months and units the total runs, to be printed beside it."""
        counted = self.months - len(self.months_skipped)
        left = f"; without {', '.join(self.months_skipped)}" if self.months_skipped else ""
        return f"{counted} of {self.months} months{left}; {self.volume.said}"


@dataclass(frozen=True)
class ShortfallRange:
    """The least and the most that a rate known on single dates can have left unpaid."""

    low: Shortfall
    high: Shortfall
    assumption: str


@formula("sum over days of units a day × (counterfactual − rate in force)")
def cumulative_shortfall(
    rate: RateSeries, index: Index, start: date, end: date, volume: Volume | None = None
) -> Shortfall:
    """Return what a rate left unpaid since a day, had it moved with an index from that day.

    Each day bears the rate in force on it and the index of its month; a month holds a twelfth
    of the year's units. A month whose index was not published is left out and named. It does
    not say that the first rate was enough, nor that as many units would have been bought.

    Parameters
    ----------
    rate
        A series of which every step is known; for single dates see `shortfall_range`.
    start, end
        First and last day, both counted; neither after rate.complete_to.
    volume
        Units a year; one unit where none is given.

    Raises
    ------
    MetricError
        If a day lies outside what is known of the rate or the index, a level is dated by its
        year alone, only single dates are known, or more than a third of the months lack an
        index.
    """
    if not rate.is_continuous:
        raise MetricError(
            f"{rate.series_id} is known on its own {len(rate.levels)} dates only: what was paid "
            "between them was not read, so nothing can be added up. Use shortfall_range."
        )
    return _shortfall(rate, rate.levels, index, (as_day(start), as_day(end)), volume or Volume())


@formula("shortfall if each next level came at once, to shortfall if each held to the next date")
def shortfall_range(
    rate: RateSeries, index: Index, start: date, end: date, volume: Volume | None = None
) -> ShortfallRange:
    """Return the least and the most that a rate known on single dates can have left unpaid.

    It assumes that the rate never fell between its known dates: the least is when each later
    level came the day after the earlier one was read, the most when each held until the next.

    Raises
    ------
    MetricError
        As `cumulative_shortfall`; if the first day is none of the known dates; if the rate is
        known to have fallen; or if the last day lies after the last known date, because then
        nothing bounds it.
    """
    first, last = as_day(start), as_day(end)
    levels = rate.levels
    rate_in_force(rate, first)
    if (levels["amount_usd"].diff() < 0).any():
        raise MetricError(
            f"{rate.series_id} fell between two of its {len(levels)} dates: a rate that may fall "
            "has no bounds between them. Add up the spans in which it rose."
        )
    known_to = as_day(levels["effective"].iloc[-1])
    if not rate.is_continuous and last > known_to:
        raise MetricError(
            f"{rate.series_id} was last read on {known_to}: after it nothing bounds the rate. End "
            f"on {known_to} or before."
        )
    early = levels["effective"].shift() + pd.Timedelta(days=1)
    soon = levels.assign(effective=early.fillna(levels["effective"]))
    counted = volume or Volume()
    at_once = levels if rate.is_continuous else soon
    low = _shortfall(rate, at_once, index, (first, last), counted)
    high = _shortfall(rate, levels, index, (first, last), counted)
    return ShortfallRange(low, high, "the rate never fell between the dates on which it was read")


def _shortfall(
    rate: RateSeries, levels: pd.DataFrame, index: Index, days: tuple[date, date], volume: Volume
) -> Shortfall:
    _check_span(rate, levels, index, days)
    opening, first = _in_force(levels, days[0]), index.at(days[0])
    runs = [(on, until, _level(index, on)) for on, until in _runs(levels, index, days)]
    counted = [(on, until, level) for on, until, level in runs if level is not None]
    skipped = dict.fromkeys(month_name(on.year, on.month) for on, _, level in runs if level is None)
    months = len(months_between(*days))
    if len(skipped) > months * _MOST_SKIPPED:
        raise MetricError(
            f"{index.title}: {len(skipped)} of {months} months are not published, first "
            f"{next(iter(skipped))}: no total is made of the rest. Take an index that is "
            "published by month."
        )
    base, first_rate = counted[-1][2], float(opening["amount_usd"].iloc[0])
    parts = [_part(_in_force(levels, on), (on, until), volume) for on, until, _ in counted]
    held = [level for *_, level in counted]
    rows = _summed(
        pd.concat(parts).assign(
            counterfactual_usd=[counterfactual(first_rate, first, level) for level in held],
            to_constant=[constant_dollar(1.0, level, base) for level in held],
        )
    )
    return Shortfall(
        series_id=rate.series_id,
        index_title=index.title,
        start=days[0],
        end=days[1],
        volume=volume,
        total_usd=float(rows["shortfall_usd"].sum()),
        total_constant_usd=float(rows["shortfall_constant_usd"].sum()),
        constant_of=base.label,
        below_usd=float(rows["shortfall_usd"].clip(lower=0).sum()),
        above_usd=float(-rows["shortfall_usd"].clip(upper=0).sum()),
        months=months,
        months_skipped=tuple(skipped),
        rows=rows,
        sources=(
            levels.loc[list(dict.fromkeys([opening.index[0], *rows.index]))],
            pd.concat([level.rows for level in {level.label: level for level in held}.values()]),
        ),
    )


def _part(in_force: pd.DataFrame, run: tuple[date, date], volume: Volume) -> pd.DataFrame:
    on, until = run
    days = (until - on).days + 1
    whole = pd.Timestamp(on).days_in_month
    units = volume.on(on) / 12 * days / whole
    return in_force[["amount_usd"]].assign(on=pd.Timestamp(on), days=days, units=units)


def _summed(rows: pd.DataFrame) -> pd.DataFrame:
    gap = rows["counterfactual_usd"] - rows["amount_usd"]
    nominal = gap * rows["units"]
    return rows.assign(
        gap_usd=gap,
        shortfall_usd=nominal,
        shortfall_constant_usd=nominal * rows["to_constant"],
        cumulative_usd=nominal.cumsum(),
    ).drop(columns="to_constant")


def _check_span(
    rate: RateSeries, levels: pd.DataFrame, index: Index, days: tuple[date, date]
) -> None:
    first, last = days
    if not first < last:
        raise MetricError(f"{rate.series_id}: from {first} to {last} is no span of days.")
    for known_to, whose in ((rate.complete_to, rate.series_id), (index.known_to, index.title)):
        if last > known_to:
            raise MetricError(
                f"{whose} is known to {known_to}, not to {last}: what came after is a gap in our "
                "knowledge, not a freeze. End there."
            )
    touching = levels[levels["effective"] <= pd.Timestamp(last)]
    vague = touching[
        (touching["date_precision"] == "year") & (touching["effective"].dt.year >= first.year)
    ]
    if len(vague):
        raise MetricError(
            f"{rate.series_id}: {len(vague)} of {len(touching)} levels are dated by their year "
            f"alone, first {vague.index[0]}: its days cannot be counted. Begin after that year."
        )


def _in_force(levels: pd.DataFrame, on: date) -> pd.DataFrame:
    held = levels[levels["effective"] <= pd.Timestamp(on)]
    if held.empty:
        raise MetricError(f"no level was in force on {on}: the series starts later.")
    return held.tail(1)


def _runs(levels: pd.DataFrame, index: Index, days: tuple[date, date]) -> list[tuple[date, date]]:
    """Return the stretches of days over which neither the rate nor the index changes."""
    first, last = days
    steps = [*levels["effective"]]
    if isinstance(index, StepIndex):
        steps += [*index.rows["effective"]]
    starts = {date(year, month, 1) for year, month in months_between(first, last)}
    starts |= {as_day(step) for step in steps}
    inside = sorted(day for day in starts if first < day <= last)
    edges = [first, *inside, last + timedelta(days=1)]
    return [(on, after - timedelta(days=1)) for on, after in pairwise(edges)]


def _level(index: Index, on: date) -> Level | None:
    try:
        return index.at(on)
    except MetricError:
        return None
