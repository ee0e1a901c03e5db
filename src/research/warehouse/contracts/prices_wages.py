"""Prices, wages and state pay: figures of large publishers."""

import pandera.pandas as pa

from research.sources import bls_cpi, bls_oews, il_cms
from research.warehouse.schema import Contract, Recipe

_WAGE = pa.Check.in_range(5, 500)
_WAGES = ("mean", "p10", "p25", "p50", "p75", "p90")

PRICES = Contract(
    table="prices",
    key=("series_id", "year", "month"),
    columns={
        "series_id": pa.Column(str, pa.Check.str_matches(r"^CU[US]R")),
        "title": pa.Column(str),
        "area": pa.Column(str),
        "is_seasonally_adjusted": pa.Column(bool),
        "year": pa.Column("int64", pa.Check.in_range(1913, 2100)),
        "month": pa.Column("int64", pa.Check.in_range(1, 12)),
        "index": pa.Column(float, pa.Check.gt(0)),
    },
)

OCCUPATION_WAGES = Contract(
    table="occupation_wages",
    key=("area_code", "industry_code", "ownership", "occupation_code"),
    columns={
        "area_code": pa.Column(str, pa.Check.str_matches(r"^\d{7}$")),
        "area_name": pa.Column(str),
        "industry_code": pa.Column(str, pa.Check.str_matches(r"^(\d{6}|\d\d--\d\d)$")),
        "industry_name": pa.Column(str),
        "ownership": pa.Column(str, pa.Check.isin(["all", "state", "local", "private"])),
        "occupation_code": pa.Column(str, pa.Check.str_matches(r"^\d{6}$")),
        "occupation_name": pa.Column(str),
        "employment": pa.Column(float, pa.Check.ge(0), nullable=True),
        **{f"wage_{name}_usd_per_hour": pa.Column(float, _WAGE, nullable=True) for name in _WAGES},
        "wage_rse_percent": pa.Column(float, pa.Check.in_range(0, 100), nullable=True),
        "released_why": pa.Column(str),
    },
)

STATE_PAY = Contract(
    table="state_pay",
    key=("agency", "title"),
    columns={
        "agency": pa.Column(str),
        "title": pa.Column(str),
        "employees": pa.Column("int64", pa.Check.gt(0)),
        "pay_usd_per_year_mean": pa.Column(float, pa.Check.gt(0)),
    },
    optional=True,
)

RECIPES = (
    Recipe(
        PRICES,
        bls_cpi.PUBLISHER,
        ("cpi_selected_series.csv",),
        bls_cpi.read,
        also=("cu.data.1.AllItems",),
    ),
    Recipe(
        OCCUPATION_WAGES,
        bls_oews.PUBLISHER,
        ("il_areas_all_occupations.csv", "us_health_social_education_industries.csv"),
        bls_oews.read,
    ),
    Recipe(
        STATE_PAY,
        il_cms.PUBLISHER,
        ("state_pay_by_agency_and_title.csv",),
        il_cms.read,
    ),
)
