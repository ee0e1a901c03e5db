"""Hand one notebook to papermill, watch it cell by cell, and turn what stops it into our errors."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat

from research.ground.errors import KernelDiedError, ResearchError
from research.ground.paths import Project
from research.studies import watch as watching
from research.studies.kernels import StudyKernel, kernel_class
from research.studies.manifest import Study
from research.studies.parameters import Value
from research.studies.prepare import CELL_KEY, closing_cell, prepared
from research.studies.watch import Watch

if TYPE_CHECKING:
    from papermill.exceptions import PapermillExecutionError

__all__ = ["CELL_KEY", "EXECUTED", "closing_cell", "execute", "execute_in"]
EXECUTED = "executed.ipynb"
LOG = "kernel.log"

for _loud in ("papermill", "papermill.translators", "papermill.clientwrap"):
    logging.getLogger(_loud).setLevel(logging.CRITICAL)


def execute(
    project: Project,
    study: Study,
    parameters: dict[str, Value],
    work: Path,
    tell: Callable[[str], None],
) -> Any:
    """Return the executed notebook, which came to its end in a kernel started for it.

    Beside it stands ``cost.json``: seconds a cell and in all, the most memory held.

    Raises
    ------
    CellError
        A cell raised: which, its lines, the last line of the traceback.
    StoppedError
        A cell ended the run with exit or sys.exit.
    KernelDiedError
        The process of the kernel is gone.
    TimeLimitError
        A cell, or the whole run, took longer than the study allows.
    MemoryLimitError
        A cell wanted more memory than the study allows.
    """
    return execute_in(kernel_class(project, study, work / LOG), study, parameters, work, tell)


def execute_in(
    kernels: type[StudyKernel],
    study: Study,
    parameters: dict[str, Value],
    work: Path,
    tell: Callable[[str], None],
) -> Any:
    """Return the executed notebook of a study, run by papermill in one of some kind of kernel."""
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    before, executed = work / "prepared.ipynb", work / EXECUTED
    notebook = prepared(study, sorted(parameters))
    nbformat.write(notebook, before)
    watch = Watch(study, len(notebook.cells) - 1, tell)
    try:
        with _whole_run(watch, kernels):
            papermill.execute_notebook(
                str(before), str(executed),
                parameters=dict(parameters), kernel_name="python3", progress_bar=False,
                execution_timeout=study.cell_seconds, shutdown_kernel="immediate",
                force_raise_errors=True, kernel_manager_class=kernels,
                on_cell_execute=watch.starts, on_cell_executed=watch.ended,
            )  # fmt: skip
    except nbformat.ValidationError as error:  # an output that no notebook may hold
        raise watching.raised(watch, type(error).__name__, str(error), []) from error
    except (PapermillExecutionError, CellTimeoutError, DeadKernelError, RuntimeError) as error:
        watch.peak_bytes = kernels.peak_bytes
        raise _ours(watch, error, work / LOG) from error
    finally:
        _close_loop()
    if watch.left is not None:
        raise watching.left(watch)
    before.unlink()
    watch.peak_bytes = kernels.peak_bytes
    watch.write_cost(work)
    return nbformat.read(executed, as_version=4)


class _whole_run:  # noqa: N801 - reads as a with-statement does
    """End the kernel of a run when the time of the whole run is over."""

    def __init__(self, watch: Watch, kernels: type[StudyKernel]) -> None:
        self._timer = threading.Timer(watch.study.run_seconds, kernels.end_all)
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()


def _close_loop() -> None:
    """End what nbclient leaves in its event loop; in a thread of ours, close the loop too."""
    from jupyter_core.utils import ensure_event_loop

    loop = ensure_event_loop()
    if loop.is_running():
        return
    left = asyncio.all_tasks(loop)
    for task in left:
        task.cancel()
    if left:
        loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
    if threading.current_thread() is not threading.main_thread():
        loop.close()
        asyncio.set_event_loop(None)


def _ours(watch: Watch, error: Exception, log: Path) -> ResearchError:
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    if watch.left is not None:
        return watching.left(watch)
    if isinstance(error, PapermillExecutionError):
        return _raised(watch, error)
    is_over = time.monotonic() - watch.began >= watch.study.run_seconds
    if isinstance(error, CellTimeoutError) or (isinstance(error, DeadKernelError) and is_over):
        return watching.too_long(watch)
    if isinstance(error, DeadKernelError):
        return watching.died(watch, [log])
    said = watching.last_words([log])
    last = f"\nIts last words: {said.splitlines()[-1]}" if said else ""
    return KernelDiedError(
        f"{watch.where(watch.now)}: the kernel did not start or answer ({error}).{last}"
    )


def _raised(watch: Watch, error: "PapermillExecutionError") -> ResearchError:
    """Return our error; papermill does not know one that showed nothing, the reply does."""
    said = {"ename": error.ename, "evalue": error.evalue, "traceback": error.traceback}
    if error.ename == "CellExecutionError" and watch.said.get("status") == "error":
        said = watch.said
    return watching.raised(watch, said["ename"], said["evalue"], said["traceback"])
