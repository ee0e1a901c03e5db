"""JupyterLab on this machine only, with a token, and nothing left when it stops."""

import json
import os
import re
import signal
import socket
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from conftest import copied
from lab_server import Server, lab_server
from research.ground.errors import ProjectError, UsageError
from research.ground.paths import Project
from research.lab.launch import arguments, launch

NOTEBOOK = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def test_it_listens_on_loopback_only(tmp_path):
    assert "--ServerApp.ip=127.0.0.1" in arguments(Project(tmp_path), None, True)


def test_each_start_has_a_token_of_its_own(tmp_path):
    starts = [arguments(Project(tmp_path), None, True) for _ in range(2)]
    tokens = [re.findall(r"token=([0-9a-f]{48})", " ".join(start)) for start in starts]
    assert len({token for found in tokens for token in found}) == 2


def test_a_port_that_is_taken_is_named():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(UsageError, match=f"port {port} is taken"):
            launch(port, browser=False)


def test_a_number_that_is_no_port_is_refused():
    with pytest.raises(UsageError, match="port 70000 cannot be had"):
        launch(70000, browser=False)


def test_it_wants_a_project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RESEARCH_PROJECT", raising=False)
    with pytest.raises(ProjectError, match="is not inside a project"):
        launch(None, browser=False)


def test_settings_that_ship_with_it_are_json():
    folder = Path(__file__).resolve().parents[1] / "src" / "research" / "lab"
    said = [json.loads(path.read_text("utf-8")) for path in sorted(folder.rglob("*.json"))]
    assert [kind for kind in said if not isinstance(kind, dict)] == []


def started_kernel(server: Server) -> int:
    """Start a notebook as JupyterLab does; return the process id of its kernel."""
    said = {"path": "notebooks/one.ipynb", "name": "", "type": "notebook",
            "kernel": {"name": "python3"}}  # fmt: skip
    kernel = server.call("/api/sessions", said)["kernel"]["id"]
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        for found in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                if kernel.encode() in found.read_bytes():
                    return int(found.parent.name)
            except OSError:
                continue
    raise AssertionError("the kernel never started")


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = copied(tmp_path / "project")
    (made / "notebooks" / "one.ipynb").write_text(json.dumps(NOTEBOOK), "utf-8")
    return made


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/cmdline").is_file(), reason="reads processes from /proc")
def test_ctrl_c_stops_it_and_its_kernels(root, tmp_path):
    with lab_server(root, tmp_path / "home") as server:
        kernel = started_kernel(server)
        server.process.send_signal(signal.SIGINT)
        assert (server.process.wait(30), is_alive(kernel)) == (0, False)


@pytest.mark.slow
def test_it_opens_in_the_project_from_a_folder_inside_it(root, tmp_path):
    with lab_server(root, tmp_path / "home") as server:
        names = {entry["name"] for entry in server.call("/api/contents")["content"]}
    assert {"pyproject.toml", "notebooks", "data"} <= names


@pytest.mark.slow
def test_without_the_token_it_answers_nothing(root, tmp_path):
    refused = pytest.raises(urllib.error.HTTPError, match="403")
    with lab_server(root, tmp_path / "home") as server, refused as answer:
        urllib.request.urlopen(f"{server.address}/api/contents", timeout=30)
    answer.value.close()


@pytest.mark.slow
def test_its_own_kernel_and_no_news(root, tmp_path):
    with lab_server(root, tmp_path / "home") as server:
        kernel = server.call("/api/kernelspecs")["kernelspecs"]["python3"]["spec"]
        said = server.call("/lab/api/settings/@jupyterlab/apputils-extension:notification")
    told = json.dumps(said["schema"]["properties"]["fetchNews"]["default"])
    assert (kernel["argv"][-1], told) == ("research.lab.extension", '"false"')
