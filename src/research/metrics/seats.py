"""When a General Assembly is seated, which one sits, and whether a roster still holds."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from research.ground.errors import MetricError

SENATE_DISTRICTS = 59
HOUSE_DISTRICTS = 118
"""Two House districts lie in each Senate district (Illinois Constitution, art. IV)."""

WARN_DAYS = 60
"""How long before the seating a roster is called old. No source; assumed: a print run and the
mail take weeks, and the election was in November."""

_FIRST_ASSEMBLY_BEFORE = 1817
"""The 104th General Assembly was seated in January 2025: 1817 + 2 x 104."""

State = Literal["current", "warn"]


@dataclass(frozen=True)
class RosterState:
    """Whether a roster may be printed, with the sentence that must stand beside it."""

    state: State
    days_left: int
    sentence: str


def seating_day(year: int) -> date:
    """Return the second Wednesday of January, on which the terms of an odd year begin.

    Raises
    ------
    MetricError
        If the year is even: no General Assembly is seated then.
    """
    if year % 2 == 0:
        raise MetricError(
            f"no General Assembly is seated in {year}: that is in January of odd years. "
            f"Ask for {year + 1}."
        )
    first = date(year, 1, 1)
    return first + timedelta(days=(2 - first.weekday()) % 7 + 7)


def next_seating(day: date) -> date:
    """Return the first day after this one on which a General Assembly is seated."""
    year = day.year if day.year % 2 else day.year + 1
    seating = seating_day(year)
    return seating if day < seating else seating_day(year + 2)


def general_assembly(day: date) -> int:
    """Return the number of the General Assembly that sits on a day: 104 from January 2025."""
    return (next_seating(day).year - 2 - _FIRST_ASSEMBLY_BEFORE) // 2


def senate_number(house_number: int) -> int:
    """Return the Senate district around a House district: 41 and 42 lie in 21.

    Raises
    ------
    MetricError
        If there is no such House district.
    """
    if not 1 <= house_number <= HOUSE_DISTRICTS:
        raise MetricError(
            f"there is no House district {house_number}: give one from 1 to {HOUSE_DISTRICTS}."
        )
    return (house_number + 1) // 2


def roster_state(retrieved: date, seated_until: date, as_of: date) -> RosterState:
    """Return whether a roster holds on a day.

    current, up to 60 days before the next General Assembly is seated; warn, from then on. It
    does not say who has left a seat between two elections: the roster is as of its own date.

    Parameters
    ----------
    retrieved
        The day on which the roster was read.
    seated_until
        The day on which the next General Assembly is seated.
    as_of
        The day of the brief.

    Raises
    ------
    MetricError
        If the brief is dated on or after that seating, or the roster was read after the day
        of the brief.
    """
    if retrieved > as_of:
        raise MetricError(
            f"the roster was read on {retrieved}, after the day of the brief ({as_of}): it may "
            "name members who had no seat then. Give a later --as-of."
        )
    if as_of >= seated_until:
        raise MetricError(
            f"the roster of {retrieved} is that of the {general_assembly(retrieved)}th General "
            f"Assembly; on {as_of} the next one sits (since {seated_until}). Keep a new roster: "
            "`research snapshot openstates --new --mirror DIR`."
        )
    left = (seated_until - as_of).days
    if left > WARN_DAYS:
        return RosterState("current", left, "")
    return RosterState(
        "warn",
        left,
        f"A new General Assembly is seated on {_printed(seated_until)}. "
        f"The member named here is as of {_printed(retrieved)}.",
    )


def _printed(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"
