"""Agencies of Illinois: which are counted, how they are named, where they are placed."""

import gzip
from pathlib import Path

import pandas as pd
import pytest

from made_places import senate_files, snapshot, tract_files
from research.ground.errors import ContractError, PublishedFileError
from research.sources import agencies
from research.warehouse.checks import Checked, sort_out
from research.warehouse.contracts.people import AGENCIES

TRACTS = [("17001000100", -89.9, 40.2, 1), ("17003000200", -89.4, 40.2, 1)]
RETURN = {
    "ORG_EIN": "12345678",
    "ORG_NAME_L1": "ELM HOUSE INC",
    "ORG_NAME_L2": "",
    "TAX_YEAR": "2021",
    "RETURN_TYPE": "990",
    "F9_00_RETURN_TIME_STAMP": "2022-10-31 16:09:03",
    "NTEE_NCCS": "P80",
    "BMF_SUBSECTION_CODE": "3",
    "CENSUS_STATE_ABBR": "IL",
    "CENSUS_BLOCK_FIPS": "170010001001234",
    "F9_09_EXP_TOT_TOT": "100",
    "F9_09_EXP_TOT_PROG": "80",
    "F9_09_EXP_TOT_MGMT": "15",
    "F9_09_EXP_TOT_FUNDR": "5",
    "F9_01_EXP_TOT_CY": "100",
}


def returns(folder: Path, *changes: dict[str, str]) -> pd.DataFrame:
    """The table of some returns, each the one above with changes."""
    rows = [RETURN | change for change in changes] or [RETURN]
    path = folder / "efile2021_sample10k.csv.gz"
    path.write_bytes(gzip.compress(pd.DataFrame(rows).to_csv(index=False).encode()))
    _, points = tract_files(folder, TRACTS)
    return agencies.read(snapshot(path), points, *senate_files(folder))


def checked(folder: Path, *changes: dict[str, str]) -> Checked:
    """The table under its contract, among enough sound returns for the share held back."""
    sound = [{"ORG_EIN": f"9{n:08}"} for n in range(40)]
    return sort_out(returns(folder, *changes, *sound), AGENCIES)


def test_an_agency_is_placed_by_the_tract_of_its_block(tmp_path: Path) -> None:
    found = returns(tmp_path, {}, {"CENSUS_BLOCK_FIPS": "170030002001234"})
    assert found[["county_fips", "tract_geoid", "senate_district_id"]].to_numpy().tolist() == [
        ["17001", "17001000100", "S01"],
        ["17003", "17003000200", "S02"],
    ]


@pytest.mark.parametrize("block", ["", "170990001001234"])
def test_a_return_in_no_tract_is_refused(tmp_path: Path, block: str) -> None:
    with pytest.raises(PublishedFileError, match=r"1 of 2 returns lie in no tract of points\.csv"):
        returns(tmp_path, {}, {"CENSUS_BLOCK_FIPS": block})


def test_returns_of_other_states_are_left_out(tmp_path: Path) -> None:
    assert len(returns(tmp_path, {}, {"CENSUS_STATE_ABBR": "WI", "CENSUS_BLOCK_FIPS": ""})) == 1


@pytest.mark.parametrize("code", ["F32", "I80", "J20", "K31", "L22", "O50", "P82", "B21"])
def test_charities_whose_services_the_state_buys_are_human_services(
    tmp_path: Path, code: str
) -> None:
    assert returns(tmp_path, {"NTEE_NCCS": code})["is_human_service"].item()


@pytest.mark.parametrize("code", ["N63", "M24", "B20", "E20", "S41", "A65", ""])
def test_clubs_schools_hospitals_and_others_are_not(tmp_path: Path, code: str) -> None:
    assert not returns(tmp_path, {"NTEE_NCCS": code})["is_human_service"].item()


@pytest.mark.parametrize("subsection", ["5", "6", "05"])
def test_a_union_or_trade_group_is_none_whatever_its_major(tmp_path: Path, subsection: str) -> None:
    found = returns(tmp_path, {"NTEE_NCCS": "J40", "BMF_SUBSECTION_CODE": subsection})
    assert not found["is_human_service"].item()


def test_a_short_form_is_marked_and_has_no_parts(tmp_path: Path) -> None:
    parts = dict.fromkeys([name for name in RETURN if name.startswith("F9_09")], "")
    row = returns(tmp_path, {"RETURN_TYPE": "990EZ", **parts}).iloc[0]
    assert (row["form"], row["has_parts"], row["total_usd"], pd.isna(row["program_usd"])) == (
        "990-EZ", False, 100.0, True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second", "printed"),
    [
        ("BLUE OAK AND ELM HOUSES", "OF ELM COUNTY", "Blue Oak and Elm Houses of Elm County"),
        ("ELM HOUSE", "C/O ADA OAK", "Elm House"),
        ("ELM HOUSE", "co P OAK", "Elm House"),
        ("ELM HOUSE", "D/B/A OAK HOUSE", "Elm House"),
        ("ELM HOUSE", "COUNTY BRANCH", "Elm House County Branch"),
    ],
)  # fmt: skip
def test_both_lines_of_a_name_are_one_without_address_notes(
    tmp_path: Path, first: str, second: str, printed: str
) -> None:
    assert (
        returns(tmp_path, {"ORG_NAME_L1": first, "ORG_NAME_L2": second})["name"].item() == printed
    )


def test_an_ein_has_nine_digits(tmp_path: Path) -> None:
    assert returns(tmp_path)["ein"].item() == "012345678"


def test_parts_that_do_not_add_up_go_to_quarantine_and_are_counted(tmp_path: Path) -> None:
    found = checked(tmp_path, {"F9_09_EXP_TOT_MGMT": "20"})
    assert (found.counts, len(found.rows)) == (
        {"the parts of expenses add up to the total": 1}, 40,
    )  # fmt: skip


def test_of_two_returns_of_one_agency_the_last_filed_stands(tmp_path: Path) -> None:
    later = {"F9_00_RETURN_TIME_STAMP": "2023-01-01 00:00:00", "F9_01_EXP_TOT_CY": "100"}
    found = checked(tmp_path, {"F9_09_EXP_TOT_FUNDR": "6"}, later)
    assert found.rows.loc["agencies:012345678", "fundraising_usd"] == 5


def test_too_many_returns_that_do_not_add_up_are_refused(tmp_path: Path) -> None:
    bad = [{"ORG_EIN": f"8{n:08}", "F9_09_EXP_TOT_MGMT": "20"} for n in range(10)]
    with pytest.raises(ContractError, match="10 of 50 rows break a row rule"):
        checked(tmp_path, *bad)
