"""Marks that stand in the prose for what a finding prints, and what each of them stands for.

To pandoc a link with classes takes longer to read than all else around it. So the text of a sheet
has a mark of three signs where a number stands, and a block of lines that says what to set there.
"""

import re
from collections.abc import Iterator

from research.render.lines import block
from research.studies.record import Finding

_OPENS, _CLOSES = "\ue000", "\ue001"
"""Signs of the private use area; accessible.lua knows them as well."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ESCAPED = re.compile(r"\\(.)")


class Marks:
    """The marks of one text, in order of appearance."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, ...], str] = {}

    def mark(self, finding: Finding, markdown: str) -> str:
        """Return the mark of what a finding prints, its range or itself, given as Markdown."""
        kind = "sentence" if finding.kind == "sentence" else "number"
        printed = _ESCAPED.sub(r"\1", markdown)
        line = (str(finding.grade), f"from-{finding.name}", kind, printed)
        letters = self._known.setdefault(line, _in_letters(len(self._known)))
        return f"{_OPENS}{letters}{_CLOSES}"

    def block(self) -> str:
        """Return the lines that say what each mark stands for, or nothing."""
        return block(".marks", self._lines()) if self._known else ""

    def _lines(self) -> Iterator[tuple[str, ...]]:
        return ((letters, *line) for line, letters in self._known.items())


def _in_letters(number: int) -> str:
    """Return a count in letters: a digit would be a number on the page."""
    more, last = divmod(number, len(_LETTERS))
    return (_in_letters(more - 1) if more else "") + _LETTERS[last]
