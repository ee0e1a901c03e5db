"""Census Bureau: people of the 2020 tracts by age, and the district that each tract lies in."""

import numpy as np
import pandas as pd

from research.ground.errors import PublishedFileError
from research.ground.terms import Grade
from research.sources import files, geometry
from research.sources.districts import HOUSE, SENATE, outlines_of
from research.sources.publishers import PublishedFile, Publisher
from research.sources.shapes import read_features
from research.sources.snapshots import Snapshot

NEAREST_KM = 2.0
"""A tract whose point lies in no district goes to the nearest one within this far: shore lines
are drawn anew from year to year. No source; assumed. Farther out it lies in open water."""

LEAST_OVERLAP = 0.01
"""Share of a county or of a district that an overlap without people must reach to be kept. The
counties are drawn at 1:10,000,000, so slivers along shared borders are no overlap. Ours."""

WHY_NO_FIRMER = (
    "a tract is placed whole by its one internal point; "
    "copied from the Census Bureau's interface by Redistricting Data Hub"
)

_AGES_FILE = "il_tract_age_sex_household.csv"
_POINTS_FILE = "il_tract_points.csv"
_AGES = {
    "under_5": ("U5",),
    "age_5_to_17": ("5_9", "10_14", "15_17"),
    "age_18_to_64": (
        "18_19", "20", "21", "22_24", "25_29", "30_34", "35_39", "40_44", "45_49", "50_54",
        "55_59", "60_61", "62_64",
    ),
    "age_65_and_over": ("65_66", "67_69", "70_74", "75_79", "80_84", "85_O"),
}  # fmt: skip
_COUNTS = tuple(f"{age}_{sex}" for ages in _AGES.values() for age in ages for sex in ("M", "F"))

PUBLISHER = Publisher(
    id="census_dhc",
    name="U.S. Census Bureau",
    files=(
        PublishedFile(
            name=_AGES_FILE,
            title="2020 Census DHC, Illinois tracts: age, sex, households",
            url=None,
            page="https://redistrictingdatahub.org/dataset/illinois-decennial-census-demographic-"
            "and-housing-characteristics-dhc-on-2020-census-tracts/",
            licence="public domain",
            committed=False,
        ),
        PublishedFile(
            name=_POINTS_FILE,
            title="Internal points of the 2020 tracts of Illinois",
            url=None,
            page="https://www.census.gov/geographies/reference-files.html",
            licence="public domain",
            committed=False,
        ),
    ),
)


def read_tracts(ages: Snapshot, points: Snapshot, *districts: Snapshot) -> pd.DataFrame:
    """Return one row a tract: its people by age, and the district that its point lies in.

    ``boundary_km`` is how far the point is from the border of that district; ``is_nearest`` says
    that the point lies in no district and went to the nearest. A tract without people in open
    water has no district (senate_district_id ""); the contract keeps it out.

    Raises
    ------
    PublishedFileError
        If a file cannot be read, the two files do not name the same tracts, or a tract with
        people lies farther than `NEAREST_KM` from every district.
    """
    frame = _counted(ages).join(_located(points), how="outer")
    _require_both(frame, ages, points)
    frame = frame.reset_index(names="tract_geoid")
    senate = _placed(frame, *outlines_of(SENATE, districts))
    _require_people_placed(frame, senate)
    return pd.DataFrame(
        {
            **frame,
            "senate_district_id": senate["district_id"],
            "boundary_km": senate["boundary_km"],
            "is_nearest": senate["is_nearest"],
            "house_district_id": _house(frame, districts),
            "grade_reasons": WHY_NO_FIRMER,
            **ages.cited(Grade.USABLE),
        }
    )


def read_county_districts(
    ages: Snapshot, points: Snapshot, counties: Snapshot, *districts: Snapshot
) -> pd.DataFrame:
    """Return one row a county and Senate district that share people or area.

    People are those of the tracts of the county placed in the district; areas are those of the
    outlines. Pairs without people whose overlap is below `LEAST_OVERLAP` of both are left out.

    Raises
    ------
    PublishedFileError
        As `read_tracts`, or if a county has no outline.
    """
    tracts = read_tracts(ages, points, *districts)
    placed = tracts[tracts["senate_district_id"].ne("")]
    key = ["county_fips", "senate_district_id"]
    people = placed.groupby(key)[["population", "under_5"]].sum()
    areas = _overlaps(counties, districts)
    both = people.join(areas, how="outer").fillna(0.0)
    held = both["population"].gt(0) | both[list(_AREA_SHARES)].ge(LEAST_OVERLAP).any(axis=1)
    both = both[held]
    both = both.astype({"population": "int64", "under_5": "int64"}).reset_index()
    return pd.DataFrame(
        {
            **both.drop(columns="area_share_of_district"),
            "share_of_county": _share_of("county_fips", both),
            "share_of_district": _share_of("senate_district_id", both),
            "grade_reasons": WHY_NO_FIRMER,
            **ages.cited(Grade.USABLE),
        }
    )


def _share_of(column: str, both: pd.DataFrame) -> "pd.Series[float]":
    """Return the share of the people of a county, or of a district, that each pair has."""
    whole = both.groupby(column)["population"].transform("sum")
    return (both["population"] / whole.where(whole.gt(0))).fillna(0.0)


