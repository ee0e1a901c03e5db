"""Where things lie: districts, counties, tracts and ZIP code areas."""

import pandas as pd
import pandera.pandas as pa

from research.sources import census, census_dhc, census_tiger
from research.sources.districts import HOUSE, SENATE
from research.warehouse.schema import Contract, Recipe

_AGES = ["under_5", "age_5_to_17", "age_18_to_64", "age_65_and_over"]

_SENATE_ID = pa.Column(str, pa.Check.str_matches(r"^S\d{2}$"))
_COUNTY = pa.Column(str, pa.Check.str_matches(r"^17\d{3}$"))
_NAME = pa.Column(str, pa.Check.str_length(min_value=1))
_COUNT = pa.Column("int64", pa.Check.ge(0))
_SHARE = pa.Column(float, pa.Check.in_range(0, 1 + 1e-9))
_LAT = pa.Column(float, pa.Check.in_range(36, 43))
_LON = pa.Column(float, pa.Check.in_range(-92, -87))
_GEOJSON = pa.Column(str, pa.Check.str_startswith('{"type":'))
_REASONS = pa.Column(str)


_TWO_IN_THE_LAKE = 2.5 / 3265
"""The two tracts of 3,265 that are Lake Michigan, and no third one, may be held back."""


def is_district(rows: pd.DataFrame) -> pd.Series:
    """Return whether a row is a district, not the area for which none is defined (ZZZ)."""
    return rows["number"].gt(0)


def lies_in_a_district(rows: pd.DataFrame) -> pd.Series:
    """Return whether a tract lies in a district; those in open water, without people, do not."""
    return rows["senate_district_id"].ne("")


def ages_add_up(rows: pd.DataFrame) -> pd.Series:
    """Return whether the people of a tract by age are its population."""
    return rows[_AGES].sum(axis=1).eq(rows["population"])


DISTRICTS = Contract(
    table="districts",
    key=("district_id",),
    columns={
        "district_id": pa.Column(str, pa.Check.str_matches(r"^(S\d{2}|H\d{3})$")),
        "chamber": pa.Column(str, pa.Check.isin([SENATE.name, HOUSE.name])),
        "number": pa.Column("int64", pa.Check.gt(0)),
        "senate_district_id": _SENATE_ID,
        "label": _NAME,
        "map_from": pa.Column("datetime64[ns]"),
        "map_to": pa.Column("datetime64[ns]"),
        "land_sqkm": pa.Column(float, pa.Check.gt(0)),
        "water_sqkm": pa.Column(float, pa.Check.ge(0)),
        "lat": _LAT,
        "lon": _LON,
        "has_shape": pa.Column(bool),
    },
    row_rules={"it is a district, not the area ZZZ for which none is defined": is_district},
    quarantine_share=0.02,
    optional=True,
)

DISTRICT_SHAPES = Contract(
    table="district_shapes",
    key=("district_id",),
    columns={
        "district_id": pa.Column(str, pa.Check.str_matches(r"^(S\d{2}|H\d{3})$")),
        "geojson": _GEOJSON,
        "west": pa.Column(float),
        "south": pa.Column(float),
        "east": pa.Column(float),
        "north": pa.Column(float),
        "neighbors": pa.Column(str),
    },
    optional=True,
)

COUNTY_SHAPES = Contract(
    table="county_shapes",
    key=("county_fips",),
    columns={
        "county_fips": _COUNTY,
        "county_name": _NAME,
        "geojson": _GEOJSON,
        "lat": _LAT,
        "lon": _LON,
    },
    optional=True,
)

TRACTS = Contract(
    table="tracts",
    key=("tract_geoid",),
    columns={
        "tract_geoid": pa.Column(str, pa.Check.str_matches(r"^17\d{9}$")),
        "county_fips": _COUNTY,
        "county_name": _NAME,
        "lat": _LAT,
        "lon": _LON,
        "senate_district_id": _SENATE_ID,
        "house_district_id": pa.Column(str, pa.Check.str_matches(r"^(H\d{3})?$")),
        "boundary_km": pa.Column(float, pa.Check.ge(0)),
        "is_nearest": pa.Column(bool),
        "population": _COUNT,
        **dict.fromkeys(_AGES, _COUNT),
        "households": _COUNT,
        "grade_reasons": _REASONS,
    },
    row_rules={
        "its point lies in a district, or it is open water without people": lies_in_a_district,
        "the people of all ages add up to its population": ages_add_up,
    },
    quarantine_share=_TWO_IN_THE_LAKE,
    optional=True,
)

COUNTY_DISTRICTS = Contract(
    table="county_districts",
    key=("county_fips", "senate_district_id"),
    columns={
        "county_fips": _COUNTY,
        "senate_district_id": _SENATE_ID,
        "population": _COUNT,
        "under_5": _COUNT,
        "share_of_county": _SHARE,
        "share_of_district": _SHARE,
        "area_share_of_county": _SHARE,
        "grade_reasons": _REASONS,
    },
    optional=True,
)

ZIP_AREAS = Contract(
    table="zip_areas",
    key=("zcta", "county_fips"),
    columns={
        "zcta": pa.Column(str, pa.Check.str_matches(r"^\d{5}$")),
        "county_fips": _COUNTY,
        "county_name": _NAME,
        "grade_reasons": _REASONS,
    },
    optional=True,
)

_SENATE_FILES = tuple(SENATE.stem + end for end in (".shp", ".shx", ".dbf", ".prj"))
_HOUSE_DRAWN = (HOUSE.stem + ".shp", HOUSE.stem + ".shx")
_HOUSE_NAMED = HOUSE.stem + ".dbf"
_COUNTIES = "il_counties_10m.geojson"
_TRACTS = ("il_tract_age_sex_household.csv", "il_tract_points.csv")
_TIGER = census_tiger.PUBLISHER

RECIPES = (
    Recipe(
        DISTRICTS,
        _TIGER,
        (*_SENATE_FILES, _HOUSE_NAMED),
        census_tiger.read_districts,
        also=_HOUSE_DRAWN,
    ),
    Recipe(
        DISTRICT_SHAPES,
        _TIGER,
        (*_SENATE_FILES, _HOUSE_NAMED),
        census_tiger.read_district_shapes,
        also=_HOUSE_DRAWN,
    ),
    Recipe(COUNTY_SHAPES, _TIGER, (_COUNTIES,), census_tiger.read_county_shapes),
    Recipe(
        TRACTS,
        census_dhc.PUBLISHER,
        _TRACTS,
        census_dhc.read_tracts,
        beside=tuple((_TIGER, file) for file in (*_SENATE_FILES, _HOUSE_NAMED)),
        beside_also=tuple((_TIGER, file) for file in _HOUSE_DRAWN),
    ),
    Recipe(
        COUNTY_DISTRICTS,
        census_dhc.PUBLISHER,
        _TRACTS,
        census_dhc.read_county_districts,
        beside=tuple((_TIGER, file) for file in (_COUNTIES, *_SENATE_FILES)),
    ),
    Recipe(ZIP_AREAS, census.PUBLISHER, ("il_zcta_to_county.csv",), census.read),
)
