"""Nothing that rests on a confidential table becomes a finding unless it was protected.

In a shared study: protect the table (`models.disclosure`), take numbers and tables from what is
published, and pass ``source=cleared(published, rows)``. Subjects read those findings.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from research.ground.errors import FindingError
from research.warehouse.confidential import is_confidential

if TYPE_CHECKING:  # a study without a confidential table does not rest on how one is protected
    from research.models.disclosure.published import Published

_MARK = "disclosure"


def cleared(published: "Published", rows: pd.DataFrame) -> pd.DataFrame:
    """Return what a finding may cite of confidential rows: that they exist, and nothing in them.

    Parameters
    ----------
    published
        What was protected; the finding takes its values from it.
    rows
        The rows it was computed from, as read from the store.

    Raises
    ------
    FindingError
        If nothing is published, or there are no rows.
    """
    if not published.shown or rows.empty:
        raise FindingError(
            f"{len(published.shown)} published cells from {len(rows)} rows: pass what "
            "models.disclosure protected, and the rows that went in."
        )
    cited = pd.DataFrame({"is_cited": True}, index=rows.index)
    cited.attrs[_MARK] = len(published.hidden)
    return cited


def refuse_raw(name: str, frames: Sequence[pd.DataFrame | pd.Series]) -> None:
    """Test that a finding cites no confidential rows but those that were protected.

    Raises
    ------
    FindingError
        Which table, and what to do.
    """
    for frame in frames:
        if _MARK in frame.attrs and list(getattr(frame, "columns", ())) == ["is_cited"]:
            continue
        for table in sorted({_table_of(str(row)) for row in frame.index}):
            if is_confidential(table):
                raise FindingError(
                    f"finding {name} rests on {len(frame)} rows of {table}, which is confidential: "
                    "pass it through models.disclosure, and source=cleared(published, rows)."
                )


def nameable(rows: Iterable[str]) -> tuple[str, ...]:
    """Return the ids of rows that may be named; that of a confidential one may say who answered."""
    kept = list(rows)
    closed = {table for table in {_table_of(row) for row in kept} if is_confidential(table)}
    return tuple(row for row in kept if _table_of(row) not in closed)


def _table_of(row: str) -> str:
    return row.split(":", 1)[0]
