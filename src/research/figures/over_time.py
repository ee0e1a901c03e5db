"""Charts over time: steps, lines and dots that say where knowledge ends."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from research.figures import theme
from research.figures.canvas import (
    Canvas,
    Record,
    axis_title,
    text_width,
    tick_format,
    ticks,
    trimmed,
    value_axis,
    value_ticks,
    words,
    wrap,
)
from research.figures.end_words import LABEL_WIDTH, end_words, last_point, rule_line
from research.figures.given import Point, Rule, Track, tracks
from research.ground.terms import Unit
from research.tables.formats import written

_MARKED = 30
"""A line with more points than this shows only its ends."""


@dataclass(frozen=True)
class _Stretch:
    """A part of a series without a hole, and whether it ends because knowledge ends."""

    points: tuple[tuple[float, float], ...]


def step(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    series: str | None = None,
    unit: Unit | str = Unit.USD_PER_HOUR,
    until: str | None = None,
    rule: Rule | None = None,
) -> alt.LayerChart:
    """Return rates in force over time as step lines, each with its words at its end.

    Parameters
    ----------
    frame
        One row a change. A missing amount breaks the line from its day on. Rows whose
        ``kind`` is proposed or pending become open diamonds and are never joined.
    x, y, series
        Columns: the day from which the amount holds (or a year), the amount, its series.
    unit
        What the amount counts.
    until
        Column with the day to which a series is known to be complete: the line is drawn to
        that day, ends there in an open circle, and never goes on.
    rule
        A reference line.

    Raises
    ------
    FindingError
        If a column or all values are missing, or there are too many series.
    """
    found = tracks(frame, x, y, series, until)
    return _joined(found, Unit(unit), rule, _steps, "step-after")


def line(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    series: str | None = None,
    unit: Unit | str,
    until: str | None = None,
    rule: Rule | None = None,
) -> alt.LayerChart:
    """Return measures that move smoothly as lines; arguments and refusals as in ``step``."""
    found = tracks(frame, x, y, series, until)
    return _joined(found, Unit(unit), rule, _slopes, "linear")


def dots(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    series: str | None = None,
    unit: Unit | str,
    rule: Rule | None = None,
) -> alt.LayerChart:
    """Return values as dots that are not joined, for years that cannot be compared.

    Arguments and refusals as in ``step``; each dot bears its value.
    """
    found = tracks(frame, x, y, series)
    counted = Unit(unit)
    sheet = _sheet(found, counted, rule, with_value=False)
    layers = [rule_line(sheet, rule)] if rule else []
    for track, look in zip(found, theme.SERIES, strict=False):
        layers.append(_marks(sheet, track, track.known, look, counted, size=70))
        layers += _diamonds(sheet, track, look, counted)
        values = [
            {"x": p.x, "y": p.y, "text": written(p.y, counted)}
            for p in track.known
            if p.y is not None
        ]
        layers.append(words(sheet.draw(values), align="center", dy=-13, color=look.text))
    ends = [(track, last_point(track)) for track in found]
    layers += end_words(sheet, ends, counted, rule, with_value=False)
    return sheet.finish(layers, table_of(found, counted))


def table_of(found: Sequence[Track], unit: Unit) -> dict[str, object]:
    """Return the values of a chart over time as a plain table, as they are printed."""
    many = len(found) > 1
    cells = [
        ([track.name] if many else [])
        + [p.when + (f" ({p.kind})" if p in track.proposed else ""),
           "not known" if p.y is None else written(p.y, unit)]
        for track in found
        for p in track.points
    ]  # fmt: skip
    return {"head": (["Series"] if many else []) + ["From", unit.value.capitalize()],
            "align": ["left"] * (1 + many) + ["right"], "cells": cells}  # fmt: skip


def _joined(
    found: tuple[Track, ...],
    unit: Unit,
    rule: Rule | None,
    join: Callable[[Track], list[_Stretch]],
    interpolate: Any,
) -> alt.LayerChart:
    sheet = _sheet(found, unit, rule)
    layers: list[alt.Chart] = [rule_line(sheet, rule)] if rule else []
    joined = {track.name: join(track) for track in found}
    for track, look in reversed(list(zip(found, theme.SERIES, strict=False))):
        stretches = joined[track.name]
        path = [
            {"x": px, "y": py, "part": number, "order": order}
            for number, stretch in enumerate(stretches)
            for order, (px, py) in enumerate(stretch.points)
        ]
        layers.append(
            sheet.draw(path, detail="part:N", order="order:Q").mark_line(
                interpolate=interpolate, color=look.mark, strokeDash=list(look.dash)
            )
        )
        if len(track.known) <= _MARKED:
            layers.append(_marks(sheet, track, track.known, look, unit, size=34))
        ends = [
            {"x": s.points[-1][0], "y": s.points[-1][1], "said": f"{track.name}: known to here"}
            for s in stretches
        ]
        layers.append(_open(sheet.draw(ends, tooltip="said:N"), look, "circle", 62))
        layers += _diamonds(sheet, track, look, unit)
    last = [(t, joined[t.name][-1].points[-1] if joined[t.name] else last_point(t)) for t in found]
    layers += end_words(sheet, last, unit, rule, with_value=True)
    return sheet.finish(layers, table_of(found, unit))


def _steps(track: Track) -> list[_Stretch]:
    return _stretches(track, lambda points, day: [*points, (day, points[-1][1])])


def _slopes(track: Track) -> list[_Stretch]:
    return _stretches(track, lambda points, _: points)


_Close = Callable[[list[tuple[float, float]], float], list[tuple[float, float]]]


def _stretches(track: Track, close: _Close) -> list[_Stretch]:
    """Cut a series at its holes and at the last known day; nothing is drawn past that."""
    limit = track.until.x if track.until else None
    parts: list[list[tuple[float, float]]] = [[]]
    for point in track.points:
        if point.kind in ("proposed", "pending") or (limit is not None and point.x > limit):
            continue
        if point.y is None:
            if parts[-1]:
                parts[-1] = close(parts[-1], point.x)
                parts.append([])
        else:
            parts[-1].append((point.x, point.y))
    if parts[-1] and limit is not None and limit > parts[-1][-1][0]:
        parts[-1] = close(parts[-1], limit)
    return [_Stretch(tuple(part)) for part in parts if part]


def _sheet(
    found: Sequence[Track], unit: Unit, rule: Rule | None, *, with_value: bool = True
) -> Canvas:
    points = [p for track in found for p in track.points]
    values = [p.y for p in points if p.y is not None] + ([rule.at] if rule else [])
    y, floor = trimmed(value_ticks(min(values), max(values)), min(values))
    places = [p.x for p in points] + [t.until.x for t in found if t.until]
    years = _years(min(places), max(places))
    pattern = tick_format(unit, y)
    left = max(text_width(_sample(v, unit, pattern)) for v in (y[0], y[-1])) + 10
    names = [wrap(t.name, LABEL_WIDTH) for t in found] + (
        [wrap(rule.words(unit), LABEL_WIDTH)] if rule else []
    )
    room = max(text_width(line) for lines in [*names, ["$000.00"]] for line in lines)
    if not with_value and len(names) == 1 and not names[0][0]:
        room = max(text_width(written(v, unit)) for v in values) / 2 - 10
    right = min(room, LABEL_WIDTH + 10) + 22
    edge = (max(places) - min(places) or 1.0) * 0.02
    return Canvas(
        left=left, right=right, top=30 if axis_title(unit) else 12, bottom=26, height=250,
        x=(min(min(places) - edge, years[0]), max(places) + edge),
        y=(floor, y[-1]),
        x_axis=alt.Axis(values=years, format="d", grid=False, ticks=True, tickSize=5,
                        tickColor=theme.LINE, domain=True, domainColor=theme.LINE),
        y_axis=value_axis(unit, y, titleAngle=0, titleAlign="left", titleAnchor="start",
                          titleX=-left, titleY=-20, titleBaseline="middle"),
    )  # fmt: skip


def _years(low: float, high: float) -> list[float]:
    years = [y for y in ticks(low, high, about=7) if y.is_integer()]
    if high - low < 7:
        years = [float(y) for y in range(int(low), int(high) + 1)]
    return [y for y in years if int(low) <= y <= high]


def _sample(value: float, unit: Unit, pattern: str) -> str:
    percent = unit in (Unit.SHARE, Unit.SIGNED_SHARE)
    digits = f"{value * 100 if percent else value:,.{pattern[-2]}f}" if pattern != "d" else "2000"
    return digits + ("%+" if percent else "$")


def _marks(
    sheet: Canvas, track: Track, points: Sequence[Point], look: theme.Series, unit: Unit, size: int
) -> alt.Chart:
    records: list[Record] = [
        {"x": p.x, "y": p.y, "when": p.when, "series": track.name, "value": written(p.y, unit)}
        for p in points
    ]
    drawn: alt.Chart = sheet.draw(records, tooltip=_tooltip(track)).mark_point(
        shape=look.shape, size=size, filled=True, fill=look.mark, stroke=theme.PAPER,
        strokeWidth=0.75, opacity=1,
    )  # fmt: skip
    return drawn


def _diamonds(sheet: Canvas, track: Track, look: theme.Series, unit: Unit) -> list[alt.Chart]:
    """Return what is proposed or pending as open diamonds with that word above them."""
    if not track.proposed:
        return []
    records = [
        {"x": p.x, "y": p.y, "when": f"{p.when}, {p.kind}", "series": track.name,
         "value": written(p.y, unit), "text": p.kind}
        for p in track.proposed
    ]  # fmt: skip
    said = words(
        sheet.draw(records), align="right", dx=9, dy=-14, color=theme.MUTED, fontSize=theme.SMALL
    )
    return [_open(sheet.draw(records, tooltip=_tooltip(track)), look, "diamond", 80), said]


def _open(layer: alt.Chart, look: theme.Series, shape: str, size: int) -> alt.Chart:
    drawn: alt.Chart = layer.mark_point(
        shape=shape, size=size, filled=True, fill=theme.PAPER, stroke=look.mark, strokeWidth=2,
        opacity=1,
    )  # fmt: skip
    return drawn


def _tooltip(track: Track) -> list[alt.Tooltip]:
    named = [alt.Tooltip("series:N", title="series")] if track.name else []
    return [
        *named, alt.Tooltip("when:N", title="from"), alt.Tooltip("value:N", title="amount"),
    ]  # fmt: skip
