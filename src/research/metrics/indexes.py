"""Levels of an index, and the growth between two of them that may be compared."""

import math
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

import pandas as pd

from research.ground.errors import MetricError
from research.metrics.days import as_day
from research.metrics.formula import formula


class Basis(StrEnum):
    """Over what time a level was taken."""

    MONTH = "month"
    CALENDAR_YEAR = "calendar-year average"
    FISCAL_YEAR = "fiscal-year average"


@dataclass(frozen=True)
class Level:
    """One level of an index, with how many months it rests on.

    Attributes
    ----------
    index_id, index_title
        Which index; two levels are compared only if these agree.
    value
        The level, in the index's own base.
    label
        What to print beside it: "September 2025", "fiscal year 2026, mean of 11 months".
    months, months_expected
        Months counted, and months that the period has. They differ where one is missing.
    rows
        The rows that it was taken from, to be passed as a source.
    base_period
        What the index counts from: "1982-84 = 100".
    months_outside
        Months of the period before the series begins or after it ends.
    """

    index_id: str
    index_title: str
    basis: Basis
    value: float
    label: str
    months: int
    months_expected: int
    rows: pd.DataFrame = field(repr=False, compare=False)
    base_period: str = ""
    months_outside: int = 0

    @property
    def is_complete(self) -> bool:
        """Return whether every month of the period was published."""
        return self.months == self.months_expected


class Index(Protocol):
    """What a rate can be held against: prices, a minimum wage, a chain of increases."""

    @property
    def index_id(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def known_to(self) -> date: ...

    def at(self, on: date) -> Level: ...

    def over_year(self, year: int) -> Level: ...


@formula("level at the end ÷ level at the start − 1")
def growth(start: Level, end: Level) -> float:
    """Return how far an index rose between two of its levels, as a share.

    Raises
    ------
    MetricError
        If the levels come from two series (seasonally adjusted and not, or two areas), if
        they count from two base periods, if a calendar-year average would meet a fiscal-year
        average, if a year is not whole yet, or if a level is no positive number.
    """
    return index_ratio(start, end) - 1


def index_ratio(start: Level, end: Level) -> float:
    """Return end / start, after the checks of `growth`."""
    if start.index_id != end.index_id:
        raise MetricError(
            f"{start.index_title} ({start.label}) and {end.index_title} ({end.label}) are two "
            "series: seasonally adjusted and not adjusted, or two areas, never mix. Take both "
            "levels from one series."
        )
    if start.base_period != end.base_period:
        raise MetricError(
            f"{start.index_title}: {start.label} counts from {start.base_period or 'no base said'},"
            f" {end.label} from {end.base_period or 'no base said'}. Levels of two base periods "
            "never meet: take both from one release."
        )
    if {start.basis, end.basis} == {Basis.CALENDAR_YEAR, Basis.FISCAL_YEAR}:
        raise MetricError(
            f"{start.index_title}: {start.label} and {end.label} are averages over two kinds of "
            "year and differ by half a year of inflation. Take both over the same kind."
        )
    for level in (start, end):
        _check_level(level)
    return end.value / start.value


def _check_level(level: Level) -> None:
    if level.months_outside:
        raise MetricError(
            f"{level.index_title}, {level.label}: {level.months_outside} of "
            f"{level.months_expected} months lie outside the series, so the year is not whole. "
            "Compare months, or take a year that is over."
        )
    if not 0 < level.value < math.inf:
        raise MetricError(
            f"{level.index_title}, {level.label}: a level of {level.value!r} is no positive "
            "number. Correct the rows that it was taken from."
        )


@dataclass(frozen=True)
class StepIndex:
    """An index that stays level until its next step: a minimum wage, a chain of increases.

    ``rows`` has columns effective (day) and level, and keeps its row_id.
    """

    index_id: str
    title: str
    known_to: date
    rows: pd.DataFrame = field(repr=False, compare=False)

    def at(self, on: date) -> Level:
        """Return the level in force on a day; refused outside what is known."""
        day = as_day(on)
        first = as_day(self.rows["effective"].iloc[0])
        if not first <= day <= self.known_to:
            raise MetricError(
                f"{self.title} is known from {first} to {self.known_to}, not on {day}. "
                "Ask for a day between."
            )
        row = self.rows[self.rows["effective"] <= pd.Timestamp(day)].tail(1)
        label = f"{day:%B} {day.day}, {day.year}"
        value = float(row["level"].iloc[0])
        return Level(self.index_id, self.title, Basis.MONTH, value, label, 1, 1, row)

    def over_year(self, year: int) -> Level:
        """Return the level of a calendar year; refused where it changed within the year."""
        january, december = self.at(date(year, 1, 1)), self.at(date(year, 12, 31))
        if january.value != december.value:
            raise MetricError(
                f"{self.title} changed within {year}, from {january.value:g} to "
                f"{december.value:g}: name a day instead of the year."
            )
        return Level(
            self.index_id, self.title, Basis.CALENDAR_YEAR, january.value, str(year), 12, 12,
            january.rows,
        )  # fmt: skip


def step_index(
    rows: pd.DataFrame, level: str, index_id: str, title: str, known_to: date
) -> StepIndex:
    """Return a step index from rows with ``effective`` and a column of levels.

    Raises
    ------
    MetricError
        If there are no rows, a level is missing or not positive, or two rows share a day.
    """
    if rows.empty:
        raise MetricError(f"{title}: no rows, so no index.")
    bad = rows[~((rows[level] > 0) & (rows[level] < math.inf)) | rows["effective"].isna()]
    twice = rows[rows["effective"].duplicated(keep=False)]
    for offenders, why in ((bad, "no positive level on a day"), (twice, "share their day")):
        if len(offenders):
            raise MetricError(
                f"{title}: {len(offenders)} of {len(rows)} rows have {why}, first "
                f"{offenders.index[0]}. Choose or correct the rows."
            )
    ordered = rows.sort_values("effective").assign(level=rows[level].astype(float))
    return StepIndex(index_id, title, as_day(known_to), ordered)
