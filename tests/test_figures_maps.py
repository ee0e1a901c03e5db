"""The map of a sheet: true to its shapes, names clear of borders, a text for who cannot see."""

import json
from itertools import pairwise

import altair as alt
import pandas as pd
import pytest

from research.figures import draw, maps
from research.figures.map_names import SIZE, inside, sheet
from research.figures.outlines import borders, bounds_of, framed, thinned
from research.figures.theme import ACCENT


def square(west: float, south: float, east: float, north: float) -> str:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


DISTRICTS = pd.DataFrame(
    {
        "district_id": ["S01", "S02", "S03"],
        "geojson": [
            square(-88.6, 40, -88, 41),
            square(-90, 39.5, -88.6, 41.5),
            square(-88, 40, -87.9, 41),
        ],
    }
)
COUNTIES = pd.DataFrame(
    {
        "county_name": ["Northern", "Southern"],
        "geojson": [square(-91, 40.5, -87, 42), square(-91, 37, -87, 40.5)],
    }
)


@pytest.fixture
def drawn() -> maps.Map:
    return maps.locator(DISTRICTS, COUNTIES, subject="S01")


def said(drawn: maps.Map) -> list[str]:
    layers = drawn.to_dict()["layer"]
    values = [value for layer in layers for value in layer["data"]["values"]]
    return [value["text"] for value in values if "text" in value]


def test_a_map_is_what_the_schema_of_charts_allows(drawn: maps.Map):
    alt.LayerChart.from_dict(drawn.to_dict(), validate=True)


def test_a_map_is_drawn(drawn: maps.Map):
    assert draw.svg(drawn.to_dict()).count("<path") > 5


def test_a_map_is_the_same_each_time(drawn: maps.Map):
    again = maps.locator(DISTRICTS, COUNTIES, subject="S01")
    assert again.to_dict() == drawn.to_dict()


def test_a_map_names_the_neighbors_that_have_room_and_says_which(drawn: maps.Map):
    assert drawn.labels == ["S02"]
    assert [name for name in said(drawn) if name.startswith("S ")] == ["S 2"]


def test_a_map_says_whom_it_is_of(drawn: maps.Map):
    assert drawn.to_dict()["usermeta"]["subject"] == "S01"


def test_a_map_names_its_counties(drawn: maps.Map):
    assert {"Northern", "Southern"} <= set(said(drawn))


def test_the_district_alone_is_filled_with_the_color_of_the_house(drawn: maps.Map):
    filled = [layer["mark"].get("fill") for layer in drawn.to_dict()["layer"]]
    assert filled.count(ACCENT) == 2  # among its neighbors, and in the small state


def test_the_text_of_a_map_names_only_what_the_map_names(drawn: maps.Map):
    shape = DISTRICTS["geojson"].iloc[0]
    text = maps.alt_of_locator(
        drawn, shape, label="Senate District 1", within=["Northern", "Southern"]
    )
    assert text == (
        "Map of Senate District 1, in the east of Illinois, in Northern and Southern Counties. It "
        "borders Senate District 2. A small map of Illinois beside it shows the district in the "
        "state."
    )


def test_north_is_up_and_west_is_left():
    frame = framed((-90, 40, -89, 41), 100, 100, 0.1)
    (left, low), (right, high) = frame.xy(-90, 40), frame.xy(-89, 41)
    assert left < right
    assert high < low


def test_a_frame_shows_all_of_its_bounds_in_the_middle():
    frame = framed((-90, 40, -89, 41), 200, 100, 0.1)
    left, low = frame.xy(-90, 40)
    right, high = frame.xy(-89, 41)
    assert (high, low) == (pytest.approx(10), pytest.approx(90))
    assert left + right == pytest.approx(200)


def test_a_degree_east_is_shorter_than_one_north_by_the_cosine_of_the_latitude():
    frame = framed((-90, 59.5, -89, 60.5), 100, 100, 0)
    assert frame.east_pixels / frame.north_pixels == pytest.approx(0.5)


def test_what_lies_outside_the_frame_is_not_drawn():
    frame = framed((-90, 40, -89, 41), 100, 100, 0)
    assert frame.rings(square(-80, 30, -79, 31)) == []


def test_what_reaches_beyond_the_frame_is_cut_at_its_rim():
    frame = framed((-90, 40, -89, 41), 100, 100, 0)
    (ring,) = frame.rings(square(-100, 30, -80, 50))[0]
    assert {x for x, _ in ring} == {-2.0, 102.0}


def test_a_thinned_ring_stays_closed():
    ring = thinned([(0.0, 0.0), (0.2, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 0.0)], 1.0)
    assert ring == [(0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 0.0)]


def test_a_border_is_what_two_counties_share_and_a_coast_is_none():
    shared = borders([square(0, 0, 1, 1), square(1, 0, 2, 1)])
    assert shared == [((1, 0), (1, 1))]


def test_the_bounds_of_shapes_hold_them_all():
    assert bounds_of([square(0, 0, 1, 1), square(3, -2, 4, 1)]) == (0, -2, 4, 1)


def test_a_name_on_the_district_is_told_from_one_beside_it():
    frame = framed((0, 0, 10, 10), 200, 200, 0)
    left, whole = frame.rings(square(0, 0, 5, 10)), frame.rings(square(0, 0, 10, 10))
    paper = sheet(frame, left, [])
    paper.write("Beside", inside(frame, whole))
    paper.write("On", inside(frame, left))
    assert [(name.text, name.is_on_district) for name in paper.names] == [
        ("Beside", False), ("On", True),
    ]  # fmt: skip


def test_no_name_covers_another():
    frame = framed((0, 0, 10, 10), 120, 60, 0)
    whole = inside(frame, frame.rings(square(0, 0, 10, 10)))
    paper = sheet(frame, [], [])
    for name in ("One", "Two", "Three", "Four"):
        paper.write(name, whole)
    tops = sorted(name.y for name in paper.names)
    assert len(tops) > 1
    assert all(low - high >= SIZE for high, low in pairwise(tops))


def test_a_name_without_room_is_left_out():
    frame = framed((0, 0, 10, 10), 100, 100, 0)
    paper = sheet(frame, [], [])
    paper.write("A county with a long name", inside(frame, frame.rings(square(4, 4, 5, 5))))
    assert paper.names == []


def test_no_name_straddles_two_districts():
    frame = framed((0, 0, 10, 10), 100, 100, 0)
    halves = [frame.rings(square(0, 0, 5, 10)), frame.rings(square(5, 0, 10, 10))]
    paper = sheet(frame, [], halves)
    paper.write("A long name of it", inside(frame, frame.rings(square(0, 0, 10, 10))))
    assert paper.names == []
