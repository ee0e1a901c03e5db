"""Two amounts a category, and the gap between them."""

from collections.abc import Sequence
from dataclasses import replace

import altair as alt
import pandas as pd

from research.figures import theme
from research.figures.canvas import Canvas, text_width, words
from research.figures.given import amounts, need
from research.figures.rows import TOLD, Item, Places, in_order, row_names, row_sheet
from research.ground.terms import Unit
from research.tables.formats import written


def pairs(
    frame: pd.DataFrame,
    *,
    category: str,
    first: str,
    second: str,
    unit: Unit | str,
    names: tuple[str, str],
) -> alt.LayerChart:
    """Return two amounts a category, joined by a thin line; sorted by the larger of the first.

    Parameters
    ----------
    frame, category, unit
        As in ``bars``.
    first, second
        Columns with the two amounts.
    names
        What they are called.

    Raises
    ------
    FindingError
        If a column is missing or a value is no number.
    """
    found = pair_items(frame, category, first, second)
    counted = Unit(unit)
    sheet, rows = row_sheet(found, counted, None)
    sheet = replace(sheet, top=34)
    places = list(zip(found, rows, strict=True))
    joins = [
        {"x": item.low, "x2": item.high, "y": row} for item, row in places
    ]  # fmt: skip
    layers = [sheet.draw(joins, x2="x2:Q").mark_rule(color=theme.LINE, strokeWidth=2)]
    for look, end, name in zip(theme.SERIES, ("low", "high"), names, strict=False):
        layers += _ends(sheet, places, counted, look, (end, name))
    layers += row_names(sheet, places) + _key(sheet, names)
    return sheet.finish(layers, pair_table_of(found, counted, names))


def pair_items(frame: pd.DataFrame, category: str, first: str, second: str) -> tuple[Item, ...]:
    """Return pairs as items: ``low`` is the first amount, ``high`` the second, in that order.

    Raises
    ------
    FindingError
        If a column is missing or a value is no number.
    """
    need(frame, [category, first, second])
    names = [str(name) for name in frame[category]]
    ones, twos = amounts(frame, first), amounts(frame, second)
    found = [Item(n, a, a, b) for n, a, b in zip(names, ones, twos, strict=True)]
    return in_order(frame, category, found)


def pair_table_of(found: Sequence[Item], unit: Unit, names: tuple[str, str]) -> dict[str, object]:
    """Return the values of a chart of pairs as a plain table, as they are printed."""
    cells = [[item.name, written(item.low, unit), written(item.high, unit)] for item in found]
    return {"head": ["", *names], "align": ["left", "right", "right"], "cells": cells}


def _ends(
    sheet: Canvas, places: Places, unit: Unit, look: theme.Series, which: tuple[str, str]
) -> list[alt.Chart]:
    end, called = which
    other = "high" if end == "low" else "low"
    records = [
        {"x": getattr(item, end), "y": row, "name": f"{item.name}, {called}",
         "value": written(getattr(item, end), unit), "text": written(getattr(item, end), unit),
         "is_right": getattr(item, end) >= getattr(item, other)}
        for item, row in places
    ]  # fmt: skip
    layers = [
        sheet.draw(records, tooltip=TOLD).mark_point(
            shape=look.shape, size=95, filled=True, fill=look.mark, opacity=1
        )
    ]
    for is_right in (True, False):
        side = {"align": "left", "dx": 9} if is_right else {"align": "right", "dx": -9}
        chosen = [record for record in records if record["is_right"] is is_right]
        if chosen:
            layers.append(words(sheet.draw(chosen), color=look.text, **side))
    return layers


def _key(sheet: Canvas, names: tuple[str, str]) -> list[alt.Chart]:
    layers, over = [], 4.0
    for look, name in zip(theme.SERIES, names, strict=False):
        here = [{"x": sheet.at(over), "y": sheet.up(-18), "text": name}]
        layers.append(sheet.draw(here).mark_point(
            shape=look.shape, size=80, filled=True, fill=look.mark, opacity=1
        ))  # fmt: skip
        layers.append(words(sheet.draw(here), color=look.text, dx=9, fontWeight=600))
        over += text_width(name) + 40
    return layers
