"""Values beside their marks, and the reference line that keeps clear of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from research.figures import theme
from research.figures.canvas import Canvas, text_width, upright, words_clear
from research.figures.given import Rule
from research.ground.terms import Unit

_NEAR = 36
"""A value this close to the line steps over it; further away the line leaves it a gap."""
_CLEAR = 7
_HALF = 9


@dataclass(frozen=True)
class Value:
    """A value beside its mark: the amount at which it starts, its row, its words.

    ``away`` is how many pixels it keeps from the mark; ``is_left`` puts it left of that.
    """

    at: float
    row: float
    text: str
    away: float = 6
    is_left: bool = False


def ruled(sheet: Canvas, found: Sequence[Value], rule: Rule | None, unit: Unit) -> list[alt.Chart]:
    """Return the reference line, where there is one, with gaps where it would cross a value."""
    if rule is None:
        return []
    here = sheet.over(rule.at)
    gaps = [
        (value.row - _HALF, value.row + _HALF)
        for value in found
        for start, end in [_span(sheet, value, rule)]
        if start - 4 < here < end + 4
    ]
    return upright(sheet, rule.at, rule.words(unit), gaps)


def written_out(
    sheet: Canvas, found: Sequence[Value], rule: Rule | None, **style: Any
) -> list[alt.Chart]:
    """Return values beside their marks; one that would start on the line stands right of it."""
    layers = []
    for is_left in (False, True):
        records = [
            {"x": sheet.at(end if is_left else start), "y": value.row, "text": value.text}
            for value in found
            for start, end in [_span(sheet, value, rule)]
            if value.is_left is is_left
        ]
        if records:
            side = {"align": "right" if is_left else "left", "color": theme.INK, **style}
            layers += words_clear(sheet.draw(records), **side)
    return layers


def _span(sheet: Canvas, value: Value, rule: Rule | None) -> tuple[float, float]:
    """Return where the words start and end, in pixels from the left edge of the plot."""
    wide = text_width(value.text)
    if value.is_left:
        end = sheet.over(value.at) - value.away
        return end - wide, end
    start = sheet.over(value.at) + value.away
    if rule is not None:
        here = sheet.over(rule.at)
        if start - 4 < here < start + min(wide, _NEAR) + 4:
            start = here + _CLEAR
    return start, start + wide
