"""What agencies file: expenses of Form 990 by function."""

import pandas as pd
import pandera.pandas as pa

from research.sources import irs_form990_tables
from research.warehouse.schema import Contract, Recipe

TOLERANCE_USD = 2.0
"""How far the three parts may be from the total: each of them may be rounded to a dollar,
which moves their sum by at most 1.5. No source; assumed."""

_PARTS = ["program_usd", "management_usd", "fundraising_usd"]


def parts_add_up(rows: pd.DataFrame) -> pd.Series:
    """Return whether the parts of a row are its total; a return without parts is not judged."""
    has_parts = rows["program_usd"].notna() & rows["total_usd"].notna()
    gap = (rows[_PARTS].fillna(0.0).sum(axis=1) - rows["total_usd"]).abs()
    return ~has_parts | gap.le(TOLERANCE_USD)


def no_part_is_negative(rows: pd.DataFrame) -> pd.Series:
    """Return whether no part of the expenses of a row is below zero."""
    return ~rows[_PARTS].lt(0).any(axis=1)


def is_last_filed(rows: pd.DataFrame) -> pd.Series:
    """Return whether a row is the last return of its agency, year and file."""
    by_day = rows.sort_values("filed", kind="stable", na_position="first")
    return ~by_day.duplicated(["ein", "tax_year", "source_file"], keep="last").reindex(rows.index)


def _usd(*checks: pa.Check) -> pa.Column:
    return pa.Column(float, list(checks), nullable=True)


FORM990_EXPENSES = Contract(
    table="form990_expenses",
    key=("ein", "tax_year", "source_file"),
    columns={
        "ein": pa.Column(str, pa.Check.str_matches(r"^\d{9}$")),
        "tax_year": pa.Column("int64", pa.Check.in_range(2009, 2030)),
        "source_file": pa.Column(str),
        "name": pa.Column(str),
        "state": pa.Column(str, pa.Check.str_matches(r"^[A-Z]{0,2}$")),
        "county": pa.Column(str),
        "ntee_major": pa.Column(str, pa.Check.str_length(max_value=1)),
        "form": pa.Column(str, pa.Check.isin(["990", "990-EZ"])),
        "subsection": pa.Column(str, pa.Check.str_matches(r"^\d{0,2}$")),
        "filed": pa.Column("datetime64[ns]", nullable=True),
        "total_usd": _usd(),
        "program_usd": _usd(),
        "management_usd": _usd(),
        "fundraising_usd": _usd(),
        "revenue_usd": _usd(),
        "surplus_usd": _usd(),
        "government_grants_usd": _usd(),
        "size_class": pa.Column(
            str, pa.Check.isin(["", *(name for _, name in irs_form990_tables.SIZE_CLASSES)])
        ),
    },
    row_rules={
        "the parts of expenses add up to the total": parts_add_up,
        "no part of expenses is negative": no_part_is_negative,
        "no later return of the same agency and year": is_last_filed,
    },
    quarantine_share=0.05,
    optional=True,
)

RECIPES = (
    Recipe(
        FORM990_EXPENSES,
        irs_form990_tables.PUBLISHER,
        ("efile2021_sample10k.csv.gz", "efile2018_community.csv.gz"),
        irs_form990_tables.read,
    ),
)
