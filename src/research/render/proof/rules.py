"""The rules of PDF/UA-1 that pdfua can decide, and which of them it could not."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pdfua
import pikepdf
from pdfua.document import PdfDocument, StructElement
from pdfua.validator import Validator

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


def apply(pdf: pikepdf.Pdf, path: Path, failures: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the rules that a PDF breaks, and what pdfua leaves unchecked.

    Parameters
    ----------
    pdf
        The PDF, open. What draws lines may be left out of its pages: no rule asks for it.
    path
        Where it stands.
    failures
        What the proof found by itself; a rule that says the same is not repeated.
    """
    outcomes = outcomes_of(pdf, path)
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


class _WalkedOnce(PdfDocument):
    """A PDF whose tags are walked once: pdfua builds each branch again for each one above it."""

    def _walk(self, node: Any, depth: int, page: int | None) -> "Iterator[StructElement]":
        waiting = [self._build(node, depth, page)]
        while waiting:
            element = waiting.pop()
            if element is not None:
                yield element
                waiting.extend(reversed(element.children))


def outcomes_of(pdf: pikepdf.Pdf, path: Path) -> tuple[Any, ...]:
    """Return what each rule of pdfua found, as ``pdfua.validate`` does, in less time."""
    return tuple(Validator()._run_rules(_WalkedOnce(pdf, str(path))))


def _is_said(rule: str, failures: Sequence[str]) -> bool:
    ours = _OURS.get(rule)
    return ours is not None and any(ours in failure for failure in failures)
