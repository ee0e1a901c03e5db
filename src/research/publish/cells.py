"""Cells of the CSV files that we write: none is one that a spreadsheet would run as a formula."""

import re

_SIGNS = r"[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n]"
_FORMULA = re.compile(rf"(^|;\s*)(?='*{_SIGNS})")
"""Where a cell begins that a spreadsheet would run: at its start or, where a spreadsheet parts
cells by semicolons, after one; the wide forms of the signs are read as the signs are."""
_ESCAPED = re.compile(rf"(^|;\s*)'(?='*{_SIGNS})")


def escaped(cell: str) -> str:
    """Return a cell as text: an apostrophe stands before what begins as a formula does."""
    return _FORMULA.sub(r"\1'", cell)


def unescaped(cell: str) -> str:
    """Return a cell as it was before `escaped` wrote it."""
    return _ESCAPED.sub(r"\1", cell)
