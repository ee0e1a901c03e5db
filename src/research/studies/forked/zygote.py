"""The warm parent: one thread that has imported everything once and forks a process a run.

It is started by `research.studies.forked.parent` with one end of a socket and nothing else. Each
request brings the socket of a run, the socket on which to report about it, and the files that its
output goes to. It ends, and all that it bore ends, when whoever started it is gone.
"""

import json
import os
import selectors
import shutil
import signal
import socket
import sys
import time
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from research.ground.quick_imports import leave_out
from research.studies.forked import child
from research.studies.forked.wire import receive_packet, send_packet

_TASKS = Path("/proc/self/task")
_A_LOOK = 2.0


@dataclass
class Nursery:
    """What runs now: the socket that reports on it, by process."""

    control: socket.socket
    asked_by: int
    chooser: selectors.DefaultSelector = field(default_factory=selectors.DefaultSelector)
    reports: dict[int, socket.socket] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)
    is_open: bool = True
    waker: int = -1

    def serve(self) -> None:
        """Fork, signal and reap until whoever asked is gone."""
        read, self.waker = _wake_on_death_of_a_child()
        self.chooser.register(self.control, selectors.EVENT_READ, self._asked)
        self.chooser.register(read, selectors.EVENT_READ, lambda: os.read(read, 4096))
        while self.is_open:
            for key, _ in self.chooser.select(_A_LOOK):
                key.data()
            self._reap()
            if os.getppid() != self.asked_by:
                break
        self._end_all()
        os.close(self.waker)

    def _asked(self) -> None:
        said, fds = receive_packet(self.control)
        if said is None:
            self.is_open = False
            return
        talk, report, out, err = fds
        if said["folder"]:
            self.folders.add(said["folder"])
        told = socket.socket(fileno=report)
        threads = len(list(_TASKS.iterdir()))
        if threads > 1:
            send_packet(told, {"refused": f"the parent of kernels has {threads} threads"})
            told.close()
            for one in (talk, out, err):
                os.close(one)
            return
        self._bear(told, talk, out, err)

    def _bear(self, told: socket.socket, talk: int, out: int, err: int) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            try:
                told.close()
                self._forget()
                child.live(parent, talk, out, err)
            finally:
                if sys.exc_info()[0] is not None:
                    traceback.print_exc(file=sys.__stderr__)
                    if sys.__stderr__ is not None:
                        sys.__stderr__.flush()
                os._exit(1)
        for one in (talk, out, err):
            os.close(one)
        self.reports[pid] = told
        self.chooser.register(told, selectors.EVENT_READ, lambda: self._told(pid))
        _send(told, {"pid": pid})

    def _forget(self) -> None:
        """Close, in a child, what belongs to the parent alone."""
        signal.set_wakeup_fd(-1)
        held = {key.fd for key in self.chooser.get_map().values()}
        held |= {told.fileno() for told in self.reports.values()} | {self.waker}
        self.chooser.close()
        for one in held:
            os.close(one)

    def _told(self, pid: int) -> None:
        """Pass a signal on to a run and what it started; without one to ask for it, end it."""
        said, _ = receive_packet(self.reports[pid])
        if said is None:
            self.chooser.unregister(self.reports[pid])
            _signal(pid, signal.SIGKILL)
        else:
            _signal(pid, int(said["signal"]))

    def _reap(self) -> None:
        while self.reports:
            try:
                ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            except ChildProcessError:
                return
            if ended is None:
                return
            _signal(ended.si_pid, signal.SIGKILL)  # what it started and left behind
            pid, status, used = os.wait4(ended.si_pid, 0)
            told = self.reports.pop(pid, None)
            if told is None:
                continue
            if told.fileno() in self.chooser.get_map():
                self.chooser.unregister(told)
            code = os.waitstatus_to_exitcode(status)
            _send(told, {"code": code, "peak_bytes": used.ru_maxrss * 1024})
            told.close()

    def _end_all(self) -> None:
        for pid in self.reports:
            _signal(pid, signal.SIGKILL)
        for pid in list(self.reports):
            os.waitpid(pid, 0)
        for folder in self.folders:
            shutil.rmtree(folder, ignore_errors=True)


def _send(told: socket.socket, said: dict[str, Any]) -> None:
    """Report; who asked may have gone in between."""
    try:
        send_packet(told, said)
    except (BrokenPipeError, ConnectionResetError):
        return


def _signal(pid: int, number: int) -> None:
    """Signal a run and all that it started; a run that has just been born, itself."""
    for send in (os.killpg, os.kill):
        try:
            send(pid, number)
        except ProcessLookupError:
            continue
        return


def _wake_on_death_of_a_child() -> tuple[int, int]:
    read, write = os.pipe()
    os.set_blocking(read, False)
    os.set_blocking(write, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(write, warn_on_full_buffer=False)
    return read, write


def main() -> None:
    """Warm up, say so, and serve."""
    del sys.path[0]  # the folder it was started in; a kernel puts its own there
    control = socket.socket(fileno=int(sys.argv[1]))
    asked_by, root, wanted = sys.argv[2:]
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    began = time.perf_counter()
    leave_out()
    from research.studies.forked.warm import warm

    warm(Path(root), **json.loads(wanted))
    threads = len(list(_TASKS.iterdir()))
    send_packet(control, {"ready": time.perf_counter() - began, "threads": threads})
    Nursery(control, int(asked_by)).serve()


if __name__ == "__main__":
    main()
    sys.stdout.flush()
    os._exit(0)
