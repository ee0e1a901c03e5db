"""What the pages of a PDF draw, as far as a proof reads it: text, marks and what places them.

Maps and charts draw thousands of lines, which say nothing to a reader of text. They are left out
where the stream of a page is taken apart; what sets and places the text is read only of pages
from which something is to be taken out.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pikepdf

TEXT = frozenset({"Tj", "TJ", "'", '"'})
OPENS = frozenset({"BDC", "BMC"})
_SAID = "Tj TJ ' \" Do BDC BMC EMC"
_SET = f"{_SAID} q Q cm gs BT ET Tf Td TD Tm T* Tc Tw Tz TL Ts Tr DP MP"


class Drawn(NamedTuple):
    """One instruction: its operator, the number of the marked content that it opens, itself."""

    operator: str
    mark: int | None
    instruction: Any


Instructions = Sequence[Drawn]


def read(pdf: pikepdf.Pdf) -> list[Instructions]:
    """Return, for each page, the instructions that write and mark."""
    return [_read(page, _SAID) for page in pdf.pages]


def read_to_set(page: pikepdf.Page) -> Instructions:
    """Return the instructions of a page that write, mark and place: they set its text again."""
    return _read(page, _SET)


def _read(page: pikepdf.Page, operators: str) -> Instructions:
    return [_drawn(one) for one in pikepdf.parse_content_stream(page, operators)]


def _drawn(instruction: Any) -> Drawn:
    operator = str(instruction.operator)
    number = _mark(list(instruction.operands)) if operator in OPENS else None
    return Drawn(operator, number, instruction)


def replace(pdf: pikepdf.Pdf, pages: Mapping[int, Instructions]) -> None:
    """Let pages, counted from 0, draw these instructions alone; the PDF is changed in memory."""
    for number, drawn in pages.items():
        kept = pikepdf.unparse_content_stream([one.instruction for one in drawn])
        pdf.pages[number].obj.Contents = pdf.make_stream(kept)


def holds_marks(drawn: Instructions) -> bool:
    """Return whether a page draws marked content that the structure tree knows."""
    return any(one.operator == "BDC" and one.mark is not None for one in drawn)


def within(drawn: Instructions, marks: set[int]) -> Iterator[tuple[Drawn, bool]]:
    """Yield what a page draws, each with whether it stands in marked content of some numbers."""
    inside: list[bool] = []
    for one in drawn:
        if one.operator in OPENS:
            inside.append(one.mark in marks or any(inside[-1:]))
        yield one, any(inside[-1:])
        if one.operator == "EMC" and inside:
            inside.pop()


def _mark(operands: list[Any]) -> int | None:
    """Return the number under which the structure tree knows marked content, if it does."""
    said = operands[1] if len(operands) == 2 else None
    return int(said["/MCID"]) if isinstance(said, pikepdf.Dictionary) and "/MCID" in said else None
