"""Whether a brief may become a candidate: everything current, committed, real, and addressed."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from research.builds import plan as plans
from research.builds.page_parts import output_folder
from research.builds.release import require_releasable
from research.builds.world import digests
from research.ground.errors import EditionError, ReleaseError
from research.ground.held import digest_all
from research.ground.paths import Project
from research.render.placing import PAGES
from research.studies.manifest import Manifest

_SECONDS = 60
_SILENT = (
    "a repository is at or above {}, and git does not say what is changed in it, so nothing is "
    "fixed or released: call git status there, and do what it asks."
)
_PRINTED_BY = ("ground", "metrics", "models", "tables", "figures", "sources", "warehouse",
               "studies", "render", "builds")  # fmt: skip


def require_ready(project: Project, manifest: Manifest, subjects: tuple[str, ...]) -> None:
    """Test that a brief can be fixed as it stands.

    Raises
    ------
    EditionError
        If what goes into it is not committed, or a table, run or page is stale.
    ReleaseError
        If a page bears demonstration data, or leads to an example address.
    """
    require_committed(project, manifest)
    _require_current(project, manifest)
    for subject in subjects:
        page = _page(project, manifest, subject)
        require_releasable(page)


def made_from(project: Project, manifest: Manifest) -> dict[str, str]:
    """Return the digest of each thing that decides what an edition holds, by name.

    Code that only publishes, as this module, decides nothing of it and is left out.
    """
    code = [path for room in _PRINTED_BY for path in (project.source / room).rglob("*.py")]
    found = digests(project, manifest) | {"the code": digest_all(code, project.source)}
    site = project.reports / "site.toml"
    return found | ({"the addresses": digest_all([site], project.root)} if site.is_file() else {})


def changed(then: dict[str, str], now: dict[str, str]) -> list[str]:
    """Return what changed of that which an edition was made from, by name."""
    return [name for name in sorted({**then, **now}) if then.get(name) != now.get(name)]


def require_committed(project: Project, manifest: Manifest) -> None:
    """Test that git knows every byte of what goes into a brief; elsewhere digests must do.

    Raises
    ------
    EditionError
        If something is changed or new: how many files, and the first; or if there is a
        repository, and git does not say.
    """
    lines = list(_uncommitted(project, manifest))
    if lines:
        raise EditionError(
            f"{manifest.brief} cannot be fixed: {len(lines)} files that go into it are changed or "
            f"new and not committed, first {lines[0]}. Commit them, or put them back."
        )


def _uncommitted(project: Project, manifest: Manifest) -> Iterator[str]:
    if not any((folder / ".git").exists() for folder in (project.root, *project.root.parents)):
        return
    git = shutil.which("git")
    if git is None or _git(git, project.root, "rev-parse", "--is-inside-work-tree") != "true\n":
        raise EditionError(_SILENT.format(project.root))
    named = [
        project.source, project.root / "data", project.lock, manifest.folder, project.style,
        project.reports / "site.toml", project.reports / "approvers.toml",
        *(study.notebook for study in manifest.studies.values()),
    ]  # fmt: skip
    inside = [str(path) for path in named if path.is_relative_to(project.root) and path.exists()]
    said = _git(git, project.root, "status", "--porcelain", "-z", "--untracked-files=all", "--",
                *inside)  # fmt: skip
    if said is None:
        raise EditionError(_SILENT.format(project.root))
    lines = [entry[3:] for entry in said.split("\0") if entry[2:3] == " "]
    yield from lines
    people = project.reports / "approvers.toml"
    name = people.relative_to(project.root).as_posix()
    if people.is_file() and not any(line.endswith(name) for line in lines):
        committed = _git(git, project.root, "show", f"HEAD:./{name}")
        if committed != people.read_text(encoding="utf-8"):  # git was told to look away
            yield name


def _git(git: str, root: Path, *words: str) -> str | None:
    """Return what git answers, or None where it refuses; GIT_DIR and the like lead it nowhere."""
    surroundings = {name: said for name, said in os.environ.items() if not name.startswith("GIT_")}
    try:
        done = subprocess.run(
            [git, "-C", str(root), *words],
            capture_output=True, check=False, timeout=_SECONDS,
            env=surroundings, encoding="utf-8",
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return None
    return done.stdout if done.returncode == 0 else None


def _require_current(project: Project, manifest: Manifest) -> None:
    due = [step for step in plans.plan(project, manifest) if step.is_due]
    if due:
        how = "run" if manifest.subjects else "report"
        what = _own_study(manifest) + " --all" if manifest.subjects else manifest.brief
        raise EditionError(
            f"{manifest.brief} is stale, so nothing is fixed: {len(due)} steps are due, first "
            f"{due[0].verb} {due[0].what}: {due[0].why}. Do `research {how} {what}`, look at its "
            "pages, then fix it."
        )


def _own_study(manifest: Manifest) -> str:
    return next(study.name for study in manifest.studies.values() if study.has_subject)


def _page(project: Project, manifest: Manifest, subject: str) -> Path:
    """Return the finished draft of a document: its PDF, or the first that it has."""
    home = output_folder(project, manifest, subject=subject)
    made = sorted(home.glob("*.record.json"))
    if not made or not (home / PAGES).is_file():
        raise ReleaseError(f"{subject or manifest.brief} has no finished pages: build it first.")
    stem = made[0].name.removesuffix(".record.json")
    ending = "pdf" if "pdf" in manifest.formats else manifest.formats[0]
    return home / f"{stem}.{ending}"
