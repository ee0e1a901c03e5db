"""What a worker of a Dask cluster does: one warm parent and one scratch project a process.

A worker holds a checkout of its own with the tables built. What it makes stands in a scratch
project (links to the checkout, a ``build`` of its own) and goes back as bytes, so that no disk
is shared and nothing of the checkout is written.
"""

import shutil
import tempfile
import threading
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from distributed import WorkerPlugin

from research.builds.executors import LocalRunner, LocalSetter, RunTask
from research.builds.world import World, digests, files_below, require_same
from research.ground.errors import ClusterError
from research.ground.paths import Project, project
from research.ground.provenance import write_whole
from research.render.job import RenderJob
from research.render.subject_guard import Guard
from research.studies.manifest import SUBJECT, at_day, for_subject, load

_LINKED = ("pyproject.toml", "requirements.lock", "data", "notebooks", "reports")
_WORKER = "this worker"


@dataclass(frozen=True)
class Wanted:
    """The runs of one subject as they travel: names and values, no folders."""

    subject: str
    studies: tuple[str, ...]
    held: Mapping[str, dict[str, Any]]
    as_of: str


@dataclass(frozen=True)
class WantedPages:
    """The pages of one subject as they travel: its run records as bytes, by path below runs."""

    subject: str
    as_of: str
    formats: tuple[str, ...]
    slots: Mapping[str, str]
    runs: Mapping[str, bytes]
    parts: Mapping[str, str]
    engine: str
    guard: Guard | None


@dataclass(frozen=True)
class MadePages:
    """The files of one subject's pages as bytes, and what they cost."""

    files: Mapping[str, bytes]
    seconds: float
    phases: Mapping[str, float]


@dataclass
class Bench:
    """What a worker process keeps warm for one world; the renderer comes with the first page."""

    here: Project
    runner: LocalRunner
    stack: ExitStack = field(default_factory=ExitStack)
    lock: threading.Lock = field(default_factory=threading.Lock)
    setter: LocalSetter | None = None

    def renderer(self) -> LocalSetter:
        """Return what sets pages here."""
        with self.lock:
            if self.setter is None:
                self.setter = self.stack.enter_context(LocalSetter(self.here, 1))
            return self.setter

    def close(self) -> None:
        """End the warm parent and the renderer, and remove the scratch project."""
        self.stack.close()


_worlds: dict[str, World] = {}
_benches: dict[str, Bench] = {}
_lock = threading.Lock()


class Keeper(WorkerPlugin):
    """The plugin that brings a world to each worker, also to those that join later.

    It is registered by the name of its world, and closes what the worker kept when it leaves.
    """

    idempotent = True

    def __init__(self, world: World) -> None:
        self.world = world
        self.name = f"research-{world.key[:16]}"

    def setup(self, worker: object) -> None:  # noqa: ARG002
        _worlds[self.world.key] = self.world

    def teardown(self, worker: object) -> None:  # noqa: ARG002
        _worlds.pop(self.world.key, None)
        with _lock:
            bench = _benches.pop(self.world.key, None)
        if bench is not None:
            bench.close()


def check(key: str) -> None:
    """Test that this worker holds the same as whoever asks.

    Raises
    ------
    ClusterError
        If it is in no checkout, or anything differs, by name.
    """
    with _lock:
        _check(key)


def _check(key: str) -> World:
    world = _worlds.get(key)
    if world is None:
        raise ClusterError(f"{_WORKER} was not told what it works on; start the batch again.")
    checkout = project()
    require_same(world.digests, digests(checkout, load(checkout, world.brief)), _WORKER)
    return world


def run_subject(key: str, wanted: Wanted) -> dict[str, bytes]:
    """Run the studies of one subject here; return the files of each slot below build/runs."""
    bench = _bench(key)
    manifest = at_day(load(bench.here, _worlds[key].brief), wanted.as_of)
    studies = tuple(manifest.studies[name] for name in wanted.studies)
    bench.runner.run(RunTask(wanted.subject, studies, wanted.held, wanted.as_of))
    found: dict[str, bytes] = {}
    for study in studies:
        slot = bench.here.runs / study.name / str(wanted.held[study.name][SUBJECT])
        found |= files_below(slot, bench.here.runs)
        shutil.rmtree(slot)
    return found


def set_subject_pages(key: str, wanted: WantedPages) -> MadePages:
    """Set the pages of one subject here and prove them; return their files."""
    bench = _bench(key)
    here = bench.here
    for path, data in wanted.runs.items():
        write_whole(here.runs / path, data)
    manifest = at_day(load(here, _worlds[key].brief), wanted.as_of)
    home = here.build / manifest.brief / wanted.subject
    job = RenderJob(
        root=here.root,
        subject=wanted.subject,
        manifest=replace(for_subject(manifest, wanted.subject), formats=wanted.formats),
        slots={study: here.runs / study / slot for study, slot in wanted.slots.items()},
        home=home,
        parts=wanted.parts,
        engine=wanted.engine,
        guard=wanted.guard,
    )
    try:
        made = bench.renderer().set_pages(job)
        files = {path.relative_to(home).as_posix(): path.read_bytes() for path in made.files}
        return MadePages(files, made.seconds, made.phases)
    finally:
        shutil.rmtree(home, ignore_errors=True)
        for path in wanted.runs:
            (here.runs / path).unlink(missing_ok=True)


def _bench(key: str) -> Bench:
    """Return what is kept warm here for a world; made when it is first needed."""
    with _lock:
        if key not in _benches:
            world = _check(key)
            _benches[key] = _open(world)
        return _benches[key]


def _open(world: World) -> Bench:
    stack = ExitStack()
    try:
        checkout = project()
        root = Path(tempfile.mkdtemp(prefix="research-worker-"))
        stack.callback(shutil.rmtree, root, ignore_errors=True)
        for name in _LINKED:
            (root / name).symlink_to(checkout.root / name)
        here = Project(root)
        for path, data in world.shared.items():
            write_whole(here.runs / path, data)
        studies = load(here, world.brief).studies.values()
        runner = stack.enter_context(LocalRunner(here, studies, _quiet))
        return Bench(here, runner, stack)
    except BaseException:
        stack.close()
        raise


def _quiet(_line: str) -> None:
    """Say nothing: nobody reads the terminal of a worker."""
