"""What a screen reader needs of a PDF: tags, language, title, alt text, headings, header cells."""

import re
from collections.abc import Iterator, Sequence

import pikepdf

from research.render.proof import content

_FILE_NAME = re.compile(r"\S+\.(svg|png|jpe?g|pdf|gif)", re.IGNORECASE)
_HEADING = re.compile(r"/H([1-6])")
_TEXT_FOR = {"/Figure": "figures", "/Formula": "formulas"}


def failures(pdf: pikepdf.Pdf) -> list[str]:
    """Return what is missing from the structure of a PDF, in words."""
    found = [*_document(pdf)]
    if "/StructTreeRoot" in pdf.Root:
        elements = list(_elements(pdf.Root.StructTreeRoot))
        found += [*_images(elements), *_headings(pdf, elements), *_tables(elements)]
    return found


def pages_without_content(pdf: pikepdf.Pdf, drawn: Sequence[content.Instructions]) -> set[int]:
    """Return the numbers of the pages of a tagged PDF that hold running heads at most.

    A page shows something if it draws marked content that the structure tree knows, itself
    or inside a form that it places. ``drawn`` is what `content.read` returned.
    """
    if "/StructTreeRoot" not in pdf.Root:
        return set()
    return {
        number
        for number, (page, instructions) in enumerate(zip(pdf.pages, drawn, strict=True), 1)
        if not (_places_marks(page) or content.holds_marks(instructions))
    }


def _places_marks(page: pikepdf.Page) -> bool:
    """Return whether a page places a form that draws marked content of the structure tree."""
    forms = (page.obj.get("/Resources") or pikepdf.Dictionary()).get("/XObject")
    return forms is not None and any(
        "/StructParents" in form or "/StructParent" in form for form in forms.values()
    )


def _document(pdf: pikepdf.Pdf) -> Iterator[str]:
    root = pdf.Root
    marked = root.get("/MarkInfo", pikepdf.Dictionary()).get("/Marked", False)
    if not marked or "/StructTreeRoot" not in root or "/K" not in root.StructTreeRoot:
        yield "it has no tags: a screen reader cannot follow it"
    if not str(root.get("/Lang", "")).strip():
        yield "it has no language"
    meta = pdf.open_metadata()  # read and not written: closing it would write it again
    title = str(meta.get("dc:title", "") or "").strip()
    part = str(meta.get("pdfuaid:part", "") or "").strip()
    if not title:
        yield "it has no title"
    if not root.get("/ViewerPreferences", pikepdf.Dictionary()).get("/DisplayDocTitle", False):
        yield "its window shows the file name, not the title (DisplayDocTitle)"
    if part != "1":
        yield "it does not say that it is PDF/UA-1 (pdfuaid:part)"


def _elements(root: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Yield the structure elements in reading order."""
    stack = [root]
    while stack:
        current = stack.pop()
        if isinstance(current, pikepdf.Array):
            stack.extend(reversed(list(current)))
        elif isinstance(current, pikepdf.Dictionary):
            if "/S" in current:
                yield current
            if "/K" in current:
                stack.append(current["/K"])


def _kind(element: pikepdf.Object) -> str:
    return str(element.get("/S", ""))


def _images(elements: list[pikepdf.Object]) -> Iterator[str]:
    for kind, word in _TEXT_FOR.items():
        all_of_them = [element for element in elements if _kind(element) == kind]
        texts = [str(element.get("/Alt", "")).strip() for element in all_of_them]
        mute = sum(1 for text in texts if not text)
        named = [text for text in texts if _FILE_NAME.fullmatch(text)]
        if mute:
            yield f"{mute} of {len(texts)} {word} have no alt text"
        if named:
            yield f"{len(named)} of {len(texts)} {word} have a file name for alt text: {named[0]}"


def _headings(pdf: pikepdf.Pdf, elements: list[pikepdf.Object]) -> Iterator[str]:
    roles = pdf.Root.StructTreeRoot.get("/RoleMap", pikepdf.Dictionary())
    last = 0
    for element in elements:
        kind = _kind(element)
        level = _HEADING.fullmatch(str(roles.get(kind, kind)))
        if level is None:
            continue
        depth = int(level.group(1))
        words = str(element.get("/T", "")).strip()
        name = f"heading {words!r}" if words else "a heading"
        if depth > last + 1:
            before = f"after level {last}" if last else "as the first heading"
            yield f"{name} has level {depth} {before}"
        if "/K" not in element or _is_empty(element["/K"]):
            yield f"{name} is empty"
        last = depth
    if last == 0 and len(pdf.pages) > 1:
        yield "it has no headings to move by"


def _is_empty(held: pikepdf.Object) -> bool:
    return isinstance(held, pikepdf.Array) and len(held) == 0


def _tables(elements: list[pikepdf.Object]) -> Iterator[str]:
    tables = [element for element in elements if _kind(element) == "/Table"]
    bare = sum(1 for table in tables if not any(_kind(cell) == "/TH" for cell in _elements(table)))
    if bare:
        yield f"{bare} of {len(tables)} tables have no header cells"
