"""How a cell is shown in a message, and how its text is parsed."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from research.studies import notebook
from research.studies.notebook import shown, tree_of

STUDIES = Path(notebook.__file__).parent


def lines(number: int) -> str:
    return "\n".join(f"line_{n} = {n}" for n in range(1, number + 1))


def test_the_line_at_fault_is_shown_and_marked_however_long_the_cell():
    assert "  > line_40 = 40" in shown(lines(40), at=40)


def test_what_is_left_out_is_counted_on_both_sides():
    said = shown(lines(40), at=20)
    assert (said.splitlines()[0], said.splitlines()[-1]) == (
        "    ... 14 lines before",
        "    ... 14 more lines",
    )


def test_a_short_cell_is_shown_whole():
    assert shown("a = 1\nb = 2") == "    a = 1\n    b = 2"


def test_threads_that_parse_at_once_do_not_disturb_one_another():
    sources = [path.read_text(encoding="utf-8") for path in sorted(STUDIES.glob("*.py"))] * 6
    with ThreadPoolExecutor(8) as pool:
        trees = list(pool.map(tree_of, sources))
    assert all(tree.body for tree in trees)
