"""Who sits where, what care costs and pays by county, and which agencies are there."""

import pandas as pd
import pandera.pandas as pa

from research.sources import (
    agencies,
    census_dhc,
    census_tiger,
    county_groups,
    county_wage_areas,
    dol_childcare,
    il_dhs,
    illinois_counties,
    irs_form990_tables,
    openstates,
)
from research.sources.districts import SENATE
from research.warehouse.contracts.filings import no_part_is_negative, parts_add_up
from research.warehouse.schema import Contract, Recipe

_GIVEN = pa.Check.str_length(min_value=1)
_DISTRICT = pa.Column(str, pa.Check.str_matches(r"^(S\d{2}|H\d{3})$"))
_SENATE = pa.Column(str, pa.Check.str_matches(r"^S\d{2}$"))
_COUNTY = pa.Column(str, pa.Check.str_matches(r"^17\d{3}$"))
_TEXT = pa.Column(str)
_DAY = pa.Column("datetime64[ns]", pa.Check.in_range("2000-01-01", "2050-12-31"))
_USD_A_WEEK = pa.Column(float, pa.Check.in_range(1, 2000), nullable=True)
_USD = pa.Column(float, nullable=True)


def is_last_return(rows: pd.DataFrame) -> pd.Series:
    """Return whether a row is the last return that an agency filed for a year."""
    by_day = rows.sort_values("filed", kind="stable", na_position="first")
    return ~by_day.duplicated(["ein", "tax_year"], keep="last").reindex(rows.index)


SEATS = Contract(
    table="seats",
    key=("district_id",),
    columns={
        "district_id": _DISTRICT,
        "chamber": pa.Column(str, pa.Check.isin(["senate", "house"])),
        "number": pa.Column("int64", pa.Check.in_range(1, 118)),
        "district_label": pa.Column(str, _GIVEN),
        "label": pa.Column(str, _GIVEN),
        "member_id": _TEXT,
        "name": _TEXT,
        "family_name": _TEXT,
        "salutation": pa.Column(str, pa.Check.isin(["Senator", "Representative"])),
        "party": _TEXT,
        "is_vacant": pa.Column(bool),
        "senate_district_id": _SENATE,
        "general_assembly": pa.Column("int64", pa.Check.in_range(100, 130)),
        "seated_until": _DAY,
        "retrieved": _DAY,
    },
    optional=True,
)

MEMBER_CONTACTS = Contract(
    table="member_contacts",
    key=("district_id",),
    columns={
        "district_id": _DISTRICT,
        "email": _TEXT,
        "capitol_phone": _TEXT,
        "district_phone": _TEXT,
        "url": _TEXT,
    },
    optional=True,
)

CHILD_CARE_PRICES = Contract(
    table="child_care_prices",
    key=("county_fips", "study_year"),
    columns={
        "county_fips": _COUNTY,
        "study_year": pa.Column("int64", pa.Check.in_range(2008, 2030)),
        "county_name": pa.Column(str, _GIVEN),
        "center_infant_usd_per_week": _USD_A_WEEK,
        "family_infant_usd_per_week": _USD_A_WEEK,
        "median_income_usd2018": pa.Column(float, pa.Check.gt(0), nullable=True),
        "grade_reasons": pa.Column(str, _GIVEN),
    },
    optional=True,
)

COUNTY_GROUPS = Contract(
    table="county_groups",
    key=("program", "county_fips"),
    columns={
        "program": pa.Column(
            str, pa.Check.isin([county_groups.CHILD_CARE, county_groups.DISABILITIES])
        ),
        "county_fips": _COUNTY,
        "county_name": pa.Column(str, _GIVEN),
        "group": pa.Column(str, _GIVEN),
        "group_label": pa.Column(str, _GIVEN),
        "is_listed": pa.Column(bool),
    },
)

COUNTY_WAGE_AREAS = Contract(
    table="county_wage_areas",
    key=("county_fips",),
    columns={
        "county_fips": _COUNTY,
        "county_name": pa.Column(str, _GIVEN),
        "area_code": pa.Column(str, pa.Check.str_matches(r"^\d{7}$")),
        "area_name": pa.Column(str, _GIVEN),
        "area_is_state": pa.Column(bool),
        "possible_area_codes": pa.Column(str, pa.Check.str_matches(r"^\d{7}(,\d{7})*$")),
    },
)

AGENCIES = Contract(
    table="agencies",
    key=("ein",),
    columns={
        "ein": pa.Column(str, pa.Check.str_matches(r"^\d{9}$")),
        "name": pa.Column(str, _GIVEN),
        "tax_year": pa.Column("int64", pa.Check.in_range(2009, 2030)),
        "form": pa.Column(str, pa.Check.isin(["990", "990-EZ"])),
        "filed": pa.Column("datetime64[ns]", nullable=True),
        "ntee_major": pa.Column(str, pa.Check.str_length(max_value=1)),
        "subsection": pa.Column(str, pa.Check.str_matches(r"^\d{0,2}$")),
        "is_human_service": pa.Column(bool),
        "county_fips": _COUNTY,
        "tract_geoid": pa.Column(str, pa.Check.str_matches(r"^17\d{9}$")),
        "senate_district_id": _SENATE,
        "total_usd": _USD,
        "program_usd": _USD,
        "management_usd": _USD,
        "fundraising_usd": _USD,
        "has_parts": pa.Column(bool),
    },
    row_rules={
        "the parts of expenses add up to the total": parts_add_up,
        "no part of expenses is negative": no_part_is_negative,
        "no later return of the same agency and year": is_last_return,
    },
    quarantine_share=0.05,
    optional=True,
)

_COUNTIES = (illinois_counties.PUBLISHER, illinois_counties.COUNTIES)

RECIPES = (
    Recipe(SEATS, openstates.PUBLISHER, (openstates.ROSTER,), openstates.read_seats),
    Recipe(MEMBER_CONTACTS, openstates.PUBLISHER, (openstates.ROSTER,), openstates.read_contacts),
    Recipe(
        CHILD_CARE_PRICES,
        dol_childcare.PUBLISHER,
        (dol_childcare.PRICES,),
        dol_childcare.read,
        beside=(_COUNTIES,),
    ),
    Recipe(
        COUNTY_GROUPS,
        illinois_counties.PUBLISHER,
        (illinois_counties.DD_GROUPS, illinois_counties.COUNTIES),
        county_groups.read,
        beside=((il_dhs.PUBLISHER, "il_ccap_county_groups.csv"),),
    ),
    Recipe(
        COUNTY_WAGE_AREAS,
        illinois_counties.PUBLISHER,
        (illinois_counties.WAGE_AREAS, illinois_counties.COUNTIES),
        county_wage_areas.read,
    ),
    Recipe(
        AGENCIES,
        irs_form990_tables.PUBLISHER,
        ("efile2021_sample10k.csv.gz",),
        agencies.read,
        beside=(
            (census_dhc.PUBLISHER, "il_tract_points.csv"),
            *(
                (census_tiger.PUBLISHER, SENATE.stem + end)
                for end in (".shp", ".shx", ".dbf", ".prj")
            ),
        ),
    ),
)
