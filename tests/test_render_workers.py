"""Warm render workers: the same bytes, a bad job harms nobody, nothing is left behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

import render_jobs as jobs
from research.ground.errors import BriefError, ProofError, RenderWorkerError
from research.ground.provenance import digest_file
from research.render import workers
from research.render.job import PREFIX, set_pages, sweep
from research.render.workers import Pool

pytestmark = pytest.mark.slow


def digests(home: Path) -> dict[str, str]:
    """Return the digest of every finished file of a subject but for the times in pages.json."""
    return {
        path.relative_to(home).as_posix(): digest_file(path)
        for path in home.rglob("*")
        if path.is_file() and path.name != "pages.json"
    }


def left(home: Path) -> list[str]:
    return [path.name for path in home.glob(f"{PREFIX}*")]


def test_a_pool_gives_the_bytes_of_one_process(tmp_path):
    made = []
    for name in ("pool", "process"):
        here = jobs.project(tmp_path / name)
        asked = [jobs.job(here, one, "pdf", "html", "docx") for one in ("H001", "H002", "H003")]
        if name == "pool":
            with Pool(here, 2) as pool:
                [future.result() for future in [pool.submit(one) for one in asked]]
        else:
            [set_pages(one) for one in asked]
        made.append([digests(one.home) for one in asked])
    assert made[0] == made[1]


def test_a_job_that_is_refused_is_told_and_the_next_one_is_set(tmp_path):
    here = jobs.project(tmp_path / "p")
    bad = jobs.job(here, "H001", findings={"wage": jobs.found("H001")["wage"]})
    good = jobs.job(here, "H002")
    with Pool(here, 1) as pool:
        refused, done = pool.submit(bad), pool.submit(good)
        with pytest.raises(BriefError, match="place"):
            refused.result()
        assert done.result().subject == "H002"
    assert (bad.home.exists(), left(good.home.parent)) == (False, [])


def test_what_stood_before_stays_when_a_page_is_refused(tmp_path):
    here = jobs.project(tmp_path / "p")
    set_pages(jobs.job(here, "H001"))
    before = digests(here.build / "sample" / "H001")
    bad = jobs.job(here, "H001", findings=jobs.found("H002"))
    with pytest.raises(ProofError, match="H002"):
        set_pages(bad)
    assert digests(here.build / "sample" / "H001") == before


def test_the_pdf_of_another_subject_is_refused(tmp_path):
    here = jobs.project(tmp_path / "p")
    with pytest.raises(ProofError, match="page 1 of H001 names H002"):
        set_pages(jobs.job(here, "H001", findings=jobs.found("H002")))


def test_a_killed_worker_is_replaced_and_the_page_set(tmp_path):
    here = jobs.project(tmp_path / "p")
    with Pool(here, 1) as pool:
        pool.submit(jobs.job(here, "H001")).result()
        (pid,) = pool.pids
        os.kill(pid, signal.SIGKILL)
        done = pool.submit(jobs.job(here, "H002")).result()
    assert (done.files[0].is_file(), pid in pool.pids, left(done.files[0].parents[1])) == (
        True, False, [],
    )  # fmt: skip


def test_a_page_whose_worker_dies_twice_is_given_up_by_name(tmp_path, monkeypatch):
    here = jobs.project(tmp_path / "p")
    monkeypatch.setattr(workers, "SECONDS", 0.001)
    with Pool(here, 1) as pool:
        given_up = pool.submit(jobs.job(here, "H001"))
        with pytest.raises(RenderWorkerError, match="the pages of H001 were given up"):
            given_up.result()
        monkeypatch.undo()
        assert pool.submit(jobs.job(here, "H002")).result().subject == "H002"


def test_a_worker_is_replaced_after_so_many_jobs(tmp_path, monkeypatch):
    here = jobs.project(tmp_path / "p")
    monkeypatch.setattr(workers, "MOST_JOBS", 1)
    with Pool(here, 1) as pool:
        pids = []
        for subject in ("H001", "H002"):
            pool.submit(jobs.job(here, subject)).result()
            pids += pool.pids
    assert len(set(pids)) == 2


def test_no_process_outlives_the_pool(tmp_path):
    here = jobs.project(tmp_path / "p")
    with Pool(here, 2) as pool:
        pool.submit(jobs.job(here, "H001")).result()
        family = [one for pid in pool.pids for one in with_children(pid)]
    assert [one for one in family if one.is_running()] == []


def with_children(pid: int) -> list[psutil.Process]:
    process = psutil.Process(pid)
    return [process, *process.children(recursive=True)]


PARENT = """
import sys, time
sys.path.insert(0, sys.argv[2])
from pathlib import Path
import render_jobs as jobs
from research.ground.paths import Project
from research.render.workers import Pool
here = Project(Path(sys.argv[1]))
with Pool(here, 2) as pool:
    pool.submit(jobs.job(here, "H001")).result()
    print(*pool.pids, flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize("kind", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_no_worker_outlives_its_parent(kind, tmp_path):
    here = jobs.project(tmp_path / "p")
    tests = str(Path(__file__).parent)
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(here.root), tests],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert parent.stdout is not None
    pids = [int(pid) for pid in parent.stdout.readline().split()]
    family = [one for pid in pids for one in with_children(pid)]
    parent.send_signal(kind)
    parent.wait(20)
    parent.stdout.close()
    gone, alive = psutil.wait_procs(family, timeout=10)
    assert (len(gone), alive) == (len(family), [])


def test_an_interrupted_pool_gives_up_what_waits(tmp_path):
    here = jobs.project(tmp_path / "p")
    waiting = [jobs.job(here, f"H{number:03d}") for number in range(1, 9)]
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt), Pool(here, 1) as pool:  # noqa: PT012
        futures = [pool.submit(one) for one in waiting]
        futures[0].result()
        raise KeyboardInterrupt
    assert [future.done() for future in futures] == [True] * 8
    assert time.monotonic() - began < 60
    assert left(here.build / "sample") == []


def test_folders_of_renderers_that_are_gone_are_swept(tmp_path):
    home = tmp_path / "sample"
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    for pid in (ended.pid, os.getpid()):
        (home / f"{PREFIX}{pid}-x").mkdir(parents=True)
    sweep(home)
    assert left(home) == [f"{PREFIX}{os.getpid()}-x"]


def test_web_pages_of_many_subjects_share_one_folder_of_scripts(tmp_path):
    here = jobs.project(tmp_path / "p")
    done = set_pages(jobs.job(here, "H001", "html"))
    page = done.files[0].read_text()
    assert ('src="../assets/vega.js"' in page, (done.files[0].parent / "assets").exists()) == (
        True, False,
    )  # fmt: skip
    assert sorted(path.name for path in (here.build / "sample" / "assets").iterdir()) == [
        "page.js", "vega.js",
    ]  # fmt: skip
