"""Read a finished PDF back and refuse what a reader should not see."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pypdfium2

from research.ground.errors import ProofError
from research.studies.record import Finding

_HOLES = re.compile(r"(?<![\w.])(nan|NaN|None|inf|-inf|NaT|<NA>)(?![\w.])")
_PLACEHOLDERS = re.compile(
    r"\{\{<|>\}\}|\bTODO\b|\bTBD\b|\bXXX\b|\?\?\?|lorem ipsum", re.IGNORECASE
)


@dataclass(frozen=True)
class Proof:
    """What was checked of a file, what was found, and what was not checked."""

    file: str
    pages: int
    checked: tuple[str, ...]
    failures: tuple[str, ...]
    not_checked: tuple[str, ...]


def proof(path: Path, findings: dict[str, Finding] | None, quoted: tuple[str, ...] = ()) -> Proof:
    """Return what reading a PDF back shows; failures are listed, not raised.

    Raises
    ------
    ProofError
        If the file cannot be opened as a PDF at all.
    """
    try:
        with pikepdf.open(path) as pdf:
            failures = [*_structure(pdf), *_fonts(pdf)]
        pages = _page_texts(path)
    except (pikepdf.PdfError, pypdfium2.PdfiumError, OSError) as error:
        raise ProofError(f"{path.name} is no PDF that can be read: {error}") from error
    failures += [*_text(pages), *_pdfua(path)]
    checked = [
        "tags",
        "language",
        "title",
        "alt text",
        "fonts",
        "blank pages",
        "holes",
        "PDF/UA rules",
    ]
    not_checked = ["whether alt text and reading order make sense to a reader"]
    if findings is None:
        not_checked.append("the figures against the run record: there is none beside the file")
    else:
        failures += _against_record(" ".join(pages), findings, quoted)
        checked.append(f"{len(quoted)} quoted findings against the run record")
    return Proof(path.name, len(pages), tuple(checked), tuple(failures), tuple(not_checked))


def require(found: Proof) -> None:
    """Raise ProofError where a proof has failures."""
    if found.failures:
        listed = "; ".join(found.failures[:6])
        raise ProofError(f"{found.file} is refused, {len(found.failures)} failures: {listed}")


def _structure(pdf: pikepdf.Pdf) -> Iterator[str]:
    root = pdf.Root
    if (
        not root.get("/MarkInfo", pikepdf.Dictionary()).get("/Marked", False)
        or "/StructTreeRoot" not in root
    ):
        yield "it has no tags: a screen reader cannot follow it"
    if not str(root.get("/Lang", "")).strip():
        yield "it has no language"
    with pdf.open_metadata() as meta:
        title = str(meta.get("dc:title", "") or "").strip()
    if not title:
        yield "it has no title"
    if "/StructTreeRoot" in root:
        untold = sum(1 for element in _elements(root.StructTreeRoot) if _is_mute_figure(element))
        if untold:
            yield f"{untold} figures have no alt text"


def _is_mute_figure(element: pikepdf.Object) -> bool:
    if str(element.get("/S", "")) != "/Figure":
        return False
    return not str(element.get("/Alt", "")).strip()


def _elements(node: pikepdf.Object) -> Iterator[pikepdf.Object]:
    stack = [node]
    while stack:
        current = stack.pop()
        if isinstance(current, pikepdf.Array):
            stack.extend(current)
        elif isinstance(current, pikepdf.Dictionary):
            if "/S" in current:
                yield current
            if "/K" in current:
                stack.append(current["/K"])


def _fonts(pdf: pikepdf.Pdf) -> Iterator[str]:
    bare: set[str] = set()
    for page in pdf.pages:
        fonts = page.obj.get("/Resources", pikepdf.Dictionary()).get("/Font", pikepdf.Dictionary())
        for font in fonts.values():
            for leaf in font.get("/DescendantFonts", [font]):
                described = leaf.get("/FontDescriptor", pikepdf.Dictionary())
                if not any(key in described for key in ("/FontFile", "/FontFile2", "/FontFile3")):
                    bare.add(str(font.get("/BaseFont", "unnamed")))
    if bare:
        yield f"fonts are not embedded: {', '.join(sorted(bare))}"


def _page_texts(path: Path) -> list[str]:
    pdf = pypdfium2.PdfDocument(path)
    try:
        return [page.get_textpage().get_text_bounded() for page in pdf]
    finally:
        pdf.close()


def _text(pages: list[str]) -> Iterator[str]:
    for number, text in enumerate(pages, 1):
        if not text.strip():
            yield f"page {number} is blank"
        hole = _HOLES.search(text)
        if hole:
            yield f"page {number} shows {hole.group(0)!r}"
        placeholder = _PLACEHOLDERS.search(text)
        if placeholder:
            yield f"page {number} shows a placeholder: {placeholder.group(0)!r}"


def _pdfua(path: Path) -> list[str]:
    import pdfua

    report = pdfua.validate(str(path))
    return [f"PDF/UA {finding.rule_id}: {finding.message}" for finding in report.findings]


def _against_record(text: str, findings: dict[str, Finding], quoted: tuple[str, ...]) -> list[str]:
    flat = _flatten(text)
    failures = []
    for name in quoted:
        finding = findings.get(name)
        if finding is None:
            failures.append(f"it quotes {name}, which no run record holds")
        elif _flatten(finding.printed) not in flat:
            failures.append(f"finding {name} should print {finding.printed!r} and does not")
    return failures


def _flatten(text: str) -> str:
    """Return text without white space and hyphens, which line breaks move."""
    return re.sub(r"[\s\-\u00ad\u2010\ufffe]+", "", text)
