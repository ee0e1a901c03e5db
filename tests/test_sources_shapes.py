"""Outlines as published: whole, valid and of one shapefile, or refused by name."""

from pathlib import Path

import pytest

from made_places import Ring, senate_files, senate_squares, snapshot
from research.ground.errors import PublishedFileError
from research.sources.districts import SENATE
from research.sources.shapes import read_attributes, read_features, read_shapefile, sound
from research.sources.snapshots import Snapshot

BOW_TIE: Ring = [(-90, 40), (-89.5, 40.5), (-89.5, 40), (-90, 40.5), (-90, 40)]
NICK: Ring = [
    (-90, 40), (-90, 40.5), (-89.5, 40.5), (-89.5, 40.0), (-89.7, 40.0), (-89.7001, 40.0001),
    (-89.7002, 40.0), (-89.7001, 39.9999), (-89.6999, 40.0001), (-89.8, 40.0), (-90, 40),
]  # fmt: skip


def read(parts: list[Snapshot]) -> list[str]:
    return [one.said[SENATE.code] for one in read_shapefile(SENATE.code, *parts)]


def drawn(tmp_path: Path, ring: Ring | None) -> list[Snapshot]:
    return senate_files(tmp_path, {**senate_squares(1), "002": ring})


def test_a_shapefile_is_read_in_the_order_of_its_records(tmp_path: Path) -> None:
    assert read(senate_files(tmp_path)) == ["001", "002"]


def test_an_outline_lies_where_it_was_drawn(tmp_path: Path) -> None:
    first = read_shapefile(SENATE.code, *senate_files(tmp_path))[0]
    assert first.outline is not None
    assert first.outline.bounds == (-90, 40, -89.5, 40.5)


def test_an_outline_that_crosses_itself_a_little_is_mended(tmp_path: Path) -> None:
    mended = read_shapefile(SENATE.code, *drawn(tmp_path, NICK))[1].outline
    assert mended is not None
    assert (mended.is_valid, mended.area) == (True, pytest.approx(0.25, rel=1e-3))


def test_an_outline_whose_area_would_move_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(PublishedFileError, match=r"sldu\.shp: 002 has an invalid outline"):
        read(drawn(tmp_path, BOW_TIE))


def test_a_record_without_outline_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(PublishedFileError, match=r"sldu\.shp: 002 has no outline"):
        read(drawn(tmp_path, None))


@pytest.mark.parametrize("end", [".dbf", ".shx"])
def test_outlines_without_a_part_of_their_shapefile_are_refused(tmp_path: Path, end: str) -> None:
    parts = [one for one in senate_files(tmp_path) if not one.file.endswith(end)]
    with pytest.raises(PublishedFileError, match=rf"lacks tl_2024_17_sldu\{end}"):
        read(parts)


@pytest.mark.parametrize("end", [".shp", ".shx", ".dbf"])
@pytest.mark.parametrize("lost", [10, 60, 10_000])
def test_a_part_that_is_cut_short_is_refused(tmp_path: Path, end: str, lost: int) -> None:
    parts = senate_files(tmp_path)
    path = tmp_path / (SENATE.stem + end)
    path.write_bytes(path.read_bytes()[:-lost])
    with pytest.raises(PublishedFileError, match=rf"tl_2024_17_sldu\{end} .*(again|it again)"):
        read(parts)


def test_an_index_of_another_shapefile_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    longer = senate_files(other, senate_squares(3))
    parts = [longer[1] if one.file.endswith(".shx") else one for one in senate_files(tmp_path)]
    with pytest.raises(PublishedFileError, match=r"lists 3 outlines, .* has 2 records"):
        read(parts)


def test_an_outline_whose_bytes_make_no_sense_is_refused(tmp_path: Path) -> None:
    parts = senate_files(tmp_path)
    data = bytearray(parts[0].path.read_bytes())
    data[108:112] = (99).to_bytes(4, "little")
    parts[0].path.write_bytes(data)
    with pytest.raises(PublishedFileError, match=r"sldu\.shp has an outline that cannot be read"):
        read(parts)


def test_outlines_in_other_coordinates_are_refused(tmp_path: Path) -> None:
    parts = senate_files(tmp_path)
    parts[3].path.write_text('PROJCS["NAD_1983_StatePlane_Illinois_East"]', encoding="utf-8")
    with pytest.raises(PublishedFileError, match=r"sldu\.prj names another coordinate system"):
        read(parts)


def test_attributes_alone_have_no_outline(tmp_path: Path) -> None:
    records = read_attributes(senate_files(tmp_path)[2])
    assert [one.outline for one in records] == [None, None]


def test_a_line_is_no_outline() -> None:
    from shapely.geometry import LineString

    with pytest.raises(PublishedFileError, match="x is a LineString"):
        sound(LineString([(0, 0), (1, 1)]), "x")


def features(folder: Path, text: str) -> Snapshot:
    path = folder / "counties.geojson"
    path.write_text(text, encoding="utf-8")
    return snapshot(path)


def test_geojson_that_is_cut_short_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PublishedFileError, match=r"counties\.geojson is no whole GeoJSON"):
        read_features(features(tmp_path, '{"features": [{"properties": {"name": "A'), "name")


def test_a_feature_without_outline_is_refused_by_name(tmp_path: Path) -> None:
    text = '{"features": [{"properties": {"name": "Adams"}, "geometry": null}]}'
    with pytest.raises(PublishedFileError, match="Adams has no outline"):
        read_features(features(tmp_path, text), "name")
