"""What the pages of a PDF show: their text, whether there is ink, and what should not be there."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2

_HOLES = re.compile(
    r"(?<![\w.])(?:nan|NaN|NAN|NaT|[-−+]?inf|Infinity|<NA>|#N/A|#REF!|undefined"
    r"|None(?!\s+(?:of|is|are|was|were|has|have|had|can|could|do|does|did|will|would|may|but|the)\b)"
    r")(?!\w)(?!\.\w)"
)
_PLACEHOLDERS = (
    re.compile(r"\{\{<|>\}\}|\?\?\?|\[\[|\]\]|(?<!\w)@(?:fig|tbl)-|(?<!\w):{3,}(?!\w)"),
    re.compile(r"\b(?:TODO|TBD|FIXME|XXX)\b"),
    re.compile(r"lorem ipsum|\[(?:insert|placeholder|your)\b[^\]]*\]", re.IGNORECASE),
)
_SCALE = 0.35
_LEAST_CONTRAST = 12


@dataclass(frozen=True)
class Page:
    """One page as it is read back."""

    number: int
    text: str
    has_ink: bool


def read(path: Path) -> list[Page]:
    """Return the text of each page, and whether it shows anything when it is drawn."""
    pdf = pypdfium2.PdfDocument(path)
    try:
        return [
            Page(number, page.get_textpage().get_text_bounded(), _has_ink(page))
            for number, page in enumerate(pdf, 1)
        ]
    finally:
        pdf.close()


def failures(shown: Sequence[Page], bare: Collection[int]) -> list[str]:
    """Return which pages are blank, and which show a missing value or a placeholder.

    Parameters
    ----------
    shown
        The pages.
    bare
        The numbers of pages that hold nothing but running heads, as the tags have it.
    """
    if not shown:
        return ["it has no pages"]
    return [failure for page in shown for failure in _of_page(page, page.number in bare)]


def _of_page(page: Page, is_bare: bool) -> Iterator[str]:
    if not page.has_ink:
        yield f"page {page.number} is blank"
    elif is_bare:
        yield f"page {page.number} is blank but for its running head, foot or background"
    hole = _HOLES.search(page.text)
    if hole:
        yield f"page {page.number} shows a missing value: {_around(page.text, hole)}"
    for pattern in _PLACEHOLDERS:
        found = pattern.search(page.text)
        if found:
            yield f"page {page.number} shows a placeholder: {_around(page.text, found)}"


def _around(text: str, match: re.Match[str]) -> str:
    near = text[max(0, match.start() - 20) : match.end() + 20]
    return repr(" ".join(near.split()))


def _has_ink(page: pypdfium2.PdfPage) -> bool:
    bitmap = page.render(scale=_SCALE, grayscale=True)
    try:
        shades = bitmap.to_numpy()
        return int(shades.max()) - int(shades.min()) > _LEAST_CONTRAST
    finally:
        bitmap.close()
