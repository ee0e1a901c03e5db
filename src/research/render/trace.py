"""Where each number comes from, in Markdown: the annex and the table of sources."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from research.ground.held import digest_held
from research.ground.terms import Grade, Unit
from research.render import assumed
from research.render.fill import Quoted, escape
from research.render.lines import block
from research.render.runs import linked
from research.render.tables import table
from research.sources.snapshots import OWN_FILES, REVIEWS, kept_path, read_sidecar
from research.studies.record import Assumption, Finding, SourceLine
from research.tables.formats import month_first, written

_FIRST_ROWS = 3
_MOST_TITLES = 2
_MOST_SOURCES = 40
_LONGEST_SENTENCE = 90
_NO_SOURCES = "No published figure is quoted under these conditions.\n"


@dataclass(frozen=True)
class Cited:
    """One source of a brief: its number in print, the citation, and the findings it bears."""

    number: int
    title: str
    url: str
    grade: int
    snapshots: tuple[str, ...]
    findings: tuple[str, ...]


def generated_includes(
    findings: Mapping[str, Finding], quoted: Quoted, raw: Path, is_listed: bool = False
) -> dict[str, str]:
    """Return the Markdown of the parts of a brief that nobody writes, by file name.

    Parameters
    ----------
    findings
        What the runs found, by name.
    quoted
        What the brief quotes, as `fill.quoted` returns it.
    raw
        The folder of snapshots; publisher and day of retrieval come from their sidecars.
    is_listed
        Whether only the list of sources is printed, as on a sheet of paper: then there is
        nothing else of the annex, for what is read takes as long as what is printed.
    """
    sources = cited(findings, quoted)
    marks = kept_files(findings, quoted)
    if is_listed:
        return {"_annex.qmd": "", "_sources.qmd": _listed(sources, quoted)}
    return {
        "_annex.qmd": annex(findings, quoted, sources, marks),
        "_sources.qmd": sources_tables(sources, marks, raw),
    }


def kept_files(findings: Mapping[str, Finding], quoted: Quoted) -> dict[str, str]:
    """Return a letter for each snapshot that a quoted finding rests on."""
    kept = [line.snapshot for name in quoted.names for line in findings[name].sources]
    return {snapshot: _letter(place) for place, snapshot in enumerate(dict.fromkeys(kept))}


def cited(findings: Mapping[str, Finding], quoted: Quoted) -> tuple[Cited, ...]:
    """Return the sources of what is quoted, numbered in order of first appearance.

    What counts a whole file (more than forty sources) cites the kept file instead, whose
    rows name their pages; else two counts would fill five pages with sources.
    """
    bears: dict[tuple[str, str], list[tuple[str, SourceLine]]] = {}
    for name in quoted.names:
        for line in () if _is_count(findings[name]) else findings[name].sources:
            bears.setdefault(_key(line), []).append((name, line))
    return tuple(
        Cited(
            number,
            *key,
            grade=max(line.grade for _, line in said),
            snapshots=tuple(dict.fromkeys(line.snapshot for _, line in said)),
            findings=tuple(dict.fromkeys(name for name, _ in said)),
        )
        for number, (key, said) in enumerate(bears.items(), 1)
    )


def _is_count(finding: Finding) -> bool:
    return len(finding.sources) > _MOST_SOURCES


def annex(
    findings: Mapping[str, Finding],
    quoted: Quoted,
    sources: tuple[Cited, ...],
    marks: Mapping[str, str],
) -> str:
    """Return one entry a quoted finding, in order of appearance, as a definition list.

    An entry gives value, grade and why, formula, assumptions with the range tried, rows, and
    the sources by their number in the table of sources.
    """
    if not quoted.names:
        return _NO_SOURCES
    numbers = {(one.title, one.url): one.number for one in sources}
    tried = assumed.numbered(findings, quoted)
    entries = [
        f"[{escape(_shown(findings[name], quoted))}]{{#from-{name}}}\n"
        f":   {' '.join(_said(findings[name], numbers, marks, tried))}\n"
        for name in quoted.names
    ]
    return "::: {.annex-entries}\n" + "\n".join(entries) + ":::\n" + assumed.assumed_table(tried)


def _listed(sources: tuple[Cited, ...], quoted: Quoted) -> str:
    """Return each source as one line: number, grade, findings, those it leads, address, title.

    A finding is led to by its first source, or by the first of all where it has none of its own.
    """
    home = {name: one.number for one in reversed(sources) for name in one.findings}
    lines = (
        (
            str(one.number), str(one.grade), " ".join(one.findings),
            " ".join(name for name in quoted.names if home.get(name, 1) == one.number),
            _address(one.url), month_first(one.title),
        )
        for one in sources
    )  # fmt: skip
    return block(".listed", lines) if sources else _NO_SOURCES


def sources_tables(sources: tuple[Cited, ...], marks: Mapping[str, str], raw: Path) -> str:
    """Return who says it and how firm it is, and below that the files that were kept."""
    if not sources:
        return _NO_SOURCES
    grades = "; ".join(f"{int(grade)} is {grade.meaning}" for grade in Grade)
    said = table(
        (("No.", 4, ">"), ("Source", 60, "<"), ("Kept in", 8, "<"), ("Grade", 7, ">"),
         ("Numbers", 9, ">")),
        [_source_row(one, marks) for one in sources],
        f"Sources. Grade {grades}. “Numbers” counts the findings of this report that rest on it.",
    )  # fmt: skip
    kept = table(
        (("File", 5, "<"), ("Published by", 34, "<"), ("Snapshot", 36, "<"),
         ("Retrieved", 18, "<"), ("Digest", 14, "<")),
        [_kept_row(letter, snapshot, raw) for snapshot, letter in marks.items()],
        "Files that were kept, as published: data/raw/publisher/day/file, with the first "
        "characters of each file's SHA-256.",
    )  # fmt: skip
    return f"::: {{.sources}}\n{said}\n{kept}:::\n"


def _source_row(one: Cited, marks: Mapping[str, str]) -> tuple[str, ...]:
    letters = [marks[snapshot] for snapshot in one.snapshots]
    return (
        f"[{one.number}]{{#source-{one.number}}}",
        f"[{escape(month_first(one.title))}]({_address(one.url)})",
        ", ".join(f"[{letter}](#snapshot-{letter.lower()})" for letter in letters),
        str(one.grade),
        str(len(one.findings)),
    )


_OURS = {REVIEWS.rstrip("/"): "this project: its own record of reviews, which is private"}
"""Who keeps what no publisher issued, by the first part of a citation."""


def _kept_row(letter: str, snapshot: str, raw: Path) -> tuple[str, ...]:
    publisher, day, file = snapshot.split("/", 2)
    path = kept_path(raw, snapshot)
    digest = digest_held(path)[:12] if path.is_file() else "not on this machine"
    if snapshot.startswith(OWN_FILES):
        return _own_row(letter, snapshot, digest)
    kept = read_sidecar(path) if path.with_name(path.name + ".toml").is_file() else None
    return (
        f"[{letter}]{{#snapshot-{letter.lower()}}}",
        escape(kept.publisher_name if kept else _OURS.get(publisher, publisher)),
        escape(f"{publisher} / {day} / {file}"),
        written((kept.retrieved if kept else "") or day, Unit.DATE),
        digest,
    )


def _own_row(letter: str, cited: str, digest: str) -> tuple[str, ...]:
    """Return the row of a rate model: a file of ours that names the source of each figure."""
    return (
        f"[{letter}]{{#snapshot-{letter.lower()}}}",
        "this project: a rate model, which names the source of each figure",
        escape(cited.replace("/", " / ")),
        "kept with the code",
        digest,
    )


def _letter(place: int) -> str:
    """Return A, B, … Z, AA, AB … for 0, 1, …"""
    first, last = divmod(place, 26)
    return (_letter(first - 1) if first else "") + chr(ord("A") + last)


def _key(line: SourceLine) -> tuple[str, str]:
    return line.title, line.url


def _address(url: str) -> str:
    """Return an address that Markdown takes whole."""
    marks = {" ": "%20", "(": "%28", ")": "%29", "|": "%7C", "<": "%3C", ">": "%3E", "\\": "%5C"}
    return "".join(marks.get(sign, sign) for sign in url)


def _shown(finding: Finding, quoted: Quoted) -> str:
    if finding.kind == "number":
        return finding.printed
    if finding.kind == "sentence":
        return _short(finding.printed)
    kind, word = ("fig", "Figure") if finding.kind == "figure" else ("tbl", "Table")
    number = quoted.numbers.get(f"{kind}-{finding.name.replace('_', '-')}")
    return f"{word} {number}" if number else word


def _short(text: str) -> str:
    if len(text) <= _LONGEST_SENTENCE:
        return text
    return text[:_LONGEST_SENTENCE].rsplit(" ", 1)[0] + " …"


def _said(
    finding: Finding,
    numbers: Mapping[tuple[str, str], int],
    marks: Mapping[str, str],
    tried: Mapping[Assumption, int],
) -> Iterator[str]:
    where = f", cell {finding.cell} of `{finding.study}`" if finding.study else ""
    why = f" ({escape('; '.join(finding.grade_reasons))})" if finding.grade_reasons else ""
    yield f"`{finding.name}`, grade {finding.grade}{why}{where}."
    if finding.is_synthetic:
        yield "**Demonstration data.**"
    yield f"*Formula:* {escape(_sentence(finding.formula))}"
    if finding.printed_low:
        yield f"*Range:* {escape(finding.printed_low)} to {escape(finding.printed_high)}."
    yield from assumed.said(finding, tried)
    if finding.note:
        yield f"*Note:* {escape(_sentence(finding.note))}"
    yield f"*Rows:* {escape(_rows(finding))}"
    if _is_count(finding):
        files = dict.fromkeys(marks[line.snapshot] for line in finding.sources)
        linked = ", ".join(f"[{letter}](#snapshot-{letter.lower()})" for letter in files)
        pages = f"{len(finding.sources)} pages"
        yield f"*Sources:* {pages}, each named in its row of kept file {linked}."
    else:
        yield _sources(finding, numbers)


def _sentence(text: str) -> str:
    flat = text.strip()
    return flat if flat.endswith((".", "!", "?")) else flat + "."


def _rows(finding: Finding) -> str:
    """Return how many rows of which tables, with the first keys in words."""
    tables: dict[str, list[str]] = {}
    for row in finding.rows:
        table, _, key = row.partition(":")
        tables.setdefault(table, []).append(key.replace(":", " "))
    said = []
    for table, keys in tables.items():
        first = ", ".join(keys[:_FIRST_ROWS]) + (", …" if len(keys) > _FIRST_ROWS else "")
        said.append(f"{table} ({first})")
    return f"{finding.row_count} of {'; '.join(said)}."


def _sources(finding: Finding, numbers: Mapping[tuple[str, str], int]) -> str:
    lines = {numbers[_key(line)]: line for line in finding.sources}
    if len(lines) <= _MOST_TITLES:
        named = "; ".join(
            f"[{number}](#source-{number}) "
            f"[{escape(month_first(line.title))}]({_address(line.url)})"
            for number, line in sorted(lines.items())
        )
    else:
        named = linked(lines, "source")
    return f"*{'Sources' if len(lines) > 1 else 'Source'}:* {named}."
