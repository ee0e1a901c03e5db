"""Areas, distances and neighbors of outlines in degrees."""

import json

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray

from research.sources import geometry

MEAN_RADIUS_OF_EQUAL_AREA_KM = 6371.0071810
"""R2 of GRS 80: H. Moritz, Geodetic Reference System 1980, Journal of Geodesy 74 (2000)."""


def outlines(*boxes: tuple[float, float, float, float]) -> NDArray[np.object_]:
    drawn = np.empty(len(boxes), dtype=object)
    drawn[:] = [shapely.box(*box) for box in boxes]
    return drawn


def three() -> NDArray[np.object_]:
    """Two beside one another, the third at the corner of the second only."""
    return outlines((-90, 40, -89, 41), (-89, 40, -88, 41), (-88, 41, -87, 42))


def test_the_area_of_the_ellipsoid_is_the_published_one() -> None:
    whole = geometry.area_sqkm(outlines((-180, -90, 180, 90))).item()
    assert whole == pytest.approx(4 * np.pi * MEAN_RADIUS_OF_EQUAL_AREA_KM**2, rel=1e-9)


def test_areas_of_parts_add_up() -> None:
    parts = geometry.area_sqkm(outlines((-90, 40, -89, 40.3), (-90, 40.3, -89, 41)))
    whole = geometry.area_sqkm(outlines((-90, 40, -89, 41))).item()
    assert parts.sum() == pytest.approx(whole, rel=1e-12)


def test_overlaps_are_pairs_with_their_area() -> None:
    one, other = outlines((-90, 40, -89, 41)), outlines((-90, 40, -89.5, 41), (-80, 40, -79, 41))
    first, second, area = geometry.overlap_sqkm(one, other)
    half = geometry.area_sqkm(one).item() / 2
    assert (first.tolist(), second.tolist(), area.tolist()) == ([0], [0], [pytest.approx(half)])


def test_outlines_that_only_touch_do_not_overlap() -> None:
    side_by_side = three()
    first, _, _ = geometry.overlap_sqkm(side_by_side[:1], side_by_side[1:])
    assert len(first) == 0


def test_a_point_is_placed_in_the_outline_around_it() -> None:
    lon, lat = np.array([-89.5, -88.5, -70.0]), np.array([40.5, 40.5, 40.5])
    assert geometry.place_points(lon, lat, three()).tolist() == [0, 1, -1]


def test_a_point_on_a_border_goes_to_the_first() -> None:
    assert geometry.place_points(np.array([-89.0]), np.array([40.5]), three()).tolist() == [0]


def test_the_nearest_outline_is_that_by_distance_on_the_ground() -> None:
    apart = outlines((-90, 40, -89, 41), (-89.9, 41.2, -89, 42))
    found = geometry.nearest(np.array([-90.05]), np.array([41.08]), apart)
    assert found.tolist() == [0]


def test_a_tenth_of_a_degree_of_latitude_is_eleven_km() -> None:
    away = geometry.border_km(
        np.array([-89.5, -89.5]), np.array([40.9, 41.1]), shapely.box(-90, 40, -89, 41)
    )
    assert away == pytest.approx([11.1, 11.1], rel=0.01)


def test_a_tenth_of_a_degree_of_longitude_is_less_than_that() -> None:
    away = geometry.border_km(np.array([-89.9]), np.array([40.5]), shapely.box(-90, 40, -89, 41))
    assert away.item() == pytest.approx(11.1 * np.cos(np.radians(40.5)), rel=0.01)


def test_neighbors_share_a_stretch_of_border_and_not_a_corner() -> None:
    assert geometry.neighbors(three()) == [(1,), (0,), ()]


def test_lightened_outlines_still_share_their_border() -> None:
    east = [(-89, 40), *((-89 + 1e-5 * (n % 2), 40 + n / 100) for n in range(1, 100)), (-89, 41)]
    one = shapely.Polygon([(-90, 40), *east, (-90, 41)])
    other = shapely.Polygon([(-88, 40), *east, (-88, 41)])
    both = np.array([one, other], dtype=object)
    lighter = geometry.lightened(both)
    assert (
        shapely.coverage_is_valid(lighter),
        shapely.get_num_coordinates(lighter).sum() < shapely.get_num_coordinates(both).sum() / 4,
    ) == (True, True)


def test_outlines_that_overlap_are_lightened_one_by_one() -> None:
    overlapping = outlines((-90, 40, -89, 41), (-89.5, 40, -88, 41))
    assert shapely.is_valid(geometry.lightened(overlapping)).all()


def test_an_outline_is_written_as_geojson_to_five_decimals() -> None:
    written = json.loads(geometry.written(shapely.box(-90.1234567, 40, -89, 41)))
    assert (written["type"], min(lon for lon, _ in written["coordinates"][0])) == (
        "Polygon",
        -90.12346,
    )
