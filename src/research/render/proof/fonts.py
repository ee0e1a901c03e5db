"""Whether every font of a PDF travels with it, wherever it hides."""

from collections.abc import Iterator

import pikepdf

_FILES = ("/FontFile", "/FontFile2", "/FontFile3")
_NOTHING = pikepdf.Dictionary()


def failures(pdf: pikepdf.Pdf) -> list[str]:
    """Return which fonts are not embedded, or cannot be read as text."""
    bare: set[str] = set()
    drawn: set[str] = set()
    for font in _all_fonts(pdf):
        name = str(font.get("/BaseFont", font.get("/Name", "unnamed"))).removeprefix("/")
        if str(font.get("/Subtype", "")) == "/Type3":
            if "/ToUnicode" not in font:
                drawn.add(name)
            continue
        leaves = font.get("/DescendantFonts", [font])
        for leaf in leaves:
            described = leaf.get("/FontDescriptor", _NOTHING)
            if not any(key in described for key in _FILES):
                bare.add(name)
    found = []
    if bare:
        found.append(f"{len(bare)} fonts are not embedded: {', '.join(sorted(bare))}")
    if drawn:
        found.append(
            f"{len(drawn)} drawn fonts (Type 3) cannot be read as text: {', '.join(sorted(drawn))}"
        )
    return found


def _all_fonts(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Yield each font of pages, forms, patterns, drawn fonts and annotations once."""
    seen: set[tuple[int, int]] = set()
    stack = [resources for page in pdf.pages for resources in _of_page(page.obj)]
    while stack:
        resources = stack.pop()
        if _is_known(resources, seen):
            continue
        for font in _values(resources, "/Font"):
            if not _is_known(font, seen):
                yield font
                stack.append(font.get("/Resources", _NOTHING))
        for group in ("/XObject", "/Pattern"):
            stack += [held.get("/Resources", _NOTHING) for held in _values(resources, group)]


def _is_known(held: pikepdf.Object, seen: set[tuple[int, int]]) -> bool:
    """Return whether an object that has a number was met before; note it if not."""
    key = held.objgen
    if key == (0, 0):
        return False
    known = key in seen
    seen.add(key)
    return known


def _values(resources: pikepdf.Object, group: str) -> list[pikepdf.Object]:
    held = resources.get(group, _NOTHING)
    return list(held.values()) if isinstance(held, pikepdf.Dictionary) else []


def _of_page(page: pikepdf.Object) -> Iterator[pikepdf.Object]:
    node: pikepdf.Object | None = page
    while node is not None and "/Resources" not in node:
        node = node.get("/Parent")
    if node is not None:
        yield node["/Resources"]
    for note in page.get("/Annots", []):
        for shown in note.get("/AP", _NOTHING).values():
            forms = [shown] if isinstance(shown, pikepdf.Stream) else list(shown.values())
            yield from (form.get("/Resources", _NOTHING) for form in forms)
