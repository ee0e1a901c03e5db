"""The grade of each value of a rate model on the day of the model, and that of the rate."""

import re
from collections.abc import Mapping
from dataclasses import replace

from research.metrics.grades import (
    Design,
    Evidence,
    Graded,
    SourceKind,
    combined,
    decisive,
    grade_of,
)
from research.models.rate_model.parameters import Parameter

_DAY = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
_NAMED = 3


def as_used(held: Mapping[str, Parameter], as_of: str) -> dict[str, Parameter]:
    """Return the parameters with the grade that each bears on a day.

    A source grows old: where its date lies more than three or seven years before the day, the
    written rules lower the grade. What is in force on the day is not old, and what is assumed
    or set by hand is weak already. The grade of the source itself stays.

    Parameters
    ----------
    held
        Parameters by name, resolved.
    as_of
        The day, month or year that the rate is for, as ISO text.
    """
    return {name: replace(one, as_used=_graded(one, as_of)) for name, one in held.items()}


def grade_of_rate(held: Mapping[str, Parameter]) -> Graded:
    """Return the weakest grade of the parameters of a rate, with what decides it.

    Each reason names the values that it is about; those that rest on no source are counted.
    """
    grade = combined(one.graded for one in held.values()).grade
    named: dict[str, list[str]] = {}
    for name, one in held.items():
        if one.graded.grade is grade and not one.is_assumed:
            for why in decisive(one.graded):
                named.setdefault(why, []).append(name)
    reasons = [f"{why} ({_listed(names)})" for why, names in named.items()]
    count = sum(one.is_assumed for one in held.values())
    if count:
        rest = "rests" if count == 1 else "rest"
        reasons.append(f"{count} of its {len(held)} values {rest} on no source")
    return Graded(grade, tuple(reasons))


def years_between(date: str, as_of: str) -> float | None:
    """Return the years from one date to another, 0 where the first is later.

    A year alone counts as its last day, a month as its last. None where either is no date.
    """
    first, last = _DAY.fullmatch(date), _DAY.fullmatch(as_of)
    if first is None or last is None:
        return None
    (year, month, day), (to_year, to_month, to_day) = _parts(first), _parts(last)
    # By the calendar, so that an anniversary is a whole number of years.
    return max(to_year - year + (31 * (to_month - month) + to_day - day) / 372, 0.0)


def _parts(found: re.Match[str]) -> tuple[int, int, int]:
    year, month, day = found.groups()
    return int(year), int(month or 12), int(day or 31)


def _graded(one: Parameter, as_of: str) -> Graded:
    own = one.graded
    if one.is_assumed or one.source is None or one.source.is_in_force:
        return own
    # Only a look-up may bear no date; what its row says of that came with it.
    age = years_between(one.source.date, as_of) or 0
    old = grade_of(Evidence(SourceKind.DATA_FILE, Design.WHOLE, age_years=age))
    reasons = tuple(dict.fromkeys((*own.reasons, *old.reasons)))
    return Graded(max(own.grade, old.grade), reasons)


def _listed(names: list[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")
