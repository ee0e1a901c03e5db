"""Read a published file as text cells, refusing what is not the table it claims to be."""

import csv
import gzip
import io
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from research.ground.errors import PublishedFileError

_NUMBER = r"[-+]?(\d{1,3}(,\d{3})+(\.\d*)?|\d+\.?\d*|\.\d+)([eE][-+]?\d+)?"
_HTML = ("<!doctype", "<html", "<head", "<?xml", "<body")
_SEPARATORS = {",": "commas", "\t": "tabs"}


def read_text(path: Path) -> str:
    """Return the text of a file, plain or gzip, UTF-8 with or without a byte-order mark.

    Raises
    ------
    PublishedFileError
        If it is empty, cut short, not UTF-8, or a page of HTML.
    """
    return decode(unpacked(path.read_bytes(), path.name), path.name)


def unpacked(data: bytes, name: str) -> bytes:
    """Return the bytes inside a .gz file, or the bytes themselves."""
    if not name.endswith(".gz"):
        return data
    try:
        return gzip.decompress(data)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise PublishedFileError(
            f"{name} is cut short or no gzip file ({error}): take the snapshot again."
        ) from error


def require_readable(data: bytes, name: str) -> None:
    """Refuse published bytes that no reader could read: cut short, not text, a web page."""
    inner = unpacked(data, name)
    if name.removesuffix(".gz").endswith((".csv", ".tsv", ".txt")):
        decode(inner, name)


def keep_lines(
    data: bytes, name: str, wanted: Callable[[dict[str, str]], bool], separator: str = ","
) -> bytes:
    """Return the header and the wanted lines of a CSV file, each byte for byte as published.

    Parameters
    ----------
    data
        The published bytes, plain or gzip by their name; what is returned is plain.
    wanted
        Whether to keep a row, given its cells by column.
    separator
        What stands between cells: a comma or a tab.

    Raises
    ------
    PublishedFileError
        If a row spans lines, or no row is wanted.
    """
    lines = unpacked(data, name).splitlines(keepends=True)
    rows = list(csv.reader(io.StringIO(decode(b"".join(lines), name)), delimiter=separator))
    if len(rows) != len(lines):
        raise PublishedFileError(
            f"{name}: {len(rows)} rows on {len(lines)} lines; a row that spans lines cannot be "
            "kept line by line. Keep the whole file."
        )
    kept = [
        line
        for line, row in zip(lines[1:], rows[1:], strict=True)
        if wanted(dict(zip(rows[0], row, strict=False)))
    ]
    if not kept:
        raise PublishedFileError(
            f"{name}: none of {len(rows) - 1} rows is among those to keep: did the publisher "
            "change its codes?"
        )
    return b"".join([lines[0], *kept])


def decode(data: bytes, name: str) -> str:
    """Return published bytes as text, or say why they are not text of a table."""
    if not data.strip():
        raise PublishedFileError(f"{name} is empty: take the snapshot again.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PublishedFileError(
            f"{name} is not UTF-8: byte {error.start} is 0x{data[error.start]:02x}. "
            "Ask the publisher for UTF-8, or convert a copy and say so in its sidecar."
        ) from error
    if text.lstrip()[:200].lower().startswith(_HTML):
        raise PublishedFileError(
            f"{name} is a web page, not a table: the address answered with an error page. "
            "Take the snapshot again, or check the address."
        )
    return text


def read_cells(
    path: Path, columns: Sequence[str], exact: bool = True, separator: str = ","
) -> pd.DataFrame:
    """Return a published CSV file as text cells, in the publisher's own names and order.

    Parameters
    ----------
    path
        A CSV file, plain or .gz.
    columns
        The columns that the publisher is known to print.
    exact
        Whether a further column is refused (typed facts) or let pass unread (large files).
    separator
        What stands between cells: a comma or a tab.

    Raises
    ------
    PublishedFileError
        If a column is missing, twice or new, or a line has too many or too few cells.
    """
    rows = _rows(path, separator)
    header = [name.strip() for name in rows[0]]
    _check_header(path.name, header, columns, exact)
    body = rows[1:]
    ragged = [number for number, row in enumerate(body, 2) if len(row) != len(header)]
    if ragged:
        raise PublishedFileError(
            f"{path.name}: {len(ragged)} of {len(body)} lines do not have {len(header)} cells, "
            f"first line {ragged[0]}: the file is cut short or not separated by "
            f"{_SEPARATORS[separator]}."
        )
    if not body:
        raise PublishedFileError(f"{path.name} has a header and no rows: take the snapshot again.")
    frame = pd.DataFrame(body, columns=header, dtype="str")
    return pd.DataFrame({name: frame[name].str.strip() for name in columns}, dtype="str")


def _rows(path: Path, separator: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(read_text(path)), delimiter=separator, strict=True))
    except csv.Error as error:
        raise PublishedFileError(
            f"{path.name} is cut short inside a cell or not separated by "
            f"{_SEPARATORS[separator]} ({error}): take the snapshot again."
        ) from error


def _check_header(name: str, header: list[str], columns: Sequence[str], exact: bool) -> None:
    missing = [column for column in columns if column not in header]
    extra = [column for column in header if column not in columns]
    twice = sorted({column for column in header if header.count(column) > 1})
    if missing or twice or (extra and exact):
        parts = [
            f"{what}: {', '.join(found[:5])}"
            for what, found in (
                ("missing", missing),
                ("new", extra if exact else []),
                ("twice", twice),
            )
            if found
        ]
        raise PublishedFileError(
            f"{name} does not have the columns it is read by ({'; '.join(parts)}). "
            "If the publisher changed the file, change its reader in research/sources."
        )


def numbers(cells: pd.Series, name: str, missing: Sequence[str] = ("",)) -> pd.Series:
    """Return text cells as floats; the listed marks are missing values.

    A dollar or percent sign inside a number, an infinity, or a word is refused: which
    unit a number has is for the reader of its publisher to say.

    Raises
    ------
    PublishedFileError
        Which cells are no plain numbers, how many of how many, and the first.
    """
    blank = cells.isin(list(missing)) | cells.isna()
    good = cells.str.fullmatch(_NUMBER).fillna(False).astype(bool)
    bad = ~(good | blank)
    if bad.any():
        raise PublishedFileError(
            f"{name}: {int(bad.sum())} of {len(cells)} cells are not numbers, first "
            f"{cells[bad].iloc[0]!r} in row {int(bad.to_numpy().argmax()) + 2}."
        )
    plain = cells.str.replace(",", "", regex=False).where(~blank)
    return pd.to_numeric(plain, errors="raise").astype("float64")


def dates(cells: pd.Series, name: str) -> pd.Series:
    """Return ISO dates as timestamps.

    Raises
    ------
    PublishedFileError
        Which cells are no dates, how many of how many, and the first.
    """
    parsed = pd.to_datetime(cells, format="%Y-%m-%d", errors="coerce")
    bad = parsed.isna() & cells.ne("")
    if bad.any():
        raise PublishedFileError(
            f"{name}: {int(bad.sum())} of {len(cells)} cells are not dates (YYYY-MM-DD), first "
            f"{cells[bad].iloc[0]!r} in row {int(bad.to_numpy().argmax()) + 2}."
        )
    return parsed
