"""Charts of amounts by category: bars from zero, and values between a low and a high end."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from research.figures import theme
from research.figures.given import Rule
from research.figures.labels import ruled, written_out
from research.figures.rows import (
    TOLD,
    Item,
    items,
    row_names,
    row_sheet,
    row_values,
    whisker_marks,
    zero_line,
)
from research.ground.errors import FindingError
from research.ground.terms import Unit
from research.tables.formats import written

_OWN = alt.Color("color:N", scale=None)


def bars(
    frame: pd.DataFrame,
    *,
    category: str,
    value: str,
    unit: Unit | str,
    whiskers: tuple[str, str] | None = None,
    rule: Rule | None = None,
    highlight: Sequence[str] = (),
) -> alt.LayerChart:
    """Return one horizontal bar a category, from zero, each with its value.

    Parameters
    ----------
    frame
        One row a category. The longest bar is on top, unless ``category`` is an ordered
        categorical: then its order stands.
    category, value
        Columns.
    unit
        What the value counts.
    whiskers
        Columns with the low and the high end of each value.
    rule
        A reference line.
    highlight
        Categories drawn in the accent, where the others step back.

    Raises
    ------
    FindingError
        If a column is missing, a value is no number, or a highlighted category is not there.
    """
    found = items(frame, category, value, whiskers)
    counted = Unit(unit)
    strange = sorted(set(highlight) - {item.name for item in found})
    if strange:
        raise FindingError(f"a chart was asked to highlight {strange[0]!r}, which is no category.")
    sheet, rows = row_sheet(found, counted, rule, with_range=whiskers is not None)
    places = list(zip(found, rows, strict=True))
    values = row_values(places, counted)
    thick = 15
    # a dark line is seen on a bar only if the bar is not dark
    front, back = (theme.ON_BARS, theme.SOFT) if whiskers else (theme.ACCENT, theme.SOFT)
    plain = back if highlight or whiskers else front
    blocks = [
        {"x": 0, "x2": item.value, "y": row - thick / 2, "y2": row + thick / 2,
         "name": item.name, "value": written(item.value, counted),
         "color": front if item.name in highlight else plain}
        for item, row in places
    ]  # fmt: skip
    drawn = sheet.draw(blocks, x2="x2:Q", y2="y2:Q", tooltip=TOLD, color=_OWN).mark_rect(opacity=1)
    layers = [
        drawn,
        zero_line(sheet),
        *ruled(sheet, values, rule, counted),
        *whisker_marks(sheet, places, theme.INK),
    ]
    layers += row_names(sheet, places) + written_out(sheet, values, rule)
    return sheet.finish(layers, table_of(found, counted))


def ranges(
    frame: pd.DataFrame,
    *,
    category: str,
    value: str,
    low: str,
    high: str,
    unit: Unit | str,
    rule: Rule | None = None,
) -> alt.LayerChart:
    """Return a value between its low and its high end a category; sorted as in ``bars``.

    Raises
    ------
    FindingError
        If a column is missing, a value is no number, or a value lies outside its range.
    """
    found = items(frame, category, value, (low, high))
    counted = Unit(unit)
    sheet, rows = row_sheet(found, counted, rule, from_zero=False, with_range=True)
    places = list(zip(found, rows, strict=True))
    values = row_values(places, counted, from_zero=False)
    records = [
        {"x": item.value, "y": row, "name": item.name, "value": written(item.value, counted)}
        for item, row in places
    ]
    marks = sheet.draw(records, tooltip=TOLD).mark_point(
        shape="circle", size=95, filled=True, fill=theme.ACCENT, opacity=1
    )
    layers = [*ruled(sheet, values, rule, counted), *whisker_marks(sheet, places, theme.ACCENT)]
    layers += [marks, *row_names(sheet, places), *written_out(sheet, values, rule)]
    return sheet.finish(layers, table_of(found, counted))


def table_of(found: Sequence[Item], unit: Unit) -> dict[str, object]:
    """Return the values of a chart of amounts as a plain table, as they are printed."""
    ranged = any(item.low is not None for item in found)
    head = ["", unit.value.capitalize(), *(["Low", "High"] if ranged else [])]
    cells = [
        [item.name, *(written(v, unit) for v in (item.value, item.low, item.high) if v is not None)]
        for item in found
    ]
    return {"head": head, "align": ["left"] + ["right"] * (len(head) - 1), "cells": cells}
