"""The map of a sheet: where in the state a district lies, and what lies around it."""

from collections.abc import Iterable, Sequence
from typing import Any

import altair as alt
import pandas as pd

from research.figures import theme
from research.figures.map_names import SIZE, Name, inside, sheet
from research.figures.outlines import Frame, Ring, borders, bounds_of, framed, polygons
from research.tables.formats import listed

WIDTH, HEIGHT = 264.0, 226.0
"""Pixels of the map on a sheet, of which 96 make an inch."""
_STATE = (58.0, 104.0)
_GAP = 10.0
_LEFT = _STATE[0] + _GAP
_MARGIN = 0.07
_FINE, _DASHED, _COARSE = 1.0, 1.4, 3.0
_THIRDS = {"north": 40.7, "south": 39.1, "east": -88.7, "west": -89.8}
"""Where the parts of Illinois are said to begin, in degrees: about thirds of its length."""


class Map(alt.TopLevelMixin):
    """A map as it will be drawn.

    Altair reads a spec against its schema, and for thousands of corners that takes longer than
    all else in a run; `to_dict` gives what was written here, and a test reads it against it.
    """

    def __init__(self, spec: dict[str, Any]) -> None:
        self._spec = spec

    @property
    def labels(self) -> list[str]:
        """Return the ids of the neighbors that it names, for who checks what a page names."""
        return list(self._spec["usermeta"]["districts"])

    def to_dict(self, *_: Any, **__: Any) -> dict[str, Any]:
        """Return the Vega-Lite spec."""
        return self._spec


Shapes = dict[str, list[list[Ring]]]
Layer = dict[str, Any]


def locator(districts: pd.DataFrame, counties: pd.DataFrame, *, subject: str) -> Map:
    """Return a map that shows where a district lies: in the state, and among its neighbors.

    Parameters
    ----------
    districts
        ``district_id`` and ``geojson`` in degrees: the district and its neighbors.
    counties
        ``county_name`` and ``geojson`` of every county of the state.
    subject
        The district that is filled; it stands among ``districts``.
    """
    own, around = _parted(districts, subject)
    frame = _frame(own)
    names = _names(own, around, counties, frame)
    said = {name.text for name in names if name.is_neighbor}
    near = _shapes(counties, "county_name", frame, _FINE)
    others = _shapes(around, "district_id", frame, _DASHED)
    dashed: dict[str, Any] = {
        "filled": False,
        "stroke": theme.ACCENT,
        "strokeWidth": 0.9,
        "strokeDash": [3, 2],
    }
    filled: dict[str, Any] = {"fill": theme.ACCENT, "stroke": theme.PAPER, "strokeWidth": 1.5}
    layers = [
        _outlines(near.values(), fill=theme.GRID),
        _outlines(others.values(), **dashed),
        _outlines([frame.rings(own, _FINE)], **filled),
        _borders(counties["geojson"], frame),
        _words(names, is_neighbor=True),
        _words(names, is_neighbor=False),
        {
            "data": {"values": [{}]},
            "mark": {"type": "rect", "x": _LEFT - _GAP, "x2": _LEFT, "y": 0, "y2": HEIGHT,
                     "color": theme.PAPER},
        },
        *_state(own, counties),
    ]  # fmt: skip
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": WIDTH, "height": HEIGHT, "padding": 0, "autosize": {"type": "none"},
        "config": theme.config(), "layer": layers,
        "usermeta": {
            "subject": subject,
            "districts": [one for one in around["district_id"] if _short(one) in said],
        },
    }  # fmt: skip
    return Map(spec)


def _parted(districts: pd.DataFrame, subject: str) -> tuple[str, pd.DataFrame]:
    is_own = districts["district_id"] == subject
    return str(districts.loc[is_own, "geojson"].item()), districts[~is_own]


def _frame(own: str) -> Frame:
    return framed(bounds_of([own]), WIDTH - _LEFT, HEIGHT, _MARGIN)


def _short(district_id: str) -> str:
    """Return a district as the map names it: S07 is "S 7"."""
    return f"{district_id[0]} {int(district_id[1:])}"


def _names(own: str, around: pd.DataFrame, counties: pd.DataFrame, frame: Frame) -> list[Name]:
    others = _shapes(around, "district_id", frame, _COARSE)
    paper = sheet(frame, frame.rings(own, _COARSE), list(others.values()))
    for name, parts in others.items():
        paper.write(_short(name), inside(frame, parts), is_neighbor=True)
    for name, parts in _shapes(counties, "county_name", frame, _COARSE).items():
        paper.write(name, inside(frame, parts))
    return paper.names


def _shapes(rows: pd.DataFrame, key: str, frame: Frame, least: float) -> Shapes:
    """Return the parts of each shape that are seen, by name."""
    found = {
        str(name): frame.rings(shape, least)
        for name, shape in zip(rows[key], rows["geojson"], strict=True)
    }
    return {name: parts for name, parts in found.items() if parts}


