"""Sentences about a center as drawn: what it is, what is covered, how far a choice moves it.

They speak of a drawing and of the ranges typed for it, never of centers that were measured.
"""

import pandas as pd

from research.ground.errors import FindingError
from research.ground.terms import Unit
from research.models.quality_cost import AllocationRange, CenterCost
from research.tables.formats import listed, ranged, written
from research.tables.sentences import counted

_DRAWN = ["coverage", "coverage_low", "coverage_high"]
_ENDS = ["coverage_least", "coverage_most"]


def drawn_sentence(built: CenterCost) -> str:
    """Return what a center is: drawn and not measured, its rooms, its places, its assumptions."""
    rooms = sum(room.rooms for room in built.rooms)
    places = sum(age.places for age in built.ages)
    filled = sum(age.children for age in built.ages) / places
    shared = [_people(one.hired, one.title) for one in built.workers if one.is_shared]
    serving = f", with {listed(shared)} for all rooms" if shared else ""
    return (
        f"This is a center as drawn, not one that was measured: {_count(rooms)} "
        f"room{'' if rooms == 1 else 's'} with {_count(places)} places, "
        f"{written(filled, Unit.SHARE, 0)} of them filled{serving}. "
        f"{_assumed(len(built.assumptions))}"
    )


def coverage_sentence(found: pd.DataFrame, level: int = 95) -> str:
    """Return whether the subsidy covers the cost of a day, as firmly as the draws allow.

    Parameters
    ----------
    found
        One row an age and place: ``coverage`` as drawn, ``coverage_low`` and ``coverage_high``
        of the draws.
    level
        How many of 100 draws the range holds.

    Raises
    ------
    FindingError
        If a column is missing, there is no row, or a coverage is missing.
    """
    _check(found, _DRAWN)
    short = int((found["coverage_high"] < 1).sum())
    whole = int((found["coverage_low"] >= 1).sum())
    return (
        f"In the center as drawn, what the subsidy brings is {_ends(found['coverage'])} of what a "
        f"day costs. {_by_draws(len(found), short, whole, level)}"
    )


def ends_sentence(found: pd.DataFrame) -> str:
    """Return what the ranges leave open beyond the draws, with every number at one end.

    ``found`` and what is refused as in `coverage_sentence`, by ``coverage_least`` and
    ``coverage_most``.
    """
    _check(found, _ENDS)
    most, count = found["coverage_most"], len(found)
    if (most < 1).all():
        return (
            "Even with every number at its kindest end at once, the subsidy would not bring the "
            f"whole cost in any case ({_ends(most)})."
        )
    if (found["coverage_least"] >= 1).all():
        return (
            "Even with every number at its harshest end at once, the subsidy would bring the "
            f"whole cost in every case ({_ends(found['coverage_least'])})."
        )
    reach = int((most >= 1).sum())
    where = (
        f"all {counted(count)} cases" if reach == count else f"{counted(reach)} of {counted(count)}"
    )
    return (
        "The ranges do not rule out that the cost is covered: with every number at its kindest "
        f"end at once, the subsidy would bring all of it or more in {where} ({_ends(most)})."
    )


def allocation_sentence(ways: AllocationRange, named: str) -> str:
    """Return which way shared cost was given out, and how far the other ways move each age.

    ``named`` is the allocation that the printed costs rest on.
    """
    if any(named not in one.by_allocation for one in ways.ages):
        raise FindingError(f"{named!r} is no allocation of this center: name the one that is used.")
    each = [
        f"{one.age}, {ranged(one.low_usd_per_day, one.high_usd_per_day, Unit.USD_PER_DAY)}"
        for one in ways.ages
    ]
    count = len(ways.ages[0].by_allocation)
    return (
        f"What all rooms share is given out {named}. That is a choice. Over the {counted(count)} "
        f"ways that we tried, a day costs: {'; '.join(each)}. What one age gains another bears; "
        "the center costs the same."
    )


def _check(found: pd.DataFrame, columns: list[str]) -> None:
    lacking = [name for name in columns if name not in found.columns]
    if lacking or found.empty or found[columns].isna().any(axis=None):
        raise FindingError(
            f"coverage of {len(found)} rows lacks {listed(lacking) or 'rows or values'}: give one "
            "row an age and place, with the columns of the table."
        )


def _ends(shares: pd.Series) -> str:
    """Return "65% to 85%", or the one share where they print alike."""
    low, high = (written(end, Unit.SHARE, 0) for end in (shares.min(), shares.max()))
    return low if low == high else f"{low} to {high}"


def _by_draws(count: int, short: int, whole: int, level: int) -> str:
    held = f"the range that holds {level} of 100 draws"
    cases = f"{counted(count)} case{'' if count == 1 else 's'}"
    if short == count:
        return f"With all ranges tried together, {held} ends below the cost in all {cases}."
    if whole == count:
        return f"With all ranges tried together, {held} starts at the cost or above in all {cases}."
    both = count - short - whole
    said = [(short, "ends below the cost"), (whole, "starts at the cost or above"),
            (both, "spans both, so neither can be said")]  # fmt: skip
    parts = [f"in {counted(number)} it {verb}" for number, verb in said if number]
    return f"With all ranges tried together, {held} differs over the {cases}: {listed(parts)}."


def _assumed(number: int) -> str:
    if number == 1:
        return "One number that it rests on is assumed."
    return f"{_up(counted(number))} of the numbers that it rests on are assumed."


def _people(hired: float, title: str) -> str:
    return f"{_count(hired)} {title.lower()}{'' if hired == 1 else 's'}"


def _count(number: float) -> str:
    return counted(int(number)) if float(number).is_integer() else f"{number:,g}"


def _up(text: str) -> str:
    return text[:1].upper() + text[1:]
