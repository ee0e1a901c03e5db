"""Set the pages of a brief once more for one reviewer: numbered lines, a number and a name.

The pages are set and proved first as they would be printed. A copy is then set from the same
text, so nothing on it differs but the marks, which are artifacts to whoever hears the page.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from research.ground.errors import RenderError
from research.ground.paths import Project
from research.ground.provenance import write_whole
from research.render import typst
from research.render.brief import render_brief
from research.render.demonstration import REVIEW_COPY
from research.render.proof import proof, require
from research.render.subject_guard import Guard
from research.studies.manifest import Manifest
from research.studies.record import RunRecord

_WATERMARK = re.compile(r'^  watermark: "(.*)",$', re.MULTILINE)
# A row of a table has as many lines as it has cells: they would stand one upon the other.
_LINES = """\
#set par.line(numbering: n => text(font: "IBM Plex Sans", size: 6pt, fill: rgb("#5b6770"), str(n)))
#show table: set par.line(numbering: none)
"""


@dataclass(frozen=True)
class Marks:
    """What a copy says of itself: its number, for whom it is, on which day it was made."""

    number: int
    who: str
    day: str
    phase: str = ""

    @property
    def words(self) -> str:
        """Return what stands across every page."""
        return f"{REVIEW_COPY} {self.number}"

    @property
    def line(self) -> str:
        """Return what stands at the head of every page."""
        review = f", {self.phase} review" if self.phase else ""
        return f"{self.words} for {self.who}, {self.day}{review}. Not for release."


@dataclass(frozen=True)
class MarkedCopy:
    """A review copy: its bytes, its pages, and the name of the file that it is a copy of."""

    pdf: bytes
    pages: int
    name: str


def render_review_copy(
    project: Project,
    manifest: Manifest,
    records: Mapping[str, RunRecord],
    work: Path,
    marks: Marks,
    guard: Guard | None = None,
) -> MarkedCopy:
    """Return a review copy of a brief, after its pages were proved without the marks.

    Parameters
    ----------
    project, manifest, records, guard
        As in `brief.render_brief`.
    work
        An empty folder.
    marks
        What the copy says of itself.

    Raises
    ------
    BriefError, RenderError, ProofError
        What stands in the way of the pages, or of the copy.
    """
    findings = {one.name: one for record in records.values() for one in record.findings}
    printed = replace(manifest, formats=("pdf",))
    files = render_brief(project, printed, findings, records, work, guard=guard)
    plain = next(path for path in files if path.suffix == ".pdf")
    source = work / "staged" / "copy.typ"
    text = (work / "staged" / "brief.typ").read_text(encoding="utf-8")
    source.write_text(_LINES + _stamped(text, marks), encoding="utf-8")
    pdf = typst.to_pdf(source, work / "staged" / "_style" / "fonts", manifest.as_of)
    marked = work / f"{plain.stem}-review-{marks.number}.pdf"
    write_whole(marked, pdf)
    found = proof(marked)
    require(found)
    return MarkedCopy(pdf, found.pages, plain.stem)


def _stamped(text: str, marks: Marks) -> str:
    """Return the Typst text of a brief with the marks as its watermark, after one that it has."""
    found = _WATERMARK.findall(text)
    if len(found) != 1:
        raise RenderError(
            f"the page has {len(found)} places for a watermark; a review copy needs one. Look at "
            "the template of its layout in reports/_style."
        )
    across = [found[0]] if found[0] else [_quoted(marks.words)]
    said = "\\n".join([*across, _quoted(marks.line)])
    return _WATERMARK.sub(lambda _: f'  watermark: "{said}",', text)


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
