"""Receipts as CSV: no cell is one that a spreadsheet would run."""

import pytest

from research.publish.cells import escaped


@pytest.mark.parametrize("sign", ["\uff1d", "\uff0b", "\uff0d", "\uff20", "\n="])
def test_a_cell_that_begins_as_a_formula_in_wide_signs_is_escaped(sign: str) -> None:
    assert escaped(f"{sign}1") == f"'{sign}1"


def test_a_formula_after_a_semicolon_is_escaped_where_it_begins() -> None:
    assert escaped("x; =1+1;y") == "x; '=1+1;y"


def test_a_cell_without_a_formula_stays_as_it_is() -> None:
    assert escaped("250 OK; a-b=c") == "250 OK; a-b=c"
