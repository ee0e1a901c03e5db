"""One tick: run what is due, each occurrence once, under a lock; a ledger says what became of it.

A tick is called every few minutes by systemd or cron and keeps nothing in memory between two.
An attempt that fails is tried again by a later tick; one whose tick died is found as "begun".
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from filelock import FileLock, Timeout

from research.ground.errors import ScheduleError
from research.ground.held import digest_all, digest_or_absent
from research.ground.paths import Project
from research.ground.provenance import digest_bytes
from research.publish import tick_run
from research.publish.alerts import send, ways
from research.publish.cadence import Cadence, DaysOf, read
from research.publish.occurrences import OPEN, Alert, Ledger, Occurrence, State
from research.publish.tick_plan import plan
from research.publish.tick_run import Ended, Job, Runner

GRACE = timedelta(minutes=2)
"""How long an attempt whose process is gone is left alone, in case its tick still writes."""

_MOST_ALERT_TRIES = 12


def digests(project: Project) -> tuple[str, str]:
    """Return the digests of the lock file and of all code that an attempt runs on."""
    return digest_or_absent(project.lock), digest_all(project.source.rglob("*.py"), project.source)


@dataclass(frozen=True)
class World:
    """What a tick takes from around it.

    The time, the calendar, the environment; what makes an attempt; what it is made on.
    """

    clock: Callable[[], datetime]
    days_of: DaysOf
    environ: Mapping[str, str]
    run: Runner = tick_run.run
    digests: Callable[[Project], tuple[str, str]] = digests


@dataclass(frozen=True)
class Ticked:
    """What one tick did.

    ``attempted`` holds each occurrence as it stood after its attempt or when it was given up;
    ``problems`` are cadences that could not be planned and alerts that reached nobody.
    """

    is_other_at_work: bool = False
    attempted: tuple[Occurrence, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def is_well(self) -> bool:
        """Return whether nothing was given up and nothing needs a person."""
        failed = [one for one in self.attempted if one.state is State.FAILED]
        return not failed and not self.problems


def ledger_of(project: Project) -> Ledger:
    """Return the ledger of scheduled builds of a project, not yet opened."""
    return Ledger(project.state / "occurrences.sqlite")


def tick(project: Project, world: World) -> Ticked:
    """Run what is due now, one after another; leave at once if another tick is at work.

    Raises
    ------
    ScheduleError
        If the ledger or the lock cannot be used.
    """
    path = project.state / "tick.lock"
    lock = FileLock(path)
    try:
        project.state.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout:
        return Ticked(is_other_at_work=True)
    except OSError as error:
        raise ScheduleError(f"{project.short(path)} cannot be had: {error}.") from error
    try:
        with ledger_of(project) as ledger:
            return _Tick(project, world, ledger).go()
    finally:
        lock.release()


@dataclass
class _Tick:
    """One tick that holds the lock."""

    project: Project
    world: World
    ledger: Ledger
    attempted: list[Occurrence] = field(default_factory=list)

    def go(self) -> Ticked:
        now = self.world.clock()
        cadences, problems = read(self.project)
        declared = {cadence.key: cadence for cadence in cadences}
        if not problems:
            self.ledger.keep_only(set(declared))
        problems += plan(self.project, self.ledger, cadences, now, self.world.days_of)
        for one in self._ready(declared, is_all=not problems):
            self._attempt(one, declared[one.cadence])
        for problem in problems:
            self._owe_problem(problem, now)
        problems += self._tell()
        return Ticked(False, tuple(self.attempted), tuple(problems))

    def _ready(self, declared: Mapping[str, Cadence], is_all: bool) -> list[Occurrence]:
        """Return what is to be run, at most one a cadence: the newest stands for those before."""
        found = []
        waiting = sorted(self.ledger.occurrences(*OPEN), key=attrgetter("cadence"))
        for key, group in groupby(waiting, key=attrgetter("cadence")):
            *older, newest = group
            cadence = declared.get(key)
            if cadence is None:
                if is_all:
                    self._give_up([*older, newest], "its cadence is no longer declared")
            elif not any(self._is_under_way(one, cadence) for one in (*older, newest)):
                self._give_up(older, "a later one was due before it was finished")
                if self._is_to_be_run(newest, cadence):
                    found.append(newest)
        return sorted(found, key=attrgetter("due_at", "id"))

    def _is_under_way(self, one: Occurrence, cadence: Cadence) -> bool:
        """Return whether an attempt that another tick began may still be at work."""
        if one.state is not State.BEGUN or one.begun_at is None:
            return False
        since = self.world.clock() - one.begun_at
        if tick_run.is_alive(one.process):
            if since <= timedelta(minutes=cadence.limit_minutes):
                return True
            tick_run.end_named(one.process)
            return False
        return timedelta(0) <= since < GRACE

    def _is_to_be_run(self, one: Occurrence, cadence: Cadence) -> bool:
        now = self.world.clock()
        if one.state is State.BEGUN and one.attempts > cadence.retries:
            self._failed(one, cadence, Ended("the tick that ran it died before it ended"))
            return False
        if one.state is State.WAITING and one.not_before and one.begun_at:
            return now >= one.not_before or now < one.begun_at  # or the clock went back
        return True

    def _give_up(self, older: list[Occurrence], why: str) -> None:
        """End what was passed over; one that was tried and failed is told of."""
        now = self.world.clock()
        for one in older:
            state = State.FAILED if one.attempts else State.PASSED
            said = f"{why}; before that: {one.why or one.state}" if one.attempts else why
            self.ledger.end(one, state, now, said)
            if one.attempts:
                self._owe_failure(one, "research schedule", said, "")
                self._note(one)

    def _attempt(self, one: Occurrence, cadence: Cadence) -> None:
        begun = self.ledger.begin(one, self.world.clock(), self.world.digests(self.project))
        ended = self.world.run(
            Job(
                command=cadence.command_for(one.due_at),
                folder=self.project.root,
                said=self._said_path(cadence),
                limit_seconds=60.0 * cadence.limit_minutes,
                began=lambda process: self.ledger.note_process(one, process),
            )
        )
        if ended.why:
            self._failed(begun, cadence, ended)
        else:
            self.ledger.end(begun, State.DONE, self.world.clock())
            self._note(begun)

    def _failed(self, one: Occurrence, cadence: Cadence, ended: Ended) -> None:
        """Write a failure: a later tick tries again, or nobody does and somebody is told."""
        now = self.world.clock()
        if one.attempts <= cadence.retries:
            wait = timedelta(minutes=cadence.backoff_minutes * 2 ** (one.attempts - 1))
            self.ledger.end(one, State.WAITING, now, ended.why, now + wait)
        else:
            self.ledger.end(one, State.FAILED, now, ended.why)
            command = " ".join(("research", *cadence.command_for(one.due_at)))
            self._owe_failure(one, command, ended.why, ended.last_words)
        self._note(one)

    def _owe_failure(self, one: Occurrence, command: str, why: str, words: str) -> None:
        body = (
            f"The scheduled build {one.cadence} that was due at {one.due_at:%Y-%m-%d %H:%M} UTC "
            f"was given up after {one.attempts} attempts: {why}.\n\n"
            f"Project: {self.project.root}\nBy hand: {command}\n"
            f"What each occurrence came to: research schedule\n\n{words}\n"
        )
        subject = f"Scheduled build failed: {one.cadence}"
        self.ledger.owe(Alert(f"occurrence {one.id}", subject, body), self.world.clock())

    def _owe_problem(self, problem: str, now: datetime) -> None:
        """Owe an alert about a problem once a day, however often it is met."""
        key = f"problem {now:%Y-%m-%d} {digest_bytes(problem.encode())[:16]}"
        body = f"{problem}\n\nProject: {self.project.root}\n"
        self.ledger.owe(Alert(key, "Scheduled builds need attention", body), now)

    def _tell(self) -> list[str]:
        """Send what is owed; return why it could not be."""
        owed = self.ledger.owed(_MOST_ALERT_TRIES)
        if not owed:
            return []
        try:
            chosen = ways(self.world.environ)
        except ScheduleError as error:
            return [str(error)]
        if chosen.is_silent:
            return [
                f"{len(owed)} alerts are owed and nobody is named to receive them: set "
                "RESEARCH_ALERT_MAIL_TO or RESEARCH_ALERT_URLS."
            ]
        failed = []
        for alert in owed:
            why = send(alert.subject, alert.body, chosen)
            self.ledger.tried(alert, self.world.clock(), why)
            if why:
                failed.append(f"an alert reached nobody or not all: {why}")
        return failed

    def _note(self, one: Occurrence) -> None:
        self.attempted.append(self.ledger.occurrence(one.id))

    def _said_path(self, cadence: Cadence) -> Path:
        return self.project.state / "ticks" / f"{cadence.brief}-{cadence.name}.txt"
