"""Lanes take as much as fits, never stop for one that fails, and end when told to."""

import threading
import time
from collections.abc import Generator

import pytest

from research.builds import lanes
from research.builds.lanes import in_lanes, width
from research.builds.progress import Progress, rounded


def nothing() -> None:
    """End nothing."""


def test_all_tasks_come_back_with_what_became_of_them():
    done = {task: made.result() for task, made in in_lanes(range(20), lambda n: n * n, 3, nothing)}
    assert done == {n: n * n for n in range(20)}


def test_one_that_fails_stops_no_other():
    back = dict(in_lanes([2, 1, 0, 4], lambda n: 8 // n, 2, nothing))
    assert {task: type(made.exception()).__name__ for task, made in back.items()} == {
        2: "NoneType", 1: "NoneType", 0: "ZeroDivisionError", 4: "NoneType"
    }  # fmt: skip


def test_tasks_are_taken_only_when_a_lane_has_room():
    taken: list[int] = []

    def tasks() -> Generator[int, None, None]:
        for n in range(1000):
            taken.append(n)
            yield n

    first = next(iter(in_lanes(tasks(), lambda n: n, 2, nothing)))
    assert (first[0] < 4, len(taken) <= 2 * lanes.AHEAD) == (True, True)


def test_no_more_run_at_once_than_there_are_lanes():
    now, most, lock = [0], [0], threading.Lock()

    def work(_n: int) -> None:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        time.sleep(0.005)
        with lock:
            now[0] -= 1

    list(in_lanes(range(20), work, 3, nothing))
    assert most[0] <= 3


def test_an_interruption_ends_what_has_begun_and_drops_the_rest():
    ended, began = threading.Event(), []

    def work(n: int) -> None:
        began.append(n)
        if n:
            ended.wait(20)

    done = in_lanes(range(100), work, 2, ended.set)
    next(done)
    with pytest.raises(KeyboardInterrupt):
        done.throw(KeyboardInterrupt)
    assert (ended.is_set(), len(began) < 10) == (True, True)


def test_lanes_are_as_many_as_were_asked_for_and_fit_into_memory():
    assert width(memory_mb=100, workers=4, total_mb=1000).lanes == 4
    assert width(memory_mb=400, workers=4, total_mb=1000).lanes == 2


def test_there_is_one_lane_even_where_none_fits():
    assert width(memory_mb=4000, total_mb=1000) == lanes.Width(
        1, "1 at a time: 1,000 MB of memory, 4,000 MB a run"
    )


def test_the_limit_of_a_container_bounds_what_is_free(tmp_path, monkeypatch):
    (tmp_path / "memory.max").write_text(f"{300 * 1024 * 1024}\n")
    (tmp_path / "memory.current").write_text(f"{200 * 1024 * 1024}\n")
    monkeypatch.setattr(lanes, "_GROUP", tmp_path)
    assert lanes.available_mb() == 100


def counted(total: int, moves: bool, each: float = 2.0) -> list[str]:
    told: list[str] = []
    now = [0.0]
    progress = Progress("runs", total, told.append, moves, clock=lambda: now[0])
    for n in range(total):
        now[0] += each
        progress.step(failed=n == 0)
    return told


def test_no_time_is_promised_before_three_are_done():
    assert counted(20, moves=True)[:3] == [
        "runs: 1 of 20, 1 failed",
        "runs: 2 of 20, 1 failed",
        "runs: 3 of 20, 1 failed, about 35 s left",
    ]


def test_lines_that_cannot_move_come_in_tenths():
    assert len(counted(177, moves=False)) == 10


def test_few_subjects_have_a_line_each():
    assert len(counted(4, moves=False)) == 4


def test_when_all_are_done_no_time_is_left():
    assert counted(4, moves=True)[-1] == "runs: 4 of 4, 1 failed"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(3, "a few seconds"), (41, "about 40 s"), (89, "about 90 s"), (200, "about 3 min")],
)
def test_a_time_is_no_more_exact_than_it_is_known(seconds: float, said: str):
    assert rounded(seconds) == said
