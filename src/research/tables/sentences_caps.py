"""Sentences about caps: which stood when last read, and where they lie beside what is spent."""

import math
from collections.abc import Sequence

import pandas as pd

from research.ground.errors import FindingError
from research.metrics.caps import Status
from research.tables.formats import counted, listed

_OTHERS = {
    Status.PROPOSED: "proposed",
    Status.ADOPTED: "adopted for later",
    Status.SUPERSEDED: "replaced",
    Status.IN_FORCE: "of a text read on a later day",
}


def standing_sentence(standing: pd.DataFrame) -> str:
    """Return how many limits stood in the last text read, how old the texts are, and the rest.

    Parameters
    ----------
    standing
        Of `metrics.caps.caps_standing`: status, is_in_force, and text_dated, the day of the
        text that was last read, missing where its page bears none.

    Raises
    ------
    FindingError
        If there is no limit to count.
    """
    if standing.empty:
        raise FindingError("no limit to count: pass the rows that caps_standing returned.")
    held = standing[standing["is_in_force"]]
    waiting = standing.loc[~standing["is_in_force"], "status"].astype(str)
    kinds = [(int((waiting == status.value).sum()), said) for status, said in _OTHERS.items()]
    each = [counted(number, said, said) for number, said in kinds if number]
    stood = counted(len(held), "stood", "stood") if len(held) else "none stood"
    old = f": {listed(_years(held['text_dated']))}" if len(held) else ""
    said = f"Of the {counted(len(standing), 'limit')} that we read, {stood} when last read{old}."
    return f"{said} The rest bound nobody: {listed(each)}." if each else said


def beside_sentence(low: float, high: float, caps: Sequence[tuple[str, float]]) -> str:
    """Return where each cap lies beside two shares that were found to be spent, on one base.

    Parameters
    ----------
    low, high
        The two shares, of total cost, the smaller one first.
    caps
        Each cap by name ("the limit in child welfare"), with its share of total cost.

    Raises
    ------
    FindingError
        If there is no cap, or the first share is not the smaller one.
    """
    if not caps or not low < high:
        raise FindingError(
            f"{len(caps)} caps beside {low!r} and {high!r}: give at least one cap, and the "
            "smaller share first."
        )
    return f"{_up(listed([f'{name} lies {_place(cap, low, high)}' for name, cap in caps]))}."


def _place(cap: float, low: float, high: float) -> str:
    for level, name in ((low, "smaller"), (high, "larger")):
        if math.isclose(cap, level, abs_tol=1e-9):
            return f"level with the {name} one"
    return "below both" if cap < low else "between the two" if cap < high else "above both"


def _years(dated: "pd.Series[pd.Timestamp]") -> list[str]:
    years = dated.dt.year.dropna().astype(int).value_counts().sort_index()
    said = [
        f"{counted(number, 'in a text', 'in texts')} of {year}" for year, number in years.items()
    ]
    bare = int(dated.isna().sum())
    return [*said, f"{counted(bare, 'on a page', 'on pages')} without a date"] if bare else said


def _up(text: str) -> str:
    return text[:1].upper() + text[1:]
