"""The text of a PDF outside its figures: what is inside was drawn, not written."""

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdfium2

_OPENS = {"BDC", "BMC"}


def texts(pdf: pikepdf.Pdf) -> list[str]:
    """Return the text of each page without what its figures draw.

    Labels of a chart's axis stand close together and are read as one word, so they are
    taken out before a page is read. The PDF that is passed is changed in memory; open it for
    this alone.
    """
    drawn = _drawn(pdf)
    for page in pdf.pages:
        marks = drawn.get(page.obj.objgen, set())
        if marks:
            kept = pikepdf.unparse_content_stream(list(_without(page, marks)))
            page.obj.Contents = pdf.make_stream(kept)
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


def _without(page: pikepdf.Page, marks: set[int]) -> Iterator[Any]:
    """Yield what a page draws outside the marked content of some numbers."""
    dropping: list[bool] = []
    for drawn in pikepdf.parse_content_stream(page):
        operator = str(drawn.operator)
        if operator in _OPENS:
            dropping.append(_mark(list(drawn.operands)) in marks or any(dropping[-1:]))
        if not any(dropping[-1:]):
            yield drawn
        if operator == "EMC" and dropping:
            dropping.pop()


def _mark(operands: list[Any]) -> int | None:
    said = operands[1] if len(operands) == 2 else None
    return int(said["/MCID"]) if isinstance(said, pikepdf.Dictionary) and "/MCID" in said else None
