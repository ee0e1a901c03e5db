"""Read and write processed tables; the only door through which a notebook reaches data.

The index of every table is ``row_id`` ("rates:dsp_wage_in_rate:2025-01-01"). It outlives
filtering, sorting and the choice of a column, and is what a finding is traced by. Every file
also holds the digest of each row; a read notes which rows were taken and their digest, so that
a run is stale exactly when one of them changed.
"""

import difflib
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from research.ground.errors import TableMissingError
from research.ground.held import digest_held
from research.ground.paths import project
from research.ground.provenance import (
    GRADE_REASONS,
    PROVENANCE_COLUMNS,
    Lineage,
    digest_bytes,
    write_whole,
)
from research.warehouse import confidential, kept
from research.warehouse import reads as reads_so_far
from research.warehouse.reads import ABSENT, PRESENT, ROW_DIGEST, Read, digest_of_rows, where_of
from research.warehouse.row_digests import row_digests


class Said(NamedTuple):
    """What one row says of where it comes from."""

    source_title: str
    source_url: str
    snapshot: str
    grade: int
    is_synthetic: bool
    grade_reasons: str


@dataclass(frozen=True)
class _Held:
    """A table as it was parsed: its file's digest, its rows, and the digest of each."""

    digest: str
    frame: pd.DataFrame
    rows: np.ndarray

    @cached_property
    def bare(self) -> pd.DataFrame:
        """The rows without their columns of provenance, as notebooks read them."""
        bare = self.frame.drop(columns=list(PROVENANCE_COLUMNS))
        return bare.drop(columns=GRADE_REASONS, errors="ignore")

    @cached_property
    def unreal(self) -> np.ndarray:
        """Whether each row is demonstration data."""
        return self.frame["is_synthetic"].to_numpy(dtype=bool)

    @cached_property
    def said(self) -> dict[str, Said]:
        """What each row says of itself: plain values, since every finding asks for some."""
        told = _provenance(self.frame).itertuples(name=None)
        return {row: Said._make(rest) for row, *rest in told}


_parsed: dict[Path, _Held] = {}
"""The table last read from each file, by the digest of its bytes: parsing is what takes time."""


def table_path(table: str) -> Path:
    """Return where a table is kept."""
    return project().processed / f"{table}.parquet"


def has(table: str) -> bool:
    """Return whether a table was built; asking is noted, because the answer decides a page."""
    is_here = table_path(table).is_file()
    reads_so_far.note(Read(table, (), PRESENT if is_here else ABSENT, ""))
    return is_here


def read(table: str, **where: object) -> pd.DataFrame:
    """Return the rows of a table, indexed by row_id, without its columns of provenance.

    Which rows were taken is noted, with their digest: the run is stale when one of them
    changes, one is added or one goes, and not when others do.

    Parameters
    ----------
    table
        The name of a table in data/processed.
    **where
        Column = value, or column = list of values, to choose rows by; row_id is one, too.

    Raises
    ------
    TableMissingError
        If the table was not built, is cut short, or has no such column.
    DisclosureError
        If it is confidential and the run is about one subject.
    """
    held, taken = _noted(table, where)
    return held.bare.copy(deep=False) if taken.all() else held.bare[taken]


def read_whole(table: str) -> pd.DataFrame:
    """Return a table with its columns of provenance, indexed by row_id; that is noted, too."""
    return _noted(table, {})[0].frame.copy(deep=False)


def _noted(table: str, where: dict[str, object]) -> tuple[_Held, np.ndarray]:
    """Return a table and which of its rows are asked for, after noting both."""
    confidential.assert_may_read(table)
    held = _held(table)
    taken = np.ones(len(held.frame), dtype=bool)
    for column, wanted in where.items():
        values = wanted if isinstance(wanted, list | tuple | set) else [wanted]
        taken &= _column(table, held.frame, column).isin(list(values))
    rows = held.rows if taken.all() else held.rows[taken]
    reads_so_far.note(
        Read(table, where_of(where), digest_of_rows(rows.tolist()), held.digest),
        is_synthetic=bool(held.unreal[taken].any()),
    )
    return held, taken


def _column(table: str, frame: pd.DataFrame, column: str) -> "pd.Series | pd.Index":
    if column == frame.index.name:
        return frame.index
    hidden = (*PROVENANCE_COLUMNS, GRADE_REASONS)
    if column not in frame.columns or column in hidden:
        known = ", ".join(name for name in frame.columns if name not in hidden)
        raise TableMissingError(f"table {table} has no column {column!r}; it has {known}.")
    return frame[column]


def _held(table: str) -> _Held:
    path = table_path(table)
    if not path.is_file():
        near = difflib.get_close_matches(table, [one.stem for one in path.parent.glob("*.parquet")])
        hint = f" Did you mean {' or '.join(near[:2])}?" if near else ""
        raise TableMissingError(
            f"table {table} is not in {project().short(path.parent)}: run `research build {table}`."
            + hint
        )
    held = _parsed.get(path)
    if held is None or held.digest != digest_held(path):
        held = _parsed[path] = _parse(table, path)
    return held


