"""Compare a finished file with the record that the build left beside it."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from research.ground.errors import ProofError
from research.ground.provenance import digest_file
from research.render.demonstration import SUFFIX, WATERMARK
from research.studies.record import Finding, from_dict

_ENDS = 3


@dataclass(frozen=True)
class PageRecord:
    """What a build says of its pages: what they quote, which files they are, which numbers
    they were meant to print (None where an older build did not say); whom they are about, and
    the address of their page, each empty where there is none.
    """

    quoted: tuple[str, ...]
    findings: Mapping[str, Finding]
    files: Mapping[str, str]
    is_synthetic: bool
    numbers: frozenset[str] | None
    subject: str = ""
    address: str = ""


def read_beside(path: Path) -> PageRecord | None:
    """Return the record beside a file, or None.

    Raises
    ------
    ProofError
        If there is one that cannot be read.
    """
    beside = path.with_name(f"{path.stem}.record.json")
    if not beside.is_file():
        return None
    try:
        said = json.loads(beside.read_text(encoding="utf-8"))
        findings = {one["name"]: from_dict(one) for one in said["findings"]}
        numbers = said.get("numbers")
        return PageRecord(
            quoted=tuple(said["quoted"]),
            findings=findings,
            files=dict(said.get("files", {})),
            is_synthetic=any(finding.is_synthetic for finding in findings.values()),
            numbers=None if numbers is None else frozenset(numbers),
            subject=str(said.get("subject", "")),
            address=str(said.get("address", "")),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ProofError(
            f"{beside.name} is no record of a page ({error!r}): render the brief again."
        ) from error


def against_record(path: Path, texts: Sequence[str], record: PageRecord) -> list[str]:
    """Return where a file departs from its record: digest, quoted findings, watermark.

    Parameters
    ----------
    path
        The file.
    texts
        The text of each page.
    record
        What the build said of it.
    """
    return [*_digest(path, record), *_quoted(texts, record), *_watermark(path, texts, record)]


def _digest(path: Path, record: PageRecord) -> Iterator[str]:
    said = record.files.get(path.name)
    if record.files and said is None:
        yield "its record does not name it: it belongs to another file"
    elif said is not None and said != digest_file(path):
        yield "it was changed after it was built: its digest is not the one of its record"


def _quoted(texts: Sequence[str], record: PageRecord) -> Iterator[str]:
    flat = flatten(" ".join(without_running_lines(texts)))
    for name in record.quoted:
        finding = record.findings.get(name)
        if finding is None:
            yield f"it quotes {name}, which no run record holds"
            continue
        lost = [text for text in _printed(finding) if flatten(text) not in flat]
        if lost:
            yield f"finding {name} should print {lost[0]!r} and does not"


def without_running_lines(texts: Sequence[str]) -> list[str]:
    """Return the text of each page without its running head and foot.

    They are the first and last lines that most pages share but for their digits. A sentence
    that runs over a page break would else be cut by them.
    """
    pages = [text.splitlines() for text in texts]
    ends = Counter(line for page in pages for line in {_undated(end) for end in _ends(page)})
    running = {line for line, count in ends.items() if count > max(2, len(pages) / 2)}
    bodies = []
    for page in pages:
        body = list(page)
        while body and _undated(body[0]) in running:
            body.pop(0)
        while body and _undated(body[-1]) in running:
            body.pop()
        bodies.append("\n".join(body))
    return bodies


def _ends(page: Sequence[str]) -> list[str]:
    return [*page[:_ENDS], *page[-_ENDS:]]


def _undated(line: str) -> str:
    return re.sub(r"\d+", "", line).strip()


def _printed(finding: Finding) -> list[str]:
    """Return what a reader must find on the pages for a finding."""
    if finding.kind in ("number", "sentence"):
        # a long sentence is cut short in the annex, and whole where it is quoted
        return [finding.printed]
    if finding.kind == "table":
        return [finding.caption, *(cell for row in finding.value["cells"] for cell in row)]
    return [finding.caption]


def _watermark(path: Path, texts: Sequence[str], record: PageRecord) -> Iterator[str]:
    if not record.is_synthetic:
        return
    bare = [
        number for number, text in enumerate(texts, 1) if flatten(WATERMARK) not in flatten(text)
    ]
    if bare:
        yield (f"{len(bare)} of {len(texts)} pages do not say {WATERMARK}, first page {bare[0]}")
    if not path.stem.endswith(SUFFIX):
        yield f"it bears demonstration data and its name does not end in {SUFFIX}"


def flatten(text: str) -> str:
    """Return text without white space and hyphens, which line breaks move."""
    return re.sub(r"[\s\-\x02\u00ad\u200b\u2010\ufffe]+", "", text)
