import hashlib
import random
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from research.ground.errors import CalendarError, ScheduleError
from research.publish.cadence import of_brief
from research.publish.occurrences import State
from research.publish.tick import digests, ledger_of
from research.publish.tick_run import Ended
from scheduled import ILLINOIS, WEEKLY, Hand, at, declare, moments, project, release_on

HOURLY = '[cadence.hourly]\ncron = "0 * * * *"\n'
DAILY = '[cadence.daily]\ncron = "30 5 * * *"\nretries = 2\nbackoff_minutes = 10\n'
MONDAY = "2027-01-04T05:30"


def hand(tmp_path: Path, cadence: str = WEEKLY, since: str = "2027-01-01T00:00") -> Hand:
    """Return a hand whose project has been ticked once, so that its cadences have begun."""
    made = Hand(project(tmp_path, cadence))
    made.tick(since)
    return made


def came(here: Hand) -> list[str]:
    """Return what each occurrence came to."""
    with ledger_of(here.here) as ledger:
        return [f"{one.due_at:%d %H:%M} {one.state}" for one in ledger.occurrences()]


def test_the_first_tick_runs_nothing_that_was_before_it(tmp_path):
    assert hand(tmp_path, HOURLY).ran == []


def test_what_has_come_due_is_run_with_its_command(tmp_path):
    here = hand(tmp_path)
    here.tick(MONDAY)
    assert here.ran == [("report", "brief")]


def test_a_minute_before_it_nothing_is_run(tmp_path):
    here = hand(tmp_path)
    here.tick("2027-01-04T05:29")
    assert here.ran == []


def test_what_was_run_is_not_run_by_the_next_tick(tmp_path):
    here = hand(tmp_path)
    for minute in (30, 30, 35, 40):
        here.tick(f"2027-01-04T05:{minute}")
    assert len(here.ran) == 1


def test_after_an_outage_the_last_that_was_missed_stands_for_all(tmp_path):
    here = hand(tmp_path, HOURLY, since="2027-01-05T00:00")
    done = here.tick("2027-01-05T10:17")
    assert [(one.due_at, one.passed_over) for one in done.attempted] == [
        (at("2027-01-05T10:00"), 9)
    ]


def test_a_clock_that_jumps_back_an_hour_fires_nothing_twice(tmp_path):
    here = hand(tmp_path, HOURLY, since="2027-01-05T07:30")
    for time in ("08:01", "09:01", "08:01", "08:30", "09:01", "09:05"):
        here.tick(f"2027-01-05T{time}")
    assert len(here.ran) == 2


def test_what_a_catch_up_stands_for_is_not_run_after_a_jump_back(tmp_path):
    here = hand(tmp_path, HOURLY, since="2027-01-05T07:30")
    for time in ("10:30", "08:05", "09:05", "10:05"):
        here.tick(f"2027-01-05T{time}")
    assert here.when == [at("2027-01-05T10:30")]


def test_after_a_clock_that_was_years_ahead_the_days_come_in_their_time(tmp_path):
    here = hand(tmp_path, DAILY)
    here.tick("2030-06-01T12:00")
    for day in ("05", "06", "07"):
        here.tick(f"2027-01-{day}T05:30")
    assert [f"{when:%Y-%m-%d}" for when in here.when] == [
        "2030-06-01", "2027-01-06", "2027-01-07",
    ]  # fmt: skip


def test_a_clock_that_was_years_ahead_is_told_of(tmp_path):
    here = hand(tmp_path, DAILY)
    here.tick("2030-06-01T12:00")
    done = here.tick("2027-01-05T05:30")
    assert "Check the clock" in done.problems[0]


def test_a_failure_is_tried_again_after_its_time_as_the_same_occurrence(tmp_path):
    here = hand(tmp_path, DAILY)
    here.answers = iter(["it ended with exit code 8"])
    for minute in ("30", "35", "39", "40", "45"):
        here.tick(f"2027-01-05T05:{minute}")
    assert ([f"{when.astimezone(UTC):%M}" for when in here.when], came(here)) == (
        ["30", "40"], ["05 11:30 done"],
    )  # fmt: skip


def test_the_wait_doubles_and_the_retries_end(tmp_path):
    here = hand(tmp_path, DAILY)
    here.answers = iter(["no"] * 9)
    for minute in range(0, 180, 5):
        here.tick(at("2027-01-05T05:30") + timedelta(minutes=minute))
    waits = [(when - here.when[0]).total_seconds() / 60 for when in here.when]
    assert (waits, came(here)) == ([0, 10, 30], ["05 11:30 failed"])


def test_a_waiting_occurrence_makes_way_for_a_later_one_and_is_told_of(tmp_path):
    here = hand(tmp_path, '[cadence.hourly]\ncron = "0 * * * *"\nbackoff_minutes = 300\n',
                since="2027-01-05T07:30")  # fmt: skip
    here.answers = iter(["it ended with exit code 8"])
    here.tick("2027-01-05T08:00")
    here.tick("2027-01-05T09:00")
    assert came(here) == ["05 14:00 failed", "05 15:00 done"]


