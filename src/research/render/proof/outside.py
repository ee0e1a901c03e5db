"""The text of a PDF outside its figures: what is inside was drawn, not written."""

import io
from collections.abc import Sequence
from typing import Any

import pikepdf
import pypdfium2

from research.render.proof import content


def texts(pdf: pikepdf.Pdf, drawn: Sequence[content.Instructions]) -> list[str]:
    """Return the text of each page without what its figures draw.

    Labels of a chart's axis stand close together and are read as one word, so they are
    taken out before a page is read. The PDF that is passed is changed in memory.

    Parameters
    ----------
    pdf
        The PDF.
    drawn
        What its pages draw, as `content.read` returns it.
    """
    figures = _drawn(pdf)
    marks = [figures.get(page.obj.objgen, set()) for page in pdf.pages]
    bare = {
        number: list(content.without(instructions, marks[number]))
        for number, instructions in enumerate(drawn)
        if marks[number]
    }
    content.replace(pdf, bare)
    if "/StructTreeRoot" in pdf.Root:
        del pdf.Root.StructTreeRoot  # what is written again is read for its text alone
    whole = io.BytesIO()
    pdf.save(whole)
    read = pypdfium2.PdfDocument(whole.getvalue())
    try:
        return [page.get_textpage().get_text_bounded() for page in read]
    finally:
        read.close()


def _drawn(pdf: pikepdf.Pdf) -> dict[tuple[int, int], set[int]]:
    """Return the marks of content that belongs to a figure and not to its caption, by page."""
    found: dict[tuple[int, int], set[int]] = {}
    if "/StructTreeRoot" not in pdf.Root:
        return found
    stack: list[tuple[Any, bool, Any]] = [(pdf.Root.StructTreeRoot, False, None)]
    while stack:
        held, is_drawn, page = stack.pop()
        if isinstance(held, int):
            if is_drawn and page is not None:
                found.setdefault(page.objgen, set()).add(held)
        elif isinstance(held, pikepdf.Array):
            stack.extend((one, is_drawn, page) for one in held)
        elif isinstance(held, pikepdf.Dictionary):
            page = held.get("/Pg", page)
            kind = str(held.get("/S", ""))
            is_drawn = kind == "/Figure" or (is_drawn and kind != "/Caption")
            inner = held.get("/MCID", held.get("/K"))
            if inner is not None:
                stack.append((inner, is_drawn, page))
    return found
