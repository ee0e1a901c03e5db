"""The look of every chart: one palette for print, grey copies and color-blind readers; type; grid.

``reports/_style/palette.toml`` repeats these colors for the printed page and the CSS; a test
keeps them equal.
"""

from dataclasses import dataclass
from typing import Any

FONT = "IBM Plex Sans"
WIDTH = 624
"""Pixels of the whole chart; printed 6.5 in wide, a pixel is three quarters of a point."""
LABEL = 12
SMALL = 11
PAPER = "#ffffff"
INK = "#1d2427"
MUTED = "#556067"
ACCENT = "#12505f"
SOFT = "#84929a"
ON_BARS = "#4b8fb8"
"""A bar that is set off and carries a line of ink: the blue of the series."""
LINE = "#8b979d"
GRID = "#dfe5e7"
TINT = "#eef3f4"


@dataclass(frozen=True)
class Series:
    """How one series is told apart: by color, and again by dash and by marker.

    ``mark`` has a contrast of 3 : 1 with the page, ``text`` of 4.5 : 1.
    """

    name: str
    mark: str
    text: str
    dash: tuple[int, ...]
    shape: str


SERIES = (
    Series("teal", "#12505f", "#12505f", (1, 0), "circle"),
    Series("amber", "#bd6a12", "#8f4f0a", (7, 3), "diamond"),
    Series("brick", "#8c2d19", "#8c2d19", (2, 2), "square"),
    Series("blue", "#4b8fb8", "#2b6c94", (10, 3, 2, 3), "triangle-up"),
    Series("ink", "#0e1213", "#0e1213", (5, 2, 1, 2, 1, 2), "cross"),
)


def config() -> dict[str, Any]:
    """Return the Vega-Lite configuration of the house; fonts are named, never generic."""
    text = {"font": FONT, "fontSize": LABEL, "color": INK}
    return {
        "font": FONT,
        "background": PAPER,
        "view": {"stroke": None},
        "axis": {
            "labelFont": FONT,
            "labelFontSize": LABEL,
            "labelColor": MUTED,
            "labelPadding": 6,
            "labelOverlap": False,
            "labelFlush": False,
            "titleFont": FONT,
            "titleFontSize": LABEL,
            "titleFontWeight": "normal",
            "titleColor": MUTED,
            "domain": False,
            "ticks": False,
            "grid": True,
            "gridColor": GRID,
            "gridWidth": 1,
        },
        "text": text,
        "line": {"strokeWidth": 2.25, "strokeJoin": "miter", "strokeCap": "butt"},
        "legend": {"disable": True},
    }
