"""What a brief assumes, in Markdown: in an entry where it is short, else once in a table."""

from collections.abc import Iterator, Mapping

from research.ground.terms import Unit
from research.render.fill import Quoted, escape
from research.render.runs import linked
from research.render.tables import table
from research.studies.record import Assumption, Finding
from research.tables.formats import written

_MOST_INLINE = 2
_KNOWN = {one.value: one for one in Unit}


def numbered(findings: Mapping[str, Finding], quoted: Quoted) -> dict[Assumption, int]:
    """Return a number for each assumption of the findings that rest on more than two."""
    listed = [
        one
        for name in quoted.names
        if len(findings[name].assumed) > _MOST_INLINE
        for one in findings[name].assumed
    ]
    return {one: place for place, one in enumerate(dict.fromkeys(listed), 1)}


def said(finding: Finding, numbers: Mapping[Assumption, int]) -> Iterator[str]:
    """Yield what a finding assumes: one or two in words, more by their numbers."""
    if len(finding.assumed) > _MOST_INLINE:
        yield f"*Assumed:* {linked((numbers[one] for one in finding.assumed), 'assumed')}."
        return
    for one in finding.assumed:
        why = one.why.strip()
        end = "" if why.endswith((".", "!", "?")) else "."
        tried = f"tried from {_tried(one)}"
        yield "*Assumed:* " + escape(
            f"{one.name} {_written(one.value, one.unit)}, {tried}; {why}{end}"
        )


def assumed_table(numbers: Mapping[Assumption, int]) -> str:
    """Return the numbered assumptions as a table, or nothing."""
    if not numbers:
        return ""
    rows = [
        (
            f"[{number}]{{#assumed-{number}}}",
            escape(one.name),
            escape(_written(one.value, one.unit)),
            escape(_tried(one)),
            escape(one.why),
        )
        for one, number in numbers.items()
    ]
    head = (("No.", 4, ">"), ("Assumed", 30, "<"), ("Value", 14, "<"),
            ("Range tried", 20, "<"), ("Why", 34, "<"))  # fmt: skip
    caption = (
        "What is assumed, each with the range that was tried. Where a number rests on one or two "
        "assumptions alone, its own entry says them."
    )
    return f"\n::: {{.sources}}\n{table(head, rows, caption)}:::\n"


def _tried(one: Assumption) -> str:
    if one.unit in _KNOWN:
        return f"{_written(one.low, one.unit)} to {_written(one.high, one.unit)}"
    return f"{_plain(one.low)} to {_plain(one.high)} {one.unit}"


def _written(value: float, unit: str) -> str:
    return written(value, _KNOWN[unit]) if unit in _KNOWN else f"{_plain(value)} {unit}"


def _plain(value: float) -> str:
    return f"{value:,.6f}".rstrip("0").rstrip(".")
