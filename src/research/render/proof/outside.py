"""The text of a PDF outside its figures: what is inside was drawn, not written."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import pikepdf
import pypdfium2

from research.render.proof import content


def texts(
    pdf: pikepdf.Pdf, drawn: Sequence[content.Instructions], shown: Sequence[str]
) -> list[str]:
    """Return the text of each page without what its figures draw.

    Labels of a chart's axis stand close together and are read as one word, so they are
    taken out before a page is read. The PDF that is passed is changed in memory.

    Parameters
    ----------
    pdf
        The PDF.
    drawn
        What its pages draw, as `content.read` returns it.
    shown
        The text of each page, its figures included; it stands where these draw no text.
    """
    figures = _drawn(pdf)
    bare: dict[int, content.Instructions] = {}
    for number, (page, said) in enumerate(zip(pdf.pages, drawn, strict=True)):
        marks = figures.get(page.obj.objgen)
        if marks and any(
            inside and _writes(one, page) for one, inside in content.within(said, marks)
        ):
            whole = content.read_to_set(page)
            bare[number] = [one for one, inside in content.within(whole, marks) if not inside]
    again = _read(pdf, bare)
    return [again.get(number, text) for number, text in enumerate(shown)]


def _writes(one: content.Drawn, page: pikepdf.Page) -> bool:
    """Return whether an instruction sets text, itself or by a form that it places."""
    if one.operator != "Do":
        return one.operator in content.TEXT
    forms = page.resources.get("/XObject", pikepdf.Dictionary())
    placed = forms.get(str(one.instruction.operands[0]))
    return placed is None or _may_write(placed)


def _may_write(form: pikepdf.Object) -> bool:
    """Return whether a form has a font, or a form within it has; without one it sets no text."""
    waiting, seen = [form], set()
    while waiting:
        here = waiting.pop()
        if here.objgen in seen:
            continue
        seen.add(here.objgen)
        resources = here.get("/Resources", pikepdf.Dictionary())
        if len(resources.get("/Font", {})):
            return True
        waiting += list(resources.get("/XObject", pikepdf.Dictionary()).values())
    return False


def _read(pdf: pikepdf.Pdf, bare: Mapping[int, content.Instructions]) -> dict[int, str]:
    """Return the text of pages once they draw these instructions alone."""
    if not bare:
        return {}
    content.replace(pdf, bare)
    if "/StructTreeRoot" in pdf.Root:
        del pdf.Root.StructTreeRoot  # what is written again is read for its text alone
    whole = io.BytesIO()
    pdf.save(whole, fix_metadata_version=False)
    read = pypdfium2.PdfDocument(whole.getvalue())
    try:
        return {number: read[number].get_textpage().get_text_bounded() for number in bare}
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
