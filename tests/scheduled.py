"""A project with cadences, a clock that is set by hand, and moments counted without cronsim."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from research.ground.paths import Project
from research.publish.cadence import Cadence
from research.publish.tick import Ticked, World, digests, tick
from research.publish.tick_run import Ended, Job

ILLINOIS = ZoneInfo("America/Chicago")
WEEKLY = '[cadence.weekly]\ncron = "30 5 * * MON"\n'
_STUDY = """formats = ["pdf"]
as_of = "2026-11-21"
[studies.{brief}]
question = "What is paid?"
notebook = "rates.ipynb"
tables = ["rates"]
findings = ["{brief}_paid"]
"""


def project(root: Path, cadence: str = WEEKLY, brief: str = "brief") -> Project:
    """Return a project of one brief with these cadences; nothing in it can be run."""
    (root / "notebooks").mkdir(parents=True, exist_ok=True)
    (root / "notebooks" / "rates.ipynb").write_text("{}", encoding="utf-8")
    (root / "data").mkdir(exist_ok=True)
    (root / "data" / "pins.toml").write_text("", encoding="utf-8")
    (root / "pyproject.toml").write_text("[tool.research]\n", encoding="utf-8")
    (root / "requirements.lock").write_text("", encoding="utf-8")
    return declare(Project(root), cadence, brief)


def declare(here: Project, cadence: str, brief: str = "brief") -> Project:
    """Write the study.toml of a brief with these cadences."""
    (here.reports / brief).mkdir(parents=True, exist_ok=True)
    text = _STUDY.format(brief=brief) + cadence
    (here.reports / brief / "study.toml").write_text(text, encoding="utf-8")
    return here


def at(text: str) -> datetime:
    """Return a moment by the clocks of Illinois, or by the offset that it names."""
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=ILLINOIS)).astimezone(UTC)


def release_on(day: str) -> "Fixed":
    """Return a calendar in which every named date is this day."""
    return Fixed(date.fromisoformat(day))


class Fixed:
    """A calendar of one day."""

    def __init__(self, day: date) -> None:
        self.day = day

    def __call__(self, brief: str, name: str) -> date:
        return self.day


class Hand:
    """A clock set by hand, and a runner that notes what it was asked and answers as told."""

    def __init__(self, here: Project, day: str = "2027-01-13") -> None:
        self.here, self.days, self.now = here, release_on(day), at("2027-01-01T00:00")
        self.ran: list[tuple[str, ...]] = []
        self.when: list[datetime] = []
        self.answers: Iterator[str] = iter(())
        self.environ: dict[str, str] = {}
        self.lock_and_code = digests(here)

    def run(self, job: Job) -> Ended:
        self.ran.append(job.command)
        self.when.append(self.now)
        return Ended(next(self.answers, ""))

    def tick(self, now: str | datetime) -> Ticked:
        """Set the clock and tick."""
        self.now = at(now) if isinstance(now, str) else now
        world = World(
            lambda: self.now, self.days, self.environ, self.run, lambda _: self.lock_and_code
        )
        return tick(self.here, world)


def moments(cadence: Cadence, start: datetime, end: datetime) -> list[datetime]:
    """Return the moments of a cadence in [start, end), minute by minute, without cronsim.

    Knows lists, steps and ranges of numbers, and a day of the week by number. A time that is not
    free to follow the clock and falls into a gap comes when the gap ends; one that comes twice
    comes the first time.
    """
    fields = cadence.cron.split()
    zone = ZoneInfo(cadence.zone)
    follows_clock = fields[0].startswith("*") or fields[1].startswith("*")
    found: set[datetime] = set()
    if follows_clock:
        minute = start
        while minute < end:
            if _matches(fields, minute.astimezone(zone)):
                found.add(minute)
            minute += timedelta(minutes=1)
        return sorted(found)
    day = start.astimezone(zone).date() - timedelta(days=1)
    while day <= end.astimezone(zone).date():
        midnight = datetime.combine(day, time())
        walls = [midnight + timedelta(minutes=n) for n in _minutes(fields[0], fields[1])]
        found |= {_first(wall, zone) for wall in walls if _matches(fields, wall)}
        day += timedelta(days=1)
    return sorted(moment for moment in found if start <= moment < end)


@cache
def _minutes(minute: str, hour: str) -> list[int]:
    """Return the minutes of a day that two fields name."""
    return [n for n in range(1440) if _in(minute, n % 60, 59) and _in(hour, n // 60, 23)]


def _first(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the first moment at or after which a clock on the wall has shown a time."""
    moment = (wall - timedelta(hours=26)).replace(tzinfo=zone).astimezone(UTC)
    while (shown := moment.astimezone(zone).replace(tzinfo=None)) < wall:
        left = wall - shown
        moment += timedelta(minutes=1) if left <= timedelta(hours=3) else left - timedelta(hours=2)
    return moment


def _matches(fields: list[str], wall: datetime) -> bool:
    minute, hour, day, month, weekday = fields
    if not _in(minute, wall.minute, 59) or not _in(hour, wall.hour, 23):
        return False
    either = not day.startswith("*") and not weekday.startswith("*")
    days = (_in(day, wall.day, 31), _in(weekday, wall.isoweekday() % 7, 6))
    return _in(month, wall.month, 12) and (any(days) if either else all(days))


@cache
def _in(field: str, value: int, most: int) -> bool:
    for term in field.split(","):
        span, _, step = term.partition("/")
        low, _, high = span.partition("-")
        first = (1 if most in (31, 12) else 0) if low == "*" else int(low)
        last = most if low == "*" or (step and not high) else int(high or low)
        if first <= value <= last and (value - first) % int(step or 1) == 0:
            return True
    return False
