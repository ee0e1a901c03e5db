"""What is refused on the way in: each bad file with an error that says what and where."""

import gzip
from pathlib import Path

import pandas as pd
import pytest

from research.ground.errors import PublishedFileError
from research.sources import files

COLUMNS = ("series", "value")
GOOD = b"series,value\na,1\nb,2\n"


def published(folder: Path, data: bytes, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_cells_stay_text_as_published(tmp_path: Path) -> None:
    cells = files.read_cells(published(tmp_path, b"series,value\n007, 1.50 \n"), COLUMNS)
    assert cells.iloc[0].tolist() == ["007", "1.50"]


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path: Path) -> None:
    cells = files.read_cells(published(tmp_path, b"\xef\xbb\xbf" + GOOD), COLUMNS)
    assert list(cells.columns) == ["series", "value"]


def test_a_packed_file_reads_like_a_plain_one(tmp_path: Path) -> None:
    packed = files.read_cells(published(tmp_path, gzip.compress(GOOD), "table.csv.gz"), COLUMNS)
    assert packed["value"].tolist() == ["1", "2"]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"series,value\n", "a header and no rows"),
        (b"series,value\na,caf\xe9\n", "not UTF-8: byte 18 is 0xe9"),
        (GOOD.decode().encode("utf-16"), "not UTF-8"),
        (b"<!DOCTYPE html><html>503</html>", "a web page, not a table"),
        (b"series\na\n", "missing: value"),
        (b"series,value,extra\na,1,2\n", "new: extra"),
        (b"series,value,value\na,1,2\n", "twice: value"),
        (b"series,value\na,1\nb\n", "1 of 2 lines do not have 2 cells, first line 3"),
        (b'series,value\na,"1\n', "cut short inside a cell"),
        (b"series;value\na;1\n", "missing: series, value"),
    ],
)
def test_a_file_that_is_not_the_table_is_refused(tmp_path: Path, data: bytes, says: str) -> None:
    with pytest.raises(PublishedFileError, match=says):
        files.read_cells(published(tmp_path, data), COLUMNS)


@pytest.mark.parametrize("cut", [5, 20, 30])
def test_a_packed_file_cut_short_is_refused(tmp_path: Path, cut: int) -> None:
    packed = gzip.compress(GOOD * 100)[:cut]
    with pytest.raises(PublishedFileError, match="cut short or no gzip file"):
        files.read_cells(published(tmp_path, packed, "table.csv.gz"), COLUMNS)


def test_a_new_column_of_a_large_file_is_let_pass(tmp_path: Path) -> None:
    path = published(tmp_path, b"series,more,value\na,x,1\n")
    assert files.read_cells(path, COLUMNS, exact=False).iloc[0].tolist() == ["a", "1"]


@pytest.mark.parametrize(
    ("cell", "number"),
    [("1", 1.0), ("-2.5", -2.5), ("1,234,567.8", 1234567.8), (".5", 0.5), ("1e3", 1000.0)],
)
def test_plain_numbers_are_read(cell: str, number: float) -> None:
    assert files.numbers(pd.Series([cell]), "value").item() == number


@pytest.mark.parametrize(
    "cell", ["$5", "12%", "-inf", "inf", "nan", "1,5", "1 234", "(3)", "n/a", "TOTAL", "1.2.3"]
)
def test_what_is_no_plain_number_is_refused(cell: str) -> None:
    with pytest.raises(PublishedFileError, match=r"value: 1 of 2 cells are not numbers, first .*3"):
        files.numbers(pd.Series(["1", cell]), "value")


def test_a_listed_mark_is_a_missing_value() -> None:
    assert files.numbers(pd.Series(["-", "2"]), "value", missing=("-",)).isna().tolist() == [
        True,
        False,
    ]


@pytest.mark.parametrize("cell", ["2025-13-01", "1/2/2025", "2025", "2025-02-30"])
def test_what_is_no_iso_date_is_refused(cell: str) -> None:
    with pytest.raises(PublishedFileError, match="effective: 1 of 1 cells are not dates"):
        files.dates(pd.Series([cell]), "effective")
