"""The 102 counties, the group each program puts them in, the area of the wage survey."""

import hashlib
from pathlib import Path

import pandas as pd
import pytest

from research.ground.errors import PublishedFileError
from research.sources import county_groups, county_names, county_wage_areas, illinois_counties
from research.sources.snapshots import Snapshot, locate
from typed_rows import PROJECT

GROUPS = "county,group,source\n"
REGIONS = "county,group,source_title,source_url,seen,note\n"
AREAS = "county_fips,county,area_code,area_name,source_title,source_url,seen,note\n"
SAID = "A page,https://example.org/page,primary,\n"


def kept(file: str) -> Snapshot:
    return locate(PROJECT, "illinois_counties", file)


def snapshot(folder: Path, name: str, text: str) -> Snapshot:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return Snapshot(
        publisher="office",
        file=name,
        date="2026-01-01",
        path=path,
        title="A list",
        publisher_name="Office",
        url="https://example.org/list",
        retrieved="2026-01-01",
        licence="facts",
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        note="",
        is_synthetic=True,
    )


def groups() -> pd.DataFrame:
    frame = county_groups.read(
        kept(illinois_counties.DD_GROUPS),
        kept(illinois_counties.COUNTIES),
        locate(PROJECT, "il_dhs", "il_ccap_county_groups.csv"),
    )
    return frame.set_index(["program", "county_name"])


def areas() -> pd.DataFrame:
    frame = county_wage_areas.read(
        kept(illinois_counties.WAGE_AREAS), kept(illinois_counties.COUNTIES)
    )
    return frame.set_index("county_name")


def test_there_are_102_counties_of_which_cook_is_17031() -> None:
    names = county_names.read_names(kept(illinois_counties.COUNTIES))
    assert (len(names), names["17031"], names["17201"]) == (102, "Cook", "Winnebago")


def test_every_county_is_in_a_group_of_both_programs() -> None:
    assert groups().groupby("program").size().to_dict() == {"ccap": 102, "dd": 102}


def test_will_county_is_1b_for_child_care_and_a_collar_county_for_disabilities() -> None:
    group = groups()["group"]
    assert (group["ccap", "Will"], group["dd", "Will"]) == ("GROUP_1B", "COLLAR")


def test_dekalb_county_is_1a_for_child_care_and_no_collar_county() -> None:
    group = groups()["group"]
    assert (group["ccap", "DeKalb"], group["dd", "DeKalb"]) == ("GROUP_1A", "REST")


def test_the_groups_have_as_many_counties_as_their_pages_list() -> None:
    assert groups().groupby(level="program")["group"].value_counts().to_dict() == {
        ("ccap", "GROUP_1A"): 7, ("ccap", "GROUP_1B"): 16, ("ccap", "GROUP_2"): 79,
        ("dd", "COOK"): 1, ("dd", "COLLAR"): 5, ("dd", "REST"): 96,
    }  # fmt: skip


def test_a_county_that_a_list_does_not_name_says_so() -> None:
    listed = groups()["is_listed"]
    assert (listed["ccap", "Adams"], listed["ccap", "Cook"]) == (False, True)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("Elm,COLLAR", "'Elm' on line 2: it is no county of Illinois"),
        ("Kane,RING", "'RING' on line 2: it is none of COOK, COLLAR, REST"),
        (f"Kane,COLLAR,{SAID}Kane County,COOK", "'Kane County' on line 3: it stands there twice"),
    ],
)
def test_a_list_of_groups_that_cannot_be_read_is_refused(
    tmp_path: Path, row: str, message: str
) -> None:
    regions = snapshot(tmp_path, "dd.csv", f"{REGIONS}{row},{SAID}")
    ccap = snapshot(tmp_path, "ccap.csv", f"{GROUPS}Cook,GROUP_1A,https://example.org/page\n")
    with pytest.raises(PublishedFileError, match=message):
        county_groups.read(regions, kept(illinois_counties.COUNTIES), ccap)


