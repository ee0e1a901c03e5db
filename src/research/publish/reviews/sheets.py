"""Read a table that a form or a spreadsheet exported, as text; write one that no program runs."""

import csv
import io
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from research.ground.errors import ReviewError
from research.publish.cells import escaped

_DELIMITERS = (",", ";", "\t")
_BOMS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))


@dataclass(frozen=True)
class Sheet:
    """The rows of a file below its head: the number of each as a person counts, and its cells."""

    head: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]


def read_sheet(path: Path, needed: Sequence[str]) -> Sheet:
    """Return the rows of a CSV or XLSX file, every cell as text; empty rows are left out.

    CSV may be UTF-8, UTF-16 or Windows-1252, parted by commas, semicolons or tabs; a cell that
    begins with ``=`` is text like any other, and never worked out.

    Parameters
    ----------
    needed
        The columns that must be there.

    Raises
    ------
    ReviewError
        If the file is not there, is neither, is broken, or lacks a column.
    """
    if not path.is_file():
        raise ReviewError(f"there is no file {path}.")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ReviewError(f"{path.name} cannot be read: {error.strerror}.") from error
    is_xlsx = data.startswith(b"PK\x03\x04")
    lines = _xlsx(path, data) if is_xlsx else _csv(path.name, data, needed)
    told = [line for line in lines if any(cell.strip() for cell in line[1])]
    if not told:
        raise ReviewError(f"{path.name} is empty.")
    head = tuple(" ".join(cell.split()) for cell in told[0][1])
    _check_head(path.name, head, needed)
    return Sheet(head, tuple(_rows(path.name, head, told[1:])))


def _check_head(name: str, head: Sequence[str], needed: Sequence[str]) -> None:
    lacking = [column for column in needed if column not in head]
    if lacking:
        raise ReviewError(
            f"{name} lacks {len(lacking)} of {len(needed)} columns, first {lacking[0]!r}; it has "
            f"{', '.join(repr(one) for one in head if one)}."
        )
    twice = [column for column in needed if head.count(column) > 1]
    if twice:
        raise ReviewError(f"{name} has the column {twice[0]!r} twice: which one is meant?")


def _rows(
    name: str, head: tuple[str, ...], lines: Iterable[tuple[int, list[str]]]
) -> Iterator[tuple[int, dict[str, str]]]:
    for number, cells in lines:
        over = [cell for cell in cells[len(head) :] if cell.strip()]
        if over:
            raise ReviewError(
                f"{name}, row {number} has more cells than the head has columns, first "
                f"{over[0][:40]!r}: a quote or a delimiter is missing."
            )
        padded = [*cells, *[""] * (len(head) - len(cells))]
        yield number, dict(zip(head, padded, strict=False))


def _csv(name: str, data: bytes, needed: Sequence[str]) -> list[tuple[int, list[str]]]:
    text = _decoded(name, data)
    parted = max(_DELIMITERS, key=lambda sign: _fits(text, sign, needed))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=parted, strict=True)
    try:
        return list(enumerate(reader, 1))
    except csv.Error as error:
        raise ReviewError(f"{name}, near line {reader.line_num} is no CSV ({error}).") from error


def _fits(text: str, sign: str, needed: Sequence[str]) -> tuple[int, int]:
    """Return how many needed columns a delimiter finds in the first line, and how many in all."""
    try:
        head = next(csv.reader(io.StringIO(text, newline=""), delimiter=sign), [])
    except csv.Error:
        return 0, 0
    cells = {" ".join(cell.split()) for cell in head}
    return sum(column in cells for column in needed), len(head)


def _decoded(name: str, data: bytes) -> str:
    known = next((encoding for mark, encoding in _BOMS if data.startswith(mark)), "")
    for encoding in (known,) if known else (*_without_mark(data), "utf-8", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise ReviewError(
        f"{name} is no text in UTF-8, UTF-16 or Windows-1252, and no XLSX: export it again as CSV."
    )


def _without_mark(data: bytes) -> tuple[str, ...]:
    """Return UTF-16 where every other byte of the beginning is zero: some exports lack the mark."""
    first = data[:64]
    if first[1::2].count(0) > len(first) // 3:
        return ("utf-16-le",)
    return ("utf-16-be",) if first[::2].count(0) > len(first) // 3 else ()


def _xlsx(path: Path, data: bytes) -> list[tuple[int, list[str]]]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # forms write no default style
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False)
            page = book.worksheets[0]
            page.reset_dimensions()
            lines = page.iter_rows(values_only=True)
            return [(n, [_cell(one) for one in line]) for n, line in enumerate(lines, 1)]
    except (
        zipfile.BadZipFile, zlib.error, NotImplementedError, InvalidFileException, KeyError,
        ValueError, TypeError, IndexError, EOFError, SyntaxError, OSError,
    ) as error:  # fmt: skip
        raise ReviewError(f"{path.name} is no XLSX that can be read ({error}).") from error


def _cell(value: object) -> str:
    """Return a cell of a workbook as text: a whole number without a point, a moment as ISO."""
    if value is None:
        return ""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(getattr(value, "text", value))


def csv_text(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a CSV file that spreadsheets open as it is meant, every cell of it text."""
    out = io.StringIO(newline="")
    made = csv.writer(out)
    made.writerow(head)
    made.writerows([escaped(str(cell)) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")
