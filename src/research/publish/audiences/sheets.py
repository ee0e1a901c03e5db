"""A list of people as a sheet: CSV or XLSX, every cell a text, with the line it stands in."""

import csv
import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from research.ground.errors import AudienceError
from research.publish.cells import escaped

MOST_BYTES = 20_000_000
MOST_ROWS = 100_000
"""More than this is no list of people that we write to. No source; assumed."""

"""A cell that begins so is worked out by a spreadsheet that opens it."""


@dataclass(frozen=True)
class Row:
    """One row of a sheet: its line as a spreadsheet numbers it, and its cells by column."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        """Return a cell without the space around it; empty where the sheet lacks the column."""
        return self.cells.get(column, "").strip()


def read(path: Path, required: Sequence[str], optional: Sequence[str], shown: str) -> list[Row]:
    """Return the rows of a sheet that hold anything.

    Columns are found by their names, whatever their order and case. A cell that begins with =
    is a text like any other, in an XLSX too: no formula is worked out.

    Parameters
    ----------
    path
        A .csv (UTF-8, parted by comma or semicolon) or an .xlsx (its first sheet).
    required, optional
        The columns that it must and may have; others are refused, since a misspelled column of
        consent must not be passed over.
    shown
        How messages name the file.

    Raises
    ------
    AudienceError
        If it is not there, a folder, empty, too large, not UTF-8, no sheet, lacks a column or
        has one twice, or a row has more cells than there are columns.
    """
    _require_file(path, shown)
    grid = _xlsx(path, shown) if path.suffix.lower() == ".xlsx" else _csv(path, shown)
    lines = [(line, cells) for line, cells in grid if any(cell.strip() for cell in cells)]
    if not lines:
        raise AudienceError(f"{shown} holds nothing: its first line names the columns.")
    head = [cell.strip().lower().replace(" ", "_") for cell in lines[0][1]]
    _require_columns(head, required, optional, shown)
    rows = []
    for line, cells in lines[1:]:
        if len(cells) > len(head) and any(cell.strip() for cell in cells[len(head) :]):
            raise AudienceError(
                f"{shown}, line {line}: {len(cells)} cells for {len(head)} columns. Put a cell "
                'that holds a comma between quotation marks ("Elm, Ada").'
            )
        rows.append(Row(line, dict(zip(head, cells, strict=False))))
    return rows


def text_of(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a CSV: each cell escaped, lines ended as RFC 4180 has them."""
    made = io.StringIO(newline="")
    writer = csv.writer(made, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([escaped(cell) for cell in row] for row in rows)
    return made.getvalue()


def _require_file(path: Path, shown: str) -> None:
    if path.is_dir():
        raise AudienceError(f"{shown} is a folder: give the CSV or XLSX file itself.")
    try:
        size = path.stat().st_size
    except OSError as error:
        raise AudienceError(f"{shown} is not there, or cannot be read ({error}).") from error
    if not size:
        raise AudienceError(f"{shown} is empty: its first line names the columns.")
    if size > MOST_BYTES:
        raise AudienceError(f"{shown} has {size:,} bytes; a list has at most {MOST_BYTES:,}.")


def _require_columns(
    head: Sequence[str], required: Sequence[str], optional: Sequence[str], shown: str
) -> None:
    named = [name for name in head if name]
    known = [*required, *optional]
    found = (
        ("lacks the column", [name for name in required if name not in named]),
        ("has twice the column", [name for name in known if named.count(name) > 1]),
        ("has an unknown column", [name for name in named if name not in known]),
    )
    for what, names in found:
        if names:
            raise AudienceError(
                f"{shown} {what} {names[0]!r}; columns are {', '.join(required)}; it may also "
                f"have {', '.join(optional)}."
            )


def _csv(path: Path, shown: str) -> Iterator[tuple[int, list[str]]]:
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise AudienceError(
            f"{shown}, line {line}: byte {error.start} is no UTF-8. Save it as CSV UTF-8."
        ) from error
    first = text.lstrip().split("\n", 1)[0]
    parted = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=parted, strict=True)
    try:
        for count, cells in enumerate(reader):
            _require_few(count, shown)
            yield reader.line_num, cells
    except csv.Error as error:
        raise AudienceError(f"{shown}, line {reader.line_num}: no CSV ({error}).") from error


def _xlsx(path: Path, shown: str) -> Iterator[tuple[int, list[str]]]:
    import openpyxl

    try:
        with zipfile.ZipFile(path) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
        if unpacked > 10 * MOST_BYTES:
            raise AudienceError(
                f"{shown} unpacks to {unpacked:,} bytes: that is no list of people."
            )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # styles and checks that it cannot read
            book = openpyxl.load_workbook(path, read_only=True, data_only=False)
        try:
            for line, cells in enumerate(book.worksheets[0].iter_rows(values_only=True), start=1):
                _require_few(line, shown)
                yield line, [_text(cell) for cell in cells]
        finally:
            book.close()
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError) as error:
        raise AudienceError(f"{shown} is cut short or no XLSX ({error}).") from error


def _require_few(count: int, shown: str) -> None:
    if count > MOST_ROWS:
        raise AudienceError(f"{shown} has more than {MOST_ROWS:,} rows: that is no list of people.")


def _text(cell: object) -> str:
    """Return a cell of a spreadsheet as text: days as YYYY-MM-DD, whole numbers without .0."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
