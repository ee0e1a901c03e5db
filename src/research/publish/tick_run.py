"""One attempt of a scheduled build: the command in a process group of its own, with a time limit.

The group is ended when the time is up, and the process dies with the tick that began it (Linux),
so that no orphan works on while the next tick tries again.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import psutil

_PR_SET_PDEATHSIG = 1
_SECONDS_TO_STOP = 10.0
_LAST = 2000
_SECRETS = ("RESEARCH_SMTP_", "RESEARCH_ALERT_")


@dataclass(frozen=True)
class Job:
    """What to run, where its words go, and how long it may take.

    ``began`` is told which process it is (``pid@start``) as soon as there is one.
    """

    command: tuple[str, ...]
    folder: Path
    said: Path
    limit_seconds: float
    began: Callable[[str], None]


@dataclass(frozen=True)
class Ended:
    """How an attempt ended; ``why`` is empty if all went well."""

    why: str
    last_words: str = ""


Runner = Callable[[Job], Ended]
"""What makes an attempt; the tests of planning put their own in place of a process."""


def run(job: Job) -> Ended:
    """Run the research command and wait for it, no longer than its limit."""
    try:
        job.said.parent.mkdir(parents=True, exist_ok=True)
        with job.said.open("wb") as words:
            process = _begun(job, words)
    except OSError as error:
        return Ended(f"it could not be started: {error}")
    try:
        job.began(_named(process.pid))
        code = process.wait(job.limit_seconds)
    except subprocess.TimeoutExpired:
        return Ended(f"it was ended after {_minutes(job.limit_seconds)}", _last(job.said))
    finally:
        if process.poll() is None:
            _end(process)
    why = "" if code == 0 else f"it ended with exit code {code}"
    return Ended(why, _last(job.said))


def _begun(job: Job, words: BinaryIO) -> "subprocess.Popen[bytes]":
    """Start the command; what the environment holds to send mail with is none of its business."""
    kept = {name: said for name, said in os.environ.items() if not name.startswith(_SECRETS)}
    return subprocess.Popen(
        (sys.executable, "-m", "research.cli", *job.command),
        cwd=job.folder, stdin=subprocess.DEVNULL, stdout=words, stderr=words,
        env=kept | {"RESEARCH_PROJECT": str(job.folder)},
        start_new_session=True,
        preexec_fn=_die_with_parent(os.getpid()),  # noqa: PLW1509 - a tick has one thread
    )  # fmt: skip


def is_alive(named: str) -> bool:
    """Return whether the process that an attempt was written down with still runs."""
    return bool(named) and _named(int(named.partition("@")[0])) == named


def end_named(named: str) -> None:
    """End a process that outlived its tick, with its group."""
    pid = int(named.partition("@")[0])
    with contextlib.suppress(psutil.NoSuchProcess):
        under = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
        _kill_all(pid, under)


def _named(pid: int) -> str:
    """Return a process as no later one can be named: its number and when it began."""
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return ""
        return f"{pid}@{process.create_time():.2f}"
    except psutil.NoSuchProcess:
        return ""


def _die_with_parent(parent: int) -> Callable[[], None] | None:
    """Return what a new process does first, so that it ends when its parent is gone."""
    if not sys.platform.startswith("linux"):
        return None
    control = ctypes.CDLL(None).prctl

    def first() -> None:
        control(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return first


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Ask a process and its group to stop; kill what is left of all that it started."""
    under = [psutil.Process(process.pid)]
    with contextlib.suppress(psutil.NoSuchProcess):
        under += under[0].children(recursive=True)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(_SECONDS_TO_STOP)
    _kill_all(process.pid, under)
    process.wait()


def _kill_all(group: int, under: list[psutil.Process]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)
    for one in under:
        with contextlib.suppress(psutil.NoSuchProcess):
            one.kill()


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:g} minutes, the limit of its cadence"


def _last(path: Path) -> str:
    """Return the end of what an attempt said."""
    with path.open("rb") as words:
        words.seek(max(0, path.stat().st_size - _LAST))
        return words.read().decode("utf-8", "replace").strip()
