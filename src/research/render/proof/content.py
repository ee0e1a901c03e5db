"""What the pages of a PDF draw, as far as a proof reads it: text, marks and what places them.

Maps and charts draw thousands of lines, which say nothing to a reader of text. They are left out
where the stream of a page is taken apart, once for all that read it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pikepdf

_READ = "q Q cm gs BT ET Tf Tj TJ ' \" Td TD Tm T* Tc Tw Tz TL Ts Tr Do BDC BMC EMC DP MP"
Instructions = Sequence[Any]
_OPENS = {"BDC", "BMC"}


def read(pdf: pikepdf.Pdf) -> list[list[Any]]:
    """Return, for each page, the instructions that write, mark and place."""
    return [list(pikepdf.parse_content_stream(page, _READ)) for page in pdf.pages]


def replace(pdf: pikepdf.Pdf, pages: Mapping[int, Instructions]) -> None:
    """Let pages, counted from 0, draw these instructions alone; the PDF is changed in memory."""
    for number, instructions in pages.items():
        kept = pikepdf.unparse_content_stream(list(instructions))
        pdf.pages[number].obj.Contents = pdf.make_stream(kept)


def holds_marks(instructions: Instructions) -> bool:
    """Return whether a page draws marked content that the structure tree knows."""
    return any(
        str(one.operator) == "BDC" and mark(list(one.operands)) is not None for one in instructions
    )


def without(instructions: Instructions, marks: set[int]) -> Iterator[Any]:
    """Yield what a page draws outside the marked content of some numbers."""
    dropping: list[bool] = []
    for drawn in instructions:
        operator = str(drawn.operator)
        if operator in _OPENS:
            dropping.append(mark(list(drawn.operands)) in marks or any(dropping[-1:]))
        if not any(dropping[-1:]):
            yield drawn
        if operator == "EMC" and dropping:
            dropping.pop()


def mark(operands: list[Any]) -> int | None:
    """Return the number under which the structure tree knows marked content, if it does."""
    said = operands[1] if len(operands) == 2 else None
    return int(said["/MCID"]) if isinstance(said, pikepdf.Dictionary) and "/MCID" in said else None