_AREA_SHARES = ("area_share_of_county", "area_share_of_district")


def _counted(ages: Snapshot) -> pd.DataFrame:
    columns = ("GEOID20", "COUNTYFP20", "COUNTY", "TOT_POP", "HH_IN_HH", *_COUNTS)
    cells = files.read_cells(ages.path, columns, exact=False)
    _require_once(cells["GEOID20"], ages)
    counts = {name: _whole(cells[name], name) for name in ("TOT_POP", "HH_IN_HH", *_COUNTS)}
    summed = {
        name: sum(counts[f"{age}_{sex}"] for age in parts for sex in ("M", "F"))
        for name, parts in _AGES.items()
    }
    return pd.DataFrame(
        {
            "county_fips": cells["COUNTYFP20"],
            "county_name": cells["COUNTY"].str.removesuffix(" County"),
            "population": counts["TOT_POP"],
            **summed,
            "households": counts["HH_IN_HH"],
        }
    ).set_index(cells["GEOID20"])


def _located(points: Snapshot) -> pd.DataFrame:
    cells = files.read_cells(points.path, ("GEOID20", "lat", "lon"), exact=False)
    _require_once(cells["GEOID20"], points)
    return pd.DataFrame(
        {name: files.numbers(cells[name], name) for name in ("lat", "lon")}
    ).set_index(cells["GEOID20"])


def _placed(
    frame: pd.DataFrame, names: list[str], outlines: "np.typing.NDArray[np.object_]"
) -> pd.DataFrame:
    lon, lat = frame["lon"].to_numpy(), frame["lat"].to_numpy()
    place = geometry.place_points(lon, lat, outlines)
    is_out = place == -1
    if is_out.any():
        place[is_out] = geometry.nearest(lon[is_out], lat[is_out], outlines)
    away = np.zeros(len(frame))
    for one in np.unique(place):
        there = place == one
        away[there] = geometry.border_km(lon[there], lat[there], outlines[one])
    is_lost = is_out & (away > NEAREST_KM)
    return pd.DataFrame(
        {
            "district_id": np.where(is_lost, "", np.array(names, dtype=object)[place]),
            "boundary_km": away,
            "is_nearest": is_out & ~is_lost,
        },
        index=frame.index,
    )


def _house(frame: pd.DataFrame, districts: tuple[Snapshot, ...]) -> "pd.Series[str] | str":
    """Return the House district of each tract; empty until its outlines are kept."""
    if not any(one.file == HOUSE.stem + ".shp" for one in districts):
        return ""
    return _placed(frame, *outlines_of(HOUSE, districts))["district_id"]


def _overlaps(counties: Snapshot, districts: tuple[Snapshot, ...]) -> pd.DataFrame:
    features = read_features(counties, "name")
    names, outlines = outlines_of(SENATE, districts)
    drawn = np.empty(len(features), dtype=object)
    drawn[:] = [one.outline for one in features]
    county, district, area = geometry.overlap_sqkm(drawn, outlines)
    return pd.DataFrame(
        {
            "county_fips": [features[place].said["id"] for place in county],
            "senate_district_id": [names[place] for place in district],
            "area_share_of_county": area / geometry.area_sqkm(drawn)[county],
            "area_share_of_district": area / geometry.area_sqkm(outlines)[district],
        }
    ).set_index(["county_fips", "senate_district_id"])


def _whole(cells: "pd.Series[str]", name: str) -> "pd.Series[int]":
    found = files.numbers(cells, name)
    bad = found.isna() | found.lt(0) | found.mod(1).ne(0)
    if bad.any():
        raise PublishedFileError(
            f"{name}: {int(bad.sum())} of {len(cells)} cells are no counts of people, first "
            f"{cells[bad].iloc[0]!r} in row {int(bad.to_numpy().argmax()) + 2}."
        )
    return found.astype("int64")


def _require_once(geoids: "pd.Series[str]", snapshot: Snapshot) -> None:
    twice = geoids[geoids.duplicated()]
    if len(twice):
        raise PublishedFileError(
            f"{snapshot.file} has {len(twice)} of {len(geoids)} tracts twice, first "
            f"{twice.iloc[0]}: its people would be counted twice. Take the snapshot again."
        )


def _require_both(frame: pd.DataFrame, ages: Snapshot, points: Snapshot) -> None:
    for column, file, other in (
        ("lat", points.file, ages.file),
        ("population", ages.file, points.file),
    ):
        lacking = frame.index[frame[column].isna()]
        if len(lacking):
            raise PublishedFileError(
                f"{file} lacks {len(lacking)} of {len(frame)} tracts of {other}, first "
                f"{lacking[0]}: it could not be placed. Take both snapshots of one year."
            )


def _require_people_placed(frame: pd.DataFrame, placed: pd.DataFrame) -> None:
    lost = frame[placed["district_id"].eq("") & frame["population"].gt(0)]
    if len(lost):
        first = lost.iloc[0]
        raise PublishedFileError(
            f"{len(lost)} of {len(frame)} tracts with people lie in no district or within "
            f"{NEAREST_KM:g} km of one, first {first['tract_geoid']} with "
            f"{int(first['population'])} people: the sum over districts would not be that of the "
            "state. Look at its point, or at the outlines of the districts."
        )
