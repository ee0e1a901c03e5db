"""Several things at a time and no more: lanes of work that never stop for one that fails."""

import math
import os
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

AHEAD = 2
"""How many tasks a lane may have waiting: a thousand subjects cost no more memory than ten."""

_MB = 1024 * 1024
_GROUP = Path("/sys/fs/cgroup")


@dataclass(frozen=True)
class Width:
    """How many lanes there are, and which bound it was that decided."""

    lanes: int
    why: str


def width(memory_mb: int, workers: int | None = None, total_mb: int | None = None) -> Width:
    """Return how many runs may go beside one another.

    Parameters
    ----------
    memory_mb
        What one run may take, in megabytes.
    workers
        How many were asked for; otherwise as many as there are cores.
    total_mb
        How much memory all together may take; otherwise what is available now.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    wanted = workers or cores or 1
    free = total_mb or available_mb()
    fit = max(1, math.floor(free / max(1, memory_mb)))
    if fit < wanted:
        return Width(fit, f"{fit} at a time: {free:,} MB of memory, {memory_mb:,} MB a run")
    asked = "as asked" if workers else "as many as there are cores"
    return Width(wanted, f"{wanted} at a time, {asked}")


def available_mb() -> int:
    """Return the megabytes that are free now, within the limit of a container if there is one."""
    import psutil

    free = int(psutil.virtual_memory().available)
    try:
        limit = (_GROUP / "memory.max").read_text(encoding="ascii").strip()
        held = int((_GROUP / "memory.current").read_text(encoding="ascii"))
    except OSError:
        return free // _MB
    return (free if limit == "max" else min(free, max(0, int(limit) - held))) // _MB


def in_lanes(
    tasks: Iterable[T], work: Callable[[T], R], lanes: int, end: Callable[[], None]
) -> Generator[tuple[T, "Future[R]"], None, None]:
    """Work on tasks in lanes; give back each with its finished future, in order of finishing.

    A task that raises stops nothing: its future holds the error. Tasks are taken from their
    iterable only when a lane has room. When the caller is interrupted, what has not begun is
    dropped and ``end`` is called again and again until what has begun is over.
    """
    waiting = iter(tasks)
    begun: dict[Future[R], T] = {}
    pool = ThreadPoolExecutor(max_workers=lanes, thread_name_prefix="lane")

    def fill() -> None:
        while len(begun) < lanes * AHEAD:
            try:
                task = next(waiting)
            except StopIteration:
                return
            begun[pool.submit(copy_context().run, work, task)] = task

    try:
        fill()
        while begun:
            for done in wait(begun, return_when=FIRST_COMPLETED).done:
                yield begun.pop(done), done
            fill()
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        left = [future for future in begun if not future.cancelled()]
        while wait(left, timeout=0.1).not_done:
            end()
        raise
    finally:
        pool.shutdown()
