"""What a finding rests on: its rows, their citations, and its grade by the written rules."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypedDict

import pandas as pd

from research.ground.errors import FindingError
from research.metrics.grades import Graded
from research.studies import grading
from research.studies.record import Assumption, SourceLine
from research.warehouse import store

Source = pd.DataFrame | pd.Series | Sequence["pd.DataFrame | pd.Series"]
_MOST_ROWS = 60


class Backing(TypedDict):
    """What every finding carries of where it comes from."""

    grade: int
    grade_reasons: tuple[str, ...]
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
    moved: float | None = None,
) -> Backing:
    """Return what a finding carries of where it comes from.

    ``moved`` is how much of the value moves over the range of its assumptions, as a share of it;
    None where that was not worked out.

    Raises
    ------
    FindingError
        If the source is no rows of the store, the formula says nothing, or the grade asked
        for is firmer than the rows bear.
    """
    lines, rows, borne, synthetic = _cite(name, source)
    floor = grading.with_assumptions(borne, moved) if assumed else borne
    graded = grading.as_asked(name, floor, grade)
    return Backing(
        grade=int(graded.grade),
        grade_reasons=graded.reasons,
        formula=_formula(formula),
        sources=lines,
        rows=rows[:_MOST_ROWS],
        row_count=len(rows),
        assumed=tuple(assumed),
        is_synthetic=synthetic,
    )


def _frames(source: Source) -> list[pd.DataFrame | pd.Series]:
    return [source] if isinstance(source, pd.DataFrame | pd.Series) else list(source)


def _cite(
    name: str, source: Source
) -> tuple[tuple[SourceLine, ...], tuple[str, ...], Graded, bool]:
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
    cited = distinct[["source_title", "source_url", "snapshot", "grade"]]
    lines = tuple(
        SourceLine(str(title), str(url), str(snapshot), int(row_grade))
        for title, url, snapshot, row_grade in cited.sort_values(
            ["grade", "source_title"]
        ).itertuples(index=False, name=None)
    )
    synthetic = bool(said["is_synthetic"].any()) or store.has_read_synthetic()
    return lines, tuple(rows), grading.of_rows(said), synthetic


def _formula(formula: Callable[..., Any] | str) -> str:
    if isinstance(formula, str):
        return formula
    said = getattr(formula, "formula", None)
    if not isinstance(said, str):
        raise FindingError(f"{formula!r} has no formula: pass a metric, or the formula in words.")
    return said
