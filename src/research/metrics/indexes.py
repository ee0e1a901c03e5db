"""Levels of an index, and the growth between two of them that may be compared."""

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
    """

    index_id: str
    index_title: str
    basis: Basis
    value: float
    label: str
    months: int
    months_expected: int
    rows: pd.DataFrame = field(repr=False, compare=False)

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
        If the levels come from two series (seasonally adjusted and not, or two areas), or if
        a calendar-year average would meet a fiscal-year average.
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
    if {start.basis, end.basis} == {Basis.CALENDAR_YEAR, Basis.FISCAL_YEAR}:
        raise MetricError(
            f"{start.index_title}: {start.label} and {end.label} are averages over two kinds of "
            "year and differ by half a year of inflation. Take both over the same kind."
        )
    return end.value / start.value


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
    bad = rows[~(rows[level] > 0) | rows["effective"].isna()]
    twice = rows[rows["effective"].duplicated(keep=False)]
    for offenders, why in ((bad, "no positive level on a day"), (twice, "share their day")):
        if len(offenders):
            raise MetricError(
                f"{title}: {len(offenders)} of {len(rows)} rows have {why}, first "
                f"{offenders.index[0]}. Choose or correct the rows."
            )
    ordered = rows.sort_values("effective").assign(level=rows[level].astype(float))
    return StepIndex(index_id, title, as_day(known_to), ordered)
