"""What a form exports becomes comments, once, whoever wrote the file and however."""

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from research.ground.errors import ReviewError
from research.publish.cells import escaped, unescaped
from research.publish.reviews.forms import Form, form
from research.publish.reviews.journal import load, path_of
from research.publish.reviews.listing import comment_lines, comment_rows
from research.publish.reviews.sheets import read_sheet
from research.sources.review_journal import Phase
from reviewed_project import (
    BRIEF,
    FIRST,
    GOOGLE,
    HEAD,
    SECOND,
    commented,
    comments,
    export,
    later,
    reviewed,
    taken,
)

MICROSOFT = Form(
    name="microsoft",
    key=("ID",),
    who="Name",
    email="Email",
    said="Completion time",
    comments=("What is wrong?",),
)


def microsoft(path: Path, *rows: tuple[object, ...]) -> Path:
    """An export as Microsoft Forms writes it: a workbook, moments as moments."""
    book = openpyxl.Workbook()
    book.active.append(["ID", "Start time", "Completion time", "Email", "Name", "What is wrong?"])
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def answered(number: int = 1, text: str = "Too old.") -> tuple[object, ...]:
    moment = datetime(2026, 11, 20, 10, 15)  # noqa: DTZ001 (a workbook knows no zones)
    return (number, moment, moment, "ada@example.org", "Ada Example", text)


def test_each_filled_question_of_a_row_is_a_comment(tmp_path):
    here = reviewed(tmp_path)
    made = taken(here, export(tmp_path / "e.csv", FIRST, SECOND))
    assert (made.answers, len(made.new)) == (2, 3)
    assert [(one.who.name, one.text) for one in comments(here)] == [
        ("Ada Example", "Too old."),
        ("Cy Case", "Too long."),
        ("Cy Case", "Fine else."),
    ]


def test_the_same_export_again_adds_nothing(tmp_path):
    here = reviewed(tmp_path)
    path = export(tmp_path / "e.csv", FIRST, SECOND)
    taken(here, path)
    before = path_of(here, BRIEF).read_bytes()
    again = taken(here, path, at=9)
    assert (again.new, len(again.same), path_of(here, BRIEF).read_bytes()) == ((), 3, before)


def test_a_row_keeps_its_id_under_another_name_of_the_file_and_in_another_order(tmp_path):
    here = reviewed(tmp_path)
    first = taken(here, export(tmp_path / "e.csv", FIRST, SECOND))
    again = taken(here, export(tmp_path / "e (1).csv", SECOND, FIRST))
    assert sorted(again.same) == sorted(first.new)


def test_an_edited_row_is_flagged_open_again_and_keeps_what_it_said(tmp_path):
    here = reviewed(tmp_path)
    taken(here, export(tmp_path / "e.csv", FIRST))
    edited = (*FIRST[:4], "Much too old.", "")
    made = taken(here, export(tmp_path / "e.csv", edited), at=9)
    one = comments(here)[0]
    assert made.edited == (one.id,)
    assert (one.text, one.was, one.is_edited) == ("Much too old.", ("Too old.",), True)


def test_a_comment_that_its_reviewer_took_back_is_not_lost(tmp_path):
    here = reviewed(tmp_path)
    taken(here, export(tmp_path / "e.csv", FIRST))
    taken(here, export(tmp_path / "e.csv", (*FIRST[:4], "", "")), at=9)
    assert "(taken back; it said: Too old.)" in comment_lines(comments(here))[1]


def test_a_row_that_is_gone_from_the_export_is_told_and_kept(tmp_path):
    here = reviewed(tmp_path)
    taken(here, export(tmp_path / "e.csv", FIRST, SECOND))
    made = taken(here, export(tmp_path / "e.csv", FIRST), at=9)
    assert (len(made.gone), len(comments(here))) == (2, 3)


