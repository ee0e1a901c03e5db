"""The rules of PDF/UA-1 that pdfua can decide, and which of them it could not."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pdfua
import pikepdf
from pdfua.document import (
    MARKED_CONTENT_BEGIN,
    MARKED_CONTENT_END,
    TEXT_OPERATORS,
    XOBJECT_PAINT,
    PageContent,
    PdfDocument,
    StructElement,
    UnmarkedContent,
)
from pdfua.validator import Validator

from research.render.proof import content

COVERAGE = "PDF/UA-1 rules, by pdfua"
_OURS = {
    "UA-01-005": "it has no tags",
    "UA-01-002": "it has no tags",
    "UA-01-003": "it has no tags",
    "UA-06-001": "it has no language",
    "UA-07-001": "it has no title",
    "UA-07-002": "DisplayDocTitle",
    "UA-28-004": "pdfuaid:part",
    "UA-13-004": "have no alt text",
    "UA-15-003": "have no header cells",
}
_WALKED = {"UA-14-001": "the proof walks the headings itself"}


def apply(
    pdf: pikepdf.Pdf,
    path: Path,
    drawn: Sequence[content.Instructions],
    failures: Sequence[str],
) -> tuple[list[str], list[str]]:
    """Return the rules that a PDF breaks, and what pdfua leaves unchecked.

    Parameters
    ----------
    pdf
        The PDF, open.
    path
        Where it stands.
    drawn
        What its pages draw, as `content.read` returns it; no rule asks for lines.
    failures
        What the proof found by itself; a rule that says the same is not repeated.
    """
    outcomes = outcomes_of(pdf, path, drawn)
    broken = [
        f"PDF/UA {finding.rule_id}: {finding.message}"
        for outcome in outcomes
        for finding in outcome.findings
        if not _is_said(finding.rule_id, failures)
    ]
    cover = pdfua.coverage()
    gaps = [f"{cover.total - cover.covered} of {cover.total} PDF/UA-1 rules, which pdfua lacks"]
    for outcome in outcomes:
        if outcome.skipped:
            instead = _WALKED.get(outcome.rule_id)
            tail = f" ({instead})" if instead else ""
            gaps.append(
                f"PDF/UA {outcome.rule_id}, at which pdfua stopped: {outcome.skipped_reason}{tail}"
            )
    return list(dict.fromkeys(broken)), gaps


class _ReadOnce(PdfDocument):
    """A PDF whose tags are walked once and whose pages are not taken apart again.

    pdfua builds each branch of the tags again for each one above it.
    """

    def __init__(self, pdf: pikepdf.Pdf, path: str, drawn: Sequence[content.Instructions]) -> None:
        super().__init__(pdf, path)
        self._drawn = drawn

    def _walk(self, node: Any, depth: int, page: int | None) -> "Iterator[StructElement]":
        waiting = [self._build(node, depth, page)]
        while waiting:
            element = waiting.pop()
            if element is not None:
                yield element
                waiting.extend(reversed(element.children))

    def _analyse_page(self, page_number: int) -> PageContent:
        drawn = self._drawn[page_number - 1]
        depth, texts, forms = 0, 0, 0
        for one in drawn:
            if one.operator in MARKED_CONTENT_BEGIN:
                depth += 1
            elif one.operator == MARKED_CONTENT_END:
                depth = max(0, depth - 1)
            elif not depth:
                texts += one.operator in TEXT_OPERATORS
                forms += one.operator == XOBJECT_PAINT
        seen = any(one.operator in MARKED_CONTENT_BEGIN for one in drawn)
        marks = sorted({one.mark for one in drawn if one.mark is not None})
        return PageContent(page_number, UnmarkedContent(texts, forms, seen), tuple(marks), ())


def outcomes_of(
    pdf: pikepdf.Pdf, path: Path, drawn: Sequence[content.Instructions]
) -> tuple[Any, ...]:
    """Return what each rule of pdfua found, as ``pdfua.validate`` does, in less time."""
    return tuple(Validator()._run_rules(_ReadOnce(pdf, str(path), drawn)))


def _is_said(rule: str, failures: Sequence[str]) -> bool:
    ours = _OURS.get(rule)
    return ours is not None and any(ours in failure for failure in failures)
