"""A forked kernel's process as jupyter_client wants one: it looks like a Popen."""

import contextlib
import os
import signal
import threading
from typing import Any

from research.ground.errors import KernelDiedError
from research.studies.forked.client import Zygote
from research.studies.forked.parent import ParentGoneError
from research.studies.forked.wire import ready, receive_packet


class ForkedProcess:
    """A full kernel that was forked; gone when its parent says so, or is gone itself."""

    stdin = stdout = stderr = None

    def __init__(self, zygote: Zygote, job: dict[str, Any], out: int, err: int) -> None:
        """Fork it and wait until its sockets are bound; a dead parent is healed once.

        Raises
        ------
        KernelDiedError
            If it ended before it was bound.
        """
        self._lock = threading.Lock()
        self.returncode: int | None = None
        for attempt in (1, 2):
            self._parent = zygote.parent()
            try:
                self._born = self._parent.bear(out, err, job["folder"])
                break
            except ParentGoneError as error:
                zygote.lost(self._parent)
                if attempt == 2:
                    raise KernelDiedError(f"no kernel could be forked: {error}") from error
        self._parent.hold()
        self.pid = self._born.pid
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self._born.talk.say(job)
        said = self._born.talk.hear()
        self._born.talk.over.close()
        if said is None or said.get("bound") != self.pid:
            code = self.wait()
            raise KernelDiedError(
                f"a forked kernel ended with code {code} before it could be spoken to."
            )

    def poll(self) -> int | None:
        """Return how it ended, as Popen does: None while it runs."""
        with self._lock:
            while self.returncode is None and ready([self._born.report], 0):
                self._take()
            return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended; return how."""
        with self._lock:
            while self.returncode is None:
                if not ready([self._born.report], timeout):
                    raise TimeoutError(f"kernel {self.pid} still runs")
                self._take()
            return self.returncode

    def _take(self) -> None:
        said, _ = receive_packet(self._born.report)
        if said is None:
            self.returncode = -signal.SIGKILL
        elif "code" in said:
            self.returncode = int(said["code"])
        else:
            return
        self._born.report.close()
        self._parent.release()

    def send_signal(self, number: int) -> None:
        """Signal it and what it started."""
        if self.poll() is None:
            self._born.signal(number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


def descriptors(out: Any, err: Any) -> tuple[int, int, list[int]]:
    """Return open files for a kernel's output, and those of them that are ours to close.

    ``None`` is what this process writes to, as for a process that it starts.
    """
    opened: list[int] = []
    made = []
    for number, given in ((1, out), (2, err)):
        if given is None:
            made.append(number)
        elif hasattr(given, "fileno"):
            made.append(given.fileno())
        elif isinstance(given, int) and given >= 0:
            made.append(given)
        else:
            opened.append(os.open(os.devnull, os.O_WRONLY))
            made.append(opened[-1])
    return made[0], made[1], opened
