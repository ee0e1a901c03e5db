"""The grade of a finding by the written rules, with the few words that say why."""

from collections.abc import Callable, Iterable

from research.ground.errors import FindingError
from research.ground.terms import Grade
from research.metrics.grades import (
    RULES,
    Graded,
    as_read,
    combined,
    combined_grade,
    decisive,
    swing,
)
from research.warehouse.store import Said

ASSUMED = "assumed"
"""The formula of a finding that is itself an assumption, and so is never better than weak."""

_BY_THE_NOTEBOOK = "lowered by the notebook"


def of_rows(said: Iterable[Said]) -> Graded:
    """Return the weakest grade of some rows, with the reasons that decide it.

    Parameters
    ----------
    said
        What the rows say of themselves, as `store.said_by` returns it. Where a table says no
        reason, the grade rests on the kind of its source alone.
    """
    kinds = dict.fromkeys((int(one.grade), one.grade_reasons) for one in said)
    weakest = combined(
        Graded(Grade(grade), tuple(text.split("; "))) if text else as_read(grade)
        for grade, text in kinds
    )
    return Graded(weakest.grade, decisive(weakest))


def moved_share(
    value: float | str,
    low: float | str | None,
    high: float | str | None,
    formula: Callable[..., object] | str,
) -> float | None:
    """Return how much of a value moves over its range, as a share of it.

    None where no share can be taken: the value is a date, 0, or outside of the range; or it is
    itself assumed, and not computed from what is.
    """
    if formula == ASSUMED or isinstance(value, str) or value == 0:
        return None
    if low is None or high is None or isinstance(low, str) or isinstance(high, str):
        return None
    return swing(value, low, high) if low <= value <= high else None


def with_assumptions(borne: Graded, moved: float | None) -> Graded:
    """Return what rows bear, lowered as far as the weight of the assumptions asks.

    Parameters
    ----------
    moved
        How much of the value moves with them, as a share; None where it was not worked out.
    """
    grade = combined_grade([borne.grade], is_assumed=True, swing=moved)
    alone = combined_grade([Grade.FIRM], is_assumed=True, swing=moved)
    kept = borne.reasons if borne.grade is grade else ()
    if alone is Grade.FIRM or alone is not grade:
        return Graded(grade, kept)
    weight = (
        RULES["unweighed"].text
        if moved is None
        else f"its assumptions move it by {_percent(moved)} percent"
    )
    return Graded(grade, tuple(dict.fromkeys((*kept, weight))))


def _percent(moved: float) -> str:
    """Return a share in whole percent; in tenths where that would print the bound of a rule."""
    percent = moved * 100
    is_beside_a_bound = f"{percent:.0f}" in ("5", "20") and not percent.is_integer()
    return f"{percent:,.1f}" if is_beside_a_bound else f"{percent:,.0f}"


def as_asked(name: str, floor: Graded, wanted: int | None) -> Graded:
    """Return the grade that a notebook asks for, where it asks for a weaker one.

    Raises
    ------
    FindingError
        If it asks for a firmer one than the rows and assumptions bear.
    """
    if wanted is None or wanted == floor.grade:
        return floor
    if wanted < floor.grade:
        raise FindingError(
            f"finding {name} asks for grade {int(wanted)}, its rows bear grade "
            f"{int(floor.grade)}: a notebook may lower a grade, never raise it."
        )
    return Graded(Grade(wanted), (_BY_THE_NOTEBOOK,))
