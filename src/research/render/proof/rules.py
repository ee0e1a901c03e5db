"""The rules of PDF/UA-1 that pdfua can decide, and which of them it could not."""

from collections.abc import Sequence
from pathlib import Path

import pdfua

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


def apply(path: Path, failures: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the rules that a PDF breaks, and what pdfua leaves unchecked.

    Parameters
    ----------
    path
        The PDF.
    failures
        What the proof found by itself; a rule that says the same is not repeated.
    """
    report = pdfua.validate(str(path))
    broken = [
        f"PDF/UA {finding.rule_id}: {finding.message}"
        for finding in report.findings
        if not _is_said(finding.rule_id, failures)
    ]
    cover = pdfua.coverage()
    gaps = [f"{cover.total - cover.covered} of {cover.total} PDF/UA-1 rules, which pdfua lacks"]
    for outcome in report.outcomes:
        if outcome.skipped:
            instead = _WALKED.get(outcome.rule_id)
            tail = f" ({instead})" if instead else ""
            gaps.append(
                f"PDF/UA {outcome.rule_id}, at which pdfua stopped: {outcome.skipped_reason}{tail}"
            )
    return list(dict.fromkeys(broken)), gaps


def _is_said(rule: str, failures: Sequence[str]) -> bool:
    ours = _OURS.get(rule)
    return ours is not None and any(ours in failure for failure in failures)
