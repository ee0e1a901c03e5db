"""Candidates as they were approved, kept so that it can be told what changed since."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from research.ground.errors import DiskError, EditionError
from research.ground.paths import Project
from research.ground.provenance import write_whole
from research.publish.editions.manifest import FILES, MANIFEST, Edition, read

FOLDER = "approvals"
"""Where the approvals of an edition lie in its folder."""

_KEPT = ".approved"
_MOST_KEPT = 3


def kept(project: Project, name: str) -> list[Edition]:
    """Return the candidates of a name as they were approved, the latest approved last.

    A copy that was cut short tells nothing, and is left out.
    """
    found = list((project.candidates / _KEPT).glob(f"{name}@*/{FOLDER}"))
    made: list[Edition] = []
    for path in sorted(found, key=lambda path: path.stat().st_mtime_ns):
        with suppress(EditionError):
            made.append(read(path.parent))
    return made


def changed_files(old: Edition, new: Edition) -> list[str]:
    """Return the files that differ between two editions: changed, gone and new ones."""
    then = {file.path: file.sha256 for file in old.files}
    now = {file.path: file.sha256 for file in new.files}
    return [path for path in sorted({**then, **now}) if then.get(path) != now.get(path)]


def keep(project: Project, edition: Edition) -> None:
    """Keep what was approved, so that it can be told later what changed since.

    Raises
    ------
    DiskError
        If there is no room for it.
    """
    home = project.candidates / _KEPT / f"{edition.id}@{edition.digest[:12]}"
    try:
        if not home.is_dir():
            _copy(edition, home)
        for path in (edition.folder / FOLDER).iterdir():
            write_whole(home / FOLDER / path.name, path.read_bytes())
    except OSError as error:
        raise DiskError(
            f"{edition.id} is approved, but no copy of what was approved could be kept "
            f"({error.strerror or error}): free some room and approve it again."
        ) from error
    for old in kept(project, edition.id)[:-_MOST_KEPT]:
        shutil.rmtree(old.folder, ignore_errors=True)


def _copy(edition: Edition, home: Path) -> None:
    home.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(dir=home.parent, prefix=f".{home.name}."))
    shutil.copytree(edition.folder / FILES, beside / FILES)
    shutil.copy2(edition.folder / MANIFEST, beside / MANIFEST)
    (beside / FOLDER).mkdir()
    try:
        beside.rename(home)
    except OSError:  # the other approver, at the same moment, kept the same
        shutil.rmtree(beside)
        if not home.is_dir():
            raise


def earlier(project: Project, edition: Edition) -> Iterator[str]:
    """Yield what became of approvals that an earlier candidate of this name had."""
    for old in kept(project, edition.id)[-1:]:
        moved = changed_files(old, edition)
        names = " and ".join(path.stem for path in sorted((old.folder / FOLDER).glob("*.sig")))
        if moved:
            yield (
                f"{names} approved other bytes of it: {len(moved)} of {len(edition.files)} files "
                f"changed since, first {moved[0]}. What moved: research diff {edition.id}"
            )
