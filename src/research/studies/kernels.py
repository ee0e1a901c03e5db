"""Fresh kernels for runs: this interpreter, this project, on sockets that no network sees."""

import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jupyter_client.manager import AsyncKernelManager

_STEADY = {"PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
_alive: set["StudyKernel"] = set()
_lock = threading.Lock()
_stopping = threading.Event()


class StudyKernel(AsyncKernelManager):
    """The kernel of one run.

    It talks over Unix sockets in a folder of its own (kernels that share the default path
    answer each other), writes to a log and to no terminal, and is known to `stopping`.
    """

    root: Path
    log_file: Path

    def __init__(self, **traits: Any) -> None:
        self._sockets = Path(tempfile.mkdtemp(prefix="research-kernel-"))
        super().__init__(
            transport="ipc",
            ip=str(self._sockets / "socket"),
            connection_file=str(self._sockets / "connection.json"),
            **traits,
        )

    async def _async_pre_start_kernel(self, **options: Any) -> tuple[list[str], dict[str, Any]]:
        environment = {**os.environ, **_STEADY, "RESEARCH_PROJECT": str(self.root)}
        extra = list(options.get("extra_arguments", []))
        _, launch = await super()._async_pre_start_kernel(
            **options, env=environment, cwd=str(self.root)
        )
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", self.connection_file, *extra]
        return command, launch

    async def _async_launch_kernel(self, kernel_cmd: list[str], **kw: Any) -> None:
        with self.log_file.open("wb") as log:
            await super()._async_launch_kernel(kernel_cmd, **kw, stdout=log, stderr=log)
        with _lock:
            _alive.add(self)

    async def _async_cleanup_resources(self, restart: bool = False) -> None:
        await super()._async_cleanup_resources(restart)
        with _lock:
            _alive.discard(self)
        shutil.rmtree(self._sockets, ignore_errors=True)

    cleanup_resources = _async_cleanup_resources

    def kill_now(self) -> None:
        """End the process from another thread; its run then ends with a dead kernel."""
        process = getattr(self.provisioner, "process", None)
        if process is not None and process.poll() is None:
            process.kill()


def kernel_class(root: Path, log_file: Path) -> type[StudyKernel]:
    """Return the class of the kernels of one run: nbclient makes its own instance of it."""
    return type("ProjectKernel", (StudyKernel,), {"root": root, "log_file": log_file})


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
    for kernel in running:
        kernel.kill_now()
