"""Where points and outlines lie to one another: areas, distances, neighbors, lighter outlines.

Longitude and latitude in, plain values out. Areas are taken on the ellipsoid of NAD83 by the
cylindrical equal-area projection, which keeps every area exactly.
"""

import json

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

DRAWING_TOLERANCE = 0.0005
"""In degrees: corners that cut off less than a triangle of about this squared are left out, some
40 by 55 meters. On a map of a district as wide as a column that is less than the stroke of its
outline. The districts of a chamber are lightened together, so shared borders stay shared."""

_DECIMALS = 5
"""Digits of a degree in a written outline: about a meter."""

_A_KM = 6378.137
_E2 = 0.00669438002290
"""Half axis and squared eccentricity of GRS 80, the ellipsoid of NAD83 (EPSG:4269)."""

_Floats = NDArray[np.float64]


def equal_area_km(degrees: _Floats) -> _Floats:
    """Return longitude and latitude (n, 2) as km of a plane that keeps areas.

    x = a λ, y = a q(φ) / 2 with q of the authalic latitude (J. P. Snyder, Map Projections: A
    Working Manual, USGS Professional Paper 1395, equations 3-12 and 10-1 to 10-2). Shapes and
    distances are not kept.
    """
    e = np.sqrt(_E2)
    sine = np.sin(np.radians(degrees[:, 1]))
    q = (1 - _E2) * (sine / (1 - _E2 * sine**2) - np.log((1 - e * sine) / (1 + e * sine)) / (2 * e))
    return np.column_stack([np.radians(degrees[:, 0]) * _A_KM, q * _A_KM / 2])


def area_sqkm(outlines: NDArray[np.object_]) -> _Floats:
    """Return the area of each outline in square km, land and water."""
    found: _Floats = shapely.area(shapely.transform(outlines, equal_area_km))
    return found


def overlap_sqkm(
    one: NDArray[np.object_], other: NDArray[np.object_]
) -> tuple[NDArray[np.intp], NDArray[np.intp], _Floats]:
    """Return the pairs (place in one, place in other) that overlap, and the area of each."""
    flat, across = (shapely.transform(side, equal_area_km) for side in (one, other))
    first, second = shapely.STRtree(across).query(flat, predicate="intersects")
    area = shapely.area(shapely.intersection(flat[first], across[second]))
    held = area > 0
    return first[held], second[held], area[held]


def place_points(lon: _Floats, lat: _Floats, outlines: NDArray[np.object_]) -> NDArray[np.intp]:
    """Return the place of the outline that each point lies in; -1 where it lies in none.

    A point on a border that two share goes to the one that comes first.
    """
    found = np.full(len(lon), -1, dtype=np.intp)
    points, within = shapely.STRtree(outlines).query(
        shapely.points(lon, lat), predicate="intersects"
    )
    order = np.argsort(-within, kind="stable")
    found[points[order]] = within[order]
    return found


def nearest(lon: _Floats, lat: _Floats, outlines: NDArray[np.object_]) -> NDArray[np.intp]:
    """Return the place of the outline that each point is nearest to."""
    flat = [_local_km(one, _middle(lat)) for one in outlines]
    points = shapely.points(_scaled(np.column_stack([lon, lat]), _middle(lat)))
    return np.array([int(shapely.distance(point, flat).argmin()) for point in points], dtype=int)


def border_km(lon: _Floats, lat: _Floats, outline: BaseGeometry) -> _Floats:
    """Return how far points are from the border of one outline, inside or outside of it.

    Degrees are scaled to km at the middle latitude of the outline; across the largest district
    of Illinois that is right within 2 percent.
    """
    south, north = outline.bounds[1], outline.bounds[3]
    middle = (south + north) / 2
    border = _local_km(outline, middle).boundary
    shapely.prepare(border)
    points = shapely.points(_scaled(np.column_stack([lon, lat]), middle))
    found: _Floats = shapely.distance(points, border)
    return found


def neighbors(outlines: NDArray[np.object_]) -> list[tuple[int, ...]]:
    """Return the places of the outlines that share a stretch of border with each.

    A corner alone is no shared border.
    """
    first, second = shapely.STRtree(outlines).query(outlines, predicate="intersects")
    apart = first < second
    first, second = first[apart], second[apart]
    shared = shapely.length(shapely.intersection(outlines[first], outlines[second])) > 0
    pairs = np.column_stack([first[shared], second[shared]])
    both = np.concatenate([pairs, pairs[:, ::-1]])
    return [tuple(sorted(both[both[:, 0] == n, 1].tolist())) for n in range(len(outlines))]


def lightened(outlines: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return outlines with fewer corners, shared borders still shared.

    Outlines that overlap or leave gaps, as mended ones may, are lightened one by one.
    """
    fits = shapely.coverage_is_valid(outlines)
    lighter: NDArray[np.object_] = (
        shapely.coverage_simplify(outlines, DRAWING_TOLERANCE)
        if fits
        else shapely.simplify(outlines, DRAWING_TOLERANCE, preserve_topology=True)
    )
    return lighter


def written(outline: BaseGeometry) -> str:
    """Return an outline as GeoJSON, longitude before latitude, to about a meter."""
    rounded = shapely.transform(outline, lambda degrees: np.round(degrees, _DECIMALS))
    return json.dumps(rounded.__geo_interface__, separators=(",", ":"))


def _middle(lat: _Floats) -> float:
    return float((lat.min() + lat.max()) / 2)


def _local_km(outline: BaseGeometry, latitude: float) -> BaseGeometry:
    return shapely.transform(outline, lambda degrees: _scaled(degrees, latitude))


def _scaled(degrees: _Floats, latitude: float) -> _Floats:
    """Return degrees as km of a plane that is right near one latitude."""
    sine = np.sin(np.radians(latitude))
    east = _A_KM * np.cos(np.radians(latitude)) / np.sqrt(1 - _E2 * sine**2)
    north = _A_KM * (1 - _E2) / (1 - _E2 * sine**2) ** 1.5
    scaled: _Floats = np.radians(degrees) * np.array([east, north])
    return scaled
