"""What a district's sheet says in words follows from its numbers; names here are invented."""

from datetime import date

import pandas as pd
import pytest

from research.ground.errors import FindingError
from research.metrics.seats import RosterState, roster_state
from research.tables import sentences_district as say

WAGES = {"311120": 18.3, "412031": 17.0, "537062": 19.5, "537065": 18.1}


def wages(**changed: float) -> pd.DataFrame:
    held = WAGES | {key.removeprefix("job_"): value for key, value in changed.items()}
    return pd.DataFrame({"occupation_code": list(held), "wage_p50_usd_per_hour": held.values()})


def test_a_member_is_named_as_in_the_roster():
    assert say.addressee("Zoë O’Nadir", is_vacant=False) == "Zoë O’Nadir"


def test_an_empty_seat_is_written_to_the_office():
    assert say.addressee("", is_vacant=True) == "Office of the member"


def test_a_held_seat_without_a_name_is_refused():
    with pytest.raises(FindingError, match="has no name"):
        say.addressee(" ", is_vacant=False)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["Cook"], "Cook County"),
        (["DuPage", "Will"], "DuPage and Will Counties"),
        (["A", "B", "C", "D"], "A, B, C, and D Counties"),
        (["A", "B", "C", "D", "E"], "A, B, C, and two other counties"),
    ],
)
def test_the_counties_of_a_district_fit_on_a_line(names: list[str], said: str):
    assert say.counties_line(names) == said


def test_a_district_without_counties_is_refused():
    with pytest.raises(FindingError, match="no county"):
        say.counties_line([])


def test_a_house_district_names_the_senate_district_around_it():
    said = say.place_line("House District 42", "Senate District 21", ["DuPage", "Will"])
    assert said == "In Senate District 21: DuPage and Will Counties"


def test_a_senate_district_is_followed_by_its_counties():
    said = say.place_line("Senate District 21", "Senate District 21", ["DuPage", "Will"])
    assert said == "DuPage and Will Counties"


def test_a_house_sheet_says_that_its_figures_are_of_the_senate_district():
    said = say.scope_sentence("House District 42", "Senate District 21")
    assert said.endswith(
        "map, counties, people, prices, wages, and agencies are those of Senate District 21, "
        "which is House District 42 and one more."
    )


def test_a_senate_sheet_says_that_its_figures_are_its_own():
    said = say.scope_sentence("Senate District 21", "Senate District 21")
    assert said == "Counts of people are of Senate District 21 as drawn since 2023."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("an hour in the rate; more follows", "An hour in the rate"),
        ("HB 4662, a bill, which ends in January", "HB 4662, a bill"),
        ("no price was found.", "No price was found"),
        ("the rule's text", "The rule’s text"),
    ],
)
def test_a_cell_holds_the_first_clause(text: str, said: str):
    assert say.first_clause(text) == said


def test_aides_stand_between_the_best_and_the_least_paid_of_the_other_jobs():
    assert say.wages_sentence(wages(), "in Illinois as a whole") == (
        "The median home or personal care aide in Illinois as a whole earns $18.30 an hour: $1.20 "
        "less than freight and stock movers and $1.30 more than retail salespersons."
    )


def test_a_job_that_pays_as_much_is_not_called_more_or_less():
    said = say.wages_sentence(wages(job_412031=18.304, job_537065=19.0), "here")
    assert said.endswith("$18.30 an hour: $1.20 less than freight and stock movers.")


def test_wages_of_aides_alone_are_refused():
    with pytest.raises(FindingError, match="one other job"):
        say.wages_sentence(wages().head(1), "here")


@pytest.mark.parametrize(
    ("area", "is_state", "said"),
    [
        ("Chicago-Naperville-Elgin, IL-IN", False, "in the Chicago area"),
        ("Peoria, IL", False, "in the Peoria area"),
        ("Illinois", True, "in Illinois as a whole"),
    ],
)
def test_an_area_is_named_by_its_first_city(area: str, is_state: bool, said: str):
    assert say.area_phrase(area, is_state=is_state) == said


def test_downstate_the_wage_in_the_rate_is_below_what_is_asked():
    said = say.disability_sentence("REST", "Adams County", 20.5, 23.58, 22.5)
    assert said == (
        "In Adams County the wage in the disability rate is $20.50 an hour, $2.00 below the $22.50 "
        "that we ask for."
    )


