"""Where the site may be put: never over what is somebody else's, and never back in time."""

from datetime import datetime
from pathlib import Path

from research.ground.errors import SiteError
from research.ground.paths import Project
from research.publish.editions.manifest import released
from research.publish.site.sealed import Mark
from research.publish.site.shown import Shown


def require_ours(project: Project, to: Path, wanted: Shown, now: datetime) -> None:
    """Refuse a place that holds what is not ours, or shows what this project may not show now.

    Raises
    ------
    SiteError
        What stands there, and what to do.
    """
    _require_apart(project, to)
    if to.is_symlink():
        mark = Mark.of(to)
        if mark is None and to.exists():
            raise SiteError(
                f"{to} is a link to {to.resolve()}, which `research site` did not make: choose "
                "another place, or take the link away."
            )
        if mark is not None:
            _require_no_way_back(project, to, mark, wanted, now)
    elif to.is_dir():
        _require_empty(to)
    elif to.exists():
        raise SiteError(f"{to} is a file: name a folder for the site.")


def _require_empty(to: Path) -> None:
    there = sorted(path.name for path in to.iterdir())
    if Mark.of(to) is not None:
        raise SiteError(
            f"{to} holds a site of ours as a plain folder, which cannot be exchanged in one step. "
            f"Move it away once (mv {to} {to}.old); a link to the site will stand in its place."
        )
    if there:
        raise SiteError(
            f"{to} holds {len(there)} files or folders that `research site` did not make, first "
            f"{there[0]}. Name a folder that does not exist yet; nothing was touched."
        )


def _require_apart(project: Project, to: Path) -> None:
    root, place = project.root.resolve(), to.parent.resolve() / to.name
    if root.is_relative_to(place):
        raise SiteError(f"{to} holds this project: put the site beside it, or at build/site.")
    if not place.is_relative_to(root):
        return
    below = place.relative_to(root).parts
    if len(below) != 2 or below[0] != "build" or not below[1].startswith("site"):
        raise SiteError(
            f"{to} lies inside this project. There the site may stand only at build/site "
            "(or build/site-NAME); outside of it, anywhere."
        )


def _require_no_way_back(
    project: Project, to: Path, mark: Mark, wanted: Shown, now: datetime
) -> None:
    lost = sorted(set(mark.editions) - {one.id for one in wanted.editions})
    if not lost:
        return
    later = {one.id: one.release for one in released(project)}
    why = (
        f"by this clock ({now.isoformat(timespec='seconds')}) its minute, "
        f"{later[lost[0]].isoformat(timespec='minutes')}, has not come: the clock was set back"
        if lost[0] in later
        else "this project has no such edition: its folder is gone, or the site is another's"
    )
    raise SiteError(
        f"the site at {to} shows {len(lost)} of {len(mark.editions)} editions that would vanish "
        f"from it, first {lost[0]}: {why}. Nothing was changed."
    )
