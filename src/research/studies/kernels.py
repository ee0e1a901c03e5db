"""Fresh kernels for runs: this interpreter, this project, on sockets that no network sees."""

import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar, Protocol

from jupyter_client.manager import AsyncKernelManager

from research.ground.paths import Project
from research.studies.manifest import Study
from research.studies.show import PICTURES
from research.warehouse.confidential import ABOUT_ONE

STEADY = {"PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
_MB = 1 << 20
_BEGINNING = 512 * _MB
"""What a kernel's own imports take, which a forked one is born with."""

_DRAWING = 2048 * _MB
"""What the engine that draws charts sets aside on its first chart and does not use."""


class Endable(Protocol):
    """Something that runs and can be ended from another thread."""

    def kill_now(self) -> None: ...


_alive: set[Endable] = set()
_lock = threading.Lock()
_stopping = threading.Event()


def environment(root: Path, study: Study | None = None) -> dict[str, str]:
    """Return the environment of a run: this process's, the project, and what keeps runs alike."""
    made = {**os.environ, **STEADY, "RESEARCH_PROJECT": str(root)}
    if study is not None and study.has_subject:
        made[PICTURES] = "0"
        made[ABOUT_ONE] = study.name
    return made


def headroom(study: Study) -> int:
    """Return how many bytes a run may take beyond what its kernel is born with."""
    return study.memory_mb * _MB + (0 if study.has_subject else _DRAWING)


class StudyKernel(AsyncKernelManager):
    """The kernel of one run.

    It talks over Unix sockets in a folder of its own (kernels that share the default path
    answer each other), writes to a log and to no terminal, and is known to `stopping`.
    """

    root: ClassVar[Path]
    log_file: ClassVar[Path]
    said: ClassVar[dict[str, str]]
    memory_bytes: ClassVar[int]
    peak_bytes: ClassVar[int] = 0
    made: ClassVar[list["StudyKernel"]]

    def __init__(self, **traits: Any) -> None:
        self.sockets = Path(tempfile.mkdtemp(prefix="research-kernel-"))
        super().__init__(
            transport="ipc",
            ip=str(self.sockets / "socket"),
            connection_file=str(self.sockets / "connection.json"),
            **traits,
        )
        self.made.append(self)

    async def _async_pre_start_kernel(self, **options: Any) -> tuple[list[str], dict[str, Any]]:
        extra = list(options.get("extra_arguments", []))
        _, launch = await super()._async_pre_start_kernel(
            **options, env=dict(self.said), cwd=str(self.root)
        )
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", self.connection_file, *extra]
        return command, launch

    async def _async_launch_kernel(self, kernel_cmd: list[str], **kw: Any) -> None:
        with self.log_file.open("wb") as log:
            await super()._async_launch_kernel(kernel_cmd, **kw, stdout=log, stderr=log)
        self._limit()
        watch_over(self)

    async def _async_kill_kernel(self, restart: bool = False) -> None:
        self._note_peak()
        await super()._async_kill_kernel(restart=restart)

    async def _async_cleanup_resources(self, restart: bool = False) -> None:
        await super()._async_cleanup_resources(restart)
        let_go(self)
        shutil.rmtree(self.sockets, ignore_errors=True)

    cleanup_resources = _async_cleanup_resources

    def _limit(self) -> None:
        """Bound what the process may hold beyond what it holds now, where the system can."""
        process = getattr(self.provisioner, "process", None)
        if sys.platform != "linux" or process is None:
            return
        import resource

        most = self.memory_bytes + _own("VmData", process.pid)
        resource.prlimit(process.pid, resource.RLIMIT_DATA, (most, most))

    def _note_peak(self) -> None:
        process = getattr(self.provisioner, "process", None)
        if process is not None:
            type(self).peak_bytes = max(self.peak_bytes, _own("VmHWM", process.pid))

    def kill_now(self) -> None:
        """End the process from another thread; its run then ends with a dead kernel."""
        process = getattr(self.provisioner, "process", None)
        if process is not None and process.poll() is None:
            process.kill()

    @classmethod
    def end_all(cls) -> None:
        """End every kernel of this class: those of one run."""
        for kernel in cls.made:
            kernel.kill_now()


def kernel_class(project: Project, study: Study, log_file: Path) -> type[StudyKernel]:
    """Return the class of the kernels of one run: nbclient makes its own instance of it."""
    return type(
        "ProjectKernel",
        (StudyKernel,),
        {
            "root": project.root,
            "log_file": log_file,
            "said": environment(project.root, study),
            "memory_bytes": headroom(study) + _BEGINNING,
            "made": [],
        },
    )


def _own(what: str, pid: int) -> int:
    """Return a measure of a process's memory in bytes; 0 where the system does not tell."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(what)), 0)


def watch_over(run: Endable) -> None:
    """Make a run known to `stopping`."""
    with _lock:
        _alive.add(run)


def let_go(run: Endable) -> None:
    """Forget a run that has ended."""
    with _lock:
        _alive.discard(run)


def is_stopping() -> bool:
    """Return whether runs are being ended because somebody asked for it."""
    return _stopping.is_set()


@contextmanager
def stopping() -> Iterator[Callable[[], None]]:
    """Give a function that ends every kernel that runs; what ends now leaves nothing behind."""
    _stopping.set()
    try:
        yield _kill_all
    finally:
        _stopping.clear()


def _kill_all() -> None:
    with _lock:
        running = list(_alive)
    for run in running:
        run.kill_now()
