"""Districts and counties as the Census Bureau draws them, from made and from published files."""

import io
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from made_places import (
    chamber_files,
    house_files,
    house_halves,
    senate_files,
    senate_squares,
    snapshot,
    square,
)
from research.ground.errors import ContractError, PublishedFileError
from research.sources import census_tiger
from research.sources.districts import HOUSE, SENATE
from research.sources.snapshots import Snapshot
from research.warehouse.checks import sort_out
from research.warehouse.contracts import places


def named(parts: list[Snapshot]) -> list[Snapshot]:
    """The lower chamber as it is until its outlines are kept: attributes alone."""
    return [one for one in parts if one.file.endswith(".dbf")]


def districts(folder: Path, *more: Snapshot) -> pd.DataFrame:
    read = census_tiger.read_districts(*senate_files(folder), *named(house_files(folder)), *more)
    return read.set_index("district_id")


def test_each_chamber_has_its_ids_and_labels(tmp_path: Path) -> None:
    assert districts(tmp_path)["label"].to_dict() == {
        "S01": "Senate District 1", "S02": "Senate District 2", "H001": "House District 1",
        "H002": "House District 2", "H003": "House District 3", "H004": "House District 4",
    }  # fmt: skip


def test_two_house_districts_nest_in_each_senate_district(tmp_path: Path) -> None:
    rows = districts(tmp_path)
    assert rows.loc[["H001", "H002", "H003", "S02"], "senate_district_id"].tolist() == [
        "S01", "S01", "S02", "S02",
    ]  # fmt: skip


def test_maps_have_the_dates_of_the_note(tmp_path: Path) -> None:
    row = districts(tmp_path).loc["H004"]
    assert (row["map_from"], row["map_to"]) == (
        pd.Timestamp("2023-01-01"),
        pd.Timestamp("2033-01-01"),
    )


def test_a_note_that_names_no_dates_is_refused(tmp_path: Path) -> None:
    parts = [snapshot(one.path, "59 districts") for one in senate_files(tmp_path)]
    with pytest.raises(PublishedFileError, match="does not say when its maps are in force"):
        census_tiger.read_districts(*parts, *named(house_files(tmp_path)))


def test_a_district_has_a_shape_where_its_chamber_is_drawn(tmp_path: Path) -> None:
    assert districts(tmp_path)["has_shape"].groupby(level=0).first().to_dict() == {
        "S01": True, "S02": True, "H001": False, "H002": False, "H003": False, "H004": False,
    }  # fmt: skip


def test_house_districts_have_shapes_once_their_outlines_are_kept(tmp_path: Path) -> None:
    drawn = [one for one in house_files(tmp_path) if one.file.endswith((".shp", ".shx"))]
    assert districts(tmp_path, *drawn)["has_shape"].all()


def test_outlines_of_the_house_are_drawn_beside_those_of_the_senate(tmp_path: Path) -> None:
    house = house_files(tmp_path)[:3]
    rows = census_tiger.read_district_shapes(*senate_files(tmp_path), *house)
    assert dict(zip(rows["district_id"], rows["neighbors"], strict=True)) == {
        "S01": "S02", "S02": "S01", "H001": "H002", "H002": "H001,H003", "H003": "H002,H004",
        "H004": "H003",
    }  # fmt: skip


def test_the_area_without_district_is_held_back_by_its_rule(tmp_path: Path) -> None:
    drawn = {**senate_squares(60), "ZZZ": square(-89, 41)}
    house = named(house_files(tmp_path, house_halves(120)))
    rows = census_tiger.read_districts(*senate_files(tmp_path, drawn), *house)
    held = sort_out(rows.assign(lon=-89.0), places.DISTRICTS).quarantined
    assert dict(zip(held["district_id"], held["rule"], strict=True)) == {
        "SZZZ": "it is a district, not the area ZZZ for which none is defined"
    }


def test_the_area_without_district_has_no_outline_of_its_own(tmp_path: Path) -> None:
    parts = senate_files(tmp_path, {**senate_squares(2), "ZZZ": square(-89, 41)})
    assert census_tiger.read_district_shapes(*parts)["district_id"].tolist() == ["S01", "S02"]


def test_a_district_drawn_twice_is_refused_by_name(tmp_path: Path) -> None:
    parts = chamber_files(tmp_path, SENATE, [("001", square(-90, 40)), ("001", square(-89, 40))])
    with pytest.raises(PublishedFileError, match=r"sldu\.shp has S01 twice"):
        census_tiger.read_district_shapes(*parts)


def test_a_district_listed_twice_is_refused_by_its_table(tmp_path: Path) -> None:
    twice = [*house_halves().items(), ("004", square(-88, 40))]
    house = named(chamber_files(tmp_path, HOUSE, twice))
    rows = census_tiger.read_districts(*senate_files(tmp_path), *house)
    with pytest.raises(ContractError, match="share a key"):
        sort_out(rows, places.DISTRICTS)


def test_a_chamber_with_a_gap_is_refused_by_name(tmp_path: Path) -> None:
    drawn = {code: ring for code, ring in senate_squares(3).items() if code != "002"}
    with pytest.raises(PublishedFileError, match=r"lacks 1 districts .* first Senate District 2"):
        census_tiger.read_districts(
            *senate_files(tmp_path, drawn), *named(house_files(tmp_path, house_halves(6)))
        )


def test_chambers_that_do_not_nest_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PublishedFileError, match="3 House and 2 Senate districts"):
        census_tiger.read_districts(
            *senate_files(tmp_path), *named(house_files(tmp_path, house_halves(3)))
        )


def test_a_chamber_without_attributes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PublishedFileError, match=r"tl_2024_17_sldl\.dbf is missing"):
        census_tiger.read_districts(*senate_files(tmp_path))


def test_a_county_has_a_point_inside_for_its_name(tmp_path: Path) -> None:
    path = tmp_path / "counties.geojson"
    path.write_text(
        '{"features": [{"properties": {"id": "17001", "name": "Adams"}, "geometry": {"type": '
        '"Polygon", "coordinates": [[[-91, 40], [-90, 40], [-90, 41], [-91, 40]]]}}]}',
        encoding="utf-8",
    )
    row = census_tiger.read_county_shapes(snapshot(path)).iloc[0]
    assert (row["county_fips"], row["county_name"], -91 < row["lon"] < -90) == (
        "17001",
        "Adams",
        True,
    )


def zipped(name: str, data: bytes) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr(name, data)
    return whole.getvalue()


def test_one_file_of_an_archive_is_kept() -> None:
    assert census_tiger.member("a.shp")(zipped("a.shp", b"outlines")) == b"outlines"


def test_a_file_that_is_no_archive_is_kept_as_it_is() -> None:
    assert census_tiger.member("a.shp")(b"outlines") == b"outlines"


def test_an_archive_without_the_file_is_refused() -> None:
    with pytest.raises(PublishedFileError, match=r"should hold a\.shp holds b\.shp"):
        census_tiger.member("a.shp")(zipped("b.shp", b""))
