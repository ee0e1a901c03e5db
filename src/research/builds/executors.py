"""Where runs and pages of a batch are made: in lanes on this machine, from one warm parent."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from research.builds.lanes import width
from research.ground.errors import ClusterError
from research.ground.paths import Project
from research.studies.freshness import Present
from research.studies.manifest import Manifest, Study
from research.studies.parameters import Value
from research.studies.record import RunRecord

if TYPE_CHECKING:
    from research.builds.batch import Wishes
    from research.builds.cluster import Cluster
    from research.render.job import RenderedPages, RenderJob
    from research.studies.forked.client import Zygote

Tell = Callable[[str], None]
PAGE_MB = 600
"""What a process that sets pages takes at most, in megabytes; see docs/briefs-for-many.md."""


@dataclass(frozen=True)
class RunTask:
    """The runs of one subject: what each of its studies will hold."""

    subject: str
    studies: tuple[Study, ...]
    held: Mapping[str, dict[str, Value]]
    as_of: str


class Runner(Protocol):
    """Something that runs the studies of one subject and leaves the finished slots in build."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def run(self, task: RunTask) -> tuple[RunRecord, ...]:
        """Run them; return what they found."""
        ...

    def end(self) -> None:
        """End what runs now: somebody interrupted."""
        ...


class LocalRunner:
    """Runs on this machine: forked from a warm parent, or cold where forking is not available."""

    def __init__(self, project: Project, studies: Iterable[Study], tell: Tell) -> None:
        self._project, self._studies, self._tell = project, tuple(studies), tell
        self._zygote: Zygote | None = None
        self._present: Present | None = None

    def __enter__(self) -> Self:
        from research.studies.forked.client import Zygote

        tables = sorted({table for study in self._studies for table in study.tables})
        notebooks = [study.notebook.name for study in self._studies]
        self._zygote = Zygote(self._project, tables, notebooks)
        if self._zygote.why_not:
            self._tell(f"kernels start cold, one for each run: {self._zygote.why_not}")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._zygote is not None:
            self._zygote.close()

    def wait(self) -> None:
        """Wait until the parent is warm; what runs look at from then on, they look at once."""
        if self._zygote is not None and not self._zygote.why_not:
            self._zygote.parent()
        self._present = Present(self._project)

    def run(self, task: RunTask) -> tuple[RunRecord, ...]:
        """Run the studies of one subject."""
        from research.studies.run import run

        assert self._zygote is not None
        with_kernels = self._zygote.executor
        return tuple(
            run(
                self._project, study, dict(task.held[study.name]), task.as_of, _quiet,
                executor=with_kernels, present=self._present,
            )
            for study in task.studies
        )  # fmt: skip

    def end(self) -> None:
        """End every kernel, forked or cold."""
        from research.studies.kernels import stopping

        with stopping() as end_kernels:
            end_kernels()
            if self._zygote is not None:
                self._zygote.close()


class Setter(Protocol):
    """Something that sets the pages of one subject and puts them where they are to stand."""

    def set_pages(self, job: "RenderJob") -> "RenderedPages":
        """Set, prove and place them."""
        ...

    def end(self) -> None:
        """End what is being set: somebody interrupted."""
        ...


class LocalSetter:
    """Pages set on this machine, in warm processes."""

    def __init__(self, project: Project, workers: int) -> None:
        from research.render.workers import Pool

        self._pool = Pool(project, workers)

    def __enter__(self) -> Self:
        self._pool.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.__exit__(kind, error, trace)

    def set_pages(self, job: "RenderJob") -> "RenderedPages":
        """Set the pages of one subject beside their place, prove them, and place them."""
        return self._pool.submit(job).result()

    def end(self) -> None:
        """End the processes, and the page that each of them sets."""
        self._pool.end()


class Places:
    """Opens what a batch needs when it first needs it, and closes all of it at the end."""

    def __init__(
        self,
        project: Project,
        manifest: Manifest,
        wishes: "Wishes",
        shared: Mapping[str, Path],
        count: int,
        tell: Tell,
    ) -> None:
        self._project, self._manifest, self._wishes, self._count = project, manifest, wishes, count
        self._shared, self._tell = shared, tell
        self._stack = ExitStack()
        self._near: LocalRunner | None = None
        self._setter: tuple[LocalSetter, int] | None = None
        self._far: Cluster | None = None
        self._is_told = False

    def __enter__(self) -> Self:
        if self._wishes.scheduler:
            far = _connection(self._project, self._wishes.scheduler)
            self._far = self._stack.enter_context(far)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def near(self) -> LocalRunner:
        """Return what runs notebooks on this machine; it is warm when the first of them ends."""
        if self._near is None:
            self._near = self._stack.enter_context(
                LocalRunner(self._project, self._manifest.studies.values(), self._tell)
            )
            if self._wishes.pages and not self._wishes.scheduler:
                self._pool()
        return self._near

    def runner(self, count: int) -> tuple[Runner, int]:
        """Return what runs subjects, warm, and how many of these it takes at a time."""
        if self._wishes.scheduler:
            far = self._cluster()
            return far, min(far.lanes, count)
        own = [study.memory_mb for study in self._manifest.studies.values() if study.has_subject]
        wide = width(max(own), self._wishes.workers, self._wishes.memory_mb)
        self._tell(wide.why)
        near = self.near()
        near.wait()
        return near, min(wide.lanes, count)

    def setter(self, count: int) -> tuple[Setter, int]:
        """Return what sets pages, and how many of these it takes at a time.

        One more than there are processes, so that none of them waits for its next.
        """
        if self._wishes.scheduler:
            far = self._cluster()
            return far, min(far.lanes, count)
        setter, workers = self._pool()
        return setter, min(workers + 1, count)

    def _pool(self) -> tuple[LocalSetter, int]:
        """Return the processes that set pages; they warm up while the first runs are made."""
        if self._setter is None:
            wide = width(PAGE_MB, self._wishes.workers, self._wishes.memory_mb)
            workers = min(wide.lanes, self._count)
            opened = self._stack.enter_context(LocalSetter(self._project, workers))
            self._setter = opened, workers
        return self._setter

    def _cluster(self) -> "Cluster":
        """Return the cluster, told what the runs rest on."""
        assert self._far is not None
        if not self._is_told:
            from research.builds.world import world

            self._far.use(world(self._project, self._manifest, self._shared))
            self._is_told = True
        return self._far


def _connection(project: Project, address: str) -> "Cluster":
    try:
        from research.builds.cluster import Cluster
    except ImportError as error:
        raise ClusterError(
            'Dask is not installed: `pip install "research[dask]"` brings it.'
        ) from error
    return Cluster(project, address)


def _quiet(_line: str) -> None:
    """Say nothing: a hundred lanes' cells would drown the count."""
