"""Put the parts of a proof together: what was checked, what was found, what was not checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pypdfium2

from research.ground.errors import ProofError
from research.render.proof import (
    accounts,
    content,
    fonts,
    outside,
    pages,
    rules,
    structure,
    subject,
)
from research.render.proof.record import PageRecord, against_record, read_beside
from research.render.subject_guard import Guard

_CHECKED = (
    "tags", "language", "title", "alt text", "headings in order", "header cells", "fonts",
    "blank pages", "missing values", "placeholders",
)  # fmt: skip
_NO_READER = (
    "whether alt text, headings and reading order make sense to a reader",
    "conformance to PDF/UA as a whole: no tool here can certify it",
)


@dataclass(frozen=True)
class Proof:
    """What was checked of a file, what was found, and what was not checked."""

    file: str
    pages: int
    checked: tuple[str, ...]
    failures: tuple[str, ...]
    not_checked: tuple[str, ...]


def proof(path: Path, guard: Guard | None = None) -> Proof:
    """Return what reading a PDF back shows; failures are listed, not raised.

    The record that the build leaves beside a file (``<name>.record.json``) is compared with
    it; without one the proof says that this was not done. With a guard, the pages are refused
    if they name a member or a district that is none of theirs.

    Raises
    ------
    ProofError
        If the file cannot be opened as a PDF at all, or its record cannot be read.
    """
    record = read_beside(path)
    try:
        with pikepdf.open(path) as pdf:
            failures = [*structure.failures(pdf), *fonts.failures(pdf)]
            drawn = content.read(pdf)
            bare = structure.pages_without_content(pdf, drawn)
            told, unseen = subject.told(pdf), subject.unseen(pdf) if guard else []
            shown = pages.read(path)
            said = [page.text for page in shown]
            failures += pages.failures(shown, bare)
            broken, gaps = rules.apply(pdf, path, drawn, failures)
            words = outside.texts(pdf, drawn, said) if record is not None else []
    except (pikepdf.PdfError, pypdfium2.PdfiumError, OSError) as error:
        raise ProofError(f"{path.name} is no PDF that can be read: {error}") from error
    failures += subject.failures(told, said, unseen, record, guard)
    failures += broken
    checked = [*_CHECKED, rules.COVERAGE]
    not_checked = [*_NO_READER, *gaps]
    if guard:
        checked.append(f"subject guard: {guard.subject}, against {len(guard.people)} members")
    elif record is not None and record.subject:
        not_checked.append("whom the pages name: the subject guard reads them when they are set")
    if record is None:
        not_checked.append("the figures against the run record: there is none beside the file")
    else:
        departs, done, undone = _compare(path, said, words, record)
        failures += departs
        checked += done
        not_checked += undone
    return Proof(path.name, len(shown), tuple(checked), tuple(failures), tuple(not_checked))


def _compare(
    path: Path, texts: Sequence[str], words: Sequence[str], record: PageRecord
) -> tuple[list[str], list[str], list[str]]:
    failures = against_record(path, texts, record)
    done = [f"{len(record.quoted)} quoted findings against the run record", "demonstration data"]
    if record.numbers is None:
        return failures, done, ["each number of each page: the record does not list them"]
    failures += accounts.unexplained(words, record)
    done.append("that each number on a page is accounted for")
    return failures, done, ["numbers inside charts, which are drawn from the spec of a finding"]


def require(found: Proof) -> None:
    """Test that a proof found nothing.

    Raises
    ------
    ProofError
        How many failures, and the first of them.
    """
    if found.failures:
        listed = "; ".join(found.failures[:6])
        raise ProofError(
            f"{found.file} is refused, {len(found.failures)} failures: {listed}. Nothing of this "
            "build is kept."
        )
