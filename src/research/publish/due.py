"""What is late, by how many days, what blocks it, and what comes next."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from research.builds.plan import Step
from research.ground.errors import CalendarError
from research.ground.paths import Project
from research.publish.calendar import load
from research.publish.calendar_values import CONVENING, FILE, Brief, Calendar, Dated
from research.publish.due_blocks import Blocks
from research.publish.milestones import Milestone, days_until, milestones
from research.studies.manifest import briefs

LATE, TODAY, COMING, READY, DONE, UNKNOWN = "late", "today", "coming", "ready", "done", "no day"


@dataclass(frozen=True)
class Due:
    """One milestone of a brief on a day.

    Attributes
    ----------
    state
        late: its day has passed and something stands in the way. today, coming: something does
        and its day has not passed. ready: nothing does, and its day has not passed. done: its
        day has passed and nothing does, or the brief was released. no day: not recorded yet.
    days
        How many days away it is; negative once it has passed.
    """

    milestone: Milestone
    state: str
    days: int | None
    blocked_by: tuple[str, ...]


@dataclass(frozen=True)
class BriefDue:
    """The milestones of one brief on a day."""

    brief: str
    session: int
    release: datetime | date | None
    convening: date | None
    convening_by: str
    edition: str
    items: tuple[Due, ...]

    @property
    def late(self) -> tuple[Due, ...]:
        return tuple(one for one in self.items if one.state == LATE)

    @property
    def next(self) -> Due | None:
        """The milestone whose day comes first of those that have not passed."""
        ahead = (one for one in self.items if one.state in (TODAY, COMING, READY))
        return next(ahead, None)


@dataclass(frozen=True)
class Report:
    """What is due on a day, of every brief that was asked for.

    Attributes
    ----------
    unplanned
        Briefs that have a study.toml and no entry in the calendar.
    lacking
        By session: what the calendar has not recorded yet.
    known
        By session: what it holds, or what a rule says.
    """

    on: date
    briefs: tuple[BriefDue, ...]
    unplanned: tuple[str, ...]
    lacking: dict[int, tuple[str, ...]]
    known: dict[int, tuple[Dated, ...]]
    warnings: tuple[str, ...]

    @property
    def late(self) -> int:
        return sum(len(one.late) for one in self.briefs)


def due(
    project: Project,
    now: datetime,
    brief: str = "",
    steps: Mapping[str, Sequence[Step]] | None = None,
) -> Report:
    """Return what is due on the day of a moment; nothing is changed.

    Parameters
    ----------
    now
        An aware time; its day in the zone of the calendar counts. What stands in the way is
        looked up in the project as it is.
    brief
        Only this one; without it, all of the calendar.
    steps
        The steps of the next build of briefs for which they are known already, tables first.

    Raises
    ------
    CalendarError
        If the calendar cannot be read, or names a brief that has no study.toml.
    """
    calendar = load(project)
    here = now.astimezone(calendar.zone)
    chosen = [calendar.brief(brief)] if brief else list(calendar.briefs)
    known = briefs(project)
    lost = [one.name for one in chosen if one.name not in known]
    if lost:
        raise CalendarError(
            f"{FILE} plans {len(lost)} of {len(chosen)} briefs without a study.toml, first "
            f"{lost[0]!r}; there are: {', '.join(known) or 'none'}."
        )
    planned = {one.name for one in calendar.briefs}
    blocks = {
        one.name: Blocks(project, one.name, here, _since(calendar, one), one.embargo,
                         (steps or {}).get(one.name, ()))
        for one in chosen
    }  # fmt: skip
    return Report(
        on=here.date(),
        briefs=tuple(_brief(calendar, one, blocks[one.name]) for one in chosen),
        unplanned=() if brief else tuple(one for one in known if one not in planned),
        known={one.session: tuple(calendar.known(one.session)) for one in chosen},
        lacking={one.session: tuple(calendar.lacking(one.session)) for one in chosen},
        warnings=calendar.warnings,
    )


def _since(calendar: Calendar, brief: Brief) -> date | None:
    """Return the first day of a plan; milestones are in order of their days."""
    return next((one.day for one in milestones(calendar, brief) if one.day), None)


def _brief(calendar: Calendar, brief: Brief, blocks: Blocks) -> BriefDue:
    found = milestones(calendar, brief)
    release = brief.embargo or next((one.day for one in found if one.needs == "release"), None)
    dates = calendar.dates(brief.session, CONVENING)
    return BriefDue(
        brief=brief.name,
        session=brief.session,
        release=release,
        convening=calendar.anchor(brief.session, CONVENING),
        convening_by="recorded" if any(one.is_recorded for one in dates) else "by rule",
        edition=blocks.released.id if blocks.released else "",
        items=tuple(_item(one, blocks, blocks.now) for one in found),
    )


def _item(one: Milestone, blocks: Blocks, now: datetime) -> Due:
    blocked = blocks.of(one.needs)
    if one.day is None:
        return Due(one, DONE if blocks.released else UNKNOWN, None, blocked)
    days = days_until(one.day, now.date())
    if blocks.released or (days < 0 and not blocked):
        return Due(one, DONE, days, ())
    if days < 0 or _is_past(one, blocks, now):
        return Due(one, LATE, days, blocked)
    if not blocked:
        return Due(one, READY, days, ())
    return Due(one, TODAY if days == 0 else COMING, days, blocked)


def _is_past(one: Milestone, blocks: Blocks, now: datetime) -> bool:
    """Return whether the minute of a release has passed on its own day."""
    return one.needs == "release" and blocks.embargo is not None and now > blocks.embargo


def said(report: Report) -> dict[str, object]:
    """Return what is due as plain values."""
    return {
        "on": report.on.isoformat(),
        "late": report.late,
        "briefs": [
            {
                "brief": one.brief,
                "session": one.session,
                "release": one.release.isoformat() if one.release else None,
                "convening": one.convening.isoformat() if one.convening else None,
                "convening_by": one.convening_by,
                "edition": one.edition or None,
                "milestones": [_said(item) for item in one.items],
            }
            for one in report.briefs
        ],
        "sessions": {
            str(year): [{**asdict(one), "on": one.on.isoformat()} for one in dates]
            for year, dates in report.known.items()
        },
        "not_planned": list(report.unplanned),
        "not_recorded_yet": {str(year): list(names) for year, names in report.lacking.items()},
        "warnings": list(report.warnings),
    }


def _said(item: Due) -> dict[str, object]:
    days = {"day": item.milestone.day, "counted": item.milestone.counted}
    return {
        **asdict(item.milestone),
        **{name: day.isoformat() if day else None for name, day in days.items()},
        "state": item.state,
        "days": item.days,
        "blocked_by": list(item.blocked_by),
    }
