"""What a finding rests on: its rows, their citations, the weakest grade among them."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypedDict

import pandas as pd

from research.ground.errors import FindingError
from research.ground.terms import Grade
from research.studies.record import Assumption, SourceLine
from research.warehouse import store

Source = pd.DataFrame | pd.Series | Sequence["pd.DataFrame | pd.Series"]
_MOST_ROWS = 60


class Backing(TypedDict):
    """What every finding carries of where it comes from."""

    grade: int
    formula: str
    sources: tuple[SourceLine, ...]
    rows: tuple[str, ...]
    row_count: int
    assumed: tuple[Assumption, ...]
    is_synthetic: bool


def backing(
    name: str,
    source: Source,
    formula: Callable[..., object] | str,
    grade: int | None,
    assumed: Sequence[Assumption],
) -> Backing:
    """Return what a finding carries of where it comes from.

    Raises
    ------
    FindingError
        If the source is no rows of the store, the formula says nothing, or the grade asked
        for is firmer than the rows bear.
    """
    lines, rows, weakest, synthetic = _cite(name, source)
    return Backing(
        grade=_grade(name, weakest, grade, assumed),
        formula=_formula(formula),
        sources=lines,
        rows=rows[:_MOST_ROWS],
        row_count=len(rows),
        assumed=tuple(assumed),
        is_synthetic=synthetic,
    )


def _frames(source: Source) -> list[pd.DataFrame | pd.Series]:
    return [source] if isinstance(source, pd.DataFrame | pd.Series) else list(source)


def _cite(name: str, source: Source) -> tuple[tuple[SourceLine, ...], tuple[str, ...], Grade, bool]:
    frames = _frames(source)
    bare = [frame for frame in frames if frame.index.name != "row_id"]
    if not frames or bare or any(frame.empty for frame in frames):
        raise FindingError(
            f"finding {name} has no source: pass the rows that it rests on, as store.read returned "
            "them (their index is row_id; group-bys and merges lose it, so pass what went in)."
        )
    rows: Iterable[str] = dict.fromkeys(str(row) for frame in frames for row in frame.index)
    said = store.provenance(rows)
    distinct = said.drop_duplicates(["source_title", "source_url", "snapshot"])
    lines = tuple(
        SourceLine(str(title), str(url), str(snapshot), int(row_grade))
        for title, url, snapshot, row_grade, _ in distinct.sort_values(
            ["grade", "source_title"]
        ).itertuples(index=False, name=None)
    )
    synthetic = bool(said["is_synthetic"].any()) or store.has_read_synthetic()
    return lines, tuple(rows), Grade(int(said["grade"].max())), synthetic


def _grade(name: str, weakest: Grade, wanted: int | None, assumed: Sequence[Assumption]) -> int:
    floor = Grade.WEAK if assumed else weakest
    if wanted is None:
        return int(floor)
    if wanted < floor:
        raise FindingError(
            f"finding {name} asks for grade {int(wanted)}, its rows bear grade {int(floor)}: "
            "a notebook may lower a grade, never raise it."
        )
    return int(Grade(wanted))


def _formula(formula: Callable[..., Any] | str) -> str:
    if isinstance(formula, str):
        return formula
    said = getattr(formula, "formula", None)
    if not isinstance(said, str):
        raise FindingError(f"{formula!r} has no formula: pass a metric, or the formula in words.")
    return said
