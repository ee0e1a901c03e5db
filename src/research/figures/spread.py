"""How values are distributed, by group: each value, or the middle of many, and the median."""

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import pandas as pd

from research.figures import theme
from research.figures.canvas import (
    Canvas,
    axis_title,
    text_width,
    upright,
    value_axis,
    value_ticks,
    words,
    wrap,
)
from research.figures.given import Rule
from research.ground.errors import FindingError
from research.ground.terms import Unit
from research.tables.formats import written

MOST_DRAWN = 300
_NAMES = 150
_TALL = 46.0
_GOLDEN = 0.618034


@dataclass(frozen=True)
class Group:
    """One group of values: how many, and their middle."""

    name: str
    values: tuple[float, ...]
    p10: float
    p25: float
    median: float
    p75: float
    p90: float


def strip(
    values: pd.Series,
    *,
    unit: Unit | str,
    by: pd.Series | None = None,
    rule: Rule | None = None,
) -> alt.LayerChart:
    """Return the values of each group along one axis, with its median and how many there are.

    Parameters
    ----------
    values
        The values; missing ones are left out (count them in the caption).
    unit
        What they count.
    by
        The group of each value, on the same index. Groups are in the order of an ordered
        categorical, else by size of their median.
    rule
        A reference line.

    Raises
    ------
    FindingError
        If there is no value, or a group is missing.
    """
    found = groups(values, by)
    counted = Unit(unit)
    sheet = _sheet(found, counted, rule)
    layers = upright(sheet, rule.at, rule.words(counted)) if rule else []
    for place, group in enumerate(found):
        row = _TALL * (place + 0.5)
        few = len(group.values) <= MOST_DRAWN
        layers += [_each(sheet, group, row, counted)] if few else _middle(sheet, group, row)
        layers += _median(sheet, group, row, counted)
    return sheet.finish(layers, table_of(found, counted))


def groups(values: pd.Series, by: pd.Series | None) -> tuple[Group, ...]:
    """Return the groups of a series in the order in which they are drawn.

    Raises
    ------
    FindingError
        If there is no value, or some values have no group.
    """
    held = pd.to_numeric(values, errors="coerce").dropna()
    if held.empty:
        raise FindingError(f"a chart was given {len(values)} values, none of them a number.")
    if by is None:
        return (_group("", held),)
    said = by.reindex(held.index)
    if said.isna().any():
        raise FindingError(
            f"a chart was given {int(said.isna().sum())} of {len(held)} values without a group, "
            f"first in row {said[said.isna()].index[0]!r}."
        )
    if isinstance(by.dtype, pd.CategoricalDtype) and by.dtype.ordered:
        order = [name for name in by.dtype.categories if (said == name).any()]
        return tuple(_group(str(name), held[said == name]) for name in order)
    found = [_group(str(name), part) for name, part in held.groupby(said, observed=True)]
    return tuple(sorted(found, key=lambda group: -group.median))


def table_of(found: Sequence[Group], unit: Unit) -> dict[str, object]:
    """Return the middle of each group as a plain table, as it is printed."""
    head = ["Group", "Values", "Lowest tenth up to", "Lower quarter up to", "Median",
            "Upper quarter from", "Highest tenth from"]  # fmt: skip
    cells = [
        [g.name or "all", f"{len(g.values):,}",
         *(written(v, unit) for v in (g.p10, g.p25, g.median, g.p75, g.p90))]
        for g in found
    ]  # fmt: skip
    return {"head": head, "align": ["left"] + ["right"] * 6, "cells": cells}


def _group(name: str, held: pd.Series) -> Group:
    marks = [float(v) for v in held.quantile([0.1, 0.25, 0.5, 0.75, 0.9])]
    return Group(name, tuple(sorted(float(v) for v in held)), *marks)


def _sheet(found: Sequence[Group], unit: Unit, rule: Rule | None) -> Canvas:
    few = [v for g in found if len(g.values) <= MOST_DRAWN for v in (g.values[0], g.values[-1])]
    many = [v for g in found if len(g.values) > MOST_DRAWN for v in (g.p10, g.p90)]
    values = few + many + ([rule.at] if rule else [])
    x = value_ticks(min(values), max(values))
    names = max(text_width(line) for g in found for line in wrap(g.name, _NAMES))
    said = max(text_width(_said(g, unit)) for g in found)
    height = _TALL * len(found)
    axis = value_axis(unit, x, titleAnchor="end", titlePadding=6)
    return Canvas(
        left=max(names + 16, 22), right=said + 18, top=26 if rule else 6,
        bottom=28 if axis_title(unit) is None else 46,
        height=height, x=(x[0], x[-1]), y=(height, 0.0), x_axis=axis,
    )  # fmt: skip


def _said(group: Group, unit: Unit) -> str:
    return f"median {written(group.median, unit)}"


def _each(sheet: Canvas, group: Group, row: float, unit: Unit) -> alt.Chart:
    """Values one by one, set apart up and down by a fixed pattern so that none hides another."""
    records = [
        {"x": value, "y": row + 26 * ((i * _GOLDEN) % 1 - 0.5), "value": written(value, unit)}
        for i, value in enumerate(group.values)
    ]
    drawn: alt.Chart = sheet.draw(records, tooltip="value:N").mark_point(
        shape="circle", size=26, filled=True, fill=theme.SOFT, opacity=0.7
    )
    return drawn


def _middle(sheet: Canvas, group: Group, row: float) -> list[alt.Chart]:
    wide = [{"x": group.p10, "x2": group.p90, "y": row}]
    half = [{"x": group.p25, "x2": group.p75, "y": row - 8, "y2": row + 8}]
    return [
        sheet.draw(wide, x2="x2:Q").mark_rule(color=theme.SOFT, strokeWidth=2),
        sheet.draw(half, x2="x2:Q", y2="y2:Q").mark_rect(color=theme.SOFT, opacity=1),
    ]


def _median(sheet: Canvas, group: Group, row: float, unit: Unit) -> list[alt.Chart]:
    mark = [{"x": group.median, "y": row - 17, "y2": row + 17}]
    lines = wrap(group.name, _NAMES)
    name = [{"x": sheet.at(-sheet.left), "y": row - 7.0 * (len(lines) - 1),
             "text": "\n".join(lines)}]  # fmt: skip
    right = sheet.at(sheet.width + 10)
    middle = [{"x": right, "y": row - 7, "text": _said(group, unit)}]
    count = [{"x": right, "y": row + 8, "text": f"of {len(group.values):,}"}]
    return [
        sheet.draw(mark, y2="y2:Q").mark_rule(color=theme.ACCENT, strokeWidth=3),
        words(sheet.draw(name), color=theme.INK),
        words(sheet.draw(middle), color=theme.ACCENT, fontWeight=600),
        words(sheet.draw(count), color=theme.MUTED, fontSize=theme.SMALL),
    ]
