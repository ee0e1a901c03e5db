"""The tables as they were when a run read them, so that it can be said what changed since."""

from collections.abc import Collection
from pathlib import Path

from research.ground.held import digest_held
from research.ground.paths import Project
from research.ground.provenance import write_whole

_ENDING = ".parquet"


def kept_path(project: Project, table: str, digest: str) -> Path:
    """Return where an earlier file of a table is kept."""
    return project.build / "tables" / table / f"{digest}{_ENDING}"


def keep(project: Project, table: str, path: Path) -> None:
    """Keep the file of a table that is about to be replaced; without one, do nothing.

    Raises
    ------
    DiskError
        If it could not be written; the table then stands as it was.
    """
    if not path.is_file():
        return
    aside = kept_path(project, table, digest_held(path))
    if not aside.is_file():
        write_whole(aside, path.read_bytes())


def prune(project: Project, named: Collection[tuple[str, str]]) -> int:
    """Remove the kept tables that no run record names; return how many went.

    Parameters
    ----------
    project
        Where they are kept.
    named
        Table and digest of every file that some run record names.
    """
    gone = 0
    for path in (project.build / "tables").glob(f"*/*{_ENDING}"):
        if (path.parent.name, path.name.removesuffix(_ENDING)) not in named:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def find(project: Project, table: str, digest: str) -> Path | None:
    """Return the file of a table with this digest: as it stands now, or as it was kept."""
    now = project.processed / f"{table}{_ENDING}"
    if now.is_file() and digest_held(now) == digest:
        return now
    kept = kept_path(project, table, digest)
    return kept if kept.is_file() else None