def test_lock_file_and_code_are_noted_with_each_occurrence(tmp_path):
    here = hand(tmp_path)
    (here.here.root / "requirements.lock").write_text("numpy==2\n", encoding="utf-8")
    here.lock_and_code = digests(here.here)
    (one,) = here.tick(MONDAY).attempted
    lock = hashlib.sha256(b"numpy==2\n").hexdigest()
    assert (len(one.code_digest), one.lock_digest) == (64, lock)


def test_a_tick_that_died_is_left_alone_for_its_grace(tmp_path):
    here = dead(tmp_path)
    here.tick("2027-01-04T05:31")
    assert here.ran == []


def test_a_tick_that_died_is_made_up_for_as_the_same_occurrence_and_counted(tmp_path):
    here = dead(tmp_path)
    (one,) = here.tick("2027-01-04T05:33").attempted
    assert (len(here.ran), one.attempts, one.state) == (1, 2, State.DONE)


def test_a_tick_that_dies_each_time_is_given_up(tmp_path):
    here = dead(tmp_path)
    with ledger_of(here.here) as ledger:
        for _ in range(2):
            ledger.begin(ledger.occurrences()[0], here.now, ("", ""))
    (one,) = here.tick("2027-01-04T06:33").attempted
    assert (here.ran, one.state, one.attempts) == ([], State.FAILED, 3)


def dead(tmp_path: Path) -> Hand:
    """Return a hand whose last tick died while it ran what was due."""
    here = hand(tmp_path)

    def die(job):
        raise KeyboardInterrupt

    here.run = die
    with pytest.raises(KeyboardInterrupt):
        here.tick(MONDAY)
    del here.run
    return here


def test_a_new_snapshot_of_its_tables_is_run_once(tmp_path):
    here = hand(tmp_path, '[cadence.new]\non = "new snapshot"\n')
    pin(here, "2027-01-05")
    here.tick("2027-01-05T06:00")
    here.tick("2027-01-05T06:05")
    assert len(here.ran) == 1


def test_a_new_snapshot_of_another_table_is_not_run(tmp_path):
    here = hand(tmp_path, '[cadence.new]\non = "new snapshot"\n')
    pin(here, "2027-01-05", of="census/il_zcta_to_county.csv")
    here.tick("2027-01-05T06:00")
    assert here.ran == []


def test_a_snapshot_that_comes_back_is_new_again(tmp_path):
    here = hand(tmp_path, '[cadence.new]\non = "new snapshot"\n')
    for day in ("05", "06", "05"):
        pin(here, f"2027-01-{day}")
        here.tick(here.now + timedelta(minutes=5))
    assert len(here.ran) == 3


def pin(here: Hand, date: str, of: str = "il_rates/il_rates.csv") -> None:
    text = f'["{of}"]\ndate = "{date}"\nsha256 = "0"\nkept_sha256 = "0"\n'
    here.here.pins.write_text(text, encoding="utf-8")


def test_before_a_release_it_is_daily_and_follows_a_release_that_moves(tmp_path):
    here = hand(tmp_path, '[cadence.last]\ndaily_before = "release"\ndays = 3\nat = "06:00"\n')
    for day in range(5, 20):
        if day == 12:
            here.days = release_on("2027-01-16")
        here.tick(f"2027-01-{day:02}T06:00")
    assert [when.day for when in here.when] == [10, 11, 13, 14, 15]


def test_a_calendar_without_the_day_is_told_of_and_stops_no_other(tmp_path):
    here = hand(tmp_path, '[cadence.last]\ndaily_before = "release"\n' + WEEKLY)

    def lacking(brief, name):
        raise CalendarError("there is no such day")

    here.days = lacking
    done = here.tick(MONDAY)
    assert (done.problems[0], len(here.ran)) == ("brief/last: there is no such day", 1)


def test_what_is_no_longer_declared_is_not_run(tmp_path):
    here = dead(tmp_path)
    declare(here.here, "")
    here.tick("2027-01-04T06:00")
    assert here.ran == []


def test_what_is_declared_again_catches_nothing_up(tmp_path):
    here = hand(tmp_path, HOURLY)
    declare(here.here, "")
    here.tick("2027-01-02T00:30")
    declare(here.here, HOURLY)
    here.tick("2027-01-03T00:30")
    assert here.ran == []


def test_a_study_toml_that_is_broken_for_a_while_loses_nothing(tmp_path):
    here = hand(tmp_path)
    declare(here.here, "[cadence.weekly]\ncron = 5\n")
    here.tick(MONDAY)
    declare(here.here, WEEKLY)
    here.tick("2027-01-04T06:00")
    assert len(here.ran) == 1


def test_a_ledger_of_a_later_release_is_refused(tmp_path):
    import sqlite3

    here = hand(tmp_path)
    with sqlite3.connect(here.here.state / "occurrences.sqlite") as db:
        db.execute("PRAGMA user_version = 9")
    db.close()
    with pytest.raises(ScheduleError, match="later release"):
        here.tick(MONDAY)


