"""`research lab` as a process of its own, on a free port, with an empty home folder."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Server:
    """A running server: its process, its address, its token."""

    process: subprocess.Popen[str]
    address: str
    token: str

    def page(self, path: str) -> str:
        """Return the address that opens a file of the project in JupyterLab."""
        return f"{self.address}/lab/tree/{path}?token={self.token}"

    def call(self, path: str, said: Any = None) -> Any:
        """Return the answer of the server's own interface; with something said, post it."""
        request = urllib.request.Request(
            f"{self.address}{path}",
            data=None if said is None else json.dumps(said).encode(),
            headers={"Authorization": f"token {self.token}"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)


@contextmanager
def lab_server(root: Path, home: Path) -> Iterator[Server]:
    """Start JupyterLab from the notebooks folder of a project; stop it at the end."""
    home.mkdir(exist_ok=True)
    said = {name: text for name, text in os.environ.items() if not name.startswith("JUPYTER")}
    process = subprocess.Popen(
        [str(Path(sys.executable).parent / "research"), "lab", "--no-browser"],
        cwd=root / "notebooks",
        env={**said, "HOME": str(home)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        address, token = line.split()[-1].split("?token=")
        yield Server(process, address.split("/lab/")[0], token)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=30)
        finally:
            process.kill()
            process.stdout.close()
