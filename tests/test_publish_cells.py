"""A cell comes back as it was written, whatever signs and quotes stand in it."""

from hypothesis import example, given
from hypothesis import strategies as st

from research.publish.cells import escaped, unescaped


@given(st.text(alphabet="=+-@＝;' \t\r\nab", max_size=12))
@example("'=x")
@example("x; '=1")
def test_a_cell_comes_back_as_it_was(cell: str):
    assert unescaped(escaped(cell)) == cell
