"""Any Jupyter tool starts its kernels through the provisioner, and finds whole kernels there."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from jupyter_client.manager import start_new_kernel
from nbclient import NotebookClient

from conftest import copied
from lab_server import lab_server
from research.studies.forked.client import supported
from research.studies.forked.parent import Parent

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not supported(), reason="this machine does not fork kernels"),
]
FORKED = "research-forked"
WHO = 'open(f"/proc/{__import__(\'os\').getppid()}/cmdline").read().split("\\0")[2]'
PARENT = "'research.studies.forked.zygote'"


def notebook(*sources: str, kernel: str = FORKED) -> Any:
    cells = [nbformat.v4.new_code_cell(s, id=f"cell-{n}") for n, s in enumerate(sources)]
    said = {"display_name": kernel, "language": "python", "name": kernel}
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": said})


def text(output: Any) -> str:
    return str(output.get("text") or output["data"]["text/plain"])


def test_nbclient_runs_a_notebook_in_a_forked_kernel():
    made = notebook(WHO, "!echo from a command", "import pandas as pd\npd.DataFrame({'a': [1]})")
    NotebookClient(made).execute()
    shown = [text(cell.outputs[0]) for cell in made.cells]
    assert shown == [PARENT, "from a command\r\n", "   a\n0  1"]


def test_papermill_runs_a_notebook_with_the_engine(tmp_path: Path):
    path = tmp_path / "one.ipynb"
    nbformat.write(notebook(WHO, "import os\nos.getcwd()", kernel="python3"), path)
    done = papermill.execute_notebook(
        path, path, engine_name=FORKED, progress_bar=False, cwd=str(tmp_path)
    )
    assert [text(c.outputs[0]) for c in done.cells] == [PARENT, repr(str(tmp_path))]


def test_the_engine_can_be_imported_before_papermill():
    code = "import research.studies.forked.engine, papermill.engines as e; e.papermill_engines"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_nbval_checks_a_notebook_in_a_forked_kernel(tmp_path: Path):
    path = tmp_path / "checked.ipynb"
    made = notebook(WHO, "1 + 1")
    NotebookClient(made).execute()
    nbformat.write(made, path)
    asked = [sys.executable, "-m", "pytest", "-q", "--nbval", "--nbval-kernel-name", FORKED]
    clean = {name: said for name, said in os.environ.items() if not name.startswith("PYTEST")}
    checked = subprocess.run(
        [*asked, "-p", "no:cacheprovider", str(path)],
        check=False, cwd=tmp_path, env=clean, capture_output=True, text=True,
    )  # fmt: skip
    assert (checked.returncode, "2 passed" in checked.stdout) == (0, True), checked.stdout


def test_jupyterlab_starts_a_notebook_in_a_forked_kernel(tmp_path: Path):
    root = copied(tmp_path / "project")
    (root / "notebooks" / "one.ipynb").write_text(nbformat.writes(notebook("1")), "utf-8")
    said = {"path": "notebooks/one.ipynb", "name": "", "type": "notebook",
            "kernel": {"name": FORKED}}  # fmt: skip
    with lab_server(root, tmp_path / "home") as server:
        kernel = server.call("/api/sessions", said)["kernel"]["id"]
        spec = server.call("/api/kernelspecs")["kernelspecs"][FORKED]["spec"]
        state = server.call(f"/api/kernels/{kernel}")["execution_state"]
        parents = parents_of(server.process.pid)
        born = [children for pid in parents if (children := children_of(pid))]
    assert (spec["argv"][-2], state != "dead") == ("research.lab.extension", True)
    assert len(born) == 1
    assert until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in parents))


@pytest.fixture(scope="module")
def kernel() -> Iterator[tuple[Any, Any]]:
    manager, client = start_new_kernel(kernel_name=FORKED)
    yield manager, client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def said(client: Any, code: str) -> dict[str, Any]:
    return dict(client.execute_interactive(code, timeout=60, output_hook=lambda m: None)["content"])


def test_a_kernel_speaks_over_sockets_of_a_folder_of_its_own(kernel: tuple[Any, Any]):
    manager, _ = kernel
    assert manager.transport == "ipc"
    assert Path(manager.ip).parent.stat().st_mode & 0o077 == 0


def test_an_interrupt_reaches_the_cell(kernel: tuple[Any, Any]):
    manager, client = kernel
    client.execute("import time\ntime.sleep(60)")
    time.sleep(0.5)
    manager.interrupt_kernel()
    assert client.get_shell_msg(timeout=20)["content"]["ename"] == "KeyboardInterrupt"


def test_a_restarted_kernel_has_forgotten(kernel: tuple[Any, Any]):
    manager, client = kernel
    said(client, "kept = 1")
    manager.restart_kernel(now=True)
    client.wait_for_ready(timeout=60)
    assert said(client, "kept")["ename"] == "NameError"


def test_a_killed_kernel_is_seen_to_be_dead_and_starts_again(kernel: tuple[Any, Any]):
    manager, client = kernel
    os.kill(manager.provisioner.process.pid, 9)
    assert until(lambda: not manager.is_alive())
    manager.restart_kernel(now=True)
    client.wait_for_ready(timeout=60)
    assert said(client, "1")["status"] == "ok"


def test_a_kernel_that_is_asked_to_end_ends_and_leaves_no_folder():
    manager, client = start_new_kernel(kernel_name=FORKED)
    folder, process = Path(manager.ip).parent, manager.provisioner.process
    client.stop_channels()
    manager.shutdown_kernel()
    assert (process.poll() is None, folder.exists(), manager.is_alive()) == (False, False, False)


def test_where_forking_is_off_kernels_start_by_themselves(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setenv("RESEARCH_FORK", "0")
    made = notebook("1 + 1", WHO)
    NotebookClient(made).execute()
    assert text(made.cells[0].outputs[0]) == "2"
    assert text(made.cells[1].outputs[0]) != PARENT
    assert "kernels start one by one: RESEARCH_FORK=0 turns it off" in caplog.text


def test_a_parent_that_cannot_warm_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from research.ground.errors import KernelDiedError

    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (tmp_path / "statsmodels").mkdir()
    (tmp_path / "statsmodels" / "__init__.py").write_text("raise ImportError('broken here')")
    parent = Parent(tmp_path)
    try:
        with pytest.raises(KernelDiedError, match=r"did not start: .*broken here"):
            parent.wait()
    finally:
        parent.close()


def parents_of(pid: int) -> list[int]:
    """Return the warm parents that a process has started."""
    found = []
    for one in children_of(pid):
        if b"research.studies.forked.zygote" in Path(f"/proc/{one}/cmdline").read_bytes():
            found.append(one)
    return found


def children_of(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [int(one) for task in tasks for one in (task / "children").read_text().split()]


def until(true: Any, seconds: float = 20.0) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := true():
            return found
        time.sleep(0.05)
    return None


def test_the_specification_is_installed_with_the_package():
    spec = Path(sys.prefix) / "share" / "jupyter" / "kernels" / FORKED / "kernel.json"
    shipped = Path(__file__).parents[1] / "src/research/studies/forked/share/kernel.json"
    assert json.loads(spec.read_text("utf-8")) == json.loads(shipped.read_text("utf-8"))
