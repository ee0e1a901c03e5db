"""The pages of one subject, from the records of its runs to the folder where they stand."""

import os
import shutil
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import psutil

from research.ground.held import Signature, signature
from research.ground.paths import Project, using
from research.render.brief import place_assets, render_brief, render_edition
from research.render.edition import PageEdition
from research.render.placing import place_pages
from research.render.subject_guard import Guard
from research.studies.manifest import Manifest
from research.studies.record import RUN, RunRecord, read_record

PREFIX = ".rendering-"


@dataclass(frozen=True)
class RenderJob:
    """What a renderer must know to set the pages of one subject; it can be sent to a process.

    Attributes
    ----------
    root
        The folder of the project.
    manifest
        Of the brief, narrowed to the subject by `manifest.for_subject`.
    slots
        The folder of the finished run of each study.
    home
        Where the pages are to stand.
    parts
        What they are made from, for the file that says so.
    guard
        Whom they may name; None where nobody else is known.
    edition
        What they are set for; None for a draft.
    """

    root: Path
    subject: str
    manifest: Manifest
    slots: Mapping[str, Path]
    home: Path
    parts: Mapping[str, str]
    engine: str = "embedded"
    guard: Guard | None = None
    edition: PageEdition | None = None


@dataclass(frozen=True)
class RenderedPages:
    """The pages that now stand, and the seconds that they took: reading, setting, placing."""

    subject: str
    files: tuple[Path, ...]
    seconds: float
    phases: Mapping[str, float]


def set_pages(job: RenderJob) -> RenderedPages:
    """Set the pages of one subject beside their place, prove them, and place them whole.

    Raises
    ------
    ResearchError
        What stands in the way of a page; nothing is placed then, and what stood there stays.
    """
    began = time.perf_counter()
    records = {name: _record_held(slot / RUN) for name, slot in job.slots.items()}
    read = time.perf_counter()
    job.home.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(dir=job.home.parent, prefix=f"{PREFIX}{os.getpid()}-"))
    try:
        with using(job.root) as project:
            files = _rendered(project, job, records, work)
            set_at = time.perf_counter()
            names = [path.relative_to(work) for path in files]
            place_pages(work, job.home, files, job.parts)
            if job.subject and "html" in job.manifest.formats:
                _share_assets(project, job.home.parent)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    ended = time.perf_counter()
    phases = {"read": read - began, "set": set_at - read, "place": ended - set_at}
    return RenderedPages(
        job.subject, tuple(job.home / name for name in names), ended - began, phases
    )


def _rendered(
    project: Project, job: RenderJob, records: Mapping[str, RunRecord], work: Path
) -> list[Path]:
    if job.edition is not None:
        return render_edition(project, job.manifest, records, work, job.edition, job.guard)
    findings = {one.name: one for record in records.values() for one in record.findings}
    return render_brief(project, job.manifest, findings, records, work, job.engine, job.guard)


def _record_held(path: Path) -> RunRecord:
    """Return a run record; that of a shared study is read once for all the subjects."""
    try:
        return _read_once(path, signature(path))
    except FileNotFoundError:
        return read_record(path)


@lru_cache(maxsize=4)
def _read_once(path: Path, _: Signature) -> RunRecord:
    return read_record(path)


def remove_left(home: Path, pid: int) -> None:
    """Remove the folders in which a process that is dead was setting pages.

    Parameters
    ----------
    home
        The folder of the brief, in which each subject has one of its own.
    pid
        Of the process.
    """
    for left in home.glob(f"{PREFIX}{pid}-*"):
        shutil.rmtree(left, ignore_errors=True)


def sweep(home: Path) -> None:
    """Remove the folders of renderers that are gone, as after a kill of the whole build."""
    for left in home.glob(f"{PREFIX}*-*"):
        pid = left.name.removeprefix(PREFIX).partition("-")[0]
        if pid.isdigit() and not psutil.pid_exists(int(pid)):
            shutil.rmtree(left, ignore_errors=True)


_shared: set[Path] = set()


def _share_assets(project: Project, home: Path) -> None:
    """Write what the web pages of all subjects share, once a process and folder."""
    if home not in _shared or not (home / "assets").is_dir():
        place_assets(project, home)
        _shared.add(home)
