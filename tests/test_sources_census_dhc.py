"""Tracts, counties and ZIP code areas: who lives there, and in which district they lie."""

import json
from pathlib import Path

import pandas as pd
import pytest

from made_places import (
    AGES,
    Tract,
    house_files,
    lines,
    senate_files,
    senate_squares,
    snapshot,
    square,
    tract_files,
)
from research.ground.errors import ContractError, PublishedFileError
from research.sources import census, census_dhc
from research.sources.snapshots import Snapshot
from research.warehouse.checks import sort_out
from research.warehouse.contracts import places

WEST: Tract = ("17001000100", -89.9, 40.3, 10)
EAST: Tract = ("17001000200", -89.1, 40.3, 20)
EMPTY: Tract = ("17001000300", -89.2, 40.2, 0)
SHORE: Tract = ("17003000100", -89.1, 40.51, 5)
LAKE: Tract = ("17003990000", -89.1, 41.5, 0)
PEOPLE_OF_ONE = 2 * len(AGES)


def tracts(folder: Path, *rows: Tract, more: tuple[Snapshot, ...] = ()) -> pd.DataFrame:
    read = census_dhc.read_tracts(*tract_files(folder, rows), *senate_files(folder), *more)
    return read.set_index("tract_geoid")


def test_a_tract_lies_in_the_district_of_its_point(tmp_path: Path) -> None:
    rows = tracts(tmp_path, WEST, EAST)
    assert rows["senate_district_id"].tolist() == ["S01", "S02"]


def test_people_of_all_ages_are_those_of_the_tract(tmp_path: Path) -> None:
    row = tracts(tmp_path, WEST).iloc[0]
    ages = [row[name] for name in ("under_5", "age_5_to_17", "age_18_to_64", "age_65_and_over")]
    assert (ages, row["population"]) == ([20, 60, 260, 120], PEOPLE_OF_ONE * 10)


def test_a_tract_without_people_is_kept(tmp_path: Path) -> None:
    row = tracts(tmp_path, EMPTY).iloc[0]
    assert (row["population"], row["senate_district_id"]) == (0, "S02")


def test_a_tract_off_the_shore_goes_to_the_nearest_district_and_says_so(tmp_path: Path) -> None:
    row = tracts(tmp_path, SHORE).iloc[0]
    assert (row["senate_district_id"], row["is_nearest"], round(row["boundary_km"], 1)) == (
        "S02", True, 1.1,
    )  # fmt: skip


def test_open_water_is_held_back_by_its_rule(tmp_path: Path) -> None:
    rows = tracts(tmp_path, WEST, LAKE).reset_index()
    assert places.lies_in_a_district(rows).tolist() == [True, False]


def test_no_more_open_water_than_there_is_may_be_held_back(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match=r"1 of 2 rows break a row rule .*open water"):
        sort_out(tracts(tmp_path, WEST, LAKE).reset_index(), places.TRACTS)


def test_people_in_no_district_are_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(PublishedFileError, match="first 17003990000 with 46 people"):
        tracts(tmp_path, WEST, (*LAKE[:3], 1))


def test_the_area_without_district_takes_nobody_in(tmp_path: Path) -> None:
    files = tract_files(tmp_path, [WEST, LAKE])
    drawn = senate_files(tmp_path, {**senate_squares(), "ZZZ": square(-89.5, 41)})
    assert census_dhc.read_tracts(*files, *drawn)["senate_district_id"].tolist() == ["S01", ""]


def test_house_districts_of_tracts_are_empty_until_their_outlines_are_kept(tmp_path: Path) -> None:
    named = tuple(one for one in house_files(tmp_path) if one.file.endswith(".dbf"))
    assert tracts(tmp_path, WEST, more=named)["house_district_id"].item() == ""


def test_tracts_lie_in_house_districts_once_their_outlines_are_kept(tmp_path: Path) -> None:
    rows = tracts(tmp_path, WEST, EAST, more=tuple(house_files(tmp_path)))
    assert rows["house_district_id"].tolist() == ["H001", "H004"]


def test_a_tract_counted_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PublishedFileError, match=r"ages\.csv has 1 of 3 tracts twice"):
        tracts(tmp_path, WEST, EAST, WEST)


