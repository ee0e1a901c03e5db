"""What changed in the rows that a run read: row by row and column by column, old and new."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from research.ground.paths import Project
from research.warehouse import kept
from research.warehouse.confidential import is_confidential
from research.warehouse.reads import ROW_DIGEST, Read, plain

if TYPE_CHECKING:
    import pyarrow as pa

_Rows = dict[str, dict[str, Any]]


def row_changes(project: Project, read: Read) -> Iterator[str]:
    """Yield a line for each row that was added, that went, or whose cell changed.

    Parameters
    ----------
    project
        Where tables stand now, and where earlier files of them are kept.
    read
        A slice that a run read, with the file that it read it from.
    """
    now = project.processed / f"{read.table}.parquet"
    then = kept.find(project, read.table, read.file)
    if not now.is_file():
        yield f"table {read.table} is gone"
        return
    if read.is_presence:
        yield f"table {read.table} is here now"
        return
    if is_confidential(read.table, project):
        yield f"table {read.table}: other rows; it is confidential, so they are not shown"
        return
    if then is None:
        yield f"table {read.table}: other rows; those that the run read are not kept"
        return
    old, new = _rows(then, read), _rows(now, read)
    for row, told in _between(read.table, old, new):
        yield from (f"{read.table} {row}: {line}" for line in told)
    if list(old) != list(new) and set(old) == set(new):
        yield f"{read.table}: the same rows in another order"


def rows_between(then: Path, now: Path, table: str) -> dict[str, tuple[str, ...]]:
    """Return what changed between two files of a table, by row, without the table's name."""
    whole = Read(table, (), "", "")
    return dict(_between(table, _rows(then, whole), _rows(now, whole)))


def _between(table: str, old: _Rows, new: _Rows) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each row that is not as it was, with a line for each thing that changed of it."""
    for row in [*old, *(row for row in new if row not in old)]:
        if row not in new:
            told: tuple[str, ...] = ("gone",)
        elif row not in old:
            told = ("new",)
        else:
            told = tuple(_cells(old[row], new[row]))
        if told:
            yield row.removeprefix(f"{table}:"), told


def _cells(old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    for column in {**old, **new}:
        if old.get(column) != new.get(column):
            yield f"{column} was {_said(old.get(column))}, now {_said(new.get(column))}"


def _said(value: Any) -> str:
    if value is None:
        return "empty"
    text = f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _rows(path: Path, read: Read) -> _Rows:
    """Return the rows of a slice by row_id, every cell a plain value; digests are left out."""
    from pyarrow.parquet import ParquetFile

    with ParquetFile(path) as file:
        whole: pa.Table = file.read()
    chosen: _Rows = {}
    for row in whole.to_pylist():
        row.pop(ROW_DIGEST, None)
        if all(_takes(wanted, plain(row.get(name))) for name, wanted in read.where):
            chosen[str(row.pop("row_id"))] = {name: _comparable(v) for name, v in row.items()}
    return chosen


def _takes(wanted: Any, value: Any) -> bool:
    return value in wanted if isinstance(wanted, tuple) else bool(value == wanted)


def _comparable(value: Any) -> Any:
    return str(value) if isinstance(value, list | dict | bytes) else plain(value)
