"""Seats, prices and agencies of Illinois as published; skips where the mirror is absent."""

import csv
import gzip
import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from research.ground.paths import Project, using
from research.metrics.places import Place, smallest_place
from research.sources.snapshots import locate
from research.sources.take import take
from research.warehouse import store
from research.warehouse.build import build

pytestmark = pytest.mark.mirror

PUBLISHERS = (
    "openstates", "dol_childcare", "irs_form990_tables", "census_dhc", "census_tiger", "il_dhs",
)  # fmt: skip
TABLES = [
    "seats", "member_contacts", "child_care_prices", "county_groups", "county_wage_areas",
    "agencies", "tracts",
]  # fmt: skip
ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def illinois(tmp_path_factory: pytest.TempPathFactory, mirror: Path) -> Iterator[Project]:
    """A project with the tables of people and agencies, built from the published files."""
    root = tmp_path_factory.mktemp("people")
    shutil.copytree(
        ROOT / "data" / "raw" / "illinois_counties", root / "data/raw/illinois_counties"
    )
    shutil.copy(ROOT / "data" / "pins.toml", root / "data")
    (root / "pyproject.toml").write_text("[tool.research]\n", encoding="utf-8")
    with using(root) as project:
        for publisher in PUBLISHERS:
            take(project, publisher, mirror, False, lambda _: None)
        build(project, TABLES)
        yield project


def published(illinois: Project) -> list[dict[str, str]]:
    """The returns of Illinois as the file has them, read without our reader."""
    path = locate(illinois, "irs_form990_tables", "efile2021_sample10k.csv.gz").path
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as lines:
        return [row for row in csv.DictReader(lines) if row["CENSUS_STATE_ABBR"] == "IL"]


def test_of_177_seats_one_in_the_senate_is_vacant(illinois: Project) -> None:
    seats = store.read("seats")
    assert (len(seats), seats.loc[seats["is_vacant"], "district_id"].to_list()) == (177, ["S59"])


def test_every_member_has_a_name_a_party_and_an_id_of_their_own(illinois: Project) -> None:
    held = store.read("seats", is_vacant=False)
    is_named = held[["name", "family_name", "party"]].ne("").all(axis=None)
    assert (is_named, held["member_id"].nunique()) == (True, 176)


def test_names_with_accents_are_read_whole(illinois: Project) -> None:
    names = store.read("seats")["name"]
    assert (int((~names.map(str.isascii)).sum()), int(names.str.contains("\ufffd").sum())) == (4, 0)


def test_two_seats_of_the_house_lie_in_each_senate_district(illinois: Project) -> None:
    house = store.read("seats", chamber="house")
    assert set(house.groupby("senate_district_id").size()) == {2}


def test_three_members_list_no_mail_address(illinois: Project) -> None:
    contacts = store.read("member_contacts")
    seated = contacts[contacts["district_id"].ne("S59")]
    assert seated.loc[seated["email"].eq(""), "district_id"].to_list() == ["S16", "S26", "S52"]


def test_prices_cover_every_county_and_year(illinois: Project) -> None:
    prices = store.read("child_care_prices")
    assert (prices["county_fips"].nunique(), prices["study_year"].nunique(), len(prices)) == (
        102, 11, 1122,
    )  # fmt: skip


def test_every_return_of_illinois_stands_in_the_table_or_in_quarantine(illinois: Project) -> None:
    both = len(store.read("agencies")) + len(store.quarantined("agencies"))
    assert both == len(published(illinois))


def test_twelve_returns_do_not_add_up_and_one_was_filed_again(illinois: Project) -> None:
    assert store.lineage("agencies").quarantined_by == {
        "no later return of the same agency and year": 1,
        "the parts of expenses add up to the total": 12,
    }


def test_agencies_lie_in_the_counties_that_the_file_names(illinois: Project) -> None:
    names = store.read("county_groups", program="ccap").set_index("county_fips")["county_name"]
    said = {row["ORG_EIN"].zfill(9): row["CENSUS_COUNTY_NAME"] for row in published(illinois)}
    found = store.read("agencies").set_index("ein")["county_fips"].map(names) + " County"
    assert found.to_dict() == {ein: said[ein] for ein in found.index}


def test_an_agency_lies_in_the_district_of_its_tract(illinois: Project) -> None:
    tracts = store.read("tracts").set_index("tract_geoid")["senate_district_id"]
    rows = store.read("agencies")
    pd.testing.assert_series_equal(
        rows["tract_geoid"].map(tracts), rows["senate_district_id"], check_names=False
    )


def test_metropolitan_areas_are_those_that_the_returns_name(illinois: Project) -> None:
    areas = store.read("county_wage_areas", area_is_state=False).set_index("county_fips")
    named = {
        (row["CENSUS_BLOCK_FIPS"][:5], row["CENSUS_CBSA_FIPS"])
        for row in published(illinois)
        if row["CENSUS_BLOCK_FIPS"][:5] in areas.index
    }
    ours = {(county, areas.loc[county, "area_code"].removeprefix("00")) for county, _ in named}
    assert (named, len(named) > 20) == (ours, True)


def test_the_smallest_place_of_every_senate_district_is_found(illinois: Project) -> None:
    rows = store.read("agencies", is_human_service=True)
    numbers = (f"S{number:02}" for number in range(1, 60))
    places = [
        smallest_place(
            rows, (Place("d", one, "senate_district_id", (one,)), Place("s", "Illinois"))
        )
        for one in numbers
    ]
    assert min(found.count for found in places) >= 10
