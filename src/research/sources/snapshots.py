"""Dated, hashed, cited copies of published files, pinned in data/pins.toml."""

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path

from research.ground.errors import SnapshotError
from research.ground.paths import Project
from research.ground.provenance import digest_file, write_whole
from research.ground.terms import Grade

_PINS = (
    "# Which snapshot of each published file this project rests on. "
    "Written by `research snapshot`.\n"
)
OWN_FILES = "data/models/"
"""How a row cites a figure that was typed, with its source, in a rate model of this project."""
REVIEWS = "reviews/"
"""How a row cites the journal of a brief's reviews: this, the day of its last event, its name."""

_SAID = ("publisher", "title", "url", "licence", "sha256")


@dataclass(frozen=True)
class Snapshot:
    """One kept file with what its sidecar says of it."""

    publisher: str
    file: str
    date: str
    path: Path
    title: str
    publisher_name: str
    url: str
    retrieved: str
    licence: str
    sha256: str
    note: str
    is_synthetic: bool

    @property
    def id(self) -> str:
        """Return publisher/date/file, the name by which rows cite the snapshot."""
        return f"{self.publisher}/{self.date}/{self.file}"

    def cited(self, grade: Grade) -> dict[str, object]:
        """Return the columns of provenance of rows that have no source of their own."""
        return {
            "source_title": self.title,
            "source_url": self.url,
            "snapshot": self.id,
            "grade": int(grade),
            "is_synthetic": self.is_synthetic,
        }


def pins(project: Project) -> dict[str, dict[str, str]]:
    """Return the pinned date and digests of each "publisher/file"."""
    if not project.pins.is_file():
        raise SnapshotError(f"{project.short(project.pins)} is missing: restore it from git.")
    try:
        return tomllib.loads(project.pins.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SnapshotError(
            f"{project.short(project.pins)} is not readable TOML ({error}): restore it from git."
        ) from error


def write_pins(project: Project, entries: dict[str, dict[str, str]]) -> None:
    """Write data/pins.toml, sorted by name, whole or not at all."""
    text = _PINS + "".join(
        f"\n[{json.dumps(name)}]\n"
        + "".join(f"{key} = {json.dumps(value)}\n" for key, value in entries[name].items())
        for name in sorted(entries)
    )
    write_whole(project.pins, text.encode())


def has(project: Project, publisher: str, file: str) -> bool:
    """Return whether the pinned snapshot of a file is on this machine."""
    pin = pins(project).get(f"{publisher}/{file}")
    return pin is not None and (project.raw / publisher / pin["date"] / file).is_file()


def locate(project: Project, publisher: str, file: str) -> Snapshot:
    """Return the pinned snapshot of a file, its digest verified.

    Raises
    ------
    SnapshotError
        If it is not pinned, not there, or not the bytes that were pinned.
    """
    pin = pins(project).get(f"{publisher}/{file}")
    if pin is None:
        raise SnapshotError(
            f"{publisher}/{file} is not pinned: run `research snapshot {publisher} --new`."
        )
    path = project.raw / publisher / pin["date"] / file
    if not path.is_file():
        raise SnapshotError(
            f"{project.short(path)} is not on this machine: run `research snapshot {publisher}`."
        )
    found = digest_file(path)
    if found != pin["kept_sha256"]:
        raise SnapshotError(
            f"{project.short(path)} has digest {found[:12]}, pinned is {pin['kept_sha256'][:12]}: "
            "a raw file is never edited. Restore it from git, or, if the publisher changed it, "
            f"keep the new one beside it: `research snapshot {publisher} --new [--mirror DIR]`."
        )
    snapshot = read_sidecar(path)
    if snapshot.sha256 != found:
        raise SnapshotError(
            f"{path.name}.toml names digest {snapshot.sha256[:12]}, the file has {found[:12]}: "
            "the sidecar is that of another file. Restore it."
        )
    return snapshot


def kept_path(raw: Path, cited: str) -> Path:
    """Return where a cited file lies: a copy in data/raw, or a file of our own.

    Parameters
    ----------
    raw
        The folder data/raw of the project.
    cited
        What a row names as its snapshot.
    """
    root = raw.parent.parent
    if cited.startswith(REVIEWS):
        return root / "reports" / "private" / "reviews" / cited.rpartition("/")[2]
    return root / cited if cited.startswith(OWN_FILES) else raw / cited


def read_said(path: Path) -> dict[str, object]:
    """Return what the sidecar of a file says, word for word.

    Raises
    ------
    SnapshotError
        If there is no sidecar, it is not TOML, or it lacks what a citation needs.
    """
    side = path.with_name(path.name + ".toml")
    if not side.is_file():
        raise SnapshotError(f"{path.name} has no sidecar {side.name}: nothing says what it is.")
    try:
        said = tomllib.loads(side.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SnapshotError(f"{side.name} is not readable TOML ({error}).") from error
    lacking = [key for key in _SAID if key not in said]
    if lacking:
        raise SnapshotError(f"{side.name} lacks {', '.join(lacking)}.")
    return said


def read_sidecar(path: Path) -> Snapshot:
    """Return a kept file with what its sidecar says of it."""
    said = read_said(path)
    return Snapshot(
        publisher=path.parent.parent.name,
        file=path.name,
        date=path.parent.name,
        path=path,
        title=str(said["title"]),
        publisher_name=str(said["publisher"]),
        url=str(said["url"]),
        retrieved=str(said.get("retrieved", "")),
        licence=str(said["licence"]),
        sha256=str(said["sha256"]),
        note=str(said.get("note", "")),
        is_synthetic=bool(said.get("is_synthetic", False)),
    )


def sidecar_text(said: dict[str, str | int | bool]) -> str:
    """Return a sidecar as TOML, one line a statement."""
    return "".join(
        f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in said.items()
    )
