"""The first moments of a forked run: nothing of its parent's world stays, then it does its job."""

import ctypes
import os
import random
import resource
import signal
import socket
import sys
import time
from pathlib import Path
from typing import Any

from research.studies.forked.wire import Talk

_PR_SET_PDEATHSIG = 1
_STATUS = Path("/proc/self/status")


def live(parent: int, talk: int, out: int, err: int) -> None:
    """Become a process of its own, take the job that waits on the socket, and do it."""
    os.setsid()
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)
    for number in (signal.SIGCHLD, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for ours, theirs in ((out, 1), (err, 2)):
        os.dup2(ours, theirs)
        os.close(ours)
    line = Talk(socket.socket(fileno=talk))
    job = line.hear()
    if job is None:
        os._exit(0)
    _begin_afresh(job)
    if job["kind"] == "lean":
        from research.studies.forked.lean import run

        run(job, line)
    else:
        from research.studies.forked.whole import serve

        serve(job, line)
    os._exit(0)


def _begin_afresh(job: dict[str, Any]) -> None:
    os.environ.clear()
    os.environ.update(job["env"])
    time.tzset()
    os.chdir(job["cwd"])
    random.seed()
    numpy = sys.modules.get("numpy.random")
    if numpy is not None:
        numpy.seed()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if job.get("memory_bytes"):
        most = held("VmData") + int(job["memory_bytes"])
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def held(what: str) -> int:
    """Return a measure of this process's memory, in bytes: VmData, VmRSS, VmHWM."""
    for line in _STATUS.read_text(encoding="ascii").splitlines():
        if line.startswith(f"{what}:"):
            return int(line.split()[1]) * 1024
    return 0
