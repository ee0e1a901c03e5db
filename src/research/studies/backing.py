"""What a finding rests on: its rows, their citations, and its grade by the written rules."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

import pandas as pd

from research.ground.errors import FindingError
from research.ground.terms import Grade
from research.metrics.grades import Graded, combined, decisive
from research.studies import grading
from research.studies.disclosure_guard import nameable, refuse_raw
from research.studies.record import Assumption, Finding, SourceLine
from research.warehouse import store

Source = pd.DataFrame | pd.Series | Finding | Sequence["pd.DataFrame | pd.Series | Finding"]
"""Rows as `store.read` returned them, and findings of a shared study."""
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
    cited = _cite(name, source)
    floor = grading.with_assumptions(cited.borne, moved) if assumed else cited.borne
    graded = grading.as_asked(name, floor, grade)
    return Backing(
        grade=int(graded.grade),
        grade_reasons=graded.reasons,
        formula=_formula(formula),
        sources=cited.sources,
        rows=cited.rows[:_MOST_ROWS],
        row_count=cited.row_count,
        assumed=tuple(dict.fromkeys((*assumed, *cited.assumed))),
        is_synthetic=cited.is_synthetic,
    )


@dataclass(frozen=True)
class _Cited:
    """What rows and shared findings bear together."""

    sources: tuple[SourceLine, ...]
    rows: tuple[str, ...]
    row_count: int
    borne: Graded
    is_synthetic: bool
    assumed: tuple[Assumption, ...] = ()


def _cite(name: str, source: Source) -> _Cited:
    given = [source] if isinstance(source, pd.DataFrame | pd.Series | Finding) else list(source)
    shared = [one for one in given if isinstance(one, Finding)]
    frames = [one for one in given if not isinstance(one, Finding)]
    bare = [frame for frame in frames if frame.index.name != "row_id"]
    if not given or bare or any(frame.empty for frame in frames):
        raise FindingError(
            f"finding {name} has no source: pass the rows that it rests on, as store.read returned "
            "them (their index is row_id; group-bys and merges lose it, so pass what went in)."
        )
    refuse_raw(name, frames)
    cited = [_of_frames(frames)] if frames else []
    cited += [_of_finding(one) for one in shared]
    return cited[0] if len(cited) == 1 else _together(cited, shared)


def _of_frames(frames: Sequence[pd.DataFrame | pd.Series]) -> _Cited:
    rows = tuple(dict.fromkeys(str(row) for frame in frames for row in frame.index))
    said = store.said_by(rows)
    distinct: dict[tuple[str, str, str], store.Said] = {}
    for one in said:
        distinct.setdefault((one.source_title, one.source_url, one.snapshot), one)
    lines = tuple(
        SourceLine(one.source_title, one.source_url, one.snapshot, int(one.grade))
        for one in sorted(distinct.values(), key=lambda o: (o.grade, o.source_title))
    )
    synthetic = any(one.is_synthetic for one in said) or store.has_read_synthetic()
    return _Cited(lines, nameable(rows), len(rows), grading.of_rows(said), synthetic)


def _of_finding(one: Finding) -> _Cited:
    borne = Graded(Grade(one.grade), one.grade_reasons)
    synthetic = one.is_synthetic or store.has_read_synthetic()
    return _Cited(one.sources, one.rows, one.row_count, borne, synthetic, one.assumed)


def _together(cited: Sequence[_Cited], shared: Sequence[Finding]) -> _Cited:
    weakest = combined(one.borne for one in cited)
    rows = tuple(dict.fromkeys(row for one in cited for row in one.rows))
    return _Cited(
        sources=tuple(dict.fromkeys(line for one in cited for line in one.sources)),
        rows=rows,
        row_count=_counted(rows, shared),
        borne=Graded(weakest.grade, decisive(weakest)),
        is_synthetic=any(one.is_synthetic for one in cited),
        assumed=tuple(dict.fromkeys(said for one in cited for said in one.assumed)),
    )


def _counted(rows: Sequence[str], shared: Sequence[Finding]) -> int:
    """Return how many rows there are at least: a shared finding names only its first ones.

    What it does not name is of the table of its last named row, and may hold rows that are
    cited beside it, so it is not counted on top of them.
    """
    counts = Counter(_table_of(row) for row in rows)
    for one in shared:
        if one.rows:
            table = _table_of(one.rows[-1])
            named = sum(_table_of(row) == table for row in one.rows)
            counts[table] = max(counts[table], named + one.row_count - len(one.rows))
    return sum(counts.values())


def _table_of(row: str) -> str:
    return row.split(":", 1)[0]


def _formula(formula: Callable[..., Any] | str) -> str:
    if isinstance(formula, str):
        return formula
    said = getattr(formula, "formula", None)
    if not isinstance(said, str):
        raise FindingError(f"{formula!r} has no formula: pass a metric, or the formula in words.")
    return said
