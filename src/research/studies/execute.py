"""Hand one notebook to papermill, watch it cell by cell, and turn what stops it into our errors."""

import asyncio
import logging
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import papermill
from jupyter_core.utils import ensure_event_loop
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillExecutionError

from research.ground.errors import (
    CellError,
    KernelDiedError,
    ResearchError,
    StoppedError,
    TimeLimitError,
)
from research.ground.paths import Project
from research.studies.kernels import kernel_class
from research.studies.manifest import Study
from research.studies.notebook import shown
from research.studies.parameters import Value

CELL_KEY = "research_cell"
EXECUTED = "executed.ipynb"
_CLOSING = "research-closing"
_COLOR = re.compile(r"\x1b\[[0-9;]*m")

for _loud in ("papermill", "papermill.translators", "papermill.clientwrap"):
    logging.getLogger(_loud).setLevel(logging.CRITICAL)


@dataclass
class Watch:
    """Where a run stands: the cell that runs now, and the cell that left, if one did."""

    study: Study
    cells: int
    tell: Callable[[str], None]
    now: Any = None
    left: Any = field(default=None)

    def starts(self, cell: Any, cell_index: int) -> None:  # noqa: ARG002
        self.now = cell
        if CELL_KEY in cell.metadata:
            self.tell(f"{self.study.name}: cell {cell.metadata[CELL_KEY]} of {self.cells}")

    def ended(self, cell: Any, cell_index: int, execute_reply: dict[str, Any]) -> None:  # noqa: ARG002
        said = execute_reply["content"]
        asked = any(load.get("source") == "ask_exit" for load in said.get("payload", []))
        if asked or said.get("ename") == "SystemExit":
            self.left = cell

    def where(self, cell: Any) -> str:
        """Return the notebook and the number of a cell as its author counts."""
        if cell is None:
            return f"{self.study.notebook.name}, before its first cell"
        number = cell.metadata.get(CELL_KEY)
        return f"{self.study.notebook.name}, cell {number}" if number else (
            f"{self.study.notebook.name}, the cell of parameters that a run adds"
        )  # fmt: skip


def execute(
    project: Project,
    study: Study,
    parameters: dict[str, Value],
    work: Path,
    tell: Callable[[str], None],
) -> Any:
    """Return the executed notebook, which came to its end.

    Raises
    ------
    CellError
        A cell raised: which, its lines, the last line of the traceback.
    StoppedError
        A cell ended the run with exit or sys.exit.
    KernelDiedError
        The process of the kernel is gone.
    TimeLimitError
        A cell ran longer than the study allows.
    """
    prepared, executed = work / "prepared.ipynb", work / EXECUTED
    notebook = _prepared(study, sorted(parameters))
    nbformat.write(notebook, prepared)
    watch = Watch(study, len(notebook.cells) - 1, tell)
    log = work / "kernel.log"
    try:
        papermill.execute_notebook(
            str(prepared), str(executed),
            parameters=dict(parameters), kernel_name="python3", progress_bar=False,
            execution_timeout=study.cell_seconds, shutdown_kernel="immediate",
            kernel_manager_class=kernel_class(project.root, log),
            on_cell_execute=watch.starts, on_cell_executed=watch.ended,
        )  # fmt: skip
    except (PapermillExecutionError, CellTimeoutError, DeadKernelError, RuntimeError) as error:
        raise _ours(watch, error, log) from error
    finally:
        _close_loop()
    if watch.left is not None:
        raise _left(watch)
    prepared.unlink()
    return nbformat.read(executed, as_version=4)


def _close_loop() -> None:
    """Close the event loop that nbclient leaves open in a thread of ours."""
    if threading.current_thread() is threading.main_thread():
        return
    loop = ensure_event_loop()
    left = asyncio.all_tasks(loop)
    for task in left:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
    loop.close()
    asyncio.set_event_loop(None)


def closing_cell(executed: Any) -> Any:
    """Return the cell that a run adds at the end."""
    return executed.cells[-1]


_PYTHON = {"display_name": "Python 3", "language": "python", "name": "python3"}


def _prepared(study: Study, names: list[str]) -> Any:
    notebook = nbformat.read(study.notebook, as_version=4)
    notebook.metadata.setdefault("kernelspec", _PYTHON)
    for number, cell in enumerate(notebook.cells, 1):
        cell.metadata[CELL_KEY] = number
    source = f"from research.studies import show\n\nshow.close({names!r})"
    notebook.cells.append(
        nbformat.v4.new_code_cell(source, metadata={"tags": [_CLOSING]}, id=_CLOSING)
    )
    return notebook


def _ours(watch: Watch, error: Exception, log: Path) -> ResearchError:
    if watch.left is not None:
        return _left(watch)
    if isinstance(error, PapermillExecutionError):
        return _raised(watch, error)
    source = shown(watch.now.source) if watch.now is not None else ""
    where = watch.where(watch.now)
    if isinstance(error, CellTimeoutError):
        return TimeLimitError(
            f"{where} ran longer than {watch.study.cell_seconds} s:\n{source}\n"
            "Make it quicker, or raise cell_seconds in study.toml."
        )
    said = log.read_text(encoding="utf-8", errors="replace").strip() if log.is_file() else ""
    last = f"\nIts last words: {said.splitlines()[-1]}" if said else ""
    return KernelDiedError(
        f"{where}: the kernel died; often it ran out of memory.\n{source}{last}"
        if isinstance(error, DeadKernelError)
        else f"{where}: the kernel did not start or answer ({error}).{last}"
    )


def _left(watch: Watch) -> StoppedError:
    return StoppedError(
        f"{watch.where(watch.left)} ended the run half-way with exit or sys.exit:\n"
        f"{shown(watch.left.source)}\nNothing of this run is kept as a result."
    )


def _raised(watch: Watch, error: PapermillExecutionError) -> CellError:
    said = _COLOR.sub("", "\n".join(error.traceback))
    numbers = re.findall(r"Cell In ?\[\d+\], line (\d+)", said)
    at = f", line {numbers[-1]}" if numbers else ""
    line = int(numbers[-1]) if numbers else None
    return CellError(
        f"{watch.where(watch.now)}{at} raised {error.ename}:\n{shown(error.source, line)}\n"
        f"{error.ename}: {error.evalue}"
    )
