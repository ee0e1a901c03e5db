"""Where runs and pages of a batch are made: in lanes on this machine, from one warm parent."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self

from research.builds.lanes import width
from research.ground.paths import Project
from research.studies.manifest import Manifest, Study
from research.studies.parameters import Value
from research.studies.record import RunRecord

if TYPE_CHECKING:
    from research.builds.batch import Wishes

Tell = Callable[[str], None]


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

    def __init__(self, project: Project, tell: Tell) -> None:
        self._project, self._tell = project, tell
        self._stack = ExitStack()
        self._executor: Any = None

    def __enter__(self) -> Self:
        from research.studies.execute import execute
        from research.studies.forked.client import Zygote, supported

        if supported():
            self._executor = self._stack.enter_context(Zygote(self._project)).executor
        else:
            self._tell("kernels start cold, one by one: this machine cannot fork them")
            self._executor = execute
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def run(self, task: RunTask) -> tuple[RunRecord, ...]:
        from research.studies.run import run

        return tuple(
            run(
                self._project, study, dict(task.held[study.name]), task.as_of, _quiet,
                executor=self._executor,
            )
            for study in task.studies
        )  # fmt: skip

    def end(self) -> None:
        from research.studies.kernels import stopping

        with stopping() as end_kernels:
            end_kernels()


class Places:
    """Opens what a batch needs when it first needs it, and closes all of it at the end."""

    def __init__(self, project: Project, manifest: Manifest, wishes: "Wishes", tell: Tell) -> None:
        self._project, self._manifest, self._wishes = project, manifest, wishes
        self._tell = tell
        self._stack = ExitStack()

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
        own = [study.memory_mb for study in self._manifest.studies.values() if study.has_subject]
        wide = width(max(own), self._wishes.workers, self._wishes.memory_mb)
        self._tell(wide.why)
        return self._stack.enter_context(LocalRunner(self._project, self._tell)), min(
            wide.lanes, count
        )


def _quiet(_line: str) -> None:
    """Say nothing: a hundred lanes' cells would drown the count."""
