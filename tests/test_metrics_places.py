"""The smallest place with enough returns, and the county most people of a district live in."""

import pandas as pd
import pytest

from research.ground.errors import MetricError
from research.metrics.places import Place, main_county, smallest_place

DISTRICT = Place("senate district", "Senate District 7", "senate_district_id", ("S07",))
COUNTY = Place("county", "Elm County", "county_fips", ("17001",))
REGION = Place("region", "Group 2", "county_fips", ("17001", "17003"))
STATE = Place("state", "Illinois")
PLACES = (DISTRICT, COUNTY, REGION, STATE)


def returns(district: int, county: int, region: int, elsewhere: int = 0) -> pd.DataFrame:
    """Rows in the district (which lies in the county), the rest of the county, region, state."""
    counts = (("S07", "17001", district), ("S08", "17001", county), ("S09", "17003", region))
    rows = [(*place, count) for *place, count in (*counts, ("S10", "17005", elsewhere))]
    held = [(one, two) for one, two, count in rows for _ in range(count)]
    return pd.DataFrame(held, columns=["senate_district_id", "county_fips"])


def test_ten_returns_are_enough_for_the_district() -> None:
    found = smallest_place(returns(10, 5, 5), PLACES)
    assert (found.place.kind, found.count, found.passed_over) == ("senate district", 10, ())


def test_nine_returns_send_it_to_the_county_and_say_how_many_there_were() -> None:
    found = smallest_place(returns(9, 1, 5), PLACES)
    assert (found.place.name, found.count, found.passed_over) == (
        "Elm County",
        10,
        ((DISTRICT, 9),),
    )


def test_a_place_may_be_several_counties() -> None:
    assert smallest_place(returns(0, 4, 6), PLACES).place == REGION


def test_the_state_holds_every_row() -> None:
    assert smallest_place(returns(1, 1, 1, 40), PLACES).count == 43


def test_too_few_returns_in_every_place_are_refused_by_name() -> None:
    with pytest.raises(MetricError, match=r"10 of 4 returns .*Senate District 7 1.*Illinois 4"):
        smallest_place(returns(1, 1, 1, 1), PLACES)


def test_a_place_told_by_a_column_that_is_not_there_is_refused() -> None:
    with pytest.raises(MetricError, match="no column 'zcta' to find Elm"):
        smallest_place(returns(1, 1, 1), (Place("zip", "Elm", "zcta", ("60601",)),))


def shares(**people: int) -> pd.DataFrame:
    return pd.DataFrame({"county_fips": list(people), "population": list(people.values())})


def test_the_main_county_is_where_most_people_live() -> None:
    assert main_county(shares(c17001=40, c17003=60)) == "c17003"


def test_of_two_equal_counties_the_lower_code_is_the_main_one() -> None:
    assert main_county(shares(c17003=50, c17001=50)) == "c17001"


def test_a_district_without_people_has_no_main_county() -> None:
    with pytest.raises(MetricError, match="without people"):
        main_county(shares(c17001=0))
