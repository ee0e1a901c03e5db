"""Warm processes that set pages: a bad job harms nobody, and a dead worker is replaced.

Each worker is a process of its own (`render.serving`) with its own drawing engine, pandoc and
fonts. A thread here feeds each of them from one queue. A worker that dies while it sets a page
is replaced and the page tried once more; then the page is given up by name. Workers end when the
pool does, when this process does, and after so many jobs.
"""

import os
import pickle
import queue
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from research.ground.errors import RenderWorkerError, ResearchError
from research.ground.paths import Project
from research.render.job import RenderedPages, RenderJob, remove_left

MOST_JOBS = 400
"""After so many jobs a worker is replaced, so that what its engines keep cannot grow."""
SECONDS = 300.0
_TRIES = 2
_LAST_WORDS = 600
_Asked = tuple[RenderJob, "Future[RenderedPages]"]


class Pool:
    """Warm render workers, as many as are asked for.

    >>> with Pool(project, 2) as pool:
    ...     pages = pool.submit(job).result()
    """

    def __init__(self, project: Project, workers: int) -> None:
        self._project = project
        self._asked: queue.Queue[_Asked | None] = queue.Queue()
        self._lanes = [_Lane(project, self._asked, number) for number in range(max(1, workers))]

    def __enter__(self) -> Self:
        for lane in self._lanes:
            lane.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None:
            self.end()
        self.close()

    def submit(self, job: RenderJob) -> "Future[RenderedPages]":
        """Return the future pages of a job.

        The future raises what the page was refused for, or a `RenderWorkerError` if its worker
        died twice or took longer than five minutes.
        """
        future: Future[RenderedPages] = Future()
        self._asked.put((job, future))
        return future

    def end(self) -> None:
        """Give up what waits and stop what is being set: somebody interrupted."""
        with suppress(queue.Empty):
            while True:
                asked = self._asked.get_nowait()
                if asked is not None:
                    asked[1].cancel()
        for lane in self._lanes:
            lane.kill()

    def close(self) -> None:
        """Wait for what was submitted, then end the workers."""
        for _ in self._lanes:
            self._asked.put(None)
        for lane in self._lanes:
            lane.join()

    @property
    def pids(self) -> list[int]:
        """Return the process ids of the workers that live now."""
        return [lane.pid for lane in self._lanes if lane.pid]


class _Lane(threading.Thread):
    """One worker and the thread that feeds it."""

    def __init__(self, project: Project, asked: "queue.Queue[_Asked | None]", number: int) -> None:
        super().__init__(name=f"render-{number}", daemon=True)
        self._project, self._asked = project, asked
        self._worker: _Worker | None = None
        self._is_ended = False

    @property
    def pid(self) -> int:
        return self._worker.process.pid if self._worker else 0

    def run(self) -> None:
        self._worker = _Worker(self._project.root)
        while (asked := self._asked.get()) is not None:
            job, future = asked
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(self._done(job))
            except ResearchError as error:
                future.set_exception(error)
        if self._worker is not None:
            self._worker.close()

    def kill(self) -> None:
        self._is_ended = True
        if self._worker is not None:
            self._worker.process.kill()

    def _done(self, job: RenderJob) -> RenderedPages:
        """Return the pages of a job, from a new worker if this one is spent or dead."""
        for attempt in range(1, _TRIES + 1):
            if self._is_ended:
                raise RenderWorkerError(f"{job.subject} was not set: the pages were stopped.")
            if self._worker is None or self._worker.jobs >= MOST_JOBS:
                self._replace()
            assert self._worker is not None
            try:
                return self._worker.ask(job)
            except _DeadError as error:
                said = self._worker.last_words()
                remove_left(job.home.parent, self._worker.process.pid)
                self._replace()
                why = f"{error}. It said last: {said or 'nothing'}"
                if attempt == _TRIES:
                    break
        raise RenderWorkerError(
            f"the pages of {job.subject} were given up: the process that set them ended "
            f"{_TRIES} times, last because {why}"
        )

    def _replace(self) -> None:
        if self._worker is not None:
            self._worker.close()
        self._worker = None if self._is_ended else _Worker(self._project.root)


class _DeadError(Exception):
    """A worker ended without an answer."""


class _Worker:
    """One process and the pipes to it."""

    def __init__(self, root: Path) -> None:
        self.jobs = 0
        self._log: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115
        self.process = subprocess.Popen(
            [sys.executable, "-m", "research.render.serving", str(root)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
        )  # fmt: skip

    def ask(self, job: RenderJob) -> RenderedPages:
        """Return the pages of a job.

        Raises
        ------
        _DeadError
            If the worker ended before it answered.
        ResearchError
            What the page was refused for.
        """
        self.jobs += 1
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        clock = threading.Timer(SECONDS, self.process.kill)
        clock.start()
        try:
            pickle.dump(job, self.process.stdin)
            self.process.stdin.flush()
            said = pickle.load(self.process.stdout)
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            raise _DeadError(self._how_it_ended()) from error
        finally:
            clock.cancel()
        if isinstance(said, ResearchError):
            raise said
        assert isinstance(said, RenderedPages)
        return said

    def last_words(self) -> str:
        """Return the end of what the worker wrote to its log, on one line."""
        self._log.seek(0)
        return " ".join(self._log.read().decode(errors="replace").split())[-_LAST_WORDS:]

    def close(self) -> None:
        """End the process: its input ends, and it is killed if it does not go."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        with suppress(OSError):
            self.process.stdin.close()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        self._log.close()

    def _how_it_ended(self) -> str:
        with suppress(subprocess.TimeoutExpired):
            code = self.process.wait(5)
            return f"signal {-code} ended it" if code < 0 else f"it ended with code {code}"
        return "it closed its output"