def _parse(table: str, path: Path) -> _Held:
    data = path.read_bytes()
    try:
        # One thread: a table is small, and a parent of kernels that has two cannot fork.
        whole = pq.ParquetFile(io.BytesIO(data), pre_buffer=False).read(use_threads=False)
        frame: pd.DataFrame = whole.to_pandas(use_threads=False)
    except (pa.ArrowInvalid, OSError) as error:
        raise TableMissingError(
            f"{project().short(path)} is cut short or no parquet file ({error}): "
            f"run `research build {table}`."
        ) from error
    if ROW_DIGEST not in frame.columns:
        raise TableMissingError(
            f"{project().short(path)} has no digest of its rows, as tables of this version have: "
            f"run `research build {table}`."
        )
    rows = frame.pop(ROW_DIGEST).to_numpy(dtype=object)
    return _Held(digest_bytes(data), frame.set_index("row_id"), rows)


def quarantined(table: str) -> pd.DataFrame:
    """Return the rows of a table that broke a row rule, with the ``rule`` that each broke.

    They are the table "<table>.quarantine", indexed by row_id, so that their number can be a
    finding like any other. Empty where no row was held back.

    Raises
    ------
    TableMissingError
        If the contract of the table lets no row be held back, or it was not built.
    """
    if not table_path(quarantine_of(table)).is_file():
        raise TableMissingError(
            f"table {table} has no quarantine: its contract lets no row be held back, or it was "
            f"not built. Run `research build {table}`."
        )
    return read(quarantine_of(table))


def quarantine_of(table: str) -> str:
    """Return the name under which a table's held-back rows are kept."""
    return f"{table}.quarantine"


def write(frame: pd.DataFrame, lineage: Lineage, quarantine: pd.DataFrame | None = None) -> Lineage:
    """Write a table, its quarantine and what it was built from; each whole or not at all.

    The lineage comes last: without it the table is stale. Returned with the file's digest.
    """
    path = table_path(lineage.table)
    held_back = table_path(quarantine_of(lineage.table))
    data = _parquet(frame)
    kept.keep(project(), lineage.table, path)
    aside = b"" if quarantine is None else _parquet(quarantine)
    if aside:
        kept.keep(project(), quarantine_of(lineage.table), held_back)
        write_whole(held_back, aside)
    write_whole(path, data)
    if not aside:
        held_back.unlink(missing_ok=True)
    whole = replace(
        lineage,
        digest=digest_bytes(data),
        quarantine_digest=digest_bytes(aside) if aside else "",
    )
    write_whole(path.with_suffix(".json"), whole.to_json().encode())
    return whole


def _parquet(frame: pd.DataFrame) -> bytes:
    data = io.BytesIO()
    whole = frame.reset_index().assign(**{ROW_DIGEST: row_digests(frame)})
    pq.write_table(pa.Table.from_pandas(whole, preserve_index=False), data)
    return data.getvalue()


def remove(table: str) -> None:
    """Remove a table, its quarantine and its lineage."""
    path = table_path(table)
    for one in (path.with_suffix(".json"), path, table_path(quarantine_of(table))):
        one.unlink(missing_ok=True)


def lineage(table: str) -> Lineage:
    """Return what a table was built from."""
    path = table_path(table).with_suffix(".json")
    if not path.is_file():
        raise TableMissingError(f"table {table} has no lineage: run `research build {table}`.")
    try:
        return Lineage(**json.loads(path.read_text(encoding="utf-8")))
    except (json.JSONDecodeError, TypeError) as error:
        raise TableMissingError(
            f"the lineage of table {table} is not readable ({error}): run `research build {table}`."
        ) from error


def reads() -> tuple[Read, ...]:
    """Return every slice of a table and rate model read in this process since `forget`."""
    return reads_so_far.noted()


def has_read_synthetic() -> bool:
    """Return whether a row read in this process since `forget` is synthetic."""
    return reads_so_far.has_unreal()


def forget() -> None:
    """Start a new account of what is read."""
    reads_so_far.forget()


def provenance(row_ids: Iterable[str]) -> pd.DataFrame:
    """Return the columns of provenance of some rows, in their order, each row once.

    It is not noted as a read: whoever has the ids of rows has read them. ``grade_reasons``
    stands among them; it is empty where the table says no more than the grade.
    """
    wanted = list(dict.fromkeys(row_ids))
    tables = {row.split(":", 1)[0] for row in wanted}
    whole = pd.concat([_provenance(_held(name).frame) for name in sorted(tables)])
    return whole.loc[wanted]


def said_by(row_ids: Iterable[str]) -> list[Said]:
    """Return what some rows say of where they come from, in their order, each row once."""
    tables: dict[str, dict[str, Said]] = {}
    found = []
    for row in dict.fromkeys(row_ids):
        name = row.split(":", 1)[0]
        if name not in tables:
            tables[name] = _held(name).said
        found.append(tables[name][row])
    return found


def _provenance(frame: pd.DataFrame) -> pd.DataFrame:
    said = frame.get(GRADE_REASONS, "")
    return frame[list(PROVENANCE_COLUMNS)].assign(**{GRADE_REASONS: said})
