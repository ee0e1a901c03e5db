"""What a chart is drawn on: exact width, measured text, ticks, labels that do not meet."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import altair as alt

from research.figures import theme
from research.ground.terms import Unit

Record = Mapping[str, object]

_NARROW = set("iljtfrI.,:;'|()[]! ")
_WIDE = set("mwMW%@—")
_SLIVER = 0.2
_DOLLARS = {
    Unit.USD, Unit.USD_WHOLE, Unit.USD_MILLION, Unit.USD_PER_HOUR, Unit.USD_PER_DAY,
    Unit.USD_PER_YEAR, Unit.USD_PER_PERSON_YEAR,
}  # fmt: skip


def text_width(text: str, size: float = theme.LABEL) -> float:
    """Return about how wide a text is in pixels, a little too wide rather than too narrow."""
    em = sum(0.32 if c in _NARROW else 0.9 if c in _WIDE else 0.66 if c.isupper() else 0.58
             for c in text)  # fmt: skip
    return em * size


def wrap(text: str, width: float, size: float = theme.LABEL) -> list[str]:
    """Return a text in as few lines as fit a width in pixels, the lines about equally long."""
    lines = _fold(text, width, size)
    narrow = max(text_width(text, size) / len(lines), 1.0)
    while len(_fold(text, narrow, size)) > len(lines):
        narrow += size / 2
    return _fold(text, min(narrow, width), size)


def _fold(text: str, width: float, size: float) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and text_width(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines or [""]


def ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Return round values that span a range, in steps of 1, 2, 2.5 or 5."""
    span = high - low or abs(high) or 1.0
    raw = span / about
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * k for k in (1, 2, 2.5, 5, 10) if power * k >= raw * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(k * step, 10) for k in range(first, last + 1)]


def value_ticks(low: float, high: float) -> list[float]:
    """Return the ticks of an amount: from zero, unless that would flatten what is to be seen."""
    if low >= 0 and low <= 0.6 * high:
        low = 0.0
    return ticks(min(low, high), max(low, high))


def trimmed(marks: Sequence[float], low: float) -> tuple[list[float], float]:
    """Return the ticks of an amount and its lower edge, without a step that holds next to nothing.

    A value a little below a tick, such as a fall of half a percent on an axis in steps of
    twenty, does not open a whole step below it.
    """
    if len(marks) > 2 and 0 < marks[1] - low < _SLIVER * (marks[1] - marks[0]):
        return list(marks[1:]), low - (marks[1] - low) / 2
    return list(marks), marks[0]


def axis_title(unit: Unit) -> str | None:
    """Return what stands at an axis; percent signs speak for themselves."""
    return None if unit is Unit.SHARE else unit.value


def tick_format(unit: Unit, values: Sequence[float]) -> str:
    """Return the d3 format of an axis."""
    step = abs(values[1] - values[0]) if len(values) > 1 else 1.0
    if unit in (Unit.SHARE, Unit.SIGNED_SHARE):
        sign = "+" if unit is Unit.SIGNED_SHARE else ""
        return f"{sign}.{0 if step >= 0.00999 else 1}%"
    places = 0 if step >= 1 and float(step).is_integer() else 1 if step * 10 % 1 < 1e-9 else 2
    if unit in _DOLLARS:
        return f"$,.{2 if places else 0}f"
    return "d" if unit is Unit.YEAR else f",.{places}f"


def value_axis(unit: Unit, values: Sequence[float], **style: Any) -> alt.Axis:
    """Return the axis of an amount, with its unit as title; zero bears no sign."""
    pattern = tick_format(unit, values)
    if unit is Unit.SIGNED_SHARE:
        style["labelExpr"] = f"datum.value === 0 ? '0%' : format(datum.value, '{pattern}')"
    return alt.Axis(values=list(values), format=pattern, title=axis_title(unit), **style)