@pytest.mark.parametrize("written", ["DeWitt", "De Witt County", "dewitt", "De Witt"])
def test_a_county_is_known_by_whichever_way_it_is_written(written: str) -> None:
    names = county_names.read_names(kept(illinois_counties.COUNTIES))
    assert county_names.codes(pd.Series([written]), names, "x").to_list() == ["17039"]


@pytest.mark.parametrize("written", ["St Clair", "St. Clair County"])
def test_a_saint_needs_no_point(written: str) -> None:
    names = county_names.read_names(kept(illinois_counties.COUNTIES))
    assert county_names.codes(pd.Series([written]), names, "x").to_list() == ["17163"]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (["17001,Elm", "17001,Oak"], "'17001' on line 3: it stands there twice"),
        (["17001,Elm", "17003,Elm"], "'Elm' on line 3: it stands there twice"),
        (["18001,Elm"], "'18001' on line 2: it is no code of an Illinois county"),
        (["17001,Elm"], "first of 1 counties, and there are 102"),
    ],
)
def test_a_list_that_is_not_the_102_counties_is_refused(
    tmp_path: Path, rows: list[str], message: str
) -> None:
    text = "county_fips,county_name,source_title,source_url,seen,note\n" + "".join(
        f"{row},{SAID}" for row in rows
    )
    with pytest.raises(PublishedFileError, match=message):
        county_names.read_names(snapshot(tmp_path, "counties.csv", text))


def test_every_county_has_a_wage_area_or_the_state() -> None:
    found = areas()
    assert (len(found), int(found["area_is_state"].sum())) == (102, 65)


def test_the_chicago_area_has_nine_counties_of_illinois() -> None:
    found = areas()
    inside = found.index[found["area_name"].eq("Chicago-Naperville-Elgin, IL-IN")]
    assert sorted(inside) == [
        "Cook", "DeKalb", "DuPage", "Grundy", "Kane", "Kendall", "Lake", "McHenry", "Will",
    ]  # fmt: skip


def test_what_rests_on_a_copy_of_the_delineation_is_weak() -> None:
    assert set(areas()["grade"]) == {3}


def test_every_wage_area_is_one_of_the_survey(tmp_path: Path) -> None:
    survey = pd.read_csv(
        locate(PROJECT, "bls_oews", "il_areas_all_occupations.csv").path, dtype="str"
    )
    known = set(zip(survey["area_code"], survey["area_name"], strict=True))
    found = areas()
    assert set(zip(found["area_code"], found["area_name"], strict=True)) <= known


def test_a_county_outside_them_may_lie_in_any_nonmetropolitan_area_of_the_survey() -> None:
    survey = pd.read_csv(
        locate(PROJECT, "bls_oews", "il_areas_all_occupations.csv").path, dtype="str"
    )
    rural = survey.loc[survey["area_name"].str.contains("nonmetropolitan"), "area_code"]
    assert areas().loc["Adams", "possible_area_codes"].split(",") == sorted(set(rural))


def test_no_metropolitan_area_of_the_survey_lacks_its_counties() -> None:
    survey = pd.read_csv(
        locate(PROJECT, "bls_oews", "il_areas_all_occupations.csv").path, dtype="str"
    )
    metropolitan = set(survey.loc[~survey["area_code"].str.startswith("17"), "area_name"])
    assert metropolitan == set(areas().loc[lambda frame: ~frame["area_is_state"], "area_name"])


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("17001,Cook", "'17001' on line 2: it is not the code of the county beside it"),
        ("17031,Elm", "'Elm' on line 2: it is no county of Illinois"),
    ],
)
def test_a_wage_area_whose_county_does_not_fit_its_code_is_refused(
    tmp_path: Path, row: str, message: str
) -> None:
    listed = snapshot(tmp_path, "areas.csv", f"{AREAS}{row},0000001,An area,{SAID}")
    with pytest.raises(PublishedFileError, match=message):
        county_wage_areas.read(listed, kept(illinois_counties.COUNTIES))
