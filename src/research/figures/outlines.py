"""Outlines on paper: a polygon in degrees becomes rings in pixels, cut to a frame and thinned."""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

Point = tuple[float, float]
Ring = list[Point]


@lru_cache(maxsize=512)
def polygons(geojson: str) -> list[list[Ring]]:
    """Return the polygons of a GeoJSON geometry, each its outer ring and its holes, in degrees."""
    shape = json.loads(geojson)
    parts = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
    return [[[(x, y) for x, y, *_ in ring] for ring in rings] for rings in parts]


@dataclass(frozen=True)
class Frame:
    """A window onto the map: which degrees it shows on how many pixels, north up.

    One degree east is shorter than one north by the cosine of the latitude in the middle, so
    that shapes of a few hundred kilometers look as they are.
    """

    west: float
    north: float
    east_pixels: float
    north_pixels: float
    width: float
    height: float

    def xy(self, lon: float, lat: float) -> Point:
        """Return where a place lies, in pixels from the top left."""
        return (lon - self.west) * self.east_pixels, (self.north - lat) * self.north_pixels

    def rings(self, geojson: str, least: float = 0.7) -> list[list[Ring]]:
        """Return the polygons of a shape as far as they are seen, thinned to what shows."""
        found = []
        for rings in polygons(geojson):
            cut = [self._cut(self._drawn(ring)) for ring in rings]
            kept = [thinned(ring, least) for ring in cut]
            if len(kept[0]) >= 4:
                found.append([ring for ring in kept if len(ring) >= 4])
        return found

    def _drawn(self, ring: Ring) -> Ring:
        """Return a ring in pixels: `xy` of each corner, for a hundred thousand of them."""
        west, north, across, down = self.west, self.north, self.east_pixels, self.north_pixels
        return [((lon - west) * across, (north - lat) * down) for lon, lat in ring]

    def _cut(self, ring: Ring) -> Ring:
        """Return a ring cut to the frame (Sutherland and Hodgman), with a rim of two pixels."""
        rim = 2.0
        if not ring:
            return ring
        across, down = zip(*ring, strict=True)
        left, right, top, foot = min(across), max(across), min(down), max(down)
        if right < -rim or left > self.width + rim or foot < -rim or top > self.height + rim:
            return []
        if left >= -rim and right <= self.width + rim and top >= -rim and foot <= self.height + rim:
            return ring
        for axis, edge, sign in (
            (0, -rim, 1), (0, self.width + rim, -1), (1, -rim, 1), (1, self.height + rim, -1),
        ):  # fmt: skip
            ring = _cut_at(ring, axis, edge, sign)
        return ring


def _cut_at(ring: Ring, axis: int, edge: float, sign: int) -> Ring:
    kept: Ring = []
    before = ring[-1] if ring else (0.0, 0.0)
    was_inside = sign * (before[axis] - edge) >= 0
    for here in ring:
        inside = sign * (here[axis] - edge) >= 0
        if inside != was_inside:
            share = (edge - before[axis]) / (here[axis] - before[axis])
            kept.append((
                before[0] + share * (here[0] - before[0]),
                before[1] + share * (here[1] - before[1]),
            ))  # fmt: skip
        if inside:
            kept.append(here)
        before, was_inside = here, inside
    return kept


def thinned(ring: Ring, least: float) -> Ring:
    """Return a closed ring without points that lie nearer than ``least`` pixels to the last."""
    kept: Ring = []
    for x, y in ring:
        if not kept or math.dist(kept[-1], (x, y)) >= least:
            kept.append((round(x, 1), round(y, 1)))
    return [*kept, kept[0]] if kept and kept[0] != kept[-1] else kept


def framed(bounds: Sequence[float], width: float, height: float, margin: float) -> Frame:
    """Return the frame that shows west, south, east and north with a margin, in the middle.

    Parameters
    ----------
    bounds
        West, south, east, north in degrees.
    width, height
        Of the frame, in pixels.
    margin
        Around the bounds, as a share of the frame.
    """
    west, south, east, north = bounds
    squeeze = math.cos(math.radians((south + north) / 2))
    room = 1 - 2 * margin
    per_degree = min(room * width / ((east - west) * squeeze), room * height / (north - south))
    middle = ((west + east) / 2, (south + north) / 2)
    return Frame(
        west=middle[0] - width / 2 / (per_degree * squeeze),
        north=middle[1] + height / 2 / per_degree,
        east_pixels=per_degree * squeeze,
        north_pixels=per_degree,
        width=width,
        height=height,
    )


def bounds_of(shapes: Iterable[str]) -> tuple[float, float, float, float]:
    """Return west, south, east and north of shapes together."""
    points = [point for shape in shapes for rings in polygons(shape) for point in rings[0]]
    lons, lats = [x for x, _ in points], [y for _, y in points]
    return min(lons), min(lats), max(lons), max(lats)


def borders(shapes: Iterable[str]) -> list[tuple[Point, Point]]:
    """Return the stretches of outline that two shapes share, in degrees, each once.

    Where nothing lies on the other side, as at a coast, there is no border.
    """
    seen: dict[tuple[Point, Point], int] = {}
    for shape in shapes:
        for rings in polygons(shape):
            for ring in rings:
                for one, two in pairwise(ring):
                    stretch = (one, two) if one < two else (two, one)
                    seen[stretch] = seen.get(stretch, 0) + 1
    return [stretch for stretch, count in seen.items() if count > 1]
