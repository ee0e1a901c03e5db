"""When a brief is built by itself: the [cadence] of its study.toml, and the moments it names.

A cadence is one of three: a cron expression in an IANA zone, a new snapshot of what the brief's
tables are read from, or daily in the days before a date of the calendar of record. cronsim reads
the expression and treats the two changes of the clock as Debian's cron does: a fixed time that a
spring night leaves out comes when the clocks have jumped, one that an autumn night has twice
comes the first time, and an expression whose minute or hour begins with ``*`` follows the clock.
"""

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

from research.ground.errors import ManifestError, ScheduleError, UsageError
from research.ground.paths import Project
from research.studies.declared import Manifest
from research.studies.manifest import briefs, load

DaysOf = Callable[[str, str], date]
"""The day of a named date of the calendar, for a brief: ``("district", "release")``."""

HOME = "America/Chicago"
"""The zone of a cadence that names none: Illinois."""

_SNAPSHOT = "new snapshot"
_KEYS = {
    "cron", "zone", "on", "daily_before", "days", "at", "study", "as_of", "retries",
    "backoff_minutes", "limit_minutes",
}  # fmt: skip
_A_SECOND = timedelta(seconds=1)
_A_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
_A_CLOCK_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True)
class Before:
    """Daily in so many days before a date of the calendar; not on the day itself."""

    date_name: str
    days: int


@dataclass(frozen=True)
class Cadence:
    """When one brief, or one study of it, is brought up to date, and on what terms.

    ``cron`` is empty for one that waits for a new snapshot. ``command`` is what the research
    command is given; ``retries`` come ``backoff_minutes``, twice that, four times that ... after
    an attempt that failed; an attempt longer than ``limit_minutes`` is ended.
    """

    brief: str
    name: str
    command: tuple[str, ...]
    tables: tuple[str, ...]
    cron: str = ""
    zone: str = HOME
    before: Before | None = None
    is_dated: bool = False
    retries: int = 2
    backoff_minutes: int = 10
    limit_minutes: int = 90

    @property
    def key(self) -> str:
        """Return its name among all: ``district/weekly``."""
        return f"{self.brief}/{self.name}"

    @property
    def said(self) -> str:
        """Return when it comes, in words."""
        if self.before:
            return f"daily in the {self.before.days} days before {self.before.date_name}"
        return f"{self.cron} ({self.zone})" if self.cron else f"on a {_SNAPSHOT}"

    def command_for(self, due: datetime) -> tuple[str, ...]:
        """Return what the research command is given for the occurrence of a moment."""
        if not self.is_dated:
            return self.command
        return (*self.command, "--as-of", due.astimezone(ZoneInfo(self.zone)).date().isoformat())


def read(project: Project) -> tuple[list[Cadence], list[str]]:
    """Return every cadence of the project, and what is wrong with those that cannot be used.

    One study.toml that cannot be read stops the cadences of its brief and of no other.
    """
    found: list[Cadence] = []
    problems: list[str] = []
    for brief in briefs(project):
        try:
            found += of_brief(project, brief)
        except (ScheduleError, ManifestError, UsageError) as error:
            problems.append(str(error))
    return found, problems


def of_brief(project: Project, brief: str) -> list[Cadence]:
    """Return the cadences that the study.toml of one brief declares.

    Raises
    ------
    ScheduleError
        If one is not one of the three kinds, or its terms cannot be.
    ManifestError
        If study.toml itself cannot be used.
    """
    path = project.reports / brief / "study.toml"
    try:
        declared = tomllib.loads(path.read_text(encoding="utf-8")).get("cadence", {})
    except tomllib.TOMLDecodeError as error:
        raise ManifestError(f"{project.short(path)} is not TOML: {error}.") from error
    if not declared:
        return []
    manifest = load(project, brief)
    made = []
    for name, said in declared.items():
        where = f"{project.short(path)}: cadence {name}"
        if not isinstance(said, dict) or not _A_NAME.fullmatch(name):
            raise ScheduleError(
                f"{where}: write it as [cadence.NAME], a table of its own with a name of small "
                "letters, digits, - and _."
            )
        made.append(_cadence(manifest, name, said, where))
    return made


def _cadence(manifest: Manifest, name: str, said: dict[str, Any], where: str) -> Cadence:
    unknown = sorted(set(said) - _KEYS)
    kinds = [kind for kind in ("cron", "on", "daily_before") if kind in said]
    if unknown or len(kinds) != 1:
        what = f"unknown entry {unknown[0]}" if unknown else f"{len(kinds)} kinds of time"
        raise ScheduleError(
            f'{where} has {what}. It takes exactly one of cron = "30 5 * * MON", '
            f'on = "{_SNAPSHOT}" or daily_before = "release"; beside it '
            f"{', '.join(sorted(_KEYS - {'cron', 'on', 'daily_before'}))}."
        )
    cron, before = _times(said, kinds[0], where)
    command, tables = _what(manifest, said.get("study"), where)
    as_of = said.get("as_of", "declared")
    if as_of not in ("declared", "occurrence"):
        raise ScheduleError(f'{where}: as_of is "declared" or "occurrence", not {as_of!r}.')
    return Cadence(
        brief=manifest.brief, name=name, command=command, tables=tables, cron=cron,
        zone=_zone(said.get("zone", HOME), where), before=before, is_dated=as_of == "occurrence",
        retries=_whole(said, "retries", 2, (0, 10), where),
        backoff_minutes=_whole(said, "backoff_minutes", 10, (1, 1440), where),
        limit_minutes=_whole(said, "limit_minutes", 90, (1, 1440), where),
    )  # fmt: skip