def test_who_sends_an_empty_form_has_answered(tmp_path):
    here = reviewed(tmp_path)
    taken(here, export(tmp_path / "e.csv", (*FIRST[:4], "", "")))
    assert [one.name for one in load(here, BRIEF).round(Phase.DRAFT).answered] == ["Ada Example"]


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-16-le", b""),
        ("cp1252", b""),
    ],
)
@pytest.mark.parametrize("parted", [",", ";", "\t"])
def test_accents_and_quotes_survive_each_encoding(tmp_path, encoding, mark, parted):
    here = reviewed(tmp_path)
    row = (*FIRST[:2], "Zoë Muñoz", "", "“Too old”, says José; see page 2.", "")
    taken(here, export(tmp_path / "e.csv", row, encoding=encoding, mark=mark, parted=parted))
    one = comments(here)[0]
    assert (one.who.name, one.text) == ("Zoë Muñoz", "“Too old”, says José; see page 2.")


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-none", "@here", "=HYPERLINK(A1)"])
def test_a_cell_that_looks_like_a_formula_is_kept_as_text_and_escaped_when_written(tmp_path, cell):
    here = reviewed(tmp_path)
    taken(here, export(tmp_path / "e.csv", (*FIRST[:4], cell, "")))
    written = tmp_path / "list.csv"
    written.write_bytes(comment_rows(comments(here)))
    assert comments(here)[0].text == cell
    assert read_sheet(written, ("text",)).rows[0][1]["text"] == f"'{cell}"


@pytest.mark.parametrize("cell", ["=1", "'quoted'", "plain", "'", ""])
def test_what_is_escaped_is_read_back_as_it_was(cell):
    assert unescaped(escaped(cell)) == cell


def test_a_comment_of_several_lines_is_one(tmp_path):
    here = reviewed(tmp_path)
    taken(here, export(tmp_path / "e.csv", (*FIRST[:4], "one\r\ntwo\rthree", "")))
    assert comments(here)[0].text == "one\ntwo\nthree"


def test_a_workbook_of_microsoft_forms_is_read_by_its_numbers(tmp_path):
    here = reviewed(tmp_path)
    taken(here, microsoft(tmp_path / "e.xlsx", answered(1), answered(2, "=1+1")), MICROSOFT)
    assert sorted((one.text, one.said) for one in comments(here)) == [
        ("=1+1", "2026-11-20T10:15:00"),
        ("Too old.", "2026-11-20T10:15:00"),
    ]


def test_a_workbook_imported_again_adds_nothing_even_where_it_was_completed_later(tmp_path):
    here = reviewed(tmp_path)
    taken(here, microsoft(tmp_path / "e.xlsx", answered(1)), MICROSOFT)
    made = taken(here, microsoft(tmp_path / "e.xlsx", answered(1), answered(2)), MICROSOFT)
    assert (len(made.new), len(made.same)) == (1, 1)


def test_columns_that_the_form_does_not_declare_are_told(tmp_path):
    here = reviewed(tmp_path)
    made = taken(here, microsoft(tmp_path / "e.xlsx", answered(1)), MICROSOFT)
    assert made.unread == ("Start time",)


def broken(tmp_path: Path, data: bytes) -> Path:
    (tmp_path / "e.csv").write_bytes(data)
    return tmp_path / "e.csv"


HEADER = ",".join(HEAD).encode() + b"\r\n"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"a,b\r\n1,2\r\n", "lacks 6 of 6 columns, first 'Timestamp'"),
        (HEADER + b'x,y,"unclosed\r\n', "is no CSV"),
        (HEADER + b"x,y,z,,t,,one more\r\n", "row 2 has more cells than the head"),
        (HEADER + b",ada@example.org,Ada,,t,\r\n", "row 2 has no 'Timestamp'"),
        (HEADER + b"1,a@b,Ada,,t,\r\n1,a@b,Ada,,u,\r\n", "rows 2 and 3 have the same"),
        (HEADER + b"\x00\x81\x00\x00", "is no text in UTF-8, UTF-16 or Windows-1252"),
        (b"PK\x03\x04 not a workbook", "is no XLSX"),
        (HEADER.replace(b"Anything?", b"Your name"), "lacks 1 of 6 columns, first 'Anything\\?'"),
        (HEADER.replace(b"\r\n", b",Your name\r\n") + b"1,a@b,Ada,,t,,Bo\r\n", "'Your name' twice"),
    ],
)
def test_a_file_that_cannot_be_understood_is_refused_and_nothing_is_noted(tmp_path, data, said):
    here = reviewed(tmp_path)
    before = path_of(here, BRIEF).read_bytes()
    with pytest.raises(ReviewError, match=said):
        taken(here, broken(tmp_path, data))
    assert path_of(here, BRIEF).read_bytes() == before


