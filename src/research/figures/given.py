"""Read what a chart is given: columns that must be there, days as places on an axis, the rule."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

import pandas as pd

from research.figures import theme
from research.ground.errors import FindingError
from research.ground.terms import Unit
from research.tables.formats import written

MOST_SERIES = len(theme.SERIES)
NOT_PAID = ("proposed", "pending")


@dataclass(frozen=True)
class Rule:
    """A reference line: the value it stands at, what it says, whether it prints its value."""

    at: float
    label: str
    is_valued: bool = False

    def words(self, unit: Unit) -> str:
        """Return what is written beside the line: "Rate paid", or "Rate paid $23.40"."""
        value = written(self.at, unit)
        is_said = not self.is_valued or value in self.label
        return self.label if is_said else f"{self.label} {value}"

    def named(self, unit: Unit) -> str:
        """Return the line in a sentence, its value once: "Rate paid, $23.40"."""
        value = written(self.at, unit)
        return self.label if value in self.label else f"{self.label}, {value}"


@dataclass(frozen=True)
class Point:
    """One value in time: its place in years, the day or year in words, the value."""

    x: float
    when: str
    y: float | None
    kind: str = ""


@dataclass(frozen=True)
class Track:
    """One series over time, in order; ``until`` is the last day that is known."""

    name: str
    points: tuple[Point, ...]
    until: Point | None = None

    @property
    def known(self) -> tuple[Point, ...]:
        """The points that are paid and have a value."""
        return tuple(p for p in self.points if p.y is not None and p.kind not in NOT_PAID)

    @property
    def proposed(self) -> tuple[Point, ...]:
        """The points that are proposed or pending."""
        return tuple(p for p in self.points if p.y is not None and p.kind in NOT_PAID)


def need(frame: pd.DataFrame, columns: Sequence[str | None]) -> None:
    """Refuse a frame without rows or without a column.

    Raises
    ------
    FindingError
        What is missing, and what is there.
    """
    lacking = [name for name in columns if name is not None and name not in frame.columns]
    if lacking or frame.empty:
        raise FindingError(
            f"a chart was given {len(frame)} rows that lack {', '.join(lacking) or 'nothing'}; "
            f"columns there: {', '.join(map(str, frame.columns))}. Pass rows with these columns."
        )


def amounts(frame: pd.DataFrame, column: str) -> list[float]:
    """Return a column as numbers, none of them missing or infinite.

    Raises
    ------
    FindingError
        How many rows have no number, and the first of them.
    """
    values = [float(value) for value in pd.to_numeric(frame[column], errors="coerce")]
    holes = [i for i, value in enumerate(values) if not math.isfinite(value)]
    if holes:
        raise FindingError(
            f"a chart cannot draw {len(holes)} of {len(values)} rows: {column} is no number, "
            f"first in row {frame.index[holes[0]]!r}. Drop these rows and say so in the caption."
        )
    return values


def place(value: object) -> float:
    """Return a day or a year as a place on an axis in years: 1 July 2025 is 2025.496.

    Raises
    ------
    FindingError
        If it is neither.
    """
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if isinstance(value, date) and not pd.isna(value):
        length = (date(value.year + 1, 1, 1) - date(value.year, 1, 1)).days
        return round(value.year + (value.timetuple().tm_yday - 1) / length, 4)
    if isinstance(value, int | float) or hasattr(value, "__float__"):
        number = float(value)
        if math.isfinite(number):
            return number
    raise FindingError(f"a chart's time axis was given {value!r}, which is no day and no year.")


def when(value: object) -> str:
    """Return a day or a year in words."""
    if isinstance(value, str | date):
        return written(value, Unit.DATE)
    number = place(value)
    return str(int(number)) if number.is_integer() else f"{number:g}"


def tracks(
    frame: pd.DataFrame, x: str, y: str, series: str | None, until: str | None = None
) -> tuple[Track, ...]:
    """Return each series of a frame in the order in which they first appear.

    Raises
    ------
    FindingError
        If columns are missing, there are more series than can be told apart, a series has
        no value, or it has two values on one day.
    """
    need(frame, [x, y, series, until])
    names = ["" if series is None else str(name) for name in
             ([""] * len(frame) if series is None else frame[series])]  # fmt: skip
    found = tuple(
        _track(name, frame[[given == name for given in names]], x, y, until)
        for name in dict.fromkeys(names)
    )
    if len(found) > MOST_SERIES:
        raise FindingError(
            f"a chart was given {len(found)} series, {MOST_SERIES} can be told apart: draw fewer, "
            "or use charts.bars."
        )
    return found


def _track(name: str, rows: pd.DataFrame, x: str, y: str, until: str | None) -> Track:
    kinds = rows["kind"].astype(str) if "kind" in rows.columns else [""] * len(rows)
    numbers = pd.to_numeric(rows[y], errors="coerce")
    points = sorted(
        (
            Point(place(day), when(day), None if pd.isna(value) else float(value), kind)
            for day, value, kind in zip(rows[x], numbers, kinds, strict=True)
        ),
        key=lambda point: point.x,
    )
    label = name or y
    if not any(point.y is not None for point in points):
        raise FindingError(f"a chart was given no value for {label} in {len(points)} rows.")
    paid = [point.x for point in points if point.kind not in NOT_PAID]
    twice = [a for a, b in pairwise(paid) if a == b]
    if twice:
        raise FindingError(
            f"a chart was given {len(twice)} days with two values of {label}, first "
            f"{twice[0]:g}: choose one, or name the column that tells them apart (series=)."
        )
    last = None if until is None else rows[until].max()
    known = None if last is None or pd.isna(last) else Point(place(last), when(last), None)
    return Track(name, tuple(points), known)
