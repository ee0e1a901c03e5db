"""Dated, hashed, cited copies of published files, pinned in data/pins.toml."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from research.ground.errors import SnapshotError
from research.ground.paths import Project
from research.ground.provenance import digest_file


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


def pins(project: Project) -> dict[str, dict[str, str]]:
    """Return the pinned date and digests of each "publisher/file"."""
    if not project.pins.is_file():
        raise SnapshotError(f"{project.short(project.pins)} is missing: restore it from git.")
    return tomllib.loads(project.pins.read_text(encoding="utf-8"))


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
            f"{publisher}/{file} is not pinned: run `research snapshot {publisher}`."
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
            "a raw file is never edited. Restore it, or keep the changed one with "
            f"`research snapshot {publisher} --new`."
        )
    return read_sidecar(path)


def read_sidecar(path: Path) -> Snapshot:
    """Return what the sidecar of a kept file says."""
    side = path.with_name(path.name + ".toml")
    if not side.is_file():
        raise SnapshotError(f"{path.name} has no sidecar {side.name}: nothing says what it is.")
    said = tomllib.loads(side.read_text(encoding="utf-8"))
    lacking = [key for key in ("publisher", "title", "url", "licence", "sha256") if key not in said]
    if lacking:
        raise SnapshotError(f"{side.name} lacks {', '.join(lacking)}.")
    return Snapshot(
        publisher=path.parent.parent.name,
        file=path.name,
        date=path.parent.name,
        path=path,
        title=said["title"],
        publisher_name=said["publisher"],
        url=said["url"],
        retrieved=str(said.get("retrieved", "")),
        licence=said["licence"],
        sha256=said["sha256"],
        note=said.get("note", ""),
        is_synthetic=bool(said.get("is_synthetic", False)),
    )
