"""Which edition a file is, whether it is whole, and whether another one took its place."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from research.ground.errors import ApprovalError, EditionError
from research.ground.paths import Project
from research.ground.provenance import digest_file
from research.publish.editions import embedded
from research.publish.editions.manifest import (
    MANIFEST,
    Edition,
    EditionFile,
    broken,
    read,
    released,
    text,
)

RELEASED, CANDIDATE, UNKNOWN = "released", "candidate", "unknown"


@dataclass(frozen=True)
class Verified:
    """What is known of a file, or of a whole edition.

    Attributes
    ----------
    asked
        The file or the id.
    edition
        The id that it belongs to, or says that it does; empty where nothing is known.
    state
        released, candidate, or unknown where no manifest of that edition is here.
    file, subject
        Which file of it, and whom that is about; empty for a whole edition.
    faults
        Why it is not whole; none where it is.
    approved_by
        Whose signatures count, of a whole edition.
    superseded_by, note
        The edition that took its place, and what was wrong.
    """

    asked: str
    edition: str = ""
    state: str = UNKNOWN
    file: str = ""
    subject: str = ""
    release: datetime | None = None
    is_sealed: bool = False
    faults: tuple[str, ...] = ()
    approved_by: tuple[str, ...] = ()
    superseded_by: str = ""
    note: str = ""

    @property
    def is_whole(self) -> bool:
        return bool(self.edition) and self.state != UNKNOWN and not self.faults

    @property
    def exit_code(self) -> int:
        """0 for what is whole, superseded or not; else the code of `EditionError`."""
        return 0 if self.is_whole else EditionError.exit_code


def verify(project: Project, asked: str, now: datetime) -> Verified:
    """Return what is known of a file, or of an edition or candidate by its id.

    Parameters
    ----------
    project
        Whose editions and candidates are known.
    asked
        The path of a file, or an id such as district-1.
    now
        The time, with its offset from UTC.

    Raises
    ------
    EditionError
        If it is neither a file nor an id that is known here, or a manifest cannot be read.
    """
    known = [*_released(project), *_candidates(project)]
    path = Path(asked)
    found = _of_file(path, known) if path.is_file() else _of_edition(project, asked, known)
    return _in_time(project, replace(found, asked=asked), known, now)


_Known = tuple[str, Edition]


def _released(project: Project) -> Iterator[_Known]:
    yield from ((RELEASED, one) for one in released(project))


def _candidates(project: Project) -> Iterator[_Known]:
    for path in sorted(project.candidates.glob(f"[!.]*/{MANIFEST}")):
        yield CANDIDATE, read(path.parent)


def _of_file(path: Path, known: list[_Known]) -> Verified:
    """Return which edition a file is of: by its bytes, its manifest, or its name, in this order."""
    digest = digest_file(path)
    for state, edition in known:
        for file in edition.files:
            if file.sha256 == digest:
                return _named(state, edition, file)
    try:
        said = embedded.read(path)
    except EditionError:
        return _by_name(path, known)
    fault = f"its bytes are not those of {said.edition}: it was changed after it was made"
    for state, edition in known:
        if edition.id == said.edition:
            ours = [one for one in edition.of(kind="pdf") if one.subject == said.subject]
            named = _named(state, edition, ours[0]) if ours else _named(state, edition, None)
            return replace(named, subject=said.subject, faults=(fault,))
    return Verified(
        str(path), said.edition, subject=said.subject,
        faults=(f"it says that it is of {said.edition}, whose manifest is not here to check it",),
    )  # fmt: skip


def _by_name(path: Path, known: list[_Known]) -> Verified:
    if embedded.is_draft(path):
        draft = "it is a draft or a copy for a reviewer: it carries no edition"
        return Verified(str(path), faults=(draft,))
    for state, edition in known:
        for file in edition.files:
            if file.path.rpartition("/")[2] == path.name:
                fault = f"it has the name of a file of {edition.id} and other bytes: it was changed"
                return replace(_named(state, edition, file), faults=(fault,))
    return Verified(str(path), faults=("it belongs to no edition or candidate that is known here",))


def _named(state: str, edition: Edition, file: EditionFile | None) -> Verified:
    return Verified(
        "", edition.id, state, file.path if file else "", file.subject if file else "",
        edition.release,
    )  # fmt: skip


def _of_edition(project: Project, asked: str, known: list[_Known]) -> Verified:
    for state, edition in known:
        if edition.folder.name == asked:
            faults = [*broken(edition), *_of_manifest(edition, asked)]
            approved_by, against = _approvals(project, edition, state)
            return replace(
                _named(state, edition, None), faults=(*faults, *against), approved_by=approved_by
            )
    ids = ", ".join(dict.fromkeys(one.id for _, one in known)) or "none yet"
    raise EditionError(
        f"{asked} is neither a file nor an edition; the editions and candidates here are: {ids}."
    )


def _of_manifest(edition: Edition, asked: str) -> Iterator[str]:
    if (edition.folder / MANIFEST).read_text(encoding="utf-8") != text(edition):
        yield f"{MANIFEST} was edited by hand"
    if edition.id != asked or edition.id != f"{edition.brief}-{edition.number}":
        yield f"{MANIFEST} says that it is {edition.id}, number {edition.number} of {edition.brief}"


def _approvals(
    project: Project, edition: Edition, state: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return whose approvals count, and what speaks against it: a candidate may still lack some."""
    from research.publish.editions.approvals import NEEDED, approvals

    try:
        found = approvals(project, edition)
    except ApprovalError as error:
        return (), (f"its approvals cannot be checked: {error}",) if state == RELEASED else ()
    good = tuple(one.name for one in found if one.counts)
    against = [f"the approval of {one.name} does not count: it {one.why_not}"
               for one in found if not one.counts]  # fmt: skip
    if state == RELEASED and len(good) < NEEDED:
        against.insert(0, f"{len(good)} of {NEEDED} approvals count")
    return good, tuple(against)


def _in_time(project: Project, found: Verified, known: list[_Known], now: datetime) -> Verified:
    """Return what is known with the minute and with what took its place since."""
    from research.publish.errata import superseding

    sealed = found.release is not None and now < found.release
    found = replace(found, is_sealed=sealed)
    if found.state != RELEASED:
        return found
    erratum = superseding(project, found.edition, found.subject)
    if erratum is not None:
        return replace(found, superseded_by=erratum.superseded_by, note=erratum.note)
    mine = next(one for state, one in known if state == RELEASED and one.id == found.edition)
    later = [one for state, one in known if state == RELEASED and one.brief == mine.brief
             and one.number > mine.number and not one.is_sealed(now)]  # fmt: skip
    last = max(later, key=lambda one: one.number, default=None)
    return replace(found, superseded_by=last.id, note="a later edition") if last else found


def lines(found: Verified) -> list[str]:
    """Return what is known, for a person."""
    if not found.edition:
        return [f"{found.asked}: {found.faults[0]}"]
    what = f"{found.file} of {found.edition}" if found.file else found.edition
    told = [f"{found.asked}: {what} ({found.state})"]
    if found.subject:
        told.append(f"  about        {found.subject}")
    told.append("  whole        yes" if found.is_whole else "  whole        NO")
    told += [f"  why not      {fault}" for fault in found.faults]
    if found.approved_by:
        told.append(f"  approved by  {', '.join(found.approved_by)}")
    if found.is_sealed and found.release:
        told.append(f"  sealed       until {found.release.isoformat(timespec='minutes')}")
    if found.superseded_by:
        told.append(f"  superseded   by {found.superseded_by}: {found.note}")
    return told
