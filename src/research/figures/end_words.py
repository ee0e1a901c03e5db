"""Words at the end of each line, instead of a legend: they move apart and keep a leader."""

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from research.figures import theme
from research.figures.canvas import Canvas, spread, words, wrap
from research.figures.given import Rule, Track
from research.ground.terms import Unit
from research.tables.formats import written

LABEL_WIDTH = 150
_ROW = 14.0
_AIR = 5.0


@dataclass(frozen=True)
class _Words:
    """What stands at the end of a line: its last value, its name, and where it ends."""

    x: float
    y: float
    value: str
    name: tuple[str, ...]
    color: str
    may_lead: bool = True

    @property
    def height(self) -> float:
        return _ROW * (bool(self.value) + len(self.name)) + _AIR


def rule_line(sheet: Canvas, rule: Rule) -> alt.Chart:
    """Return a fine dotted line across the plot at the value of a rule."""
    ends = [{"x": sheet.x[0], "y": rule.at}, {"x": sheet.x[1], "y": rule.at}]
    drawn: alt.Chart = sheet.draw(ends).mark_line(color=theme.INK, strokeWidth=1, strokeDash=[1, 2])
    return drawn


def end_words(
    sheet: Canvas,
    ends: Sequence[tuple[Track, tuple[float, float]]],
    unit: Unit,
    rule: Rule | None,
    *,
    with_value: bool,
) -> list[alt.Chart]:
    """Return words to the right of the plot: the last value and the name of each series.

    ``ends`` gives each series with the place at which what is drawn of it ends.
    """
    said = [
        _words(track, look, written(last[1], unit) if with_value else "", last)
        for (track, last), look in zip(ends, theme.SERIES, strict=False)
    ]
    if rule:
        name = tuple(wrap(rule.words(unit), LABEL_WIDTH))
        said.append(_Words(sheet.x[1], rule.at, "", name, theme.MUTED, may_lead=False))
    said = [entry for entry in said if entry.value or entry.name]
    # the first line of the words stands level with the end of its line
    wanted = [sheet.down(entry.y) + (entry.height - _AIR - _ROW) / 2 for entry in said]
    middles = spread(wanted, [entry.height for entry in said], sheet.height + 18)
    return [
        layer
        for entry, middle in zip(said, middles, strict=True)
        for layer in _written(sheet, entry, middle - (entry.height - _AIR - _ROW) / 2)
    ]


def last_point(track: Track) -> tuple[float, float]:
    """Return the last value of a series, a proposed one if no other is known."""
    last = (track.known or track.proposed)[-1]
    return last.x, last.y or 0.0


def _words(track: Track, look: theme.Series, value: str, last: tuple[float, float]) -> _Words:
    name = tuple(wrap(track.name, LABEL_WIDTH)) if track.name else ()
    return _Words(last[0], last[1], value, name, look.text)


def _written(sheet: Canvas, entry: _Words, first: float) -> list[alt.Chart]:
    layers: list[alt.Chart] = []
    is_far = sheet.over(entry.x) < sheet.width - 24 or abs(first - sheet.down(entry.y)) > 8
    if is_far and entry.may_lead:
        lead = [
            {"x": sheet.at(sheet.over(entry.x) + 7), "y": entry.y},
            {"x": sheet.at(sheet.width + 10), "y": sheet.up(first)},
        ]
        layers.append(sheet.draw(lead).mark_line(color=theme.LINE, strokeWidth=0.75))
    x = sheet.at(sheet.width + 14)
    if entry.value:
        top = [{"x": x, "y": sheet.up(first), "text": entry.value}]
        layers.append(words(sheet.draw(top), color=entry.color, fontWeight=600))
    if entry.name:
        below = sheet.up(first + (_ROW if entry.value else 0))
        named = [{"x": x, "y": below, "text": "\n".join(entry.name)}]
        layers.append(words(sheet.draw(named), color=entry.color))
    return layers
