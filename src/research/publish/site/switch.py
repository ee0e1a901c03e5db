"""The site put where it is to stand: whole beside the old one, then one rename.

``DIR`` is a link to ``DIR.<digest>``. The link is replaced in one step of the file system, so
that whoever asks gets the old site or the new one, whatever happens to the one who switches.
"""

import errno
import json
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from research.ground.errors import ResearchError, SiteError
from research.ground.paths import Project
from research.ground.provenance import write_whole
from research.publish.site import sealed
from research.publish.site.ground_rules import require_ours
from research.publish.site.inputs import inputs
from research.publish.site.sealed import Mark
from research.publish.site.shown import next_minute, shown

_PLACES = "places.json"
_PATIENCE = 60
_DIGITS = 12


def _quiet(_line: str) -> None:
    """Say nothing."""


@dataclass(frozen=True)
class Placed:
    """What stands at a place after a switch.

    Attributes
    ----------
    did_nothing
        Whether it stood there already.
    next_minute
        When the next sealed edition may be seen; its pages are made by then.
    """

    to: Path
    mark: Mark
    did_nothing: bool
    next_minute: datetime | None


@dataclass(frozen=True)
class Refreshed:
    """What stands at each place where the site was put before, and what went wrong elsewhere."""

    placed: tuple[Placed, ...]
    problems: tuple[str, ...]


def put(project: Project, to: Path, now: datetime, tell: Callable[[str], None] = _quiet) -> Placed:
    """Put the site as it may be seen now at a place, and make what comes next beforehand.

    Raises
    ------
    SiteError
        If the place holds what is not ours, shows an edition that this project may not show
        now, the disk is full, or another switch is under way.
    EditionError
        If an edition is not whole.
    """
    to = Path(os.path.abspath(to))  # noqa: PTH100 - resolve() would follow the link itself
    lock = FileLock(sealed.home(project) / "lock")
    try:
        with lock.acquire(timeout=_PATIENCE):
            _remember(project, to)
            return _put(project, to, now, tell)
    except Timeout:
        raise SiteError(
            f"another `research site` has been at work for {_PATIENCE} seconds: wait for it, "
            "or look whether it hangs."
        ) from None


def refresh(project: Project, now: datetime, tell: Callable[[str], None] = _quiet) -> Refreshed:
    """Put the site again wherever it was put before; quick where nothing is due.

    What keeps one place from its site keeps no other: it is returned as a problem, in words.
    """
    placed, problems = [], []
    for to in places(project):
        try:
            placed += [put(project, to, now, tell)] if to.is_symlink() else []
        except ResearchError as error:
            problems.append(f"the site at {to}: {error}")
    return Refreshed(tuple(placed), tuple(problems))


def places(project: Project) -> list[Path]:
    """Return where the site was put from this project."""
    path = project.build / "sealed-site" / _PLACES
    try:
        return [Path(one) for one in json.loads(path.read_text(encoding="utf-8"))]
    except (OSError, ValueError):
        return []


def _put(project: Project, to: Path, now: datetime, tell: Callable[[str], None]) -> Placed:
    require_ours(project, to, shown(project, now), now)
    standing = Mark.of(to)
    coming = next_minute(project, now)
    if standing is None or standing.inputs != inputs(project, shown(project, now)):
        tell("making the pages")
        folder, mark = sealed.made(project, now)
        tell(f"putting {mark.pages} pages in place")
        _switch(folder, mark, to)
        standing, did_nothing = mark, False
    else:
        did_nothing = True
    keep = {standing.inputs[:16]}  # another place may want it next
    if coming is not None:
        tell("making the pages of the next minute")
        keep.add(sealed.made(project, coming)[0].name)
    sealed.sweep(project, keep)
    return Placed(to, standing, did_nothing, coming)


def _switch(folder: Path, mark: Mark, to: Path) -> None:
    """Stand a folder beside the place, then turn the link in one step; keep the one before."""
    home = to.with_name(f"{to.name}.{mark.digest[:_DIGITS]}")
    part, link = home.with_name(f"{home.name}.part"), home.with_name(f"{home.name}.link")
    before = to.resolve() if to.is_symlink() else None
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        if Mark.of(home) != mark:
            for left in (part, home):
                if left.exists():
                    shutil.rmtree(left)
            _stand(folder, part)
            part.rename(home)
        link.unlink(missing_ok=True)
        link.symlink_to(home.name)
        if to.is_dir() and not to.is_symlink():
            to.rmdir()
        link.replace(to)
        _settle(to.parent)
    except OSError as error:
        shutil.rmtree(part, ignore_errors=True)
        link.unlink(missing_ok=True)
        raise SiteError(
            f"the site could not be put at {to} ({error.strerror or error}): what stood there "
            "still stands. Free some room, or look at who may write there."
        ) from error
    _sweep(to, keep={home, before})


def _stand(folder: Path, part: Path) -> None:
    """Copy a folder: by hard links where it lies on the same disk, so that it takes no time."""
    try:
        shutil.copytree(folder, part, copy_function=os.link)
    except shutil.Error as error:
        if not all(f"[Errno {errno.EXDEV}]" in why for _, _, why in error.args[0]):
            raise
        shutil.rmtree(part)
        shutil.copytree(folder, part)
    os.sync()


def _sweep(to: Path, keep: set[Path | None]) -> None:
    """Take away older sites of ours beside the place, and what a killed switch left."""
    ours = re.compile(re.escape(to.name) + rf"\.[0-9a-f]{{{_DIGITS}}}(\.part|\.link)?")
    for path in to.parent.iterdir():
        if not ours.fullmatch(path.name) or path in keep:
            continue
        if path.is_symlink():
            path.unlink()
        elif path.name.endswith(".part") or Mark.of(path) is not None:
            shutil.rmtree(path)


def _settle(folder: Path) -> None:
    """Make the disk remember a rename in a folder."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remember(project: Project, to: Path) -> None:
    known = places(project)
    if to not in known:
        said = json.dumps([str(one) for one in [*known, to]], indent=1) + "\n"
        write_whole(sealed.home(project) / _PLACES, said.encode())
