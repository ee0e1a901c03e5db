"""Typed facts: what every row that was typed from a page carries, whoever issued the page."""

import pandas as pd

from research.ground.errors import PublishedFileError
from research.ground.terms import Grade
from research.sources.snapshots import Snapshot

SOURCE_COLUMNS = ("source_title", "source_url", "seen", "note")

_GRADES = {"primary": Grade.USABLE, "secondary": Grade.WEAK}
_YES_NO = {"true": True, "false": False}


def grades(seen: pd.Series, name: str) -> pd.Series:
    """Return the grade of typed rows: usable from the issuing body's own page, else weak.

    Parameters
    ----------
    seen
        "primary" or "secondary", one a row.
    name
        The file, for the message.

    Raises
    ------
    PublishedFileError
        Which rows say neither, how many of how many, and the first.
    """
    refuse(~seen.isin(list(_GRADES)), seen, name, "is neither primary nor secondary")
    return seen.map(_GRADES).astype("int64")


def cited(cells: pd.DataFrame, snapshot: Snapshot) -> dict[str, object]:
    """Return the columns of provenance of rows that name their own sources."""
    return {
        "source_title": cells["source_title"],
        "source_url": cells["source_url"],
        "snapshot": snapshot.id,
        "grade": grades(cells["seen"], snapshot.file),
        "is_synthetic": snapshot.is_synthetic,
    }


def flags(cells: pd.Series, name: str) -> pd.Series:
    """Return "true" and "false" as booleans, and refuse any other word."""
    refuse(~cells.isin(list(_YES_NO)), cells, name, "is neither true nor false")
    return cells.map(_YES_NO).astype(bool)


def refuse(bad: pd.Series, cells: pd.Series, name: str, what: str) -> None:
    """Raise if any row is bad, naming how many of how many and the first.

    Raises
    ------
    PublishedFileError
        With the line of the file on which the first one stands.
    """
    if bad.any():
        first = int(bad.to_numpy().argmax())
        raise PublishedFileError(
            f"{name}: {int(bad.sum())} of {len(bad)} rows break a rule, first "
            f"{cells.iloc[first]!r} on line {first + 2}: it {what}. Correct the typed row."
        )
