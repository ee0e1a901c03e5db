"""What must hold of a brief as a whole before it is filled."""

import re
from collections.abc import Mapping, Sequence

from research.ground.errors import BriefError
from research.render import prose as grammar
from research.studies.record import Finding

GENERATED = ("_annex.qmd", "_sources.qmd")
_SUMMARY = re.compile(r"^:{3,}\s*\{[^}]*\.summary-numbers[^}]*\}(.*?)^:{3,}\s*$", re.M | re.S)


def check(name: str, body: str, findings: Mapping[str, Finding], quoted: Sequence[str]) -> None:
    """Test a brief whose conditions are decided.

    Parameters
    ----------
    name
        The file, for messages.
    body
        The prose, not yet filled.
    findings, quoted
        What the runs found, and the names that the prose quotes.

    Raises
    ------
    BriefError
        If something is included twice, the annex or the sources are not included, a figure
        has no alt text of its own, or a summary number hides the range of an assumption.
    """
    files = [file for file, _ in grammar.INCLUDE.findall(body)]
    twice = sorted({file for file in files if files.count(file) > 1})
    if twice:
        raise BriefError(
            f"{name} includes {twice[0]} {files.count(twice[0])} times; include it once "
            "and refer to it by its label."
        )
    lacking = [file for file in GENERATED if file not in files]
    if quoted and lacking:
        raise BriefError(
            f"{name} quotes {len(quoted)} findings and does not include "
            f"{' and '.join(lacking)}: each number links to where it comes from. Write "
            f"{{{{< include {lacking[0]} >}}}} at its end."
        )
    _check_alt(name, findings, quoted)
    _check_summary(name, body, findings)


def _check_alt(name: str, findings: Mapping[str, Finding], quoted: Sequence[str]) -> None:
    figures = [findings[one] for one in quoted if findings[one].kind == "figure"]
    mute = [one.name for one in figures if one.alt.strip() in ("", one.caption.strip())]
    if mute:
        raise BriefError(
            f"{name}: {len(mute)} of {len(figures)} figures have no alt text of their own, first "
            f"{mute[0]}. Give findings.figure(alt=...)."
        )


def _check_summary(name: str, body: str, findings: Mapping[str, Finding]) -> None:
    for block in _SUMMARY.findall(body):
        names = set(grammar.VAR.findall(block))
        for one in sorted(names & set(findings)):
            whole = f"{one}.range" in names or {f"{one}.low", f"{one}.high"} <= names
            if findings[one].assumed and not whole:
                raise BriefError(
                    f"{name}: {one} rests on an assumption and stands among the summary numbers "
                    f"without its range. Quote {one}.range beside it."
                )