@pytest.mark.parametrize(
    ("lost", "says"),
    [("points.csv", r"points\.csv lacks 1 of 2"), ("ages.csv", r"ages\.csv lacks 1 of 2")],
)
def test_a_tract_that_one_file_lacks_is_refused_by_name(
    tmp_path: Path, lost: str, says: str
) -> None:
    files = tract_files(tmp_path, [WEST, EAST])
    path = tmp_path / lost
    kept = path.read_text(encoding="utf-8").splitlines(keepends=True)[:-1]
    path.write_text("".join(kept), encoding="utf-8")
    with pytest.raises(PublishedFileError, match=says + r".*first 17001000200"):
        census_dhc.read_tracts(*files, *senate_files(tmp_path))


@pytest.mark.parametrize("cell", ["", "-1", "1.5"])
def test_a_cell_that_is_no_count_is_refused(tmp_path: Path, cell: str) -> None:
    files = tract_files(tmp_path, [WEST])
    text = files[0].path.read_text(encoding="utf-8")
    files[0].path.write_text(text.replace(",460,", f",{cell},"), encoding="utf-8")
    with pytest.raises(PublishedFileError, match="TOT_POP: 1 of 1 cells are no counts"):
        census_dhc.read_tracts(*files, *senate_files(tmp_path))


def test_ages_that_do_not_add_up_break_their_rule(tmp_path: Path) -> None:
    rows = tracts(tmp_path, WEST, EAST).reset_index()
    rows.loc[1, "under_5"] += 1
    assert places.ages_add_up(rows).tolist() == [True, False]


def counties(folder: Path, **boxes: tuple[float, float, float, float]) -> Snapshot:
    features = [
        {
            "properties": {"id": name[1:], "name": f"County {name[1:]}"},
            "geometry": {"type": "Polygon", "coordinates": [square(*box)]},
        }
        for name, box in boxes.items()
    ]
    path = folder / "counties.geojson"
    path.write_text(json.dumps({"features": features}), encoding="utf-8")
    return snapshot(path)


def pairs(folder: Path, *rows: Tract, **boxes: tuple[float, float, float, float]) -> pd.DataFrame:
    read = census_dhc.read_county_districts(
        *tract_files(folder, rows), counties(folder, **boxes), *senate_files(folder)
    )
    return read.set_index(["county_fips", "senate_district_id"])


def test_a_county_in_two_districts_has_its_people_and_area_in_both(tmp_path: Path) -> None:
    rows = pairs(tmp_path, WEST, EAST, f17001=(-90.0, 40.0, 1.0, 0.5))
    assert rows.loc["17001"][["share_of_county", "area_share_of_county"]].to_dict("index") == {
        "S01": {
            "share_of_county": pytest.approx(1 / 3),
            "area_share_of_county": pytest.approx(0.5),
        },
        "S02": {
            "share_of_county": pytest.approx(2 / 3),
            "area_share_of_county": pytest.approx(0.5),
        },
    }


def test_a_sliver_without_people_is_no_pair(tmp_path: Path) -> None:
    rows = pairs(tmp_path, WEST, f17001=(-90.0, 40.0, 0.504, 0.5))
    assert rows.index.tolist() == [("17001", "S01")]


def test_an_overlap_without_people_is_a_pair(tmp_path: Path) -> None:
    rows = pairs(tmp_path, WEST, f17001=(-90.0, 40.0, 0.6, 0.5))
    assert rows.loc[("17001", "S02"), ["population", "share_of_district"]].tolist() == [0, 0]


def test_people_count_where_their_outline_does_not_reach(tmp_path: Path) -> None:
    rows = pairs(tmp_path, WEST, EAST, f17001=(-90.0, 40.0, 0.5, 0.5))
    assert rows.loc[("17001", "S02"), ["population", "area_share_of_county"]].tolist() == [920, 0]


def test_a_zip_code_area_may_lie_in_two_counties(tmp_path: Path) -> None:
    path = tmp_path / "zips.csv"
    header = ["zcta", "county", "county_name", "state_name"]
    named = [["60002", fips, "X County", "Illinois"] for fips in ("17097", "17111")]
    path.write_text(lines([header, *named]), encoding="utf-8")
    rows = sort_out(census.read(snapshot(path)), places.ZIP_AREAS).rows
    assert rows["county_fips"].tolist() == ["17097", "17111"]