@pytest.mark.parametrize("group", ["COOK", "COLLAR"])
def test_around_chicago_it_is_above_and_the_sheet_says_so(group: str):
    said = say.disability_sentence(group, "Will County", 20.5, 23.58, 22.5)
    assert "is already $23.58 an hour" in said


def test_around_chicago_what_is_asked_is_said_with_the_same_addition():
    said = say.disability_sentence("COOK", "Cook County", 20.0, 23.0, 22.0)
    assert said.endswith("the $22.00 that we ask for would be $25.30.")


def test_agencies_of_the_district_itself_need_no_reason():
    said = say.agencies_sentence("Senate District 5", 12, 84.5e6, [])
    assert said == (
        "In a national sample, 12 human service agencies in Senate District 5 spent $84.5 million."
    )


def test_a_larger_place_says_how_few_returns_the_smaller_ones_have():
    said = say.agencies_sentence("X", 28, 1e6, [("Senate District 5", 0), ("Will County", 2)])
    assert said.endswith(
        "Senate District 5 has none in it and Will County two: too few to speak of."
    )


def test_smaller_places_without_any_return_are_told_of_together():
    said = say.agencies_sentence("X", 28, 1e6, [("Senate District 5", 0), ("Will County", 0)])
    assert said.endswith("Senate District 5 and Will County have none in it.")


def test_a_smaller_place_without_any_return_is_told_of():
    said = say.agencies_sentence("X", 28, 1e6, [("Senate District 5", 0)])
    assert said.endswith("Senate District 5 has none in it.")


def test_the_three_agencies_that_spent_most_are_named_with_what_they_spent():
    returns = pd.DataFrame({"name": list("ABCD"), "total_usd": [1e6, 4.04e6, 0.5e6, 3e6]})
    said = say.largest_sentence(returns)
    assert said == "The largest: B ($4.0 million), D ($3.0 million), and A ($1.0 million)."


def test_a_region_is_told_from_cook_and_the_counties_of_its_group():
    assert say.region_name(7, is_near_cook=True) == "Cook and six counties near it"
    assert say.region_name(95, is_near_cook=False) == "the 95 counties outside Cook and six near it"


@pytest.mark.parametrize(("as_of", "age"), [("2026-11-21", "five"), ("2027-03-31", "five")])
def test_rates_say_how_old_the_one_of_home_care_is(as_of: str, age: str):
    said = say.rate_caption("Group 2", date(2021, 4, 1), date.fromisoformat(as_of))
    assert said.startswith(f"Home care: the last rate that we read is {age} years old.")


def test_a_map_explains_the_labels_that_it_bears():
    assert say.map_caption("Senate District 21", ["S07", "S24"]).endswith(
        "S 7 is Senate District 7."
    )


def test_a_map_without_labels_explains_none():
    assert "neighbors" not in say.map_caption("Senate District 21", [])


def test_wages_of_the_state_say_why_they_are_not_of_the_county():
    said = say.wages_caption("Illinois", is_state=True)
    assert "because no smaller area was read" in said


def test_an_old_roster_warns_on_the_page():
    warned = RosterState("warn", 53, "A new General Assembly is seated soon.")
    assert say.roster_sentence(date(2026, 8, 5), warned, is_vacant=False) == warned.sentence


def test_a_roster_that_holds_says_its_day():
    held = RosterState("current", 161, "")
    said = say.roster_sentence(date(2026, 8, 5), held, is_vacant=False)
    assert said == "The member named here is as of August 5, 2026."


def test_an_empty_seat_names_nobody_as_of_a_day():
    warned = roster_state(date(2026, 8, 5), date(2027, 1, 13), date(2026, 11, 21))
    said = say.roster_sentence(date(2026, 8, 5), warned, is_vacant=True)
    assert said.endswith("January 13, 2027. The seat had no member on August 5, 2026.")


def test_returns_of_a_region_name_the_counties_that_tell_it_apart():
    said = say.agencies_caption(12, 2021, region=["Cook", "Lake"], is_near_cook=False)
    assert said == (
        "Form 990, tax year 2021: 12 returns, not all agencies. All but Cook and Lake Counties."
    )


def test_returns_of_a_county_need_no_list_of_counties():
    said = say.agencies_caption(12, 2021, region=[], is_near_cook=True)
    assert said.endswith("12 returns, not all agencies.")
