"""The warm parent as whoever started it sees it: a process that is asked for runs."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from research.ground.errors import KernelDiedError
from research.ground.paths import Project
from research.studies.forked.wire import Talk, pair, receive_packet, send_packet
from research.studies.kernels import STEADY

_MOST_SECONDS_TO_WARM = 120
_MOST_SECONDS_TO_END = 10
_QUIET = {"JE_ARROW_MALLOC_CONF": "background_thread:false", "MKL_NUM_THREADS": "1"}


class ParentGoneError(Exception):
    """The parent died, or cannot fork; never seen by a reader: a run is tried again."""


@dataclass(frozen=True)
class Born:
    """What the parent bore: its line of talk, and the socket on which the parent reports."""

    pid: int
    talk: Talk
    report: socket.socket

    def signal(self, number: int) -> None:
        """Have the parent signal it and all that it started, if it is still there."""
        try:
            send_packet(self.report, {"signal": number})
        except (BrokenPipeError, ConnectionResetError):
            return

    def close(self) -> None:
        """Leave it; if it still runs, it ends, and what it started."""
        self.talk.over.close()
        self.report.close()


class Parent:
    """A warm parent; it ends when closed, or when this process is gone however it went."""

    def __init__(
        self, root: Path, tables: Sequence[str] = (), notebooks: Sequence[str] = ()
    ) -> None:
        """Start it; `wait` until it is warm."""
        wanted = json.dumps({"tables": list(tables), "notebooks": list(notebooks)})
        self.world = world()
        self._control, theirs = pair()
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `close`; it has no name
        self._runs = 0
        self._retired = False
        self._lock = threading.Lock()
        self._is_warm = False
        self.seconds_to_warm = 0.0
        self.why_not = ""
        number = str(theirs.fileno())
        self._process = subprocess.Popen(
            [sys.executable, "-m", "research.studies.forked.zygote",
             number, str(os.getpid()), str(root.resolve()), wanted],
            pass_fds=[theirs.fileno()], cwd=root.resolve().anchor, start_new_session=True,
            env={**os.environ, **STEADY, **_QUIET},
            stdin=subprocess.DEVNULL, stdout=self._said, stderr=self._said,
        )  # fmt: skip
        theirs.close()

    @property
    def pid(self) -> int:
        return self._process.pid

    def wait(self) -> None:
        """Wait until it is warm.

        Raises
        ------
        KernelDiedError
            If it ended before, and ever after: its last words.
        """
        with self._lock:
            if self.why_not:
                raise KernelDiedError(self.why_not)
            if self._is_warm:
                return
            began = time.perf_counter()
            self._control.settimeout(_MOST_SECONDS_TO_WARM)
            try:
                said, _ = receive_packet(self._control)
            except TimeoutError:
                said = None
            self._control.settimeout(None)
            if said is None:
                self.why_not = f"the parent of kernels did not start: {self._last_words()}"
            elif said["threads"] > 1:
                self.why_not = (
                    f"the parent of kernels has {said['threads']} threads after its imports, so it "
                    "cannot fork: a module starts a thread when it is imported."
                )
            if self.why_not:
                raise KernelDiedError(self.why_not)
            self.seconds_to_warm = time.perf_counter() - began
            self._is_warm = True

    def bear(self, out: int, err: int, folder: str = "") -> Born:
        """Fork a run whose output goes to two open files.

        Parameters
        ----------
        out, err
            Their descriptors.
        folder
            A folder of its sockets; it goes with the parent, if nobody removes it before.

        Raises
        ------
        ParentGoneError
            If the parent is gone, or refused.
        """
        ours, theirs = socket.socketpair()
        report, told = pair()
        try:
            send_packet(
                self._control, {"folder": folder}, [theirs.fileno(), told.fileno(), out, err]
            )
        except (BrokenPipeError, ConnectionResetError) as error:
            ours.close()
            report.close()
            raise ParentGoneError("it is gone") from error
        finally:
            theirs.close()
            told.close()
        said, _ = receive_packet(report)
        if said is None or "refused" in said:
            ours.close()
            report.close()
            raise ParentGoneError("it is gone" if said is None else said["refused"])
        return Born(int(said["pid"]), Talk(ours), report)

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def hold(self) -> None:
        """Count a run that needs it."""
        with self._lock:
            self._runs += 1

    def release(self) -> None:
        """Count a run that has ended; the last one of a retired parent closes it."""
        with self._lock:
            self._runs -= 1
            is_last = self._retired and self._runs == 0
        if is_last:
            self.close()

    def retire(self) -> None:
        """Bear no more; close when what it bore has ended."""
        with self._lock:
            self._retired = True
            is_idle = self._runs == 0
        if is_idle:
            self.close()

    def close(self) -> None:
        """End it and what it bore."""
        self._control.close()
        try:
            self._process.wait(_MOST_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._said.close()

    def _last_words(self) -> str:
        self._process.wait(_MOST_SECONDS_TO_END)
        self._said.seek(0)
        lines = self._said.read().decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else f"exit code {self._process.returncode}"


def world() -> tuple[Any, ...]:
    """Return what a warm parent has read from disk: the code of this project, by time and size."""
    source = Project(Path()).source
    found = []
    for folder, _, names in os.walk(source):
        for name in names:
            if name.endswith(".py"):
                status = os.stat(os.path.join(folder, name))  # noqa: PTH116, PTH118 - 500 files
                found.append((name, status.st_mtime_ns, status.st_size, status.st_ino))
    return tuple(sorted(found))
