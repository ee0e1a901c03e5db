"""When a General Assembly is seated, and when a roster is old."""

from datetime import date

import pytest

from research.ground.errors import MetricError
from research.metrics.seats import (
    general_assembly,
    next_seating,
    roster_state,
    seating_day,
    senate_number,
)

READ, SEATING = date(2026, 8, 5), date(2027, 1, 13)


# Days on which terms of members began, as the Open States records of their roles have them.
@pytest.mark.parametrize(
    ("year", "day"), [(2019, 9), (2021, 13), (2023, 11), (2025, 8), (2027, 13)]
)
def test_a_general_assembly_is_seated_on_the_second_wednesday_of_january(
    year: int, day: int
) -> None:
    assert seating_day(year) == date(year, 1, day)


@pytest.mark.parametrize("year", range(2001, 2061, 2))
def test_the_seating_is_always_a_wednesday_from_the_8th_to_the_14th(year: int) -> None:
    day = seating_day(year)
    assert (day.isoweekday(), 8 <= day.day <= 14) == (3, True)


def test_no_general_assembly_is_seated_in_an_even_year() -> None:
    with pytest.raises(MetricError, match="Ask for 2027"):
        seating_day(2026)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2025, 1, 7), 103),
        (date(2025, 1, 8), 104),
        (date(2026, 8, 5), 104),
        (date(2027, 1, 12), 104),
        (date(2027, 1, 13), 105),
    ],
)
def test_the_104th_sits_from_january_2025_to_january_2027(day: date, expected: int) -> None:
    assert general_assembly(day) == expected


def test_on_the_day_of_a_seating_the_next_one_is_two_years_away() -> None:
    assert next_seating(date(2027, 1, 13)) == date(2029, 1, 10)


def test_a_roster_is_current_until_sixty_days_before_the_seating() -> None:
    held = roster_state(READ, SEATING, date(2026, 11, 13))
    assert (held.state, held.days_left, held.sentence) == ("current", 61, "")


def test_from_sixty_days_before_the_seating_a_roster_warns_with_a_sentence() -> None:
    held = roster_state(READ, SEATING, date(2026, 11, 14))
    assert (held.state, held.sentence) == (
        "warn",
        "A new General Assembly is seated on January 13, 2027. "
        "The member named here is as of August 5, 2026.",
    )


def test_the_day_before_the_seating_still_warns() -> None:
    assert roster_state(READ, SEATING, date(2027, 1, 12)).state == "warn"


def test_on_the_day_of_the_seating_the_old_roster_is_refused_with_what_to_do() -> None:
    with pytest.raises(MetricError, match=r"104th General Assembly.*research snapshot openstates"):
        roster_state(READ, SEATING, SEATING)


def test_a_roster_read_after_the_day_of_the_brief_is_refused() -> None:
    with pytest.raises(MetricError, match="read on 2026-08-05, after the day of the brief"):
        roster_state(READ, SEATING, date(2026, 8, 4))


@pytest.mark.parametrize(("house", "senate"), [(1, 1), (2, 1), (41, 21), (42, 21), (118, 59)])
def test_two_house_districts_lie_in_each_senate_district(house: int, senate: int) -> None:
    assert senate_number(house) == senate


@pytest.mark.parametrize("house", [0, 119])
def test_there_are_118_house_districts(house: int) -> None:
    with pytest.raises(MetricError, match="from 1 to 118"):
        senate_number(house)
