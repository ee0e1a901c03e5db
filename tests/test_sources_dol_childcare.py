"""What infant care cost by county: read as published, and graded as old."""

from pathlib import Path

import pandas as pd
import pytest

from research.ground.errors import PublishedFileError
from research.sources import dol_childcare, illinois_counties
from research.sources.snapshots import locate
from test_sources_counties import snapshot
from typed_rows import PROJECT

HEAD = "study_year,poverty_families,median_income_2018,median_center_infant,median_family_infant"


def prices(folder: Path, *rows: str) -> pd.DataFrame:
    text = f"{HEAD},county_name\n" + "".join(f"{row}\n" for row in rows)
    return dol_childcare.read(
        snapshot(folder, "prices.csv", text),
        locate(PROJECT, "illinois_counties", illinois_counties.COUNTIES),
    )


def test_a_price_is_dollars_a_week_and_income_is_in_dollars_of_2018(tmp_path: Path) -> None:
    row = prices(tmp_path, "2018,9.0,51290.0,200.5,150.25,De Witt County").iloc[0]
    assert row[
        ["county_fips", "county_name", "study_year", "center_infant_usd_per_week",
         "family_infant_usd_per_week", "median_income_usd2018"]
    ].to_list() == ["17039", "De Witt", 2018, 200.5, 150.25, 51290.0]  # fmt: skip


def test_a_price_that_was_not_published_is_missing(tmp_path: Path) -> None:
    row = prices(tmp_path, "2018,9.0,51290.0,,150.25,Cook County").iloc[0]
    assert pd.isna(row["center_infant_usd_per_week"])


@pytest.mark.parametrize(
    ("year", "grade", "why"),
    [
        (2018, 3, "more than 7 years older than its use"),
        (2022, 2, "more than 3 years older than its use"),
        (2024, 2, "a sample whose interval was not published"),
    ],
)
def test_the_grade_follows_the_age_on_the_day_it_was_taken(
    tmp_path: Path, year: int, grade: int, why: str
) -> None:
    row = prices(tmp_path, f"{year},9.0,51290.0,200.5,150.25,Cook County").iloc[0]
    assert (row["grade"], why in row["grade_reasons"]) == (grade, True)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (["2018,9.0,1,2,3,Elm County"], "'Elm County' on line 2: it is no county of Illinois"),
        (["2018,9.0,1,2,3,Cook County"] * 2, "'Cook County' on line 3: it has two rows in one"),
        (["2018,9.0,1,$2,3,Cook County"], "median_center_infant: 1 of 1 cells are not numbers"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(
    tmp_path: Path, rows: list[str], message: str
) -> None:
    with pytest.raises(PublishedFileError, match=message):
        prices(tmp_path, *rows)
