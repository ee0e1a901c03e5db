"""Categories as rows: their order, their height, their names on the left, values at the right."""

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import pandas as pd

from research.figures import theme
from research.figures.canvas import (
    Canvas,
    axis_title,
    text_width,
    ticks,
    value_axis,
    words,
    wrap,
)
from research.figures.given import Rule, amounts, need
from research.figures.labels import Value
from research.ground.errors import FindingError
from research.ground.terms import Unit
from research.tables.formats import written

NAMES = 190
_LINE = 14.0
_TALL = 26.0
_MANY, _TALL_OF_MANY = 12, 21.0
TOLD = [alt.Tooltip("name:N", title="what"), alt.Tooltip("value:N", title="amount")]


@dataclass(frozen=True)
class Item:
    """One category: its name, its value, and the ends of its range or pair where it has one."""

    name: str
    value: float
    low: float | None = None
    high: float | None = None


Places = list[tuple[Item, float]]


def items(
    frame: pd.DataFrame, category: str, value: str, ends: tuple[str, str] | None = None
) -> tuple[Item, ...]:
    """Return the categories of a frame in the order in which they are drawn.

    Raises
    ------
    FindingError
        If a column is missing, a value is no number, or a value lies outside its range.
    """
    need(frame, [category, value, *(ends or ())])
    names = [str(name) for name in frame[category]]
    lows = amounts(frame, ends[0]) if ends else [None] * len(frame)
    highs = amounts(frame, ends[1]) if ends else [None] * len(frame)
    found = [Item(*row) for row in zip(names, amounts(frame, value), lows, highs, strict=True)]
    ranged = [(i, i.low, i.high) for i in found if i.low is not None and i.high is not None]
    outside = [(i, low, high) for i, low, high in ranged if not low <= i.value <= high]
    if outside:
        item, low, high = outside[0]
        raise FindingError(
            f"a chart was given {len(outside)} of {len(found)} values outside their range, first "
            f"{item.name}: {item.value:g} is not from {low:g} to {high:g}."
        )
    return in_order(frame, category, found)


def in_order(frame: pd.DataFrame, category: str, found: list[Item]) -> tuple[Item, ...]:
    """Return items by size, largest first, or in the order of an ordered categorical.

    Raises
    ------
    FindingError
        If a category is there twice.
    """
    names = [item.name for item in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise FindingError(
            f"a chart was given {len(twice)} categories twice, first {twice[0]!r}: one row each."
        )
    kind = frame[category].dtype
    if isinstance(kind, pd.CategoricalDtype) and kind.ordered:
        place = {str(name): i for i, name in enumerate(kind.categories)}
        return tuple(sorted(found, key=lambda item: place[item.name]))
    return tuple(sorted(found, key=lambda item: -item.value))


def row_sheet(
    found: Sequence[Item],
    unit: Unit,
    rule: Rule | None,
    *,
    from_zero: bool = True,
    with_range: bool = False,
) -> tuple[Canvas, list[float]]:
    """Return the canvas and how far below its top the middle of each row lies.

    ``with_range`` leaves room for values that are printed with their range, on the right only.
    """
    rows, down = [], 0.0
    least = _TALL if len(found) <= _MANY else _TALL_OF_MANY
    for item in found:
        tall = max(least, _LINE * len(wrap(item.name, NAMES)) + least - 16)
        rows.append(down + tall / 2)
        down += tall
    values = [v for i in found for v in (i.value, i.low, i.high) if v is not None]
    values += [rule.at] if rule else []
    low, high = min(values), max(values)
    x = [min(low, 0.0), max(high, 0.0)] if from_zero else ticks(low, high, about=4)
    axis = value_axis(unit, x, titleAnchor="end")
    longest = max(text_width(line) for i in found for line in wrap(i.name, NAMES))
    plain = max(text_width(written(v, unit)) for v in values)
    ranged = max(text_width(with_range_text(item, unit)) for item in found)
    room = ranged if with_range else plain
    left = longest + 14 + (plain + 8 if low < 0 and not with_range else 0)
    return Canvas(
        left=left, right=room + 18, top=26 if rule else 6,
        bottom=6 if from_zero else 28 if axis_title(unit) is None else 46, height=down,
        x=(x[0], x[-1]), y=(down, 0.0), x_axis=None if from_zero else axis,
    ), rows  # fmt: skip


def with_range_text(item: Item, unit: Unit) -> str:
    """Return a value and, where it has one, its range."""
    if item.low is None or item.high is None:
        return written(item.value, unit)
    return f"{written(item.value, unit)}  ({written(item.low, unit)} to {written(item.high, unit)})"


def zero_line(sheet: Canvas) -> alt.Chart:
    """Return a fine line at zero."""
    ends = [{"x": 0, "y": 0, "y2": sheet.y[0]}]
    drawn: alt.Chart = sheet.draw(ends, y2="y2:Q").mark_rule(color=theme.LINE, strokeWidth=1)
    return drawn


def whisker_marks(sheet: Canvas, places: Places, color: str) -> list[alt.Chart]:
    """Return the range of each item as a line with caps."""
    spans = [{"x": i.low, "x2": i.high, "y": row} for i, row in places if i.low is not None]
    if not spans:
        return []
    caps = [{"x": end, "y": row - 4, "y2": row + 4} for i, row in places for end in (i.low, i.high)]
    return [
        sheet.draw(spans, x2="x2:Q").mark_rule(color=color, strokeWidth=1.75),
        sheet.draw(caps, y2="y2:Q").mark_rule(color=color, strokeWidth=1.75),
    ]


def row_names(sheet: Canvas, places: Places) -> list[alt.Chart]:
    """Return the names of the rows, at the left edge of the chart."""
    records = [
        {
            "x": sheet.at(-sheet.left),
            "y": row - _LINE / 2 * (len(lines) - 1),
            "text": "\n".join(lines),
        }
        for item, row in places
        for lines in [wrap(item.name, NAMES)]
    ]
    return [words(sheet.draw(records), color=theme.INK)]


def row_values(places: Places, unit: Unit, *, from_zero: bool = True) -> list[Value]:
    """Return the value of each row beside its end, with its range where it has one.

    A negative bar has its value on its left, but a value with its range stands at the right of
    zero, where there is room: at the far end of a line it would be taken for that end.
    """
    away = 6 if from_zero else 10
    return [
        Value(
            at=i.value if i.high is None else max(i.high, 0.0) if from_zero else i.high,
            row=row,
            text=with_range_text(i, unit),
            away=away,
            is_left=i.high is None and i.value < 0,
        )
        for i, row in places
    ]
