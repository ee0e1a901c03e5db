"""Set a filled brief as a tagged PDF: pandoc to Typst, Typst to PDF/UA-1, row heads, grades."""

from datetime import UTC, datetime
from pathlib import Path

import typst

from research.ground.errors import RenderError
from research.render.link_grades import with_grades
from research.render.row_heads import with_row_heads


def to_pdf(source: Path, fonts: Path, as_of: str) -> bytes:
    """Return the PDF of a Typst file; its timestamp is the day of the report.

    Raises
    ------
    RenderError
        What Typst refused, PDF/UA-1 included.
    """
    day = datetime.fromisoformat(as_of).replace(tzinfo=UTC)
    try:
        pdf = bytes(
            typst.compile(
                str(source),
                root=str(source.parent),
                font_paths=[str(fonts)],
                ignore_system_fonts=True,
                format="pdf",
                pdf_standards=["ua-1"],
                timestamp=int(day.timestamp()),
            )
        )
    except typst.TypstError as error:
        raise RenderError(f"Typst refused {source.name}: {error}") from error
    return with_grades(with_row_heads(pdf))
