"""Follow one forked run from its birth to its end, within its limits."""

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from research.ground.errors import ResearchError
from research.studies import watch as watching
from research.studies.forked.parent import Born, Parent, ParentGoneError
from research.studies.forked.wire import ready, receive_packet
from research.studies.kernels import let_go, watch_over
from research.studies.watch import Watch

OUT, ERR, LOG = "kernel.out", "kernel.err", "kernel.log"


@dataclass(eq=False)
class Running:
    """A run that was born, what is known of it, and how it ended."""

    born: Born
    watch: Watch
    notebook: Any
    work: Path
    error: ResearchError | None = None
    is_done: bool = False

    def kill_now(self) -> None:
        """End it from another thread."""
        self.born.signal(signal.SIGKILL)

    def follow(self) -> None:
        """Take what it tells until it is done, or raise what stopped it.

        Raises
        ------
        ParentGoneError
            If its parent died, and it with it.
        """
        talk, report = self.born.talk, self.born.report
        while not self.is_done:
            said = ready([talk.over, report], self._left())
            if not said:
                self.kill_now()
                raise watching.too_long(self.watch)
            if talk.over in said:
                is_there = talk.more()
                for line in talk.heard():
                    self._take(line)
                if not is_there and not self.is_done:
                    raise self._ended()
            elif report in said:
                raise self._ended()
        if self.watch.left is not None:
            raise watching.left(self.watch)
        if self.error is not None:
            raise self.error

    def _left(self) -> float:
        """Return how many seconds it may go on without a word."""
        study, now = self.watch.study, time.monotonic()
        ends = self.watch.began + study.run_seconds
        if self.watch.now is not None:
            ends = min(ends, self.watch.cell_began + study.cell_seconds)
        return ends - now

    def _take(self, line: dict[str, Any]) -> None:
        if "starts" in line:
            self.watch.starts(self.notebook.cells[line["starts"]])
        elif "ends" in line:
            self._take_outputs(line)
        else:
            self.notebook.metadata = nbformat.from_dict(line["done"])
            self.watch.peak_bytes = line["peak_bytes"]
            self.watch.inherited_bytes = line["inherited_bytes"]
            self.watch.cpu_seconds = line["cpu_seconds"]
            self.is_done = True

    def _take_outputs(self, line: dict[str, Any]) -> None:
        for index, count, outputs in line["cells"]:
            self.notebook.cells[index].execution_count = count
            self.notebook.cells[index].outputs = [NotebookNode(output) for output in outputs]
        cell = self.notebook.cells[line["ends"]]
        self.watch.took(cell, line["seconds"])
        self.watch.peak_bytes = line["peak_bytes"]
        if line["left"]:
            self.watch.left = cell
        elif line["error"] is not None:
            self.error = watching.raised(self.watch, *line["error"])

    def _ended(self) -> Exception:
        """Return why it ended before it was done, once its parent has said."""
        while True:
            said, _ = receive_packet(self.born.report)
            if said is None:
                return ParentGoneError("it died")
            if "code" in said:
                break
        self.watch.peak_bytes = max(self.watch.peak_bytes, said["peak_bytes"])
        logs = [self.work / name for name in (OUT, ERR, LOG)]
        return watching.died(self.watch, logs, _how(said["code"]))


def _how(code: int) -> str:
    if code >= 0:
        return f"its own exit, with code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"


@contextlib.contextmanager
def born(parent: Parent, watch: Watch, notebook: Any, work: Path) -> Iterator[Running]:
    """Give a run that was just born; at the end nothing of it is left."""
    out, err = (os.open(work / name, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_TRUNC)
             for name in (OUT, ERR))  # fmt: skip
    parent.hold()
    try:
        try:
            child = parent.bear(out, err)
        finally:
            for number in (out, err):
                os.close(number)
        run = Running(child, watch, notebook, work)
        watch_over(run)
        try:
            yield run
        finally:
            let_go(run)
            child.close()
    finally:
        parent.release()
        for name in (OUT, ERR, LOG):
            (work / name).unlink(missing_ok=True)
