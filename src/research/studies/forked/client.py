"""Whoever wants forked runs: starts the warm parent, keeps it in health, and runs notebooks."""

import atexit
import os
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from research.ground.errors import KernelDiedError
from research.ground.paths import Project
from research.studies.execute import EXECUTED, execute, execute_in
from research.studies.forked.parent import Parent, ParentGoneError, world
from research.studies.forked.running import LOG, born
from research.studies.kernels import environment, headroom, is_stopping
from research.studies.manifest import Study
from research.studies.parameters import Value
from research.studies.prepare import prepared, with_parameters, write_executed
from research.studies.watch import Watch

_A_LOOK = 1.0
Tell = Callable[[str], None]


def why_not() -> str:
    """Return why this machine does not fork kernels; empty where it does."""
    if os.environ.get("RESEARCH_FORK", "1") == "0":
        return "RESEARCH_FORK=0 turns it off"
    if sys.platform != "linux":
        return f"{sys.platform} cannot fork a process that has imported these libraries"
    return ""


def supported() -> bool:
    """Return whether this machine forks kernels; where it does not, they start one by one."""
    return not why_not()


class Zygote:
    """One warm parent for a project, healed when it dies; several threads may run at once."""

    def __init__(
        self, project: Project, tables: Sequence[str] = (), notebooks: Sequence[str] = ()
    ) -> None:
        """Start warming; the first run waits until it is done.

        Parameters
        ----------
        project
            Where runs happen.
        tables
            What runs will read: the parent parses it once, where it stands already.
        notebooks
            The files that will run: the parent imports what they can reach, instead of all that
            any notebook could.
        """
        self.project = project
        self._tables, self._notebooks = tuple(tables), tuple(notebooks)
        self._lock = threading.Lock()
        self._parent: Parent | None = None
        self._looked = 0.0
        self._is_closed = False
        self.why_not = why_not()
        if not self.why_not:
            self._parent = self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the parent and every run of it."""
        with self._lock:
            self._is_closed = True
            parent, self._parent = self._parent, None
        if parent is not None:
            parent.close()

    def _start(self) -> Parent:
        return Parent(self.project.root, self._tables, self._notebooks)

    def parent(self) -> Parent:
        """Return a parent that lives, is warm and knows the code as it is on disk now.

        Raises
        ------
        KernelDiedError
            If none can be started.
        """
        with self._lock:
            if self._is_closed:
                raise KernelDiedError("the parent of kernels was closed.")
            self._let_go_of_the_old()
            if self._parent is None:
                self._parent = self._start()
            parent = self._parent
        parent.wait()
        return parent

    def _let_go_of_the_old(self) -> None:
        """Retire a parent that is dead, or that imported code which has changed since."""
        parent, now = self._parent, time.monotonic()
        if parent is None:
            return
        is_current = parent.is_alive or parent.why_not != ""
        if is_current and now - self._looked > _A_LOOK:
            self._looked = now
            is_current = parent.world == world()
        if not is_current:
            self._parent = None
            parent.retire()

    def lost(self, parent: Parent) -> None:
        """Take note that a parent is gone."""
        with self._lock:
            if self._parent is parent:
                self._parent = None
        parent.retire()

    def executor(
        self,
        project: Project,
        study: Study,
        parameters: dict[str, Value],
        work: Path,
        tell: Tell,
    ) -> Any:
        """Return the executed notebook, run in a process forked for it; as `execute.execute`.

        A run whose parent dies is tried once more, in a parent of its own: if that dies, too,
        it is this run that kills it.

        Raises
        ------
        CellError, StoppedError, KernelDiedError, TimeLimitError, MemoryLimitError
            As from `execute.execute`, with the same words.
        """
        parent = self._parent_or_none(study, tell)
        if parent is None:
            return execute(project, study, parameters, work, tell)
        try:
            return _run(parent, project, study, parameters, work, tell)
        except ParentGoneError as error:
            self.lost(parent)
            if self._is_closed or is_stopping():
                raise KernelDiedError(f"{study.notebook.name}: its parent was ended.") from error
        alone = self._start()
        try:
            alone.wait()
            return _run(alone, project, study, parameters, work, tell)
        except ParentGoneError as error:
            raise KernelDiedError(
                f"{study.notebook.name}: the parent of kernels died twice while it ran, the "
                f"second time with this run alone ({error})."
            ) from error
        finally:
            alone.close()

    def _parent_or_none(self, study: Study, tell: Tell) -> Parent | None:
        """Return a parent; None, and the reason told, where kernels must start one by one."""
        why = self.why_not
        if not why:
            try:
                return self.parent()
            except KernelDiedError as error:
                if self._is_closed:
                    raise
                why = str(error)
        tell(f"{study.name}: its kernel starts by itself: {why}")
        return None

    def papermill_executor(
        self,
        project: Project,
        study: Study,
        parameters: dict[str, Value],
        work: Path,
        tell: Tell,
    ) -> Any:
        """Return the executed notebook, run by papermill in a full kernel that was forked."""
        from research.studies.forked.manager import forked_kernel_class

        if self._parent_or_none(study, tell) is None:
            return execute(project, study, parameters, work, tell)
        kernels = forked_kernel_class(self, project, study, work / LOG)
        return execute_in(kernels, study, parameters, work, tell)


def _run(
    parent: Parent,
    project: Project,
    study: Study,
    parameters: dict[str, Value],
    work: Path,
    tell: Tell,
) -> Any:
    notebook = with_parameters(prepared(study, sorted(parameters)), parameters)
    watch = Watch(study, len(notebook.cells) - (2 if parameters else 1), tell)
    with born(parent, watch, notebook, work) as run:
        try:
            run.born.talk.say(
                {
                    "kind": "lean",
                    "env": environment(project.root, study),
                    "cwd": str(project.root),
                    "memory_bytes": headroom(study),
                    "log": str(work / LOG),
                    "notebook": notebook,
                    "executed": str(work / EXECUTED),
                }
            )
            run.follow()
        except (BrokenPipeError, ConnectionResetError) as error:
            raise ParentGoneError("it is gone") from error
        except ParentGoneError:
            raise
        except Exception:
            write_executed(notebook, work / EXECUTED)
            raise
    write_executed(notebook, work / EXECUTED)
    watch.write_cost(work)
    return notebook


_shared: list[Zygote] = []
_shared_lock = threading.Lock()


def shared() -> Zygote:
    """Return the parent that kernels of this process share, whatever asks for them."""
    with _shared_lock:
        if not _shared:
            _shared.append(Zygote(Project(Path.cwd())))
            atexit.register(_shared[0].close)
        return _shared[0]
