"""Set a filled brief as a tagged PDF: pandoc to Typst, Typst to PDF/UA-1, row heads, grades."""

import io
import threading
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import pikepdf
import typst

from research.ground.errors import RenderError
from research.ground.held import Signature, signature
from research.render.link_grades import say_grades
from research.render.row_heads import head_rows
from research.render.tags import tagged

_one_at_a_time = threading.Lock()


def to_pdf(source: Path, fonts: Path, as_of: str, is_edition: bool = False) -> bytes:
    """Return the PDF of a Typst file; its timestamp is the day of the report.

    The fonts are read once, and again only if one of them was written since. A PDF of an edition
    is also PDF/A-3a, which may carry files.

    Raises
    ------
    RenderError
        What Typst refused, PDF/UA-1 included, and PDF/A-3a for an edition.
    """
    day = datetime.fromisoformat(as_of).replace(tzinfo=UTC)
    try:
        with _one_at_a_time:
            pdf = _compiler(fonts.resolve(), _signatures(fonts)).compile(
                input=str(source),
                root=str(source.parent),
                format="pdf",
                pdf_standards=["a-3a", "ua-1"] if is_edition else ["ua-1"],
                timestamp=int(day.timestamp()),
            )
    except typst.TypstError as error:
        raise RenderError(f"Typst refused {source.name}: {error}") from error
    if not isinstance(pdf, bytes):
        raise RenderError(f"Typst made no PDF of {source.name}.")
    return _completed(pdf)


def read_fonts(fonts: Path) -> None:
    """Read the fonts of a folder now, so that the first page need not wait for them."""
    _compiler(fonts.resolve(), _signatures(fonts))


def _signatures(fonts: Path) -> tuple[tuple[str, Signature], ...]:
    return tuple((path.name, signature(path)) for path in sorted(fonts.iterdir()))


@lru_cache(maxsize=2)
def _compiler(fonts: Path, _: tuple[tuple[str, Signature], ...]) -> typst.Compiler:
    held = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(fonts)]
    )
    return typst.Compiler(font_paths=held)


def _completed(pdf: bytes) -> bytes:
    """Return a PDF with what Typst cannot be told: the heads of rows, the grades of links."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        if "/StructTreeRoot" not in document.Root:
            return pdf
        found = tagged(document, ("/Table", "/Link"))
        head_rows(document, found["/Table"])
        say_grades(found["/Link"])
        whole = io.BytesIO()
        document.save(whole, deterministic_id=True)
        return whole.getvalue()
