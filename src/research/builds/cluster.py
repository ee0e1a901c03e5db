"""Runs and pages of a batch on a Dask cluster; the results are placed here, byte for byte.

The cluster is an optional extra (``pip install "research[dask]"``); a scheduler listens where its
owner started it, and everyone who can reach it can run code on its workers: keep it on loopback
or a private network.
"""

import shutil
import tempfile
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from research.builds import cluster_worker
from research.builds.cluster_worker import Keeper, MadePages, Wanted, WantedPages
from research.builds.executors import RunTask
from research.builds.world import World
from research.ground.errors import ClusterError, ResearchError
from research.ground.paths import Project
from research.ground.provenance import write_whole
from research.render.brief import place_assets
from research.render.job import PREFIX, RenderedPages, RenderJob
from research.render.placing import place_pages
from research.studies.record import RUN, RunRecord, read_record

CONNECT_SECONDS = 10
_TRIES = 2
_MOST_LANES = 256

R = TypeVar("R")


class Cluster:
    """A connection to a scheduler whose workers hold the same as this project."""

    def __init__(self, project: Project, address: str) -> None:
        self._project, self._address = project, address
        self._world: World | None = None
        self._client: Any = None
        self._lost = ""
        self._stopped = threading.Event()

    def __enter__(self) -> Self:
        self._client = _connected(self._address)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopped.set()
        self._client.close()

    @property
    def lanes(self) -> int:
        """How many tasks keep all workers busy, with one waiting for each."""
        if self._lost or self._client.status != "running":
            return 1
        workers = self._client.scheduler_info(n_workers=-1)["workers"].values()
        threads = sum(int(worker["nthreads"]) for worker in workers)
        return max(1, min(_MOST_LANES, threads + len(workers)))

    def use(self, world: World) -> None:
        """Tell every worker what it works on, and test that it holds the same.

        Raises
        ------
        ClusterError
            If there are no workers, or one of them holds something else.
        """
        self._world = world
        self._client.register_plugin(Keeper(world))
        found = self._client.run(cluster_worker.check, world.key, on_error="return")
        if not found:
            raise ClusterError(
                f"the scheduler at {self._address} has no workers: start some in a checkout of "
                f"this project (`dask worker {self._address}`)."
            )
        failed = {where: said for where, said in found.items() if said is not None}
        for where, said in sorted(failed.items()):
            raise ClusterError(
                f"{len(failed)} of {len(found)} workers cannot be used, first {where}: "
                + (str(said) if isinstance(said, ResearchError) else f"{said!r}")
            )

    def run(self, task: RunTask) -> tuple[RunRecord, ...]:
        """Run one subject's studies on some worker, and place what comes back."""
        names = tuple(study.name for study in task.studies)
        wanted = Wanted(task.subject, names, dict(task.held), task.as_of)
        files = self._asked(cluster_worker.run_subject, wanted)
        homes = place(files, self._project.runs)
        return tuple(read_record(home / RUN) for home in homes)

    def set_pages(self, job: RenderJob) -> RenderedPages:
        """Set one subject's pages on some worker, and place what comes back."""
        assert self._world is not None
        shared = self._world.shared
        own = {slot / RUN for slot in job.slots.values()}
        runs = {path.relative_to(self._project.runs).as_posix(): path for path in own}
        manifest = job.manifest
        wanted = WantedPages(
            subject=job.subject,
            as_of=manifest.as_of,
            formats=manifest.formats,
            slots={study: slot.name for study, slot in job.slots.items()},
            runs={name: path.read_bytes() for name, path in runs.items() if name not in shared},
            parts=job.parts,
            engine=job.engine,
            guard=job.guard,
        )
        made = self._asked(cluster_worker.set_subject_pages, wanted)
        return place_made(self._project, job, made)

    def end(self) -> None:
        """Give up what waits for an answer: somebody interrupted."""
        self._stopped.set()

    def _asked(self, work: Callable[[str, Any], R], *wanted: Any) -> R:
        """Return what a worker answers; asked once more if the scheduler was away for a moment."""
        for last in range(1, _TRIES + 1):
            try:
                return self._answer(work, *wanted)
            except (CancelledError, OSError, TimeoutError) as error:
                if last == _TRIES or self._lost:
                    self._lost = self._lost or _reason(error)
        raise ClusterError(
            f"the scheduler at {self._address} is gone ({self._lost}). What was finished is kept: "
            "start it again, and the same command goes on."
        )

    def _answer(self, work: Callable[[str, Any], R], *wanted: Any) -> R:
        if self._lost or self._client.status == "closed":
            raise CancelledError(self._lost or "the connection is closed")
        from distributed.scheduler import KilledWorker

        assert self._world is not None
        future = self._client.submit(work, self._world.key, *wanted, pure=False)
        try:
            while not self._stopped.is_set():
                try:
                    found: R = future.result(timeout=0.5)
                    return found
                except TimeoutError:
                    if self._client.status == "closed":
                        raise CancelledError("the connection is closed") from None
            future.cancel()
            raise ClusterError("interrupted; the cluster was told to drop this task.")
        except KilledWorker as error:
            raise ClusterError(
                f"a worker died each time that it took this subject ({error.last_worker.address} "
                "was the last); often it ran out of memory."
            ) from error


def _reason(error: BaseException) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__


def _connected(address: str) -> Any:
    from distributed import Client

    opened: Callable[..., Any] = Client
    try:
        return opened(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise ClusterError(
            f"no scheduler answers at {address} ({_reason(error)}): start one with "
            "`dask scheduler`, or leave out --executor dask."
        ) from error


def place(files: Mapping[str, bytes], root: Path) -> list[Path]:
    """Put slots that came as bytes under a root, each whole or not at all; return them.

    ``files`` are named "<study>/<slot>/<file>", or deeper.
    """
    homes: dict[Path, dict[str, bytes]] = {}
    for name, data in files.items():
        study, slot, rest = name.split("/", 2)
        homes.setdefault(root / study / slot, {})[rest] = data
    for home, held in homes.items():
        place_folder(held, home)
    return list(homes)


def place_made(project: Project, job: RenderJob, made: MadePages) -> RenderedPages:
    """Put pages that came as bytes where they are to stand, with what they were made from."""
    job.home.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(dir=job.home.parent, prefix=PREFIX))
    try:
        for name, data in made.files.items():
            write_whole(work / name, data)
        place_pages(work, job.home, [work / name for name in made.files], job.parts)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    if "html" in job.manifest.formats:
        place_assets(project, job.home.parent)
    files = tuple(job.home / name for name in made.files)
    return RenderedPages(job.subject, files, made.seconds, made.phases)


def place_folder(files: Mapping[str, bytes], home: Path) -> None:
    """Write files beside a folder and let them take its place, so that none is half there."""
    home.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(dir=home.parent, prefix=".running-placed-"))
    old = home.with_name(f".old-{work.name}")
    try:
        for name, data in files.items():
            write_whole(work / name, data)
        work.chmod(0o755)
        if home.exists():
            home.rename(old)
        work.rename(home)
    finally:
        shutil.rmtree(work, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)
