"""What an edition is, as its detached manifest says: every file, by name and digest."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from research.ground.errors import EditionError
from research.ground.paths import Project
from research.ground.provenance import digest_file, digest_values

MANIFEST = "manifest.json"
FILES = "files"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


@dataclass(frozen=True)
class EditionFile:
    """One file of an edition.

    Attributes
    ----------
    path
        Below the folder ``files``, with slashes.
    sha256, bytes
        Of its content.
    kind
        pdf, html, docx, asset, data, dictionary, findings, record or lineage.
    subject
        Whom it is about; empty where it belongs to all.
    """

    path: str
    sha256: str
    bytes: int
    kind: str
    subject: str = ""


@dataclass(frozen=True)
class Edition:
    """A brief with its number, fixed: a candidate, or what was released.

    Attributes
    ----------
    id
        Its brief and number: district-1.
    release
        The minute before which nobody may see it, with its offset from UTC.
    authors
        Who made it: none of them may approve it.
    made_from
        Digests of what it was made from: data, code, lock, prose, style.
    folder
        Where it lies.
    """

    id: str
    brief: str
    number: int
    title: str
    as_of: str
    release: datetime
    authors: tuple[str, ...]
    subjects: tuple[str, ...]
    files: tuple[EditionFile, ...]
    made_from: dict[str, str]
    folder: Path

    @property
    def digest(self) -> str:
        """Return the digest that approvers sign: of all that the manifest says."""
        return digest_values(plain(self))

    def path(self, file: EditionFile) -> Path:
        """Return where a file of it lies."""
        return self.folder / FILES / file.path

    def of(self, subject: str = "", kind: str = "") -> Iterator[EditionFile]:
        """Yield its files about a subject, of a kind; without them, all."""
        for file in self.files:
            if (not subject or file.subject == subject) and (not kind or file.kind == kind):
                yield file

    def document(self, subject: str, kind: str = "pdf") -> EditionFile:
        """Return the one file of a kind about a subject.

        Raises
        ------
        EditionError
            If there is none, or more than one.
        """
        found = list(self.of(subject, kind)) if subject else [
            one for one in self.of(kind=kind) if not one.subject
        ]  # fmt: skip
        if len(found) != 1:
            raise EditionError(
                f"edition {self.id} has {len(found)} files of kind {kind} about "
                f"{subject or 'all'}; it must have one."
            )
        return found[0]

    def is_sealed(self, now: datetime) -> bool:
        """Return whether its minute has not come yet."""
        return now < self.release


def plain(edition: Edition) -> dict[str, object]:
    """Return what a manifest says of an edition, as plain values."""
    return {
        "edition": edition.id,
        "brief": edition.brief,
        "number": edition.number,
        "title": edition.title,
        "as_of": edition.as_of,
        "release": edition.release.isoformat(),
        "authors": list(edition.authors),
        "subjects": list(edition.subjects),
        "made_from": dict(sorted(edition.made_from.items())),
        "files": [asdict(file) for file in sorted(edition.files, key=lambda one: one.path)],
    }


def text(edition: Edition) -> str:
    """Return the manifest of an edition as it is written."""
    return json.dumps(plain(edition), indent=1, ensure_ascii=False) + "\n"


def read(folder: Path) -> Edition:
    """Return the edition or candidate of a folder.

    Raises
    ------
    EditionError
        If it has no manifest, or one that was cut short or edited into nonsense.
    """
    path = folder / MANIFEST
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        release = datetime.fromisoformat(said["release"])
        if release.tzinfo is None:
            raise ValueError("its release has no offset from UTC")
        files = tuple(EditionFile(**one) for one in said["files"])
        _require_inside(files)
        return Edition(
            id=str(said["edition"]), brief=str(said["brief"]), number=int(said["number"]),
            title=str(said["title"]), as_of=str(said["as_of"]), release=release,
            authors=tuple(said["authors"]), subjects=tuple(said["subjects"]), files=files,
            made_from=dict(said["made_from"]), folder=folder,
        )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EditionError(f"{folder.name} has no manifest that can be read ({error}).") from error


def released(project: Project) -> list[Edition]:
    """Return every edition that was released, sealed ones too, by brief and number.

    Raises
    ------
    EditionError
        If a manifest cannot be read, or is of another edition than its folder.
    """
    found = [_read_named(path.parent) for path in project.editions.glob(f"*/{MANIFEST}")]
    return sorted(found, key=lambda one: (one.brief, one.number))


def find(project: Project, name: str) -> Edition:
    """Return a released edition by its id.

    Raises
    ------
    EditionError
        If there is none of that name, or its manifest is of another one.
    """
    folder = project.editions / name
    if not name or "/" in name or not (folder / MANIFEST).is_file():
        known = ", ".join(one.id for one in released(project)) or "none yet"
        raise EditionError(f"no edition {name!r} was released; there are: {known}.")
    return _read_named(folder)


def broken(edition: Edition) -> list[str]:
    """Return what is not as the manifest says: files gone, changed, or not listed.

    Links are named too, dangling ones and those to folders, and whatever else is no plain file.
    """
    listed = {file.path for file in edition.files}
    home = edition.folder / FILES
    there = {
        path.relative_to(home).as_posix(): path.is_file() and not path.is_symlink()
        for path in home.rglob("*")
        if path.is_symlink() or not path.is_dir()
    }
    found = [f"{name} is not listed" for name in sorted(there.keys() - listed)]
    for file in edition.files:
        path = edition.path(file)
        if file.path not in there:
            found.append(f"{file.path} is gone")
        elif not there[file.path]:
            found.append(f"{file.path} is no plain file")
        elif digest_file(path) != file.sha256:
            found.append(f"{file.path} was changed")
    return found


def _read_named(folder: Path) -> Edition:
    """Return the edition of a folder that bears its name."""
    found = read(folder)
    name = f"{found.brief}-{found.number}"
    if not _NAME.fullmatch(name) or not found.id == folder.name == name:
        raise EditionError(
            f"the manifest of edition {folder.name} says that it is {found.id!r}, number "
            f"{found.number} of {found.brief!r}: it was edited by hand. Restore the folder "
            "from git or the backup."
        )
    return found


def _require_inside(files: Iterable[EditionFile]) -> None:
    for file in files:
        path = PurePosixPath(file.path)
        if path.is_absolute() or ".." in path.parts:
            raise ValueError(f"{file.path} lies outside of it")
