"""Fill the prose of a brief from findings and nothing else.

The author's text is read once, from left to right; what is put in is never read again, so a
value cannot become a shortcode, a reference or markup.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from research.ground.errors import BriefError
from research.render import prose as grammar
from research.render import rules
from research.render.conditions import decide, did_you_mean
from research.render.marks import Marks
from research.render.prose import Prose
from research.studies.record import Finding

ADDRESS = "page_address"
"""The one text that may stand inside an address: render/site.py keeps it plain."""
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~^$@!\"'&])")
_NAMES = {"fig": "Figure", "tbl": "Table"}
_PARTS = re.compile(
    "|".join(
        f"(?P<{name}>{pattern.pattern})"
        for name, pattern in (
            ("var", grammar.VAR), ("include", grammar.INCLUDE), ("reference", grammar.REFERENCE),
            ("other", re.compile(r"\{\{<[^\n]*?>\}\}")),
        )
    )
)  # fmt: skip
_LINK_TEXT = re.compile(r"(?<!!)\[(?:[^\[\]]|\[[^\[\]]*\])*\]\(")
_IN_TARGET = re.compile(r"\]\([^)\s]*$")
_IN_ATTRIBUTE = re.compile(r"(?:[\])`]|^[ \t]*(?:#|:)[^\n]*)\{[^{}\n]*$", re.MULTILINE)


@dataclass(frozen=True)
class Quoted:
    """What a brief quotes, in order of appearance, and how its figures and tables are numbered."""

    names: tuple[str, ...]
    numbers: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Filled:
    """A brief with every name replaced, and the findings that it quotes in order."""

    text: str
    quoted: tuple[str, ...]
    numbers: dict[str, int]


def escape(text: str) -> str:
    """Return a text so that Markdown prints it as it is, on one line."""
    return _SPECIAL.sub(r"\\\1", re.sub(r"\s+", " ", text))


def variables(findings: Mapping[str, Finding]) -> dict[str, str]:
    """Return what each name in the prose becomes: a link to where the number comes from.

    ``name`` is the value, ``name.low`` and ``name.high`` its range, ``name.range`` both,
    ``name.grade`` its grade.
    """
    return {
        name: _linked(findings[name.split(".", 1)[0]], text) if _is_linked(name) else text
        for name, text in _plain(findings).items()
    }


def quoted(prose: Prose, findings: Mapping[str, Finding], meta: Mapping[str, bool]) -> Quoted:
    """Return which findings a brief quotes under these conditions, before it is filled."""
    body = _decided(prose, meta)
    names: list[str] = []
    labels: list[str] = []
    for part in _PARTS.finditer(body):
        if part["var"]:
            names.append(_named(part).split(".")[0])
        elif part["include"] and _file(part) not in rules.GENERATED:
            labels.append(_label(part))
            names.append(_name_of(_label(part)))
    known = (name for name in dict.fromkeys(names) if name in findings)
    return Quoted(tuple(known), _numbered(labels))


def fill(
    prose: Prose,
    findings: Mapping[str, Finding],
    includes: Mapping[str, str],
    meta: Mapping[str, bool],
    texts: Mapping[str, str] | None = None,
    is_marked: bool = False,
) -> Filled:
    """Return the prose with conditions decided, includes put in, names and references filled.

    Parameters
    ----------
    prose
        The brief as it was written.
    findings
        What it may quote, by name.
    includes
        The Markdown of each figure, table and generated part, by file name.
    meta
        Each condition that a block may ask for, and whether it holds.
    texts
        Further names that stand for a plain text, such as the day of the report.
    is_marked
        Whether a mark stands for each linked value, as the printed sheet has it: see `marks`.

    Raises
    ------
    BriefError
        If it names a finding, include, reference or condition that no run produced, a
        shortcode that is none of these, a figure twice, or has no annex to link to.
    """
    body = _decided(prose, meta)
    found = quoted(prose, findings, meta)
    name = prose.path.name
    rules.check(name, body, findings, found.names)
    values = _plain(findings)
    clash = sorted(set(values) & set(texts or {}))
    if clash:
        raise BriefError(f"{name}: {clash[0]} is a finding and a text; rename the finding.")
    values |= {key: escape(text) for key, text in (texts or {}).items()}
    marks = Marks() if is_marked else None
    filling = _Filling(name, body, findings, includes, values, found.numbers, marks)
    text = _PARTS.sub(filling.put, body)
    return Filled(f"{text}\n\n{marks.block()}" if marks else text, found.names, found.numbers)


def _decided(prose: Prose, meta: Mapping[str, bool]) -> str:
    bare = grammar.COMMENT.sub(lambda m: "\n" * m.group(0).count("\n"), prose.body)
    return decide(bare, meta, prose.path.name, prose.first_line)


def _plain(findings: Mapping[str, Finding]) -> dict[str, str]:
    """Return the bare Markdown of every name that a finding gives."""
    found: dict[str, str] = {}
    for finding in findings.values():
        if finding.kind in ("figure", "table"):
            found[f"{finding.name}.grade"] = str(finding.grade)
            continue
        found[finding.name] = escape(finding.printed)
        found[f"{finding.name}.grade"] = str(finding.grade)
        if finding.printed_low:
            low, high = escape(finding.printed_low), escape(finding.printed_high)
            found[f"{finding.name}.low"], found[f"{finding.name}.high"] = low, high
            found[f"{finding.name}.range"] = f"{low} to {high}"
    return found


def _is_linked(name: str) -> bool:
    return not name.endswith(".grade")


def _linked(finding: Finding, text: str) -> str:
    classes = [".finding", f".grade-{finding.grade}"]
    classes += [".sentence"] if finding.kind == "sentence" else []
    classes += [".demonstration"] if finding.is_synthetic else []
    return f"[{text}](#from-{finding.name}){{{' '.join(classes)}}}"


def _named(part: re.Match[str]) -> str:
    match = grammar.VAR.fullmatch(part["var"])
    return match.group(1) if match else ""


def _file(part: re.Match[str]) -> str:
    match = grammar.INCLUDE.fullmatch(part["include"])
    return match.group(1) if match else ""


def _label(part: re.Match[str]) -> str:
    return _file(part).removeprefix("_").removesuffix(".qmd")


def _name_of(label: str) -> str:
    return re.sub(r"^(fig|tbl)-", "", label).replace("-", "_")


def _numbered(labels: Iterable[str]) -> dict[str, int]:
    counts = {"fig": 0, "tbl": 0}
    numbers: dict[str, int] = {}
    for label in labels:
        if label[:3] in counts and label not in numbers:
            counts[label[:3]] += 1
            numbers[label] = counts[label[:3]]
    return numbers


@dataclass(frozen=True)
class _Filling:
    """One pass over the author's text."""

    name: str
    body: str
    findings: Mapping[str, Finding]
    includes: Mapping[str, str]
    values: Mapping[str, str]
    numbers: Mapping[str, int]
    marks: Marks | None = None

    def put(self, part: re.Match[str]) -> str:
        if part["var"]:
            return self._value(_named(part), part.start())
        if part["include"]:
            return self._include(_file(part))
        if part["reference"]:
            return self._refer(part["reference"][1:])
        raise BriefError(f"{self.name}: {part.group(0)} is no shortcode that a brief may use.")

    @cached_property
    def _blind(self) -> str:
        """Return the author's text with an x for each sign of a shortcode."""
        return grammar.SHORTCODE.sub(lambda m: "x" * len(m.group(0)), self.body)

    @cached_property
    def _links(self) -> list[tuple[int, int]]:
        return [found.span() for found in _LINK_TEXT.finditer(self._blind)]

    def _value(self, name: str, start: int) -> str:
        if name not in self.values:
            self._refuse_name(name)
        text = self.values[name]
        before = self._blind[:start]
        if _IN_TARGET.search(before) and name == ADDRESS:
            return re.sub(r"\\(.)", r"\1", text)
        if _IN_TARGET.search(before):
            raise BriefError(
                f"{self.name} quotes {name} inside an address; a value may break it. Write the "
                "address out."
            )
        if _IN_ATTRIBUTE.search(before):
            return re.sub(r"\\(.)", r"\1", text).replace('"', "'")
        line = before.rsplit("\n", 1)[-1]
        in_link = any(opens < start < closes for opens, closes in self._links)
        finding = self.findings.get(name.split(".", 1)[0])
        if in_link or re.match(r"\s*#{1,6}\s", line) or finding is None or not _is_linked(name):
            return text
        return self.marks.mark(finding, text) if self.marks else _linked(finding, text)

    def _refuse_name(self, name: str) -> None:
        finding = self.findings.get(name)
        if finding:
            kind = "fig" if finding.kind == "figure" else "tbl"
            file = f"_{kind}-{name.replace('_', '-')}.qmd"
            raise BriefError(
                f"{self.name} quotes {name} as a value; it is a {finding.kind}. Write "
                f"{{{{< include {file} >}}}}."
            )
        raise BriefError(
            f"{self.name} names an unknown finding: {name}.{did_you_mean(name, self.values)}"
        )

    def _include(self, file: str) -> str:
        if file not in self.includes:
            hint = did_you_mean(file, [*self.includes, *rules.GENERATED])
            raise BriefError(f"{self.name} names an unknown include: {file}.{hint}")
        return self.includes[file]

    def _refer(self, label: str) -> str:
        if label not in self.numbers:
            hint = did_you_mean(label, self.numbers)
            raise BriefError(f"{self.name} refers to @{label}, which it does not include.{hint}")
        return f"[{_NAMES[label[:3]]} {self.numbers[label]}](#{label})"