def _times(said: dict[str, Any], kind: str, where: str) -> tuple[str, Before | None]:
    if kind == "on":
        if said["on"] != _SNAPSHOT:
            raise ScheduleError(f'{where}: on = {said["on"]!r} is unknown; there is "{_SNAPSHOT}".')
        return "", None
    if kind == "cron":
        return _checked(said["cron"], where), None
    at = _A_CLOCK_TIME.fullmatch(str(said.get("at", "05:00")))
    if at is None:
        raise ScheduleError(f'{where}: at = {said["at"]!r} is no time of day such as "05:30".')
    before = Before(str(said["daily_before"]), _whole(said, "days", 14, (1, 366), where))
    return f"{int(at[2])} {int(at[1])} * * *", before


def _checked(cron: object, where: str) -> str:
    """Return an expression of five fields that comes at some time."""
    if not isinstance(cron, str) or len(cron.split()) != 5:
        raise ScheduleError(
            f"{where}: cron = {cron!r} does not have the five fields minute, hour, day of month, "
            'month, day of week: "30 5 * * MON" is 5:30 on Mondays.'
        )
    try:
        next(CronSim(cron, datetime(2026, 1, 1, tzinfo=UTC)))
    except CronSimError as error:
        raise ScheduleError(f"{where}: cron = {cron!r} cannot be read: {error}.") from error
    except StopIteration as error:
        raise ScheduleError(f"{where}: cron = {cron!r} names a moment that never comes.") from error
    return " ".join(cron.split())


def _zone(name: object, where: str) -> str:
    try:
        return ZoneInfo(str(name)).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ScheduleError(
            f"{where}: {name!r} is no IANA zone, such as {HOME} or Europe/Berlin."
        ) from error


def _what(
    manifest: Manifest, study: str | None, where: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the command that brings a brief, or one study of it, up to date, and its tables."""
    if study is None:
        every = ("--all",) if manifest.subjects else ()
        tables = {table for one in manifest.studies.values() for table in one.tables}
        return ("report", manifest.brief, *every), tuple(sorted(tables))
    if study not in manifest.studies:
        raise ScheduleError(
            f"{where}: no study {study!r} in this brief; there are {', '.join(manifest.studies)}."
        )
    chosen = manifest.studies[study]
    every = ("--all",) if chosen.has_subject else ()
    return ("run", study, *every), tuple(sorted(chosen.tables))


def _whole(
    said: dict[str, Any], name: str, default: int, bounds: tuple[int, int], where: str
) -> int:
    value = said.get(name, default)
    least, most = bounds
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise ScheduleError(f"{where}: {name} = {value!r} is no whole number, {least} to {most}.")
    return value


def latest(
    cadence: Cadence, after: datetime, until: datetime, days_of: DaysOf, most: int = 1000
) -> tuple[datetime | None, int]:
    """Return the last moment of a cadence in (after, until], and how many came before it there.

    Parameters
    ----------
    cadence
        One with a cron expression.
    after, until
        Aware; nothing at ``after`` itself, and all up to ``until``.
    days_of
        Knows the calendar; asked only by a cadence that counts back from a date of it.
    most
        Earlier moments are counted up to this many.
    """
    found: datetime | None = None
    earlier = 0
    for moment in _backwards(cadence, after, until, days_of):
        if found is None:
            found = moment
        else:
            earlier += 1
        if earlier >= most:
            break
    return found, earlier


def _backwards(
    cadence: Cadence, after: datetime, until: datetime, days_of: DaysOf
) -> Iterator[datetime]:
    zone = ZoneInfo(cadence.zone)
    if cadence.before:
        first, end = _window(cadence, days_of)
        until = min(until, datetime.combine(end, time(), zone).astimezone(UTC) - _A_SECOND)
        after = max(after, datetime.combine(first, time(), zone).astimezone(UTC) - _A_SECOND)
    last: datetime | None = None
    # Hours ahead and behind: a start in a doubled hour is read as its first pass.
    start = (until + timedelta(hours=2)).astimezone(zone)
    for local in CronSim(cadence.cron, start, reverse=True):
        moment = local.astimezone(UTC)
        if moment <= after - timedelta(hours=2):
            return
        if moment <= after or moment > until or (last is not None and moment >= last):
            continue
        last = moment
        yield moment


def _window(cadence: Cadence, days_of: DaysOf) -> tuple[date, date]:
    if cadence.before is None:
        raise ScheduleError(f"{cadence.key} counts back from no date.")
    end = days_of(cadence.brief, cadence.before.date_name)
    return end - timedelta(days=cadence.before.days), end


def upcoming(cadence: Cadence, now: datetime, days_of: DaysOf) -> datetime | None:
    """Return the next moment of a cadence after now; None where there is none in sight."""
    if not cadence.cron:
        return None
    zone = ZoneInfo(cadence.zone)
    first, end = _window(cadence, days_of) if cadence.before else (None, None)
    start = now if first is None else max(now, datetime.combine(first, time(), zone) - _A_SECOND)
    for local in CronSim(cadence.cron, (start - timedelta(hours=2)).astimezone(zone)):
        moment = local.astimezone(UTC)
        if moment > start:
            return None if end and local.date() >= end else moment
    return None
