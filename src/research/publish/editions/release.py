"""From a candidate to an edition: the bytes that were approved, and nothing else, in one rename."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from research.ground.errors import DiskError, EditionError, EmbargoError, ReviewError
from research.ground.paths import Project
from research.ground.provenance import digest_file
from research.publish.editions.approvals import (
    Approval,
    names,
    papers,
    require_approved,
    require_whole,
)
from research.publish.editions.manifest import (
    FILES,
    MANIFEST,
    Edition,
    broken,
    find,
    read,
    released,
)
from research.publish.editions.releasable import require_current, require_releasable

PARTS = ".part"
"""The folder of editions/ in which an edition is put together; nobody looks into it."""


@dataclass(frozen=True)
class Released:
    """What became of a release.

    Attributes
    ----------
    edition
        As it stands in editions/.
    approved_by
        Those whose approvals counted.
    was_there
        Whether it had been released before, with the same bytes.
    """

    edition: Edition
    approved_by: tuple[str, ...]
    was_there: bool


def candidate(project: Project, name: str) -> Edition:
    """Return a candidate by its id.

    Raises
    ------
    EditionError
        If there is none of that name, or its manifest is of another one.
    """
    folder = project.candidates / name
    if not name or "/" in name or name.startswith(".") or not (folder / MANIFEST).is_file():
        known = sorted(path.parent.name for path in project.candidates.glob(f"*/{MANIFEST}"))
        raise EditionError(
            f"there is no candidate {name!r}; there are: {', '.join(known) or 'none yet'}. "
            "research candidate BRIEF makes one."
        )
    found = read(folder)
    if found.id != name or found.id != f"{found.brief}-{found.number}":
        raise EditionError(
            f"the manifest of candidate {name} says that it is {found.id}, number {found.number} "
            f"of {found.brief}: it was edited by hand. Fix it again."
        )
    return found


def release(project: Project, edition_id: str, now: datetime) -> Released:
    """Copy the approved bytes of a candidate into editions/, whole or not at all.

    An edition released before its minute is sealed: it stands there, and nobody may show it.

    Parameters
    ----------
    project
        Where the candidate lies.
    edition_id
        Its brief and number: district-1.
    now
        The time, with its offset from UTC.

    Raises
    ------
    EditionError
        If there is no such candidate, it is not whole, what it was made from changed since, or
        another edition of its name or a later number was released.
    ApprovalError
        If fewer than two people approved these bytes.
    ReviewError
        If a comment on its brief is open.
    ReleaseError, ProofError
        If a page bears demonstration data, an example address, or fails its proof.
    """
    if not (project.candidates / edition_id).is_dir() and _stands(project, edition_id):
        return _as_before(project, edition_id)
    made = candidate(project, edition_id)
    require_whole(made)
    if _stands(project, edition_id):
        return _as_before(project, edition_id, made)
    counted = require_approved(project, made, now.date())
    _require_next(project, made)
    _require_no_comment(project, made.brief)
    require_current(project, made)
    require_releasable(made)
    with _alone(project):
        if _stands(project, edition_id):
            return _as_before(project, edition_id, made)
        _copy(project, made, counted, now)
    stands = read(project.editions / edition_id)
    return Released(stands, tuple(one.name for one in counted), was_there=False)


def require_open(edition: Edition, now: datetime) -> None:
    """Test that an edition may be shown: its minute has come.

    Raises
    ------
    EmbargoError
        If it has not.
    """
    if edition.is_sealed(now):
        raise EmbargoError(
            f"{edition.id} is sealed until {edition.release.isoformat(timespec='minutes')}: "
            "nothing of it is shown or sent before."
        )


def _stands(project: Project, name: str) -> bool:
    return (project.editions / name / MANIFEST).is_file()


def _as_before(project: Project, name: str, made: Edition | None = None) -> Released:
    """Return an edition that was released before, if it is whole, and a candidate is the same."""
    stands = find(project, name)
    if made is not None and stands.digest != made.digest:
        raise EditionError(
            f"{name} was released, and this candidate is another one: an edition is never "
            f"changed. Make the next: research candidate {made.brief} --number {made.number + 1}"
        )
    lost = broken(stands)
    if lost:
        raise EditionError(
            f"{name} was released, and {len(lost)} of its {len(stands.files)} files are not as "
            f"they were, first: {lost[0]}. Restore them from the backup."
        )
    return Released(stands, names(stands), was_there=True)


def _require_next(project: Project, made: Edition) -> None:
    later = [one for one in released(project) if one.brief == made.brief]
    if later and later[-1].number >= made.number:
        raise EditionError(
            f"{later[-1].id} was released already: {made.id} cannot come after it. Make the next: "
            f"research candidate {made.brief}"
        )


def _require_no_comment(project: Project, brief: str) -> None:
    from research.publish.reviews.comments import open_comments

    left = open_comments(project, brief)
    if left:
        raise ReviewError(
            f"{len(left)} comments on {brief} are open, first {left[0].id}: each needs a "
            f"disposition before a release. research review list {brief} shows them."
        )


@contextmanager
def _alone(project: Project) -> Iterator[None]:
    """Hold the one place where editions are put together."""
    home = project.editions / PARTS
    try:
        home.mkdir(parents=True, exist_ok=True)
        with FileLock(home / "lock", timeout=0):
            yield
    except Timeout as error:
        raise EditionError("another release is under way: wait for it, then ask again.") from error
    except OSError as error:
        raise DiskError(
            f"{project.short(project.editions)} could not be written ({error.strerror or error}): "
            "nothing was released. Free some room, or look at who may write there."
        ) from error


def _copy(project: Project, made: Edition, counted: list[Approval], now: datetime) -> None:
    """Put an edition together beside, read each copy back, and let it appear in one rename."""
    home = project.editions / PARTS
    for old in home.iterdir():
        if old.is_dir():
            shutil.rmtree(old)
    beside = home / made.id
    try:
        for file in made.files:
            _copy_file(made.path(file), beside / FILES / file.path)
        signed = [path for one in counted for path in papers(made, one.name)]
        for path in (made.folder / MANIFEST, *signed):
            _copy_file(path, beside / path.relative_to(made.folder))
        copied = read(beside)
        lost = broken(copied)
        if lost or copied.digest != made.digest:
            raise EditionError(
                f"{made.id} changed while it was copied ({lost[0] if lost else MANIFEST}): nothing "
                "was released. Ask again when nothing else writes there."
            )
        require_approved(project, copied, now.date())
        for folder, _, _ in os.walk(beside):
            _settle(Path(folder))
        beside.rename(project.editions / made.id)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    _settle(project.editions)


def _copy_file(path: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    with path.open("rb") as source, to.open("wb") as target:
        shutil.copyfileobj(source, target, 1 << 20)
        target.flush()
        os.fsync(target.fileno())
    if digest_file(to) != digest_file(path):
        raise EditionError(f"{path.name} changed while it was copied: nothing was released.")
    to.chmod(0o444)


def _settle(folder: Path) -> None:
    """Have the names of a folder written to disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