def test_a_row_that_stands_twice_the_same_counts_once(tmp_path):
    assert len(taken(reviewed(tmp_path), export(tmp_path / "e.csv", FIRST, FIRST)).new) == 1


def test_an_export_that_holds_nothing_of_the_earlier_one_is_refused(tmp_path):
    here = reviewed(tmp_path)
    taken(here, export(tmp_path / "e.csv", FIRST))
    with pytest.raises(ReviewError, match="holds none of the 1 answers of form google"):
        taken(here, export(tmp_path / "e.csv", SECOND))


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(ReviewError, match="there is no file"):
        taken(reviewed(tmp_path), tmp_path / "none.csv")


DECLARED = '[forms.google]\nkey = ["Timestamp"]\nwho = "Your name"\ncomments = ["What is wrong?"]\n'


def test_a_form_is_read_as_the_project_declares_it(tmp_path):
    here = reviewed(tmp_path)
    (here.reports / "reviews.toml").write_text(DECLARED + 'phase = "draft"\n')
    assert form(here, "google") == Form(
        "google", ("Timestamp",), ("What is wrong?",), who="Your name", phase="draft"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (DECLARED, "declares no form 'gogle'; there are: google"),
        (DECLARED.replace("google", "gogle").replace('["Timestamp"]', "[]"), "key must be a list"),
        (DECLARED.replace("google", "gogle") + 'place_ = "x"\n', "says 'place_'; it may say"),
        (DECLARED.replace("google", "gogle").replace("who", "place"), "neither who nor email"),
        (DECLARED.replace("google", "gogle") + 'phase = "late"\n', "no phase 'late'"),
        ("[forms", "is not TOML"),
    ],
)
def test_a_form_that_says_too_little_is_refused(tmp_path, text, said):
    here = reviewed(tmp_path)
    (here.reports / "reviews.toml").write_text(text)
    with pytest.raises(ReviewError, match=said):
        form(here, "gogle")


def test_a_form_without_any_declaration_is_refused(tmp_path):
    with pytest.raises(ReviewError, match=r"there is no reports/reviews.toml"):
        form(reviewed(tmp_path), "google")


def test_a_comment_shows_nothing_that_a_terminal_would_obey(tmp_path):
    here = reviewed(tmp_path)
    commented(here, "red \x1b[31m and \u202eback")
    assert not {"\x1b", "\u202e"} & set("".join(comment_lines(comments(here))))


def test_the_forms_of_the_repository_can_be_read(tmp_path):
    here = reviewed(tmp_path)
    theirs = Path(__file__).resolve().parents[1] / "reports" / "reviews.toml"
    (here.reports / "reviews.toml").write_text(theirs.read_text(encoding="utf-8"))
    assert [form(here, name).key for name in ("google", "microsoft")] == [
        ("Timestamp", "Email Address"),
        ("ID",),
    ]


def test_a_form_without_phase_needs_one_to_be_said(tmp_path):
    from research.publish.reviews.imports import take_export

    here = reviewed(tmp_path)
    with pytest.raises(ReviewError, match="say which, --phase PHASE"):
        take_export(here, BRIEF, GOOGLE, export(tmp_path / "e.csv", FIRST), "", later(5))


@settings(max_examples=120, deadline=None, derandomize=True)
@given(place=st.integers(0, 10**6), byte=st.integers(0, 255), is_cut=st.booleans())
def test_a_workbook_with_any_byte_wrong_is_read_or_refused_in_words(place, byte, is_cut):
    with TemporaryDirectory() as folder:
        path = microsoft(Path(folder) / "e.xlsx", answered(1))
        data = bytearray(path.read_bytes())
        data[place % len(data)] = byte
        path.write_bytes(data[: place % len(data)] if is_cut else data)
        with suppress(ReviewError):
            read_sheet(path, MICROSOFT.columns)