def _outlines(shapes: Iterable[list[list[Ring]]], shift: float = _LEFT, **mark: Any) -> Layer:
    """Return outlines as one layer, in pixels: nothing is left to project."""
    moved = [
        [[(round(x + shift, 1), y) for x, y in ring] for ring in rings]
        for parts in shapes
        for rings in parts
    ]
    return _geometry({"type": "MultiPolygon", "coordinates": moved}, **mark)


def _borders(shapes: Iterable[str], frame: Frame) -> Layer:
    """Return the borders between counties, white on the district and beside it."""
    lines = []
    for stretch in borders(shapes):
        (x, y), (u, v) = (frame.xy(*point) for point in stretch)
        if max(x, u) > 0 and min(x, u) < frame.width and max(y, v) > 0 and min(y, v) < frame.height:
            lines.append([[round(a + _LEFT, 1), round(b, 1)] for a, b in ((x, y), (u, v))])
    drawn = {"type": "MultiLineString", "coordinates": lines}
    return _geometry(drawn, filled=False, stroke=theme.PAPER, strokeWidth=0.8)


def _geometry(shape: dict[str, Any], **mark: Any) -> Layer:
    return {
        "data": {"values": [{"type": "Feature", "properties": {}, "geometry": shape}]},
        "projection": {"type": "identity", "scale": 1, "translate": [0, 0]},
        "mark": {"type": "geoshape", "strokeJoin": "round", "clip": True, **mark},
    }


def _words(names: Iterable[Name], is_neighbor: bool) -> Layer:
    """Return the names of neighbors, or of counties, as one layer."""
    color = theme.ACCENT if is_neighbor else theme.MUTED
    values = [
        {
            "text": name.text, "x": round(name.x + _LEFT, 1), "y": round(name.y, 1),
            "color": theme.PAPER if name.is_on_district else color,
        }
        for name in names if name.is_neighbor == is_neighbor
    ]  # fmt: skip
    place = {"type": "quantitative", "scale": None, "axis": None}
    return {
        "data": {"values": values},
        "mark": {
            "type": "text", "fontSize": SIZE, "baseline": "middle",
            "fontWeight": "bold" if is_neighbor else "normal",
        },
        "encoding": {
            "text": {"field": "text", "type": "nominal"},
            "x": {"field": "x", **place}, "y": {"field": "y", **place},
            "color": {"field": "color", "type": "nominal", "scale": None},
        },
    }  # fmt: skip


def _state(own: str, counties: pd.DataFrame) -> list[Layer]:
    """Return the state, small: its counties as one surface, the district in it, and a ring."""
    frame = framed(bounds_of(counties["geojson"]), *_STATE, 0.01)
    whole = [frame.rings(shape, 1.2) for shape in counties["geojson"]]
    west, south, east, north = bounds_of([own])
    x, y = frame.xy((west + east) / 2, (south + north) / 2)
    wide = max((east - west) * frame.east_pixels, (north - south) * frame.north_pixels)
    layers = [
        _outlines(whole, 0, fill=theme.GRID, stroke=theme.GRID, strokeWidth=1.2),
        _outlines([frame.rings(own, 0.4)], 0, fill=theme.ACCENT, stroke=theme.ACCENT,
                  strokeWidth=0.5),
    ]  # fmt: skip
    ring = {
        "data": {"values": [{}]},
        "mark": {
            "type": "point", "x": round(x, 1), "y": round(y, 1), "size": max(wide + 8, 12) ** 2,
            "color": theme.ACCENT, "filled": False, "strokeWidth": 1.2,
        },
    }  # fmt: skip
    return [*layers, ring] if wide < _STATE[0] / 3 else layers


def alt_of_locator(drawn: Map, shape: str, *, label: str, within: Sequence[str]) -> str:
    """Return the alt text of `locator`: what is filled, where it lies, and what is around it.

    Parameters
    ----------
    drawn
        The map; the text names the neighbors that it names, and no others.
    shape
        The outline of the district, as GeoJSON in degrees.
    label
        The district as it is called, such as Senate District 21.
    within
        The counties that it lies in, the largest part first.
    """
    counties = f"{listed(list(within))} {'Counties' if len(within) > 1 else 'County'}"
    numbers = [str(int(one[1:])) for one in sorted(drawn.labels)]
    kind = label.split(" ", maxsplit=1)[0]
    word = f"{kind} District" if len(numbers) == 1 else f"{kind} Districts"
    beside = f" It borders {word} {listed(numbers)}." if numbers else ""
    return (
        f"Map of {label}, in {_part_of(shape)}, in {counties}.{beside} A small map of Illinois "
        "beside it shows the district in the state."
    )


def _part_of(shape: str) -> str:
    """Return the part of Illinois in which the middle of a shape lies."""
    points = [point for rings in polygons(shape) for point in rings[0]]
    lon = sum(x for x, _ in points) / len(points)
    lat = sum(y for _, y in points) / len(points)
    down = "north" if lat > _THIRDS["north"] else "south" if lat < _THIRDS["south"] else ""
    across = "east" if lon > _THIRDS["east"] else "west" if lon < _THIRDS["west"] else ""
    where = down + across
    return f"the {where} of Illinois" if where else "the middle of Illinois"
