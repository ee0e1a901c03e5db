"""Grades by written rules: what a number rests on decides its grade; nothing raises it."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from research.ground.errors import MetricError
from research.ground.terms import Grade
from research.metrics.formula import formula


class SourceKind(StrEnum):
    """Who issued what was read, and in which form."""

    DATA_FILE = "the issuing body's own data file"
    OWN_PAGE = "typed from the issuing body's own page"
    SECONDARY = "a secondary source"


class Design(StrEnum):
    """How those who are counted were chosen."""

    WHOLE = "a census, a register or a rule"
    PROBABILITY = "a probability sample"
    VOLUNTARY = "those who answered, or a case study"


@dataclass(frozen=True)
class Evidence:
    """What one number rests on, for the use that is made of it.

    Attributes
    ----------
    source, design
        Who issued it; how those counted were chosen.
    age_years
        Years between the time that the number describes and the time for which it is used; 0
        for a rate in force on the day asked for. None where the source bears no date.
    cv
        Standard error ÷ estimate of a probability sample (half of a 95 % interval ÷ 1.96 ÷
        estimate). None where it was not published; only a probability sample has one.
    allocated_share
        The part of the number that was allocated by a key rather than observed, 0 to 1.
    swing
        How much of the value moves over the range of its assumptions: (high − low) ÷ value.
        0 where nothing is assumed; None where something is, and its weight was not worked out.
    """

    source: SourceKind
    design: Design
    age_years: float | None
    cv: float | None = None
    allocated_share: float = 0.0
    swing: float | None = 0.0


@dataclass(frozen=True)
class Rule:
    """One written rule: where it applies, the grade is this at best.

    ``limit`` is the value up to which it does not apply; None where it is a matter of kind.
    """

    about: str
    text: str
    at_best: Grade
    ours: bool
    limit: float | None = None


@dataclass(frozen=True)
class Graded:
    """A grade, with every reason for which it is no firmer, in plain words."""

    grade: Grade
    reasons: tuple[str, ...]

    @property
    def said(self) -> str:
        """Return "grade 2: typed from the issuing body's own page", for print."""
        why = "; ".join(self.reasons) or "nothing lowers it"
        return f"grade {int(self.grade)}: {why}"


def _rule(about: str, text: str, at_best: int, ours: bool, limit: float | None = None) -> Rule:
    return Rule(about, text, Grade(at_best), ours, limit)


RULES = {
    "page": _rule("source", "typed from the issuing body's own page", 2, False),
    "secondary": _rule("source", "from a secondary source", 3, False),
    "undated": _rule("age", "the source bears no date", 2, True),
    "old": _rule("age", "more than 3 years older than its use", 2, True, 3),
    "very_old": _rule("age", "more than 7 years older than its use", 3, True, 7),
    "no_interval": _rule("design", "a sample whose interval was not published", 2, True),
    "wide": _rule("design", "a sample whose standard error is over 12 percent", 2, True, 0.12),
    "very_wide": _rule("design", "a sample whose standard error is over a third", 3, True, 0.333),
    "voluntary": _rule("design", "only those who answered, or a case study", 3, True),
    "allocated": _rule("allocation", "over a tenth of it is allocated, not observed", 2, True, 0.1),
    "mostly_allocated": _rule(
        "allocation", "over half of it is allocated, not observed", 3, True, 0.5
    ),
    "assumed": _rule("assumptions", "it moves by 5 percent or more with its assumptions", 2, True),
    "much_assumed": _rule(
        "assumptions", "it moves by more than 20 percent with its assumptions", 3, True, 0.2
    ),
    "unweighed": _rule(
        "assumptions", "it rests on an assumption whose weight was not worked out", 3, False
    ),
}
"""The rules, as docs/methods/grades.md prints them. ``ours`` marks a bound without a source."""

_LEAST_SWING = 0.05


@formula("the weakest grade that any rule allows")
def grade_of(evidence: Evidence) -> Graded:
    """Return the grade that the rules allow a number, with each reason that lowers it.

    Where a wider bound of the same rule applies, only that one is named.

    Raises
    ------
    MetricError
        If an age, a standard error or a swing is negative or no number, an allocated share is
        not 0 to 1, or a standard error is given for what is no probability sample.
    """
    _check(evidence)
    names = [*_source(evidence), *_age(evidence), *_design(evidence), *_shares(evidence)]
    broken = [RULES[name] for name in names]
    grade = max([Grade.FIRM, *(rule.at_best for rule in broken)])
    return Graded(grade, tuple(rule.text for rule in broken))


@formula("the weakest grade of its inputs; with assumptions, that of their weight at best")
def combined_grade(
    grades: Iterable[Grade | int],
    *,
    is_assumed: bool = False,
    swing: float | None = None,
) -> Grade:
    """Return the grade of a number computed from inputs of these grades.

    Parameters
    ----------
    is_assumed
        Whether it rests on an assumption. It is grade 3 then, unless a swing is given.
    swing
        How much of the value moves over the range of its assumptions: (high − low) ÷ value.

    Raises
    ------
    MetricError
        If there is no input, a grade is not 1, 2 or 3, or the swing is negative or no number.
    """
    held = [int(grade) for grade in grades]
    unknown = [grade for grade in held if grade not in {member.value for member in Grade}]
    if not held or unknown:
        raise MetricError(
            f"{len(unknown)} of {len(held)} grades are not 1, 2 or 3 ({unknown[:1]}): a number "
            "without a graded input has no grade."
        )
    weakest = Grade(max(held))
    if swing is not None:
        _check_bounds("swing", swing, math.inf)
    elif not is_assumed:
        return weakest
    return max([weakest, *(RULES[name].at_best for name in _assumptions(swing))])


def as_read(grade: Grade | int) -> Graded:
    """Return a grade that rests on the kind of source alone, with its reason."""
    return grade_of(Evidence(list(SourceKind)[Grade(grade) - 1], Design.WHOLE, age_years=0))


def decisive(graded: Graded) -> tuple[str, ...]:
    """Return the reasons that alone allow no better grade; those in words of one's own all do."""
    at_best = {rule.text: rule.at_best for rule in RULES.values()}
    return tuple(why for why in graded.reasons if at_best.get(why, graded.grade) == graded.grade)


