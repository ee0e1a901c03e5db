"""A real kernel as `research lab` starts it, for tests that run cells without a browser."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

import research.lab

KERNELS = Path(research.lab.__file__).parent / "share" / "kernels"


class Cells:
    """Run cells in one kernel and keep what each of them showed."""

    def __init__(self, client: BlockingKernelClient) -> None:
        self._client = client

    def run(self, code: str) -> list[dict[str, Any]]:
        """Return the outputs of a cell: the contents of its messages."""
        shown: list[dict[str, Any]] = []

        def keep(message: dict[str, Any]) -> None:
            if message["msg_type"] in ("display_data", "execute_result", "stream", "error"):
                shown.append(message["content"])

        self._client.execute_interactive(code, output_hook=keep, timeout=120, store_history=True)
        return shown

    def run_notebook(self, path: Path) -> list[dict[str, Any]]:
        """Return the outputs of all code cells of a notebook, in order."""
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        return [output for source in sources for output in self.run(source)]


@contextmanager
def lab_kernel(root: Path, notebook: str = "") -> Iterator[Cells]:
    """Give a kernel that works in the notebooks folder of a project."""
    manager = KernelManager(
        kernel_name="python3",
        kernel_spec_manager=KernelSpecManager(
            kernel_dirs=[str(KERNELS)], ensure_native_kernel=False
        ),
    )
    said = {**os.environ, "RESEARCH_PROJECT": str(root), "JPY_SESSION_NAME": notebook}
    manager.start_kernel(env=said, cwd=str(root / "notebooks"))
    client = manager.blocking_client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        yield Cells(client)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
