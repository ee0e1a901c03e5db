"""Sentences about caps: which of them bind, and what an award would leave unpaid under them.

They speak of an award that is stated, never of what agencies were found to lose.
"""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from research.ground.errors import FindingError
from research.ground.terms import Unit
from research.metrics.caps import Status
from research.metrics.recovery import Recovery
from research.tables.formats import counted, listed, written

_OTHERS = {
    Status.PROPOSED: "proposed",
    Status.ADOPTED: "adopted for later",
    Status.SUPERSEDED: "replaced",
    Status.IN_FORCE: "of a text read on a later day",
}


def standing_sentence(standing: pd.DataFrame, on: date | str) -> str:
    """Return how many limits bind on a date, and what the others are.

    Parameters
    ----------
    standing
        Of `metrics.caps.caps_standing` for that date: status, is_in_force.
    on
        The date.

    Raises
    ------
    FindingError
        If there is no limit to count.
    """
    if standing.empty:
        raise FindingError("no limit to count: pass the rows that caps_standing returned.")
    bind = int(standing["is_in_force"].sum())
    waiting = standing.loc[~standing["is_in_force"], "status"].astype(str)
    kinds = [(int((waiting == status.value).sum()), said) for status, said in _OTHERS.items()]
    each = [counted(number, said, said) for number, said in kinds if number]
    were = counted(bind, "was", "were") if bind else "none was"
    said = (
        f"Of the {counted(len(standing), 'limit')} that we read, {were} in force on "
        f"{written(on, Unit.DATE)}."
    )
    return f"{said} The rest bound nobody: {listed(each)}." if each else said


def unpaid_sentence(
    agency: str, cases: Sequence[tuple[str, Recovery, Recovery]], base_share: float
) -> str:
    """Return what one award would leave unpaid under each of several rules.

    Parameters
    ----------
    agency
        Whose indirect cost the award has: "the median direct-service nonprofit".
    cases
        For each rule its name ("the state's default rate"), the recovery where all of the
        direct cost is in the rule's base, and the recovery where only ``base_share`` of it is.
    base_share
        The smaller share of direct cost in the base, 0 to 1.

    Raises
    ------
    FindingError
        If there is no rule, the awards differ, or a rule is not in force.
    """
    _check(cases)
    first = cases[0][1]
    wholes = [f"{_left(whole)} under {rule}" for rule, whole, _ in cases]
    wholes[0] = f"{_left(first)} unpaid under {cases[0][0]}"
    said = (
        f"An award with the indirect cost of {agency}, {_usd(first.incurred_usd)} for each "
        f"{_usd(first.direct_usd)} of direct cost, would leave {listed(wholes)}, if all of the "
        "direct cost counts in the base of the rule."
    )
    if any(_left(whole) != _left(part) for _, whole, part in cases):
        parts = listed([_left(part) for _, _, part in cases])
        said += (
            f" If only {written(base_share, Unit.SHARE, 0)} of it counts, it would leave {parts}."
        )
    return f"{said} That is what such an award would leave, not what agencies were found to lose."


def _check(cases: Sequence[tuple[str, Recovery, Recovery]]) -> None:
    if not cases:
        raise FindingError("no rule to hold the award against: give at least one case.")
    found = [one for _, whole, part in cases for one in (whole, part)]
    if len({(round(one.direct_usd, 6), round(one.incurred_usd, 6)) for one in found}) > 1:
        raise FindingError(
            f"{len(found)} recoveries are of different awards: one sentence is of one award."
        )
    idle = [one.cap for one in found if not one.cap.is_in_force]
    if idle:
        raise FindingError(
            f"{len(idle)} of {len(found)} recoveries are under a cap that is not in force, first "
            f"{idle[0].authority} ({idle[0].status.value}): it leaves nothing unpaid. Leave it out."
        )


def _left(found: Recovery) -> str:
    return _usd(found.unrecovered_usd) if found.unrecovered_usd > 0 else "nothing"


def _usd(dollars: float) -> str:
    is_whole = abs(dollars - round(dollars)) < 0.005
    return written(dollars, Unit.USD_WHOLE if is_whole else Unit.USD)
