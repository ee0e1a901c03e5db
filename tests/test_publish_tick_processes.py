"""Ticks as real processes: two at once, one killed in the middle, a run that takes too long."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

import small_project
from research.ground.paths import Project
from research.publish import tick_run
from research.publish.occurrences import Occurrence, State
from research.publish.tick import ledger_of
from research.publish.tick_run import Job
from small_project import READ, RECORD

pytestmark = pytest.mark.slow

SILENT = {name: said for name, said in os.environ.items() if "_ALERT_" not in name}
SLOW = """import pathlib, time
while pathlib.Path("{flag}").exists():
    time.sleep(0.1)"""
BEFORE, DUE, GRACE, AFTER = (
    f"2027-01-0{time}-06:00" for time in ("3T12:00", "4T05:30", "4T05:31", "4T05:35")
)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Project]:
    """A project with one study that is due on Mondays and runs as long as a file is there."""
    made = small_project.project(tmp_path / "project")
    flag = made.root / "still-running"
    cells = [SLOW.format(flag=flag), READ, RECORD.format(value='rows["wage_usd"].median()')]
    small_project.study(made, cells)
    with (made.reports / "brief" / "study.toml").open("a", encoding="utf-8") as said:
        said.write('\n[cadence.weekly]\ncron = "30 5 * * MON"\nstudy = "wages"\n')
    assert ticked(made, BEFORE).returncode == 0
    flag.touch()
    yield made
    flag.unlink(missing_ok=True)


def begun(here: Project, now: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "research.cli", "tick", "--now", now],
        cwd=here.root, env=SILENT | {"RESEARCH_PROJECT": str(here.root)},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def ticked(here: Project, now: str) -> "subprocess.CompletedProcess[str]":
    process = begun(here, now)
    said, _ = process.communicate(timeout=180)
    return subprocess.CompletedProcess([], process.returncode, said, "")


def only(here: Project) -> Occurrence:
    with ledger_of(here) as ledger:
        (one,) = ledger.occurrences()
    return one


def until_it_runs(here: Project) -> psutil.Process:
    """Return the process of the run, once the ledger names it."""
    for _ in range(600):
        with ledger_of(here) as ledger:
            found = [one.process for one in ledger.occurrences(State.BEGUN) if one.process]
        if found:
            return psutil.Process(int(found[0].partition("@")[0]))
        time.sleep(0.1)
    raise AssertionError("nothing was begun")


def test_of_two_ticks_at_once_the_second_says_so_and_leaves(here: Project):
    first = begun(here, DUE)
    until_it_runs(here)
    second = ticked(here, DUE)
    (here.root / "still-running").unlink()
    first.communicate(timeout=180)
    assert (second.returncode, second.stdout, first.returncode, only(here).attempts) == (
        0, "another tick is at work; it was left alone\n", 0, 1,
    )  # fmt: skip


def test_a_tick_killed_in_the_middle_leaves_no_run_and_is_made_up_for_once(here: Project):
    first = begun(here, DUE)
    run = until_it_runs(here)
    first.send_signal(signal.SIGKILL)
    first.communicate(timeout=60)
    psutil.wait_procs([run], timeout=60)
    (here.root / "still-running").unlink()
    said = [ticked(here, now).stdout for now in (GRACE, AFTER, AFTER)]
    one = only(here)
    assert (said[0], said[2], one.state, one.attempts, run.is_running()) == (
        "nothing is due\n", "nothing is due\n", State.DONE, 2, False,
    )  # fmt: skip


def test_a_run_that_takes_too_long_is_ended_with_all_that_it_started(here: Project):
    named: list[str] = []
    job = Job(("run", "wages"), here.root, here.state / "said.txt", 15.0, named.append)
    ended = tick_run.run(job)
    left = [one for one in psutil.process_iter() if works_for(here, one)]
    assert (ended.why, tick_run.is_alive(named[0]), left) == (
        "it was ended after 0.25 minutes, the limit of its cadence", False, [],
    )  # fmt: skip


def test_a_run_that_outlived_its_tick_is_known_by_its_process_and_can_be_ended(here: Project):
    run = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE,
                           start_new_session=True)  # fmt: skip
    named = f"{run.pid}@{psutil.Process(run.pid).create_time():.2f}"
    before = tick_run.is_alive(named)
    tick_run.end_named(named)
    run.communicate(timeout=60)
    assert (before, tick_run.is_alive(named)) == (True, False)


def test_another_process_with_the_same_number_is_not_taken_for_the_run():
    mine = psutil.Process()
    assert not tick_run.is_alive(f"{mine.pid}@{mine.create_time() - 3600:.2f}")


def works_for(here: Project, process: psutil.Process) -> bool:
    """Return whether a process was started to work on this project."""
    try:
        is_ended = process.status() == psutil.STATUS_ZOMBIE
        return not is_ended and process.environ().get("RESEARCH_PROJECT") == str(here.root)
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return False


def test_a_run_does_not_see_what_mail_is_sent_with(here: Project, monkeypatch):
    monkeypatch.setenv("RESEARCH_SMTP_PASSWORD", "hush")
    monkeypatch.setenv("RESEARCH_ALERT_URLS", "json://hush@127.0.0.1")
    seen: list[dict[str, str]] = []

    def look(named: str) -> None:
        seen.append(psutil.Process(int(named.partition("@")[0])).environ())

    tick_run.run(Job(("status",), here.root, here.state / "said.txt", 60.0, look))
    assert [name for name in seen[0] if name.startswith(("RESEARCH_SMTP", "RESEARCH_ALERT"))] == []


def test_a_run_that_cannot_write_what_it_says_has_failed_and_was_not_begun(here: Project):
    (here.state / "said.txt").mkdir()
    ended = tick_run.run(Job(("status",), here.root, here.state / "said.txt", 60.0, print))
    assert ended.why.startswith("it could not be started")
