"""Sheets: every cell a text, whatever a spreadsheet made of it."""

import csv
import io
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from research.ground.errors import AudienceError
from research.publish.audiences import sheets
from research.publish.audiences.sheets import Row
from research.publish.cells import unescaped


def read(path: Path) -> list[Row]:
    return sheets.read(path, ("id", "name"), ("note",), path.name)


def a_csv(folder: Path, data: str | bytes) -> Path:
    path = folder / "list.csv"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def an_xlsx(folder: Path, *rows: list[object]) -> Path:
    path = folder / "list.xlsx"
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
    return path


def test_columns_are_found_by_name_in_any_order_and_case(tmp_path: Path) -> None:
    (row,) = read(a_csv(tmp_path, "\ufeffName,ID\nAda, 1 \n"))
    assert (row["id"], row["name"], row["note"]) == ("1", "Ada", "")


def test_a_sheet_parted_by_semicolons_is_read(tmp_path: Path) -> None:
    assert read(a_csv(tmp_path, "id;name\n1;Elm, Ada\n"))[0]["name"] == "Elm, Ada"


def test_rows_know_their_line_and_empty_ones_are_passed_over(tmp_path: Path) -> None:
    assert [row.line for row in read(a_csv(tmp_path, "id,name\n\n1,a\n,\n2,b\n"))] == [3, 5]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"\n \n", "holds nothing"),
        (b"id,name\n1,a\n2,\xe9\n", "line 3: byte 14 is no UTF-8"),
        (b"id\n1\n", "lacks the column 'name'"),
        (b"id,name,id\n", "has twice the column 'id'"),
        (b"id,name,consnet\n", "has an unknown column 'consnet'"),
        (b"id,name\n1,Elm,Ada\n", "line 2: 3 cells for 2 columns"),
        (b'id,name\n1,"a\n', "no CSV"),
    ],
)
def test_a_sheet_that_is_none_says_where(tmp_path: Path, data: bytes, said: str) -> None:
    with pytest.raises(AudienceError, match=said):
        read(a_csv(tmp_path, data))


def test_a_folder_is_no_list(tmp_path: Path) -> None:
    (tmp_path / "list.csv").mkdir()
    with pytest.raises(AudienceError, match=r"list.csv is a folder"):
        read(tmp_path / "list.csv")


def test_a_spreadsheet_gives_days_numbers_and_truths_as_text(tmp_path: Path) -> None:
    day = datetime(2026, 3, 1)  # noqa: DTZ001 (a spreadsheet knows no zone)
    rows = [[7.0, day, True], [8, date(2026, 3, 2), None]]
    path = an_xlsx(tmp_path, ["id", "name", "note"], *rows)
    assert [(row["id"], row["name"], row["note"]) for row in read(path)] == [
        ("7", "2026-03-01", "yes"), ("8", "2026-03-02", ""),
    ]  # fmt: skip


def test_a_formula_of_a_spreadsheet_is_kept_as_text(tmp_path: Path) -> None:
    path = an_xlsx(tmp_path, ["id", "name"], [1, '=HYPERLINK("https://example.org","x")'])
    assert read(path)[0]["name"] == '=HYPERLINK("https://example.org","x")'


def test_a_spreadsheet_that_was_cut_short_is_refused(tmp_path: Path) -> None:
    path = an_xlsx(tmp_path, ["id", "name"])
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(AudienceError, match=r"list.xlsx is cut short or no XLSX"):
        read(path)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_cell_that_is_written_is_worked_out(cell: str) -> None:
    written = sheets.text_of(["name"], [[cell]])
    (_, (held,)) = csv.reader(io.StringIO(written, newline=""))
    assert (held, unescaped(held)) == (f"'{cell}", cell)


def test_a_cell_that_only_begins_with_a_quote_is_left_alone() -> None:
    assert unescaped("'tis") == "'tis"
