"""Sentences about a center as drawn: what it is, and what is covered.

They speak of a drawing and of the ranges typed for it, never of centers that were measured.
"""

import pandas as pd

from research.ground.errors import FindingError
from research.ground.terms import Unit
from research.models.quality_cost import CenterCost
from research.tables.formats import listed, written
from research.tables.sentences import counted

_DRAWN = ["coverage_low", "coverage_high"]
_ENDS = ["coverage_least", "coverage_most"]


def drawn_sentence(built: CenterCost) -> str:
    """Return what a center is: drawn and not measured, its rooms and its places."""
    rooms = sum(room.rooms for room in built.rooms)
    places = sum(age.places for age in built.ages)
    filled = sum(age.children for age in built.ages) / places
    shared = [_people(one.hired, one.title) for one in built.workers if one.is_shared]
    serving = f", with {listed(shared)} for all rooms" if shared else ""
    return (
        f"This is a center as drawn, not one that was measured: {_count(rooms)} "
        f"room{'' if rooms == 1 else 's'} with {_count(places)} places, "
        f"{written(filled, Unit.SHARE, 0)} of them filled{serving}."
    )


def coverage_sentence(found: pd.DataFrame, level: int = 95) -> str:
    """Return whether the subsidy covers the cost of a day, as firmly as the draws allow.

    Parameters
    ----------
    found
        One row an age and place: ``coverage_low`` and ``coverage_high`` of the draws.
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
    return _by_draws(len(found), short, whole, level)


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
    every = "In the one case" if count == 1 else f"In all {counted(count)} cases"
    if short == count:
        return f"{every} {held} ends below the cost."
    if whole == count:
        return f"{every} {held} starts at the cost or above."
    both = count - short - whole
    said = [(short, "ends below the cost"), (whole, "starts at the cost or above"),
            (both, "spans both, so neither can be said")]  # fmt: skip
    parts = [f"in {counted(number)} it {verb}" for number, verb in said if number]
    return f"Over the {counted(count)} cases {held} differs: {listed(parts)}."


def _people(hired: float, title: str) -> str:
    return f"{_count(hired)} {title.lower()}{'' if hired == 1 else 's'}"


def _count(number: float) -> str:
    return counted(int(number)) if float(number).is_integer() else f"{number:,g}"
