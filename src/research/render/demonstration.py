"""Demonstration data cannot pass for real: what marks a brief that bears it."""

import re
from collections.abc import Mapping

from research.studies.record import Finding

WATERMARK = "DEMONSTRATION DATA"
SUFFIX = "-demonstration"
REVIEW_COPY = "REVIEW COPY"
"""What every page of a copy for a reviewer says; it is not released either."""
IS_REVIEW_COPY = re.compile(r"-review-\d+$")


def unreal(findings: Mapping[str, Finding]) -> list[str]:
    """Return the names of the findings that rest on a synthetic snapshot."""
    return [name for name, finding in findings.items() if finding.is_synthetic]


def watermark(findings: Mapping[str, Finding]) -> str:
    """Return the words that stand across every page of a brief, or nothing.

    One synthetic row anywhere in the runs of a brief marks the whole of it.
    """
    return WATERMARK if unreal(findings) else ""
