"""Read reports/calendar.toml, and refuse what cannot be: each with its line and entry."""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from research.ground.errors import CalendarError
from research.publish.calendar_briefs import brief, milestones, require_known
from research.publish.calendar_days import WEEKDAYS, DayRule, spoken
from research.publish.calendar_entries import YEARS, Entry, Lines, inside, require_apart
from research.publish.calendar_values import (
    CONVENING,
    FILE,
    RELEASE,
    VETO,
    Calendar,
    Chamber,
    Dated,
    Deadline,
    DeadlineKind,
    Period,
    Session,
    Source,
)


def read(text: str) -> Calendar:
    """Return what a calendar says.

    Raises
    ------
    CalendarError
        If it is no TOML, or says what cannot be: which line, which entry, and what to do.
    """
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CalendarError(f"{FILE} is not TOML: {error}.") from error
    return _Reader(said, Lines(text)).calendar()


class _Reader:
    """One reading: the parts of a file, which name one another."""

    def __init__(self, said: dict[str, Any], lines: Lines) -> None:
        self.top = Entry(said, "the top", FILE)
        self.lines = lines
        self.warnings: list[str] = []
        self.sources: dict[str, Source] = {}

    def calendar(self) -> Calendar:
        self.top.only("zone", "rules", "holidays", "milestones", "sources", "session", "brief")
        zone = self._zone()
        self.sources = dict(self._read_sources())
        rules = self._rules("rules", "rule")
        holidays = self._rules("holidays", "holiday")
        sessions = [self._session(one, n) for n, one in enumerate(self._tables("session"))]
        self._once("session", [str(one.year) for one in sessions])
        anchors = {rule.name for rule in rules} | {one.name for s in sessions for one in s.dates}
        anchors |= {VETO} | {f"{one} {kind}" for one in Chamber for kind in DeadlineKind}
        general = milestones(self.lines, self.top, "", 0)
        require_known(general, {*anchors, RELEASE})
        briefs = [
            brief(self.lines, one, n, general, (zone, anchors, self.sources))
            for n, one in enumerate(self._tables("brief"))
        ]
        self._once("brief", [one.name for one in briefs])
        made = Calendar(
            zone, rules, holidays, tuple(sorted(sessions, key=lambda one: one.year)),
            tuple(briefs), tuple(self.sources.values()),
        )  # fmt: skip
        return replace(made, warnings=(*self.warnings, *_odd_embargoes(made)))

    def _zone(self) -> ZoneInfo:
        name = self.top.text("zone")
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise self.top.fail(f"zone {name!r} is no zone such as America/Chicago") from error

    def _tables(self, header: str) -> list[Entry]:
        return [
            Entry(said, f"{header} {said.get('name', said.get('year', n + 1))}", FILE,
                  self.lines.of(header, n))
            for n, said in enumerate(self.top.tables(header))
        ]  # fmt: skip

    def _once(self, what: str, names: Sequence[str]) -> None:
        for number, name in enumerate(names):
            if name in names[:number]:
                entry = Entry({}, f"{what} {name}", FILE, self.lines.of(what, number))
                also = " and only one embargo" if what == "brief" else ""
                raise entry.fail(f"it stands here a second time; each {what} has one entry{also}")

    def _read_sources(self) -> Iterable[tuple[str, Source]]:
        entries = self.top.said.get("sources", {})
        for name, said in entries.items() if isinstance(entries, dict) else ():
            line = self.lines.of(f"sources.{name}", 0)
            if not isinstance(said, dict):
                raise self.top.fail(f"sources.{name} is a table with title and address")
            entry = Entry(said, f"source {name}", FILE, line)
            entry.only("title", "address")
            yield name, Source(name, entry.text("title"), entry.text("address", ""))

    def _source(self, entry: Entry) -> str:
        return entry.among("source", self.sources)

    def _rules(self, key: str, what: str) -> tuple[DayRule, ...]:
        entries = list(inside(self.lines, self.top, "", 0, key, what))
        found = [self._rule(entry) for entry in entries]
        require_apart(entries, [one.name for one in found])
        return tuple(found)

    def _rule(self, entry: Entry) -> DayRule:
        name, source = entry.text("name"), self._source(entry)
        if "easter" in entry.said:
            entry.only("name", "source", "easter")
            return DayRule(name, source, easter=entry.number("easter", -100, 200))
        if "weekday" in entry.said:
            entry.only("name", "source", "month", "weekday", "nth")
            weekday = WEEKDAYS.index(entry.among("weekday", WEEKDAYS))
            rule = DayRule(name, source, entry.number("month", 1, 12), weekday=weekday,
                           nth=entry.number("nth", -4, 4))  # fmt: skip
        else:
            entry.only("name", "source", "month", "day")
            rule = DayRule(name, source, entry.number("month", 1, 12), entry.number("day", 1, 31))
        try:
            rule.on(2001)
        except ValueError as error:
            raise entry.fail(f"it gives no day in every year: {error}") from error
        return rule

    def _session(self, entry: Entry, number: int) -> Session:
        entry.only("year", "dates", "deadlines", "veto")
        year = entry.number("year", *YEARS)
        return Session(
            year,
            tuple(self._dates(entry, number, year)),
            tuple(self._deadlines(entry, number, year)),
            tuple(self._veto(entry, number, year)),
        )

    def _inside(self, entry: Entry, number: int, key: str, what: str) -> Iterable[Entry]:
        return inside(self.lines, entry, "session", number, key, what)

    def _dates(self, outer: Entry, number: int, year: int) -> Iterable[Dated]:
        seen: set[tuple[str, Chamber | None]] = set()
        for entry in self._inside(outer, number, "dates", "date"):
            entry.only("name", "chambers", "on", "source")
            name, on = entry.text("name"), entry.day("on", year)
            chambers: list[Chamber | None] = [*_chambers(entry)] or [None]
            for chamber in chambers:
                if (name, chamber) in seen or (name, None) in seen:
                    raise entry.fail(f"{name} of {chamber or year} was recorded above")
                seen.add((name, chamber))
                yield Dated(name, on, self._source(entry), True, chamber)

    def _deadlines(self, outer: Entry, number: int, year: int) -> Iterable[Deadline]:
        seen: set[str] = set()
        for entry in self._inside(outer, number, "deadlines", "deadline"):
            entry.only("name", "chambers", "on", "source")
            kind = DeadlineKind(entry.among("name", [one.value for one in DeadlineKind]))
            on, chambers = entry.day("on", year), _chambers(entry)
            if not chambers:
                raise entry.fail('it needs chambers = ["house"], ["senate"] or both')
            if on.weekday() == 6:
                odd = entry.fail(f"{on} is a Sunday; look again whether it is meant")
                self.warnings.append(str(odd))
            for chamber in chambers:
                made = Deadline(kind, chamber, on, self._source(entry))
                if made.anchor in seen:
                    raise entry.fail(f"the {chamber} has this deadline above")
                seen.add(made.anchor)
                yield made

    def _veto(self, outer: Entry, number: int, year: int) -> Iterable[Period]:
        for entry in self._inside(outer, number, "veto", "veto session"):
            entry.only("from", "to", "source")
            start, end = entry.day("from", year), entry.day("to", year)
            if end < start:
                raise entry.fail(f"it ends on {end}, before it starts on {start}")
            yield Period(start, end, self._source(entry))


def _odd_embargoes(made: Calendar) -> Iterable[str]:
    """Yield what is odd about an embargo, though it may be meant."""
    for one in made.briefs:
        day = one.embargo.date() if one.embargo else None
        convening = made.anchor(one.session, CONVENING)
        if day and not made.is_working(day):
            yield f"{FILE}, brief {one.name}: {spoken(day)}, its release, is no working day."
        if day and convening and day > convening:
            yield f"{FILE}, brief {one.name}: it comes out after the {one.session} session convenes"


def _chambers(entry: Entry) -> list[Chamber]:
    found = entry.texts("chambers")
    for name in found:
        if name not in list(Chamber):
            raise entry.fail(f"{name!r} is no chamber; there are house and senate")
    return [Chamber(name) for name in dict.fromkeys(found)]
