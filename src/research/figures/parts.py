"""A rate built up from its parts, in order, each standing where the one before it ends."""

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import pandas as pd

from research.figures import theme
from research.figures.canvas import Canvas, text_width, words, wrap
from research.figures.given import Rule, amounts, need
from research.figures.labels import Value, ruled, written_out
from research.ground.terms import Unit
from research.tables.formats import written

TOTAL = "Total"
_NAMES = 210
_LINE = 14.0
_TALL = 27.0


@dataclass(frozen=True)
class Part:
    """One part: what it adds, and what stands before and after it."""

    name: str
    amount: float
    before: float
    after: float


def build_up(
    frame: pd.DataFrame,
    *,
    part: str,
    amount: str,
    unit: Unit | str,
    compare: Rule | None = None,
) -> alt.LayerChart:
    """Return the parts of a rate as bars that step from left to right, and their total.

    Parameters
    ----------
    frame
        One row a part, in order; negative parts step back.
    part, amount
        Columns: what the part is called and what it adds.
    unit
        What the amounts count.
    compare
        A line through all parts, such as the rate that is paid.

    Raises
    ------
    FindingError
        If a column is missing or an amount is no number.
    """
    found = parts(frame, part, amount)
    counted = Unit(unit)
    sheet, rows = _sheet(found, counted, compare)
    blocks = [
        {"x": min(p.before, p.after), "x2": max(p.before, p.after), "y": row - 8, "y2": row + 8,
         "name": p.name, "value": written(p.amount, counted), "color": _color(p)}
        for p, row in zip(found, rows, strict=True)
    ]  # fmt: skip
    joins = [
        {"x": p.after, "y": row + 8, "y2": below - 8}
        for p, row, below in zip(found, rows, rows[1:], strict=False)
    ]
    said = [
        Value(max(p.before, p.after), row, _said(p, counted))
        for p, row in zip(found, rows, strict=True)
    ]
    names = [
        {"x": sheet.at(-sheet.left), "y": row - _LINE / 2 * (len(lines) - 1),
         "text": "\n".join(lines), "weight": 600 if p.name == TOTAL else 400}
        for p, row in zip(found, rows, strict=True)
        for lines in [wrap(p.name, _NAMES)]
    ]  # fmt: skip
    layers = [
        sheet.draw(joins, y2="y2:Q").mark_rule(color=theme.LINE, strokeWidth=1),
        sheet.draw(
            blocks, x2="x2:Q", y2="y2:Q", color=alt.Color("color:N", scale=None),
            tooltip=[alt.Tooltip("name:N", title="part"), alt.Tooltip("value:N", title="adds")],
        ).mark_rect(opacity=1),
        *ruled(sheet, said, compare, counted),
        *written_out(sheet, said[:-1], compare),
        *written_out(sheet, said[-1:], compare, color=theme.ACCENT, fontWeight=600),
        words(sheet.draw(names[:-1]), color=theme.INK),
        words(sheet.draw(names[-1:]), color=theme.ACCENT, fontWeight=600),
    ]  # fmt: skip
    return sheet.finish(layers, table_of(found, counted))


def parts(frame: pd.DataFrame, part: str, amount: str) -> tuple[Part, ...]:
    """Return the parts in order, each with what stands before and after it, and the total.

    Raises
    ------
    FindingError
        If a column is missing or an amount is no number.
    """
    need(frame, [part, amount])
    found: list[Part] = []
    before = 0.0
    for name, value in zip(frame[part], amounts(frame, amount), strict=True):
        found.append(Part(str(name), value, before, before + value))
        before += value
    return (*found, Part(TOTAL, before, 0.0, before))


def table_of(found: Sequence[Part], unit: Unit) -> dict[str, object]:
    """Return the parts as a plain table, as they are printed."""
    cells = [[p.name, written(p.amount, unit), written(p.after, unit)] for p in found]
    head = ["Part", "Adds", "Makes"]
    return {"head": head, "align": ["left", "right", "right"], "cells": cells}


def _said(part: Part, unit: Unit) -> str:
    body = written(part.amount, unit)
    return body if part.name == TOTAL or part.before == 0 or part.amount < 0 else f"+{body}"


def _color(part: Part) -> str:
    if part.name == TOTAL:
        return theme.ACCENT
    return theme.SERIES[1].mark if part.amount < 0 else theme.SOFT


def _sheet(found: Sequence[Part], unit: Unit, compare: Rule | None) -> tuple[Canvas, list[float]]:
    rows, down = [], 0.0
    for p in found:
        tall = max(_TALL, _LINE * len(wrap(p.name, _NAMES)) + 10)
        rows.append(down + tall / 2)
        down += tall
    ends = [end for p in found for end in (p.before, p.after)] + ([compare.at] if compare else [])
    left = max(text_width(line) for p in found for line in wrap(p.name, _NAMES)) + 16
    room = max(text_width(_said(p, unit)) for p in found) + 20
    return Canvas(
        left=left, right=room, top=26 if compare else 6, bottom=6, height=down,
        x=(min(0.0, *ends), max(ends)), y=(down, 0.0),
    ), rows  # fmt: skip
