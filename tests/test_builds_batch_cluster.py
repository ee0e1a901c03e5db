"""Runs on a cluster give the same bytes as runs here; a cluster that is gone is said so."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import subject_project as small
from research.builds import world as worlds
from research.builds.cluster import place
from research.builds.world import digests, require_same
from research.cli import main
from research.ground.errors import ClusterError
from research.ground.paths import Project
from research.ground.provenance import digest_file

distributed = pytest.importorskip("distributed", reason="Dask is an optional extra")

STYLE = Path(__file__).resolve().parents[1] / "reports" / "_style"
TIMED = {"cost.json", "cost.html", "pages.json", "executed.ipynb"}
"""What says when it was made, or how long it took."""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    made = small.project(tmp_path / "project", STYLE)
    monkeypatch.chdir(made.root)
    monkeypatch.setenv("RESEARCH_PROJECT", str(made.root))
    return made


@pytest.fixture
def cluster(here: Project) -> Iterator[Any]:
    """Two worker processes on this machine, that work in the same checkout."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None,
        host="127.0.0.1", silence_logs=50,
    ) as made:  # fmt: skip
        yield made


def built(here: Project) -> dict[str, str]:
    return {
        path.relative_to(here.build).as_posix(): digest_file(path)
        for room in ("runs", small.BRIEF)
        for path in sorted((here.build / room).rglob("*"))
        if path.is_file() and path.name not in TIMED
    }


def test_another_state_of_a_checkout_is_refused_by_name(here: Project):
    manifest = small.manifest(here)
    before = digests(here, manifest)
    small.change(here, "170011", under_5=99)
    with pytest.raises(ClusterError, match=r"1 of \d+ differ, first table tracts\. Bring"):
        require_same(before, digests(here, manifest), "the worker")


def test_a_table_that_a_worker_lacks_is_absent_there(here: Project):
    manifest = small.manifest(here)
    before = digests(here, manifest)
    (here.processed / "seats.parquet").unlink()
    with pytest.raises(ClusterError, match=r"table seats \(absent there\)"):
        require_same(before, digests(here, manifest), "the worker")


def test_a_world_is_known_by_all_that_it_holds(here: Project):
    one = worlds.world(here, small.manifest(here), {})
    assert one.key != replace(one, shared={"statewide/x/run.json": b"{}"}).key


def test_slots_that_came_as_bytes_replace_what_stood_there(tmp_path: Path):
    place({"district/H001/run.json": b"1", "district/H001/old.txt": b"1"}, tmp_path)
    (home,) = place({"district/H001/run.json": b"2"}, tmp_path)
    assert {path.name: path.read_bytes() for path in home.iterdir()} == {"run.json": b"2"}
    assert [path.name for path in (tmp_path / "district").iterdir()] == ["H001"]


def test_a_scheduler_that_is_not_there_is_said_so(
    here: Project, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("research.builds.cluster.CONNECT_SECONDS", 1)
    asked = ["--executor", "dask", "--scheduler", "tcp://127.0.0.1:9"]
    assert main(["run", "district", "--all", *asked]) == 46
    assert "no scheduler answers at tcp://127.0.0.1:9" in capsys.readouterr().err
    assert not here.runs.exists()


@pytest.mark.slow
def test_two_workers_make_the_same_bytes_as_this_machine(here: Project, cluster: Any):
    far = ["--executor", "dask", "--scheduler", cluster.scheduler_address]
    assert main(["run", "district", "--all"]) == 0
    near = built(here)
    for study in ("district", "statewide"):
        for slot in (here.runs / study).iterdir():
            slot.rename(here.root / f"was-{slot.name}")
    (here.build / small.BRIEF).rename(here.root / "was")
    assert main(["run", "district", "--all", *far]) == 0
    assert built(here) == near


@pytest.mark.slow
def test_workers_of_another_state_are_refused_before_anything_is_sent(
    here: Project, cluster: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    other = small.project(tmp_path / "other", STYLE)
    small.change(other, "170011", under_5=99)
    with distributed.Client(cluster.scheduler_address, set_as_default=False) as client:
        client.run(_move, str(other.root))
    far = ["--executor", "dask", "--scheduler", cluster.scheduler_address]
    assert main(["run", "district", "--all", *far]) == 46
    err = capsys.readouterr().err
    assert "2 of 2 workers cannot be used" in err
    assert "first table tracts" in err


def _move(root: str) -> None:
    import os

    os.environ["RESEARCH_PROJECT"] = root


@contextmanager
def scheduler_to_kill(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A scheduler and a worker as processes of their own."""
    said = folder / "scheduler.json"
    begun = [_dask("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
                   "--scheduler-file", str(said))]  # fmt: skip
    try:
        until = time.monotonic() + 60
        while not said.is_file() and time.monotonic() < until:
            time.sleep(0.05)
        begun.append(_dask("worker", "--scheduler-file", str(said), "--no-nanny", "--nthreads",
                           "1", "--no-dashboard", "--host", "127.0.0.1"))  # fmt: skip
        yield json.loads(said.read_text())["address"], begun[0]
    finally:
        for process in reversed(begun):
            process.terminate()
        for process in begun:
            process.wait(30)


def _dask(*words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "dask", *words],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.mark.slow
def test_a_scheduler_that_goes_in_the_middle_fails_the_rest_as_one_group(
    here: Project, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("research.builds.cluster.CONNECT_SECONDS", 4)
    wait = (
        "import pathlib, time\n"
        f'pathlib.Path({str(here.root)!r}, f"begun-{{subject}}").touch()\n'
        'while subject != "S01":\n    time.sleep(0.05)'
    )
    small.edit_cell(here, "district", "facts = shared", f"{wait}\nfacts = shared")
    with scheduler_to_kill(here.root) as (address, scheduler):
        watch = threading.Thread(target=kill_when_second_begins, args=(here, scheduler))
        watch.start()
        code = main(["run", "district", "--all", "--json", "--executor", "dask",
                     "--scheduler", address])  # fmt: skip
        watch.join()
    told = json.loads(capsys.readouterr().out)
    groups = [(group["phase"], group["error"], group["count"]) for group in told["failures"]]
    assert (code, told["ran"]) == (46, 1)
    assert groups == [("run", "ClusterError", 5), ("pages", "ClusterError", 1)]


def kill_when_second_begins(here: Project, scheduler: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 120
    while len(list(here.root.glob("begun-*"))) < 2 and time.monotonic() < until:
        time.sleep(0.05)
    scheduler.kill()
