"""What the calendar of record says, as values: rules, sessions, briefs, milestones."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from research.ground.errors import CalendarError
from research.publish.calendar_days import DayRule, days_before, is_working, working_on_or_before

FILE = "reports/calendar.toml"
VETO = "veto session"
RELEASE = "release"
FISCAL_YEAR = "fiscal year"
CONVENING = "convening"


class Chamber(StrEnum):
    """A chamber of the General Assembly."""

    HOUSE = "house"
    SENATE = "senate"


class DeadlineKind(StrEnum):
    """What a chamber sets a last day for."""

    REQUESTS = "bill requests"
    FILING = "bill filing"
    COMMITTEE = "committee"
    THIRD_READING = "third reading"
    SECOND_COMMITTEE = "committee, bills of the other chamber"
    SECOND_THIRD_READING = "third reading, bills of the other chamber"


@dataclass(frozen=True)
class Source:
    """Who says a date: a law, a page that was read, or the plan of this project."""

    name: str
    title: str
    address: str = ""

    def __str__(self) -> str:
        return f"{self.title} ({self.address})" if self.address else self.title


@dataclass(frozen=True)
class Dated:
    """A day, and whether a year's own record or only a rule says it."""

    name: str
    on: date
    source: str
    is_recorded: bool
    chamber: Chamber | None = None


@dataclass(frozen=True)
class Deadline:
    """The last day of a chamber for something."""

    kind: DeadlineKind
    chamber: Chamber
    on: date
    source: str

    @property
    def anchor(self) -> str:
        return f"{self.chamber} {self.kind}"


@dataclass(frozen=True)
class Period:
    """Days of a veto session, both included."""

    start: date
    end: date
    source: str


@dataclass(frozen=True)
class Session:
    """What was recorded of one year; a rule stands in for what was not."""

    year: int
    dates: tuple[Dated, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    veto: tuple[Period, ...] = ()


@dataclass(frozen=True)
class MilestoneRule:
    """Where a milestone lies: so many days before an anchor.

    Attributes
    ----------
    before
        Another milestone, a date of the session, or a chamber's deadline.
    needs
        What must stand by then: tables, pages, review:PHASE, candidate, approvals, release.
    """

    name: str
    before: str
    days: int
    is_working_days: bool
    needs: str

    @property
    def text(self) -> str:
        """Return the rule in words."""
        unit = "working day" if self.is_working_days else "day"
        return f"{self.days} {unit}{'' if self.days == 1 else 's'} before {self.before}"


@dataclass(frozen=True)
class Brief:
    """When a brief is released, ahead of which session, and its own milestones."""

    name: str
    session: int
    embargo: datetime | None
    milestones: tuple[MilestoneRule, ...]
    source: str = ""


@dataclass(frozen=True)
class Calendar:
    """The calendar of record.

    Attributes
    ----------
    zone
        Whose clocks it means.
    rules
        Days that return each year: convening, budget address, adjournment, fiscal year.
    warnings
        What may stand but should be looked at: a deadline on a Sunday.
    """

    zone: ZoneInfo
    rules: tuple[DayRule, ...]
    holidays: tuple[DayRule, ...]
    sessions: tuple[Session, ...]
    briefs: tuple[Brief, ...]
    sources: tuple[Source, ...] = ()
    warnings: tuple[str, ...] = ()

    def brief(self, name: str) -> Brief:
        """Return what is planned for a brief.

        Raises
        ------
        CalendarError
            If the calendar has no entry for it.
        """
        for one in self.briefs:
            if one.name == name:
                return one
        known = ", ".join(one.name for one in self.briefs) or "none"
        raise CalendarError(f"{FILE} has no [[brief]] {name!r}; it has: {known}.")

    def embargo(self, brief: str) -> datetime | None:
        """Return the minute before which nobody may see a brief; None if none was set."""
        found = [one.embargo for one in self.briefs if one.name == brief]
        return found[0] if found else None

    def session(self, year: int) -> Session:
        """Return what was recorded of a year; nothing, where it has no entry."""
        return next((one for one in self.sessions if one.year == year), Session(year))

    def dates(self, year: int, name: str) -> list[Dated]:
        """Return the days of a name in a year, a chamber's own record before the rule.

        One for both chambers where the rule or one record holds for both, else one each.
        """
        recorded = [one for one in self.session(year).dates if one.name == name]
        said = {one.chamber for one in recorded}
        rule = next((one for one in self.rules if one.name == name), None)
        if rule is None or None in said:
            return recorded
        by_rule = Dated(name, rule.on(year), rule.source, False)
        if not recorded:
            return [by_rule]
        lacking = [chamber for chamber in Chamber if chamber not in said]
        other = [Dated(name, by_rule.on, by_rule.source, False, one) for one in lacking]
        return sorted(recorded + other, key=lambda one: one.on)

    def known(self, year: int) -> list[Dated]:
        """Return all that is known of a year in order of days: dates, deadlines, veto session."""
        session = self.session(year)
        names = dict.fromkeys([rule.name for rule in self.rules] + [d.name for d in session.dates])
        found = [one for name in names for one in self.dates(year, name)]
        found += [Dated(one.kind, one.on, one.source, True, one.chamber)
                  for one in session.deadlines]  # fmt: skip
        found += [Dated(VETO, one.start, one.source, True) for one in session.veto]
        return sorted(found, key=lambda one: one.on)

    def anchor(self, year: int, name: str) -> date | None:
        """Return the day that milestones may be counted back from; the earlier chamber's.

        None where the year's own date is not recorded yet and no rule stands in for it.
        """
        session = self.session(year)
        days = [one.on for one in self.dates(year, name)]
        days += [one.on for one in session.deadlines if one.anchor == name]
        days += [one.start for one in session.veto if name == VETO]
        return min(days, default=None)

    def lacking(self, year: int) -> list[str]:
        """Return what is not recorded yet of a year: names as `anchor` takes them."""
        session = self.session(year)
        there = {one.anchor for one in session.deadlines}
        wanted = [f"{chamber} {kind}" for chamber in Chamber for kind in DeadlineKind]
        return [one for one in wanted if one not in there] + ([] if session.veto else [VETO])

    def fiscal_year(self, day: date) -> int:
        """Return the fiscal year of a day, named by the year in which it ends."""
        for rule in self.rules:
            if rule.name == FISCAL_YEAR:
                return day.year + (day >= rule.on(day.year))
        raise CalendarError(f'{FILE} has no rule "{FISCAL_YEAR}".')

    def is_working(self, day: date) -> bool:
        """Return whether a day is a working day."""
        return is_working(day, self.holidays)

    def on_or_before(self, day: date) -> date:
        """Return a day, or the last working day before it."""
        return working_on_or_before(day, self.holidays)

    def before(self, day: date, count: int, working: bool) -> date:
        """Return the day so many days, or working days, before another."""
        return days_before(day, count, self.holidays, working)

    def source(self, name: str) -> Source:
        """Return the source of a name."""
        return next((one for one in self.sources if one.name == name), Source(name, name))
