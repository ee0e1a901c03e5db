"""Kill -9 the whole build, the parent of the kernels, a kernel or a renderer, at random moments.

Five moments by default; `make soak` sets SOAK_KILLS=50 and SOAK_HOUSES=16 (24 subjects). The
seed of the moments is printed with a failure: SOAK_SEED makes them again.
"""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

import subject_project
from research.ground.paths import Project
from research.ground.provenance import digest_file

ROOT = Path(__file__).resolve().parents[1]
STYLE = ROOT / "reports" / "_style"
KILLS = int(os.environ.get("SOAK_KILLS", "5"))
HOUSES = int(os.environ.get("SOAK_HOUSES", "4"))
SEED = int(os.environ.get("SOAK_SEED", "20261122"))
COMMAND = [sys.executable, "-m", "research.cli", "run", "district", "--all"]
TARGETS = ("build", "zygote", "kernel", "renderer")
NOT_PAGES = ("cost.json", "cost.html", "pages.json")  # seconds, and times on disk

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What a build that nobody disturbed leaves."""
    here = subject_project.project(tmp_path_factory.mktemp("calm") / "project", STYLE, HOUSES)
    done = finished(here)
    assert done.returncode == 0, done.stderr
    return pages(here)


@pytest.fixture
def here(tmp_path: Path) -> Project:
    return subject_project.project(tmp_path / "project", STYLE, HOUSES)


def environment(here: Project) -> dict[str, str]:
    scratch = here.root.parent / "tmp"
    scratch.mkdir(exist_ok=True)
    return {**os.environ, "RESEARCH_PROJECT": str(here.root), "TMPDIR": str(scratch)}


def finished(here: Project) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        COMMAND, cwd=here.root, env=environment(here), capture_output=True, text=True,
        check=False, timeout=300,
    )  # fmt: skip


def pages(here: Project) -> dict[str, str]:
    """Return the digest of every finished file."""
    home = here.build / subject_project.BRIEF
    return {
        path.relative_to(home).as_posix(): digest_file(path)
        for path in sorted(home.rglob("*"))
        if path.is_file() and path.name not in NOT_PAGES
    }


def victims(build: psutil.Process, target: str) -> list[psutil.Process]:
    """Return the processes of a running build that a target names."""
    if target == "build":
        return [build]
    below = build.children(recursive=True)
    zygotes = [one for one in below if is_called(one, "studies.forked.zygote")]
    own = {one.pid for one in zygotes}
    if target == "zygote":
        return [one for one in zygotes if one.ppid() not in own]
    if target == "kernel":
        return [one for one in below if one.ppid() in own]
    return [one for one in below if is_called(one, "render")]


def is_called(process: psutil.Process, part: str) -> bool:
    try:
        return any(part in word for word in process.cmdline())
    except psutil.Error:
        return False


def struck(here: Project, target: str, moment: float) -> tuple[bool, list[int]]:
    """Begin a build, kill its target at a moment; return whether one was hit, and all its pids."""
    began = subprocess.Popen(
        COMMAND, cwd=here.root, env=environment(here), stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    build = psutil.Process(began.pid)
    hit = False
    until = time.monotonic() + moment
    while began.poll() is None and not hit:
        if time.monotonic() >= until:
            hit = kill_one(build, target)
        time.sleep(0.01)
    known = [began.pid, *(one.pid for one in children(build))]
    began.wait(timeout=300)
    return hit, known


def children(build: psutil.Process) -> list[psutil.Process]:
    try:
        return build.children(recursive=True)
    except psutil.Error:
        return []


def kill_one(build: psutil.Process, target: str) -> bool:
    try:
        found = victims(build, target)
        for one in found[:1]:
            one.send_signal(signal.SIGKILL)
    except psutil.Error:
        return False
    return bool(found)


def left_over(here: Project) -> list[str]:
    """Return the processes that still work on a project, after a while of waiting."""
    until = time.monotonic() + 20
    while True:
        found = [
            " ".join(one.info["cmdline"] or [])
            for one in psutil.process_iter(["cmdline", "environ"])
            if (one.info["environ"] or {}).get("RESEARCH_PROJECT") == str(here.root)
        ]
        if not found or time.monotonic() > until:
            return found
        time.sleep(0.2)


@pytest.mark.parametrize("number", range(KILLS))
def test_after_a_kill_the_next_build_completes_with_the_same_bytes(
    number: int, here: Project, reference: dict[str, str]
) -> None:
    moments = random.Random(SEED + number)
    target = TARGETS[number % len(TARGETS)]
    moment = moments.uniform(0.5, 8.0) if target == "build" else moments.uniform(0.0, 3.0)
    hit, _ = struck(here, target, moment)
    assert left_over(here) == [], f"after killing the {target} at {moment:.2f} s"
    done = finished(here)
    assert (done.returncode, pages(here)) == (0, reference), (
        f"{target} at {moment:.2f} s, hit: {hit}\n{done.stderr[-2000:]}"
    )
