"""The site made beforehand, in a folder of this project that no web host serves.

What is sealed lies here and nowhere else until its minute. A folder appears whole, by renaming,
and is named by the digest of all that it is made of, so it is made once.
"""

import json
import os
import shutil
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from research.ground.errors import SiteError
from research.ground.paths import Project
from research.ground.provenance import digest_files
from research.publish.site.inputs import inputs
from research.publish.site.shown import Shown, shown

MARK = "site.json"
_MADE_BY = "research site"


@dataclass(frozen=True)
class Mark:
    """What a folder of the site says of itself, in a file that says that it is ours.

    Attributes
    ----------
    inputs
        Digest of what it was made of.
    digest
        Digest of its files, their names and contents, but this one.
    editions
        Ids of what it shows.
    """

    inputs: str
    digest: str
    editions: tuple[str, ...]
    pages: int
    heavy: dict[str, int]
    missing: tuple[str, ...]
    made_by: str = _MADE_BY

    @classmethod
    def of(cls, folder: Path) -> Self | None:
        """Return the mark of a folder, or nothing where it is not ours."""
        try:
            said = json.loads((folder / MARK).read_text(encoding="utf-8"))
            if said.get("made_by") != _MADE_BY:
                return None
            return cls(**said | {name: tuple(said[name]) for name in ("editions", "missing")})
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None


def home(project: Project) -> Path:
    """Return the folder of what is made beforehand; only its owner may look into it."""
    folder = project.build / "sealed-site"
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder


def made(project: Project, at: datetime) -> tuple[Path, Mark]:
    """Return the folder of the site as it will be at a moment; make it where it is not there.

    Raises
    ------
    SiteError
        If the disk is full; what was begun is taken away.
    EditionError
        If an edition is not whole.
    """
    wanted = shown(project, at)
    key = inputs(project, wanted)
    folder = home(project) / key[:16]
    mark = Mark.of(folder)
    if mark is not None and mark.inputs == key:
        return folder, mark
    part = folder.with_name(f"{folder.name}.part")
    try:
        for old in (part, folder):
            if old.exists():
                shutil.rmtree(old)
        mark = _make(project, wanted, key, part)
        part.rename(folder)
    except OSError as error:
        shutil.rmtree(part, ignore_errors=True)
        raise SiteError(
            f"the site could not be made in {project.short(part.parent)} "
            f"({error.strerror or error}): nothing of it was kept, and what stands on the web "
            "still stands. Free some room, or look at who may write there."
        ) from error
    return folder, mark


def sweep(project: Project, keep: set[str]) -> None:
    """Take away what was made for editions that have moved on."""
    for folder in home(project).iterdir():
        if folder.is_dir() and folder.name not in keep:
            shutil.rmtree(folder)


def _make(project: Project, wanted: Shown, key: str, part: Path) -> Mark:
    from research.publish.site.building import build

    part.mkdir()
    built = build(project, wanted, part)
    files = [path for path in part.rglob("*") if path.is_file()]
    mark = Mark(
        inputs=key, digest=digest_files(files, part),
        editions=tuple(one.id for one in wanted.editions),
        pages=built.pages, heavy=built.heavy, missing=built.missing,
    )  # fmt: skip
    (part / MARK).write_text(json.dumps(asdict(mark), indent=1) + "\n", encoding="utf-8")
    os.sync()
    return mark