def spread(wanted: Sequence[float], heights: Sequence[float], bottom: float) -> list[float]:
    """Return the tops of labels moved as little as needed so that none covers another.

    ``wanted`` and the answer are the middles of labels in pixels from the top. The label whose
    top is wanted higher stays above, however tall it is.
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i] - heights[i] / 2)
    placed = [0.0] * len(wanted)
    edge = -math.inf
    for i in order:
        placed[i] = max(wanted[i], edge + heights[i] / 2)
        edge = placed[i] + heights[i] / 2
    edge = bottom
    for i in reversed(order):
        placed[i] = min(placed[i], edge - heights[i] / 2)
        edge = placed[i] - heights[i] / 2
    return placed


@dataclass(frozen=True)
class Canvas:
    """A plot of exact size: margins, and the values at its edges.

    ``x`` and ``y`` are the values at left and right, at bottom and top. The margins and the
    plot are together ``theme.WIDTH`` wide.
    """

    left: float
    right: float
    top: float
    bottom: float
    height: float
    x: tuple[float, float]
    y: tuple[float, float]
    x_axis: alt.Axis | None = None
    y_axis: alt.Axis | None = None

    @property
    def width(self) -> float:
        return theme.WIDTH - self.left - self.right

    def down(self, value: float) -> float:
        """Return how many pixels below the top of the plot a value lies."""
        return (self.y[1] - value) / (self.y[1] - self.y[0]) * self.height

    def up(self, pixels: float) -> float:
        """Return the value at a number of pixels below the top of the plot."""
        return self.y[1] - pixels / self.height * (self.y[1] - self.y[0])

    def at(self, pixels: float) -> float:
        """Return the value at a number of pixels to the right of the plot's left edge."""
        return self.x[0] + pixels / self.width * (self.x[1] - self.x[0])

    def over(self, value: float) -> float:
        """Return how many pixels to the right of the left edge a value lies."""
        return (value - self.x[0]) / (self.x[1] - self.x[0]) * self.width

    def draw(self, records: Sequence[Record], **encode: Any) -> alt.Chart:
        """Return a layer without a mark: records with ``x`` and ``y`` on this canvas."""
        xs = alt.Scale(domain=list(self.x), nice=False, zero=False)
        ys = alt.Scale(domain=list(self.y), nice=False, zero=False)
        places: dict[str, Any] = {
            "x": alt.X("x:Q", scale=xs, axis=self.x_axis, title=None),
            "y": alt.Y("y:Q", scale=ys, axis=self.y_axis),
        }
        drawn: alt.Chart = alt.Chart(alt.InlineData(values=[dict(r) for r in records])).encode(
            **places, **encode
        )
        return drawn

    def finish(self, layers: Sequence[alt.Chart], said: Mapping[str, object]) -> alt.LayerChart:
        """Return the layers as one chart in the house look, with its values as a plain table."""
        chart = cast(alt.LayerChart, alt.layer(*layers)).properties(
            width=self.width,
            height=self.height,
            autosize=alt.AutoSizeParams(type="none"),
            padding={
                "left": self.left, "right": self.right, "top": self.top, "bottom": self.bottom,
            },
            usermeta={"data_table": dict(said)},
        )  # fmt: skip
        return cast(alt.LayerChart, chart.configure(**theme.config()))


def words(layer: alt.Chart, **style: Any) -> alt.Chart:
    """Return a layer of text in the house type; its records carry ``text``."""
    shown = {"baseline": "middle", "align": "left", "lineBreak": "\n", "lineHeight": 14, **style}
    return cast(alt.Chart, layer.mark_text(**shown).encode(text="text:N"))


def words_clear(layer: alt.Chart, **style: Any) -> list[alt.Chart]:
    """Return text with a rim of paper, so that a line behind it does not cross it."""
    rim = {**style, "color": theme.PAPER, "stroke": theme.PAPER, "strokeWidth": 5,
           "strokeJoin": "round"}  # fmt: skip
    return [words(layer, **rim), words(layer, **style)]


def upright(
    sheet: Canvas, at: float, label: str, gaps: Sequence[tuple[float, float]] = ()
) -> list[alt.Chart]:
    """Return a fine dotted line from above the plot to its foot, with its words at the top.

    ``gaps`` are stretches, in pixels from the top of the plot, that the line leaves out because
    words stand there.
    """
    top = -14.0
    lines = []
    for start, end in [*sorted(gaps), (sheet.height, sheet.height)]:
        if start > top:
            lines.append({"x": at, "y": sheet.up(top), "y2": sheet.up(start)})
        top = max(top, end)
    side: dict[str, Any] = {"align": "left", "dx": 6}
    if sheet.over(at) > sheet.width / 2:
        side = {"align": "right", "dx": -6}
    place = [{"x": at, "y": sheet.up(-14), "text": label}]
    return [
        sheet.draw(lines, y2="y2:Q").mark_rule(color=theme.INK, strokeWidth=1, strokeDash=[1, 2]),
        words(sheet.draw(place), color=theme.MUTED, **side),
    ]