def test_a_ledger_that_is_no_database_is_refused_and_kept(tmp_path):
    here = hand(tmp_path)
    path = here.here.state / "occurrences.sqlite"
    path.write_bytes(b"not a database at all, but something else of more than a hundred bytes" * 3)
    with pytest.raises(ScheduleError, match="never delete"):
        here.tick(MONDAY)


CADENCES = """[cadence.weekly]
cron = "30 5 * * 1"
[cadence.night]
cron = "30 2 * * *"
[cadence.doubled]
cron = "30 1 * * *"
[cadence.thrice]
cron = "0 */8 * * *"
zone = "Europe/Berlin"
[cadence.monthly]
cron = "15 6 1 * *"
[cadence.last]
daily_before = "release"
at = "02:15"
"""


def expected(here: Hand, ticks: list[datetime]) -> dict[str, list[datetime]]:
    """Return what each cadence must run, told without cronsim: the last moment between two ticks.

    The moments are counted minute by minute; between two ticks only the last one is due.
    """
    found: dict[str, list[datetime]] = {}
    for cadence in of_brief(here.here, "brief"):
        every = moments(cadence, ticks[0] + timedelta(minutes=1), ticks[-1] + timedelta(minutes=1))
        if cadence.before:
            first = here.days.day - timedelta(days=cadence.before.days)
            every = [m for m in every if first <= m.astimezone(ILLINOIS).date() < here.days.day]
        due, index = [], 0
        for moment in ticks[1:]:
            last = None
            while index < len(every) and every[index] <= moment:
                last, index = every[index], index + 1
            due += [last] if last else []
        found[cadence.name] = due
    return found


def fired(here: Hand) -> dict[str, list[datetime]]:
    """Return what the ledger says was done, by cadence."""
    found: dict[str, list[datetime]] = {one.name: [] for one in of_brief(here.here, "brief")}
    with ledger_of(here.here) as ledger:
        for one in ledger.occurrences(State.DONE):
            assert one.attempts == 1
            found[one.cadence.partition("/")[2]].append(one.due_at)
    return found


@pytest.fixture
def quick_folder() -> Iterator[Path]:
    """A folder in memory where there is one: two years write ten thousand times to the disk."""
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


@pytest.mark.slow
def test_two_years_with_outages_fire_each_occurrence_once(quick_folder):
    here = Hand(project(quick_folder, CADENCES), day="2027-03-20")
    chance, ticks, moment = random.Random(20270313), [], at("2026-12-01T00:10")
    while moment < at("2028-12-01T00:00"):
        ticks.append(moment)
        step = timedelta(hours=5) if chance.random() < 0.995 else timedelta(days=9)
        moment += step * chance.uniform(0.3, 1.7)
    ticks = [one.replace(second=0, microsecond=0) for one in ticks]
    for one in ticks:
        here.tick(one)
    assert (fired(here), len(here.ran)) == (
        (due := expected(here, ticks)), sum(len(every) for every in due.values()),
    )  # fmt: skip


@settings(max_examples=12, deadline=None)
@given(
    night=st.sampled_from(["2027-03-14", "2027-11-07", "2027-03-28", "2027-10-31"]),
    steps=st.lists(st.sampled_from([1, 5, 5, 5, 30, 60, 61, 300, 1500]), min_size=20, max_size=60),
)
def test_around_both_changes_of_the_clock_any_outages_fire_each_occurrence_once(
    tmp_path_factory, night, steps
):
    here = Hand(project(tmp_path_factory.mktemp("nights"), CADENCES), day="2027-11-10")
    ticks = [at(f"{night}T00:00") - timedelta(hours=20)]
    for step in steps:
        ticks.append(ticks[-1] + timedelta(minutes=step))
    for one in ticks:
        here.tick(one)
    assert fired(here) == expected(here, ticks)


@settings(max_examples=25, deadline=None)
@given(
    ends=st.lists(st.sampled_from(["", "", "no", "died"]), min_size=30, max_size=30),
    steps=st.lists(st.sampled_from([1, 5, 11, 31, 400, 1440, 4000]), min_size=10, max_size=60),
)
def test_whatever_fails_or_dies_a_build_that_was_done_is_not_run_again(
    tmp_path_factory, ends, steps
):
    dated = DAILY + 'as_of = "occurrence"\n'
    here = Hand(project(tmp_path_factory.mktemp("deaths"), dated))
    here.tick("2027-03-10T00:00")
    runs: list[tuple[str, str]] = []
    left = iter(ends)

    def run(job):
        end = next(left, "")
        runs.append((job.command[-1], end))
        if end == "died":
            raise KeyboardInterrupt
        return Ended(end)

    here.run = run
    for step in steps:
        with suppress(KeyboardInterrupt):
            here.tick(here.now + timedelta(minutes=step))
    done = [day for day, end in runs if end == ""]
    again = [day for at, (day, _) in enumerate(runs) if (day, "") in runs[:at]]
    with ledger_of(here.here) as ledger:
        counted = sum(one.attempts for one in ledger.occurrences())
    assert (len(done), again, counted) == (len(set(done)), [], len(runs))
