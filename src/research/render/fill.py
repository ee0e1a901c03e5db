"""Fill the prose of a brief from findings and nothing else."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from research.ground.errors import BriefError
from research.render import prose as grammar
from research.render.prose import Prose
from research.studies.record import Finding

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~^$@!\"'])")
_NAMES = {"fig": "Figure", "tbl": "Table"}
_CONDITION = re.compile(
    r"^(:{3,})\s*\{\.content-visible\s+(when|unless)-meta=\"([a-z0-9_.]+)\"\}\s*\n(.*?)^\1\s*$\n?",
    re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True)
class Filled:
    """A brief with every name replaced, and the findings that it quotes in order."""

    text: str
    quoted: tuple[str, ...]
    numbers: dict[str, int]


def escape(text: str) -> str:
    """Return a text so that Markdown prints it as it is."""
    return _SPECIAL.sub(r"\\\1", text)


def variables(findings: Mapping[str, Finding]) -> dict[str, str]:
    """Return what each name in the prose becomes: a link to where the number comes from.

    ``name`` is the value, ``name.low`` and ``name.high`` its range, ``name.grade`` its grade.
    """
    found: dict[str, str] = {}
    for finding in findings.values():
        if finding.kind not in ("number", "sentence"):
            continue
        target = f"(#from-{finding.name}){{.finding .grade-{finding.grade}}}"
        shown = escape(finding.printed)
        found[finding.name] = shown if finding.kind == "sentence" else f"[{shown}]{target}"
        found[f"{finding.name}.grade"] = str(finding.grade)
        if finding.printed_low:
            found[f"{finding.name}.low"] = f"[{escape(finding.printed_low)}]{target}"
            found[f"{finding.name}.high"] = f"[{escape(finding.printed_high)}]{target}"
    return found


def fill(
    prose: Prose,
    findings: Mapping[str, Finding],
    includes: Mapping[str, str],
    meta: Mapping[str, bool],
) -> Filled:
    """Return the prose with conditions decided, includes put in, names and references filled.

    Raises
    ------
    BriefError
        If it names a finding, include or condition that no run produced, or a shortcode
        that is none of these.
    """
    known = variables(findings)
    quoted: list[str] = []
    body = decide(prose.body, meta, prose.path.name)

    def include(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in includes:
            raise _unknown(prose, "figure or table", match.group(3), findings)
        quoted.append(match.group(3).replace("-", "_"))
        return includes[name]

    def var(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in known:
            raise _unknown(prose, "finding", name, findings)
        quoted.append(name.split(".")[0])
        return known[name]

    order = [f"{m.group(2)}-{m.group(3)}" for m in grammar.INCLUDE.finditer(body)]
    text = grammar.INCLUDE.sub(include, body)
    numbers = _numbered(order)
    text = grammar.VAR.sub(var, text)
    left = grammar.SHORTCODE.search(text)
    if left:
        raise BriefError(
            f"{prose.path.name}: {left.group(0)} is no shortcode that a brief may use."
        )

    def refer(match: re.Match[str]) -> str:
        label = match.group(1)
        if label not in numbers:
            raise _unknown(prose, "reference", label, findings)
        return f"[{_NAMES[label[:3]]} {numbers[label]}](#{label})"

    return Filled(grammar.REFERENCE.sub(refer, text), tuple(dict.fromkeys(quoted)), numbers)


def decide(body: str, meta: Mapping[str, bool], name: str) -> str:
    """Return the body with each conditional block kept or dropped."""

    def choose(match: re.Match[str]) -> str:
        key = match.group(3)
        if key not in meta:
            raise BriefError(
                f"{name}: condition {key!r} is unknown; known: {', '.join(sorted(meta))}."
            )
        return match.group(4) if meta[key] == (match.group(2) == "when") else ""

    return _CONDITION.sub(choose, body)


def _numbered(order: list[str]) -> dict[str, int]:
    counts = {"fig": 0, "tbl": 0}
    numbers: dict[str, int] = {}
    for label in order:
        counts[label[:3]] += 1
        numbers[label] = counts[label[:3]]
    return numbers


def _unknown(prose: Prose, what: str, name: str, findings: Mapping[str, Finding]) -> BriefError:
    import difflib

    near = difflib.get_close_matches(name, list(findings), n=2)
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    return BriefError(f"{prose.path.name} names an unknown {what}: {name}.{hint}")
