"""The table form of briefs: named columns, cells as they will be printed, a head and row heads."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from research.ground.errors import FindingError
from research.ground.terms import Unit
from research.tables.formats import written

MISSING = "–"


@dataclass(frozen=True)
class Column:
    """One printed column of a frame.

    ``missing`` is what stands where there is no value and says why, as in "not published";
    without it a hole is an error. ``is_right`` sets amounts that come as text to the right.
    """

    name: str
    title: str
    unit: Unit = Unit.TEXT
    places: int | None = None
    missing: str = ""
    width: int = 1
    is_right: bool = False


def lay_out(name: str, frame: pd.DataFrame, columns: Sequence[Column]) -> dict[str, Any]:
    """Return a table as plain values: head, alignment, widths, and cells as printed.

    Raises
    ------
    FindingError
        If it has no rows, lacks a column, or has a hole that no mark explains.
    """
    lacking = [column.name for column in columns if column.name not in frame.columns]
    if lacking or frame.empty or not columns:
        raise FindingError(
            f"table {name} has {len(frame)} rows and lacks columns: {', '.join(lacking) or 'none'}."
        )
    cells = [
        [_cell(name, column, value) for column, value in zip(columns, row, strict=True)]
        for row in frame[[column.name for column in columns]].itertuples(index=False, name=None)
    ]
    return {
        "head": [column.title for column in columns],
        "align": ["left" if _is_left(column) else "right" for column in columns],
        "widths": [column.width for column in columns],
        "cells": cells,
    }


def _is_left(column: Column) -> bool:
    return column.unit in (Unit.TEXT, Unit.DATE) and not column.is_right


def _cell(name: str, column: Column, value: object) -> str:
    if value is None or value == "" or pd.isna(value):  # type: ignore[call-overload]
        if not column.missing:
            raise FindingError(
                f"table {name}, column {column.name}: a cell is missing, and the column does not "
                "say what stands for that (missing=)."
            )
        return column.missing
    return written(value, column.unit, column.places)


def table_html(laid: dict[str, Any], caption: str) -> str:
    """Return a laid-out table as HTML with header cells, for the notebook."""
    head = "".join(f'<th scope="col">{html.escape(title)}</th>' for title in laid["head"])
    rows = "".join(
        f'<tr><th scope="row" style="text-align:left">{html.escape(row[0])}</th>'
        + "".join(
            f'<td style="text-align:{side}">{html.escape(cell)}</td>'
            for cell, side in zip(row[1:], laid["align"][1:], strict=True)
        )
        + "</tr>"
        for row in laid["cells"]
    )
    return (
        f"<table><caption>{html.escape(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )
