"""A table is laid out as it will be printed, or refused."""

import pandas as pd
import pytest

from research.ground.errors import FindingError
from research.ground.terms import Unit
from research.tables.layouts import Column, lay_out, table_html

FRAME = pd.DataFrame({"name": ["a <b>", "c"], "rate": [20.5, None]})
COLUMNS = [
    Column("name", "Series"),
    Column("rate", "Rate", Unit.USD, missing="not published", width=2),
]


def test_cells_are_written_as_printed():
    assert lay_out("t", FRAME, COLUMNS)["cells"] == [["a <b>", "$20.50"], ["c", "not published"]]


def test_text_stands_left_and_numbers_right():
    assert lay_out("t", FRAME, COLUMNS)["align"] == ["left", "right"]


def test_a_column_has_its_relative_width():
    assert lay_out("t", FRAME, COLUMNS)["widths"] == [1, 2]


def test_a_hole_without_a_mark_is_refused():
    with pytest.raises(FindingError, match="column rate: a cell is missing"):
        lay_out("t", FRAME, [Column("name", "Series"), Column("rate", "Rate", Unit.USD)])


@pytest.mark.parametrize("columns", [[Column("x", "X")], []])
def test_a_table_without_its_columns_is_refused(columns):
    with pytest.raises(FindingError, match="table t"):
        lay_out("t", FRAME, columns)


def test_an_empty_table_is_refused():
    with pytest.raises(FindingError, match="0 rows"):
        lay_out("t", FRAME.iloc[:0], COLUMNS)


def test_in_a_notebook_the_first_column_heads_its_rows():
    shown = table_html(lay_out("t", FRAME, COLUMNS), "A caption")
    assert '<th scope="row" style="text-align:left">a &lt;b&gt;</th>' in shown
