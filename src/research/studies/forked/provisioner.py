"""The entry point `research-forked` of jupyter_client: any Jupyter tool forks its kernels here."""

import asyncio
import logging
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from research.ground.errors import KernelDiedError

log = logging.getLogger(__name__)
_A_LOOK = 0.02


class ForkedProvisioner(LocalProvisioner):
    """Forks a kernel from this process's warm parent; where that cannot be, starts one.

    The kernel talks over Unix sockets in a private folder of its own, and its sockets are bound
    before `launch_kernel` returns.
    """

    _folder: Path | None = None
    _zygote: Any = None

    def use(self, zygote: Any, folder: Path) -> None:
        """Fork from this parent instead of the one that the process shares.

        ``folder`` is where the kernel's sockets are; it goes when the kernel does.
        """
        self._zygote, self._folder = zygote, folder

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Choose an address that no other kernel has, before the connection file is written."""
        manager = self.parent
        if manager is not None and _why_not() == "" and manager.transport != "ipc":
            self._folder = Path(tempfile.mkdtemp(prefix="research-kernel-"))
            manager.transport, manager.ip = "ipc", str(self._folder / "socket")
            if not manager.connection_file:
                manager.connection_file = str(self._folder / "connection.json")
        return await super().pre_launch(**kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork the kernel; the command says what it is told, not what is started."""
        why = _why_not()
        if why or "ipykernel_launcher" not in cmd:
            log.warning("kernels start one by one: %s", why or "the kernel is not ipykernel")
            return await super().launch_kernel(cmd, **kwargs)
        try:
            forked = await asyncio.to_thread(self._fork, cmd, kwargs)
        except KernelDiedError as error:
            log.warning("this kernel starts by itself: %s", error)
            return await super().launch_kernel(cmd, **kwargs)
        self.process, self.pid = forked, forked.pid
        self.pgid = None  # signals go by way of the parent, which knows whom it bore
        self.cwd = kwargs.get("cwd") or Path.cwd()
        return self.connection_info

    def _fork(self, cmd: list[str], options: dict[str, Any]) -> Any:
        from research.studies.forked.client import shared
        from research.studies.forked.process import ForkedProcess, descriptors

        env = dict(options.get("env") or os.environ)
        cwd = str(options.get("cwd") or Path.cwd())
        out, err, opened = descriptors(options.get("stdout"), options.get("stderr"))
        job = {
            "kind": "whole",
            "argv": cmd[cmd.index("ipykernel_launcher") :],
            "env": env,
            "cwd": cwd,
            "folder": str(self._folder or ""),
        }
        try:
            return ForkedProcess(self._zygote or shared(), job, out, err)
        finally:
            for number in opened:
                os.close(number)

    async def wait(self) -> int | None:
        """Wait until it has ended, without the tenth of a second of a started one."""
        if not self.process:
            return 0
        while await self.poll() is None:
            await asyncio.sleep(_A_LOOK)
        code: int | None = self.process.poll()
        self.process = None
        return code

    async def cleanup(self, restart: bool = False) -> None:
        """Remove the folder of its sockets, unless it starts again on the same ones."""
        await super().cleanup(restart=restart)
        if self._folder is not None and not restart:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None


def _why_not() -> str:
    from research.studies.forked.client import why_not

    return why_not()
