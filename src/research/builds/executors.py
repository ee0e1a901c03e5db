"""Where runs and pages of a batch are made: in lanes on this machine, from one warm parent."""

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from research.builds.lanes import width
from research.ground.errors import ClusterError
from research.ground.paths import Project
from research.studies.manifest import Manifest, Study
from research.studies.parameters import Value
from research.studies.record import RUN, RunRecord, read_record

if TYPE_CHECKING:
    from research.builds.batch import Wishes
    from research.builds.cluster import Cluster
    from research.studies.forked.client import Zygote

Tell = Callable[[str], None]


@dataclass(frozen=True)
class RunTask:
    """The runs of one subject: what each of its studies will hold."""

    subject: str
    studies: tuple[Study, ...]
    held: Mapping[str, dict[str, Value]]
    as_of: str


@dataclass(frozen=True)
class PageTask:
    """The pages of one subject: from which runs, where to, and what they are made from."""

    subject: str
    manifest: Manifest
    slots: Mapping[str, Path]
    home: Path
    parts: Mapping[str, str]
    engine: str = "embedded"


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

    def __init__(self, project: Project, tables: Sequence[str], tell: Tell) -> None:
        self._project, self._tables, self._tell = project, tuple(tables), tell
        self._zygote: Zygote | None = None

    def __enter__(self) -> Self:
        from research.studies.forked.client import Zygote

        self._zygote = Zygote(self._project, self._tables)
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

    def run(self, task: RunTask) -> tuple[RunRecord, ...]:
        """Run the studies of one subject."""
        from research.studies.run import run

        assert self._zygote is not None
        with_kernels = self._zygote.executor
        return tuple(
            run(
                self._project, study, dict(task.held[study.name]), task.as_of, _quiet,
                executor=with_kernels,
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

    def set_pages(self, task: PageTask) -> None:
        """Set, prove and place them."""
        ...

    def end(self) -> None:
        """End what is being set: somebody interrupted."""
        ...


class LocalSetter:
    """Pages set on this machine."""

    def __init__(self, project: Project) -> None:
        self._project = project

    def set_pages(self, task: PageTask) -> None:
        """Set the pages of one subject beside their place, prove them, and place them."""
        from research.builds.pipeline import gather, place_pages
        from research.ground.paths import using
        from research.render.brief import render_brief

        records = {name: read_record(slot / RUN) for name, slot in task.slots.items()}
        task.home.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(dir=task.home.parent, prefix=".rendering-"))
        try:
            with using(self._project.root):
                files = render_brief(
                    self._project, task.manifest, gather(records), records, work, task.engine
                )
            place_pages(work, task.home, files, task.parts)
        finally:
            shutil.rmtree(work, ignore_errors=True)

    def end(self) -> None:
        """End nothing: the page that is being set is soon done."""


class Places:
    """Opens what a batch needs when it first needs it, and closes all of it at the end."""

    def __init__(
        self,
        project: Project,
        manifest: Manifest,
        wishes: "Wishes",
        shared: Mapping[str, Path],
        tell: Tell,
    ) -> None:
        self._project, self._manifest, self._wishes = project, manifest, wishes
        self._shared, self._tell = shared, tell
        self._stack = ExitStack()
        self._far: Cluster | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def runner(self, count: int) -> tuple[Runner, int]:
        """Return what runs subjects, and how many of these it takes at a time."""
        if self._wishes.scheduler:
            far = self._cluster()
            return far, min(far.lanes, count)
        own = [study.memory_mb for study in self._manifest.studies.values() if study.has_subject]
        wide = width(max(own), self._wishes.workers, self._wishes.memory_mb)
        self._tell(wide.why)
        near = LocalRunner(self._project, tables_of(self._manifest), self._tell)
        self._stack.enter_context(near)
        return near, min(wide.lanes, count)

    def setter(self, count: int) -> tuple[Setter, int]:
        """Return what sets pages, and how many of these it takes at a time."""
        return LocalSetter(self._project), min(1, count)

    def _cluster(self) -> "Cluster":
        if self._far is None:
            from research.builds.world import world

            try:
                from research.builds.cluster import Cluster
            except ImportError as error:
                raise ClusterError(
                    'Dask is not installed: `pip install "research[dask]"` brings it.'
                ) from error
            made = world(self._project, self._manifest, self._shared)
            self._far = self._stack.enter_context(
                Cluster(self._project, self._wishes.scheduler, made)
            )
        return self._far


def tables_of(manifest: Manifest) -> tuple[str, ...]:
    """Return the tables that the runs of a brief's subjects read: a parent parses them once."""
    own = [study for study in manifest.studies.values() if study.has_subject]
    return tuple(sorted({table for study in own for table in study.tables}))


def _quiet(_line: str) -> None:
    """Say nothing: a hundred lanes' cells would drown the count."""
