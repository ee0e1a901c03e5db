"""What two checkouts must share for their runs to be the same: code, pins, tables, prose."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from research.ground.errors import ClusterError
from research.ground.paths import Project
from research.ground.provenance import digest_bytes, digest_file, digest_files, digest_values
from research.studies.manifest import Manifest

ABSENT = "absent"


@dataclass(frozen=True)
class World:
    """What the runs of one brief rest on, by name, as digests; and its shared runs, as bytes.

    ``shared`` holds the files of each finished shared run by their path below ``build/runs``.
    """

    brief: str
    digests: Mapping[str, str]
    shared: Mapping[str, bytes]

    @property
    def key(self) -> str:
        """Return what tells this world from another, by which a worker keeps it."""
        files = {name: digest_bytes(data) for name, data in self.shared.items()}
        said = {"brief": self.brief, "digests": dict(self.digests), "files": files}
        return digest_values(said)


def world(project: Project, manifest: Manifest, shared: Mapping[str, Path]) -> World:
    """Return the world of a brief, with the finished runs of its shared studies by slot."""
    files: dict[str, bytes] = {}
    for slot in shared.values():
        files |= files_below(slot, project.runs)
    return World(manifest.brief, digests(project, manifest), files)


def digests(project: Project, manifest: Manifest) -> dict[str, str]:
    """Return the digest of each thing that decides what runs and pages of a brief hold."""
    studies = manifest.studies.values()
    tables = {table for study in studies for table in study.tables}
    tables |= {manifest.subjects.table} if manifest.subjects else set()
    found = {
        "Python": ".".join(map(str, sys.version_info[:2])),
        "the code": digest_files(project.source.rglob("*.py"), project.source),
        "the pinned packages": _file(project.lock),
        "the prose": _folder(manifest.folder, project.root),
        "the house style": _folder(project.style, project.root),
    }
    found |= {f"notebook {study.notebook.name}": _file(study.notebook) for study in studies}
    found |= {f"table {name}": _file(project.processed / f"{name}.parquet") for name in tables}
    models = {name for study in studies for name in study.models}
    return found | {f"rate model {n}": _file(project.models / f"{n}.toml") for n in models}


def _file(path: Path) -> str:
    return digest_file(path) if path.is_file() else ABSENT


def _folder(folder: Path, root: Path) -> str:
    return digest_files((path for path in folder.rglob("*") if path.is_file()), root)


def require_same(wanted: Mapping[str, str], held: Mapping[str, str], where: str) -> None:
    """Test that another checkout holds what this one does.

    Raises
    ------
    ClusterError
        If anything differs: how many, and the first by name.
    """
    other = sorted(name for name in wanted if wanted[name] != held.get(name))
    if other:
        raise ClusterError(
            f"{where} does not hold what this project holds: {len(other)} of {len(wanted)} differ, "
            f"first {other[0]}{_absent(held, other[0])}. Bring its checkout to the same state "
            "(the same commit, packages from the lock file, `research build`) and start it again."
        )


def _absent(held: Mapping[str, str], name: str) -> str:
    return " (absent there)" if held.get(name) == ABSENT else ""


def files_below(folder: Path, root: Path) -> dict[str, bytes]:
    """Return the files of a folder as bytes, by their path below a root."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
