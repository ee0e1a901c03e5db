"""Where a run stands, and what stopped it, as our errors: the same whatever executes it."""

import json
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from research.ground.errors import (
    CellError,
    KernelDiedError,
    MemoryLimitError,
    ResearchError,
    StoppedError,
    TimeLimitError,
)
from research.studies.manifest import Study
from research.studies.notebook import shown
from research.studies.prepare import CELL_KEY

COST = "cost.json"
_COLOR = re.compile(r"\x1b\[[0-9;]*m")
_LINE = re.compile(r"Cell In ?\[\d+\], line (\d+)")
_NO_MEMORY = re.compile(r"bad_alloc|memory allocation of|MemoryError|out of memory", re.IGNORECASE)
_MB = 1 << 20


@dataclass
class Watch:
    """The cell that runs now, the cell that left if one did, and what each cell has taken.

    ``said`` is the last reply of a kernel that was spoken to.
    """

    study: Study
    cells: int
    tell: Callable[[str], None]
    now: Any = None
    left: Any = None
    said: dict[str, Any] = field(default_factory=dict)
    began: float = field(default_factory=time.monotonic)
    cell_began: float = 0.0
    seconds: dict[int, float] = field(default_factory=dict)
    peak_bytes: int = 0
    inherited_bytes: int = 0
    cpu_seconds: float | None = None

    def starts(self, cell: Any, cell_index: int = 0) -> None:  # noqa: ARG002
        """Note that a cell starts, and say so."""
        self.now, self.cell_began = cell, time.monotonic()
        if CELL_KEY in cell.metadata:
            self.tell(f"{self.study.name}: cell {cell.metadata[CELL_KEY]} of {self.cells}")

    def ended(self, cell: Any, cell_index: int = 0, execute_reply: Any = None) -> None:  # noqa: ARG002
        """Note a cell's reply, as nbclient hands it over."""
        self.took(cell, time.monotonic() - self.cell_began)
        self.said = said = execute_reply["content"]
        asked = any(load.get("source") == "ask_exit" for load in said.get("payload", []))
        if asked or said.get("ename") == "SystemExit":
            self.left = cell

    def took(self, cell: Any, seconds: float) -> None:
        """Note how long a cell ran."""
        if CELL_KEY in cell.metadata:
            self.seconds[cell.metadata[CELL_KEY]] = seconds

    def where(self, cell: Any) -> str:
        """Return the notebook and the number of a cell as its author counts."""
        name = self.study.notebook.name
        if cell is None:
            return f"{name}, before its first cell"
        number = cell.metadata.get(CELL_KEY)
        return f"{name}, cell {number}" if number else (
            f"{name}, the cell of parameters that a run adds"
        )  # fmt: skip

    def source(self) -> str:
        """Return the source of the cell that runs, as a message shows it."""
        return shown(self.now.source) if self.now is not None else ""

    def write_cost(self, work: Path) -> None:
        """Write what the run cost: seconds a cell and in all, the most memory it held.

        ``inherited_bytes`` is what of the peak a forked run was born with; ``cpu_seconds`` is
        known of forked runs only.
        """
        said = {
            "cells": [
                {"cell": cell, "seconds": round(took, 4)} for cell, took in self.seconds.items()
            ],
            "peak_bytes": self.peak_bytes,
            "inherited_bytes": self.inherited_bytes,
            "cpu_seconds": self.cpu_seconds,
            "seconds": round(time.monotonic() - self.began, 4),
        }
        (work / COST).write_text(json.dumps(said), encoding="utf-8")


def left(watch: Watch) -> StoppedError:
    """Return the error of a cell that ended the run."""
    return StoppedError(
        f"{watch.where(watch.left)} ended the run half-way with exit or sys.exit:\n"
        f"{shown(watch.left.source)}\nNothing of this run is kept as a result."
    )


def raised(watch: Watch, ename: str, evalue: str, traceback: Sequence[str]) -> ResearchError:
    """Return the error of a cell that raised: its lines, the last of the traceback."""
    if ename == "MemoryError" or ename.endswith(("ArrayMemoryError", "ArrowMemoryError")):
        return too_much_memory(watch, f"{ename}: {evalue}")
    numbers = _LINE.findall(_COLOR.sub("", "\n".join(traceback)))
    at = f", line {numbers[-1]}" if numbers else ""
    line = int(numbers[-1]) if numbers else None
    source = shown(watch.now.source, line)
    return CellError(f"{watch.where(watch.now)}{at} raised {ename}:\n{source}\n{ename}: {evalue}")


def too_much_memory(watch: Watch, said: str) -> MemoryLimitError:
    """Return the error of a run that wanted more memory than its study allows."""
    peak = f" The most it held was {watch.peak_bytes / _MB:,.0f} MB." if watch.peak_bytes else ""
    return MemoryLimitError(
        f"{watch.where(watch.now)} wanted more than {watch.study.memory_mb} MB:\n"
        f"{watch.source()}\n{said}{peak}\n"
        "Make it smaller, or raise memory_mb in study.toml."
    )


def too_long(watch: Watch) -> TimeLimitError:
    """Return the error of a cell, or of a whole run, that was over its time."""
    most = watch.study.run_seconds
    if time.monotonic() - watch.began >= most:
        return TimeLimitError(
            f"{watch.where(watch.now)} was running when the {most} s of its whole run were over:\n"
            f"{watch.source()}\nMake it quicker, or raise run_seconds in study.toml."
        )
    return TimeLimitError(
        f"{watch.where(watch.now)} ran longer than {watch.study.cell_seconds} s:\n"
        f"{watch.source()}\nMake it quicker, or raise cell_seconds in study.toml."
    )


def died(watch: Watch, logs: Sequence[Path], how: str = "") -> ResearchError:
    """Return the error of a kernel that is gone while a cell ran: which, and its last words."""
    said = last_words(logs)
    if how and _NO_MEMORY.search(said):
        return too_much_memory(watch, said)
    guess = "; often it ran out of memory" if how in ("", "SIGKILL") else f" of {how}"
    last = f"\nIts last words: {said.splitlines()[-1]}" if said else ""
    return KernelDiedError(
        f"{watch.where(watch.now)}: the kernel died{guess}.\n{watch.source()}{last}"
    )


def last_words(logs: Sequence[Path]) -> str:
    """Return what a kernel wrote past its notebook, without blank ends."""
    found = [p.read_text(encoding="utf-8", errors="replace") for p in logs if p.is_file()]
    return "\n".join(text.strip() for text in found if text.strip())