def combined(inputs: Iterable[Graded]) -> Graded:
    """Return the weakest of several grades, with the reasons of those that are as weak."""
    held = list(inputs)
    grade = combined_grade(one.grade for one in held)
    reasons = [why for one in held if one.grade is grade for why in one.reasons]
    return Graded(grade, tuple(dict.fromkeys(reasons)))


def lowered(graded: Graded, to: Grade | int, reason: str) -> Graded:
    """Return a grade lowered for a stated reason.

    Raises
    ------
    MetricError
        If that would raise it, or no reason is given.
    """
    if Grade(to) < graded.grade or not reason:
        raise MetricError(
            f"from {graded.said} to grade {int(to)} for {reason!r}: a grade is lowered with a "
            "reason, and never raised."
        )
    return Graded(Grade(to), (*graded.reasons, reason))


@formula("(highest − lowest) ÷ value, over the range of the assumptions")
def swing(value: float, lowest: float, highest: float) -> float:
    """Return how much of a value moves with its assumptions, as a share of the value.

    Raises
    ------
    MetricError
        If the value is 0 or no number, or does not lie between lowest and highest.
    """
    if not (lowest <= value <= highest and math.isfinite(highest - lowest)) or value == 0:
        raise MetricError(
            f"a value of {value!r} between {lowest!r} and {highest!r}: give a value other than 0, "
            "and the lowest and highest that its assumptions allow."
        )
    return (highest - lowest) / abs(value)


def _source(evidence: Evidence) -> list[str]:
    named = {SourceKind.OWN_PAGE: ["page"], SourceKind.SECONDARY: ["secondary"]}
    return named.get(evidence.source, [])


def _age(evidence: Evidence) -> list[str]:
    if evidence.age_years is None:
        return ["undated"]
    return _widest(evidence.age_years, "very_old", "old")


def _design(evidence: Evidence) -> list[str]:
    if evidence.design is Design.VOLUNTARY:
        return ["voluntary"]
    if evidence.design is not Design.PROBABILITY:
        return []
    return ["no_interval"] if evidence.cv is None else _widest(evidence.cv, "very_wide", "wide")


def _shares(evidence: Evidence) -> list[str]:
    allocated = _widest(evidence.allocated_share, "mostly_allocated", "allocated")
    return [*allocated, *_assumptions(evidence.swing)]


def _assumptions(moved: float | None) -> list[str]:
    if moved is None:
        return ["unweighed"]
    return _widest(moved, "much_assumed") or (["assumed"] if moved >= _LEAST_SWING else [])


def _widest(value: float, *names: str) -> list[str]:
    broken = [name for name in names if value > (RULES[name].limit or 0)]
    return broken[:1]


def _check(evidence: Evidence) -> None:
    bounds = {
        "age_years": (evidence.age_years, math.inf),
        "cv": (evidence.cv, math.inf),
        "allocated_share": (evidence.allocated_share, 1.0),
        "swing": (evidence.swing, math.inf),
    }
    for name, (value, most) in bounds.items():
        if value is not None:
            _check_bounds(name, value, most)
    if evidence.cv is not None and evidence.design is not Design.PROBABILITY:
        raise MetricError(
            f"a standard error of {evidence.cv!r} for {evidence.design.value}: only a probability "
            "sample has one. Leave cv out, or say that the design is a probability sample."
        )


def _check_bounds(name: str, value: float, most: float) -> None:
    if not 0 <= value <= most or math.isinf(value):
        raise MetricError(f"{name} of {value!r}: give a number from 0 to {most:g}.")
