"""Read and write processed tables; the only door through which a notebook reaches data.

The index of every table is ``row_id`` ("rates:dsp_wage_in_rate:2025-01-01"). It outlives
filtering, sorting and the choice of a column, and is what a finding is traced by.
"""

import difflib
import io
import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from research.ground.errors import TableMissingError
from research.ground.paths import project
from research.ground.provenance import (
    GRADE_REASONS,
    PROVENANCE_COLUMNS,
    Lineage,
    digest_bytes,
    digest_file,
    write_whole,
)
from research.warehouse import reads as reads_so_far

_parsed: dict[Path, tuple[str, pd.DataFrame]] = {}
"""The table last read from each file, by the digest of its bytes: parsing is what takes time."""


def table_path(table: str) -> Path:
    """Return where a table is kept."""
    return project().processed / f"{table}.parquet"


def has(table: str) -> bool:
    """Return whether a table was built; asking is noted, because the answer decides a page."""
    path = table_path(table)
    reads_so_far.note(table, digest_file(path) if path.is_file() else "absent")
    return path.is_file()


def read(table: str, **where: object) -> pd.DataFrame:
    """Return the rows of a table, indexed by row_id, without its columns of provenance.

    Parameters
    ----------
    table
        The name of a table in data/processed.
    **where
        Column = value, or column = list of values, to choose rows by.

    Raises
    ------
    TableMissingError
        If the table was not built, is cut short, or has no such column.
    """
    frame = read_whole(table).drop(columns=list(PROVENANCE_COLUMNS))
    frame = frame.drop(columns=GRADE_REASONS, errors="ignore")
    for column, wanted in where.items():
        if column not in frame.columns:
            raise TableMissingError(
                f"table {table} has no column {column!r}; it has {', '.join(frame.columns)}."
            )
        values = wanted if isinstance(wanted, list | tuple | set) else [wanted]
        frame = frame[frame[column].isin(list(values))]
    return frame


def read_whole(table: str) -> pd.DataFrame:
    """Return a table with its columns of provenance, indexed by row_id."""
    path = table_path(table)
    if not path.is_file():
        near = difflib.get_close_matches(table, [one.stem for one in path.parent.glob("*.parquet")])
        hint = f" Did you mean {' or '.join(near[:2])}?" if near else ""
        raise TableMissingError(
            f"table {table} is not in {project().short(path.parent)}: run `research build {table}`."
            + hint
        )
    data = path.read_bytes()
    digest = digest_bytes(data)
    reads_so_far.note(table, digest)
    held = _parsed.get(path)
    if held is None or held[0] != digest:
        held = (digest, _parse(table, path, data))
        _parsed[path] = held
    return held[1].copy(deep=False)


def _parse(table: str, path: Path, data: bytes) -> pd.DataFrame:
    try:
        frame: pd.DataFrame = pq.read_table(io.BytesIO(data)).to_pandas()
    except (pa.ArrowInvalid, OSError) as error:
        raise TableMissingError(
            f"{project().short(path)} is cut short or no parquet file ({error}): "
            f"run `research build {table}`."
        ) from error
    return frame.set_index("row_id")


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

    The lineage is written last: without it, or with that of another file, the table counts
    as stale. Returns the lineage with the digest of the table's file.
    """
    path = table_path(lineage.table)
    held_back = table_path(quarantine_of(lineage.table))
    data = _parquet(frame)
    aside = b"" if quarantine is None else _parquet(quarantine)
    if aside:
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
    pq.write_table(pa.Table.from_pandas(frame.reset_index(), preserve_index=False), data)
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


def reads() -> dict[str, str]:
    """Return the digest of every table and rate model read in this process since `forget`."""
    return reads_so_far.noted()


def has_read_synthetic() -> bool:
    """Return whether a table read in this process since `forget` holds synthetic rows."""
    known = (
        table for table in reads_so_far.noted() if table_path(table).with_suffix(".json").is_file()
    )
    return any(lineage(table).is_synthetic for table in known)


def forget() -> None:
    """Start a new account of what is read."""
    reads_so_far.forget()


def provenance(row_ids: Iterable[str]) -> pd.DataFrame:
    """Return the columns of provenance of some rows, in their order, each row once.

    ``grade_reasons`` stands among them; it is empty where the table says no more than the grade.
    """
    wanted = list(dict.fromkeys(row_ids))
    tables = {row.split(":", 1)[0] for row in wanted}
    whole = pd.concat([_provenance(read_whole(name)) for name in sorted(tables)])
    return whole.loc[wanted]


def _provenance(frame: pd.DataFrame) -> pd.DataFrame:
    said = frame.get(GRADE_REASONS, "")
    return frame[list(PROVENANCE_COLUMNS)].assign(**{GRADE_REASONS: said})
