"""What is due, in the words of the command line."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from textwrap import shorten

from research.publish.calendar_days import clock, spoken
from research.publish.calendar_values import FILE, VETO, Chamber, Dated
from research.publish.due import LATE, READY, TODAY, BriefDue, Due, Report

_WIDTH = 160


def lines(report: Report) -> list[str]:
    """Return what is due, brief by brief: late first, then what comes next."""
    told = [f"on {spoken(report.on)}; what is in the way is what is in the way now"]
    for brief in report.briefs:
        told += ["", *_brief(brief, report.on)]
    told += [""] if report.briefs else []
    told += [f"{name} is not in {FILE}: nothing is due for it" for name in report.unplanned]
    told += [_session(year, dates) for year, dates in report.known.items()]
    told += [line for year, names in report.lacking.items() for line in _lacking(year, names)]
    return told + [f"look at {one}" for one in report.warnings]


def summary(report: Report) -> list[str]:
    """Return what is late and what comes next of each brief, each on one line."""
    told = []
    for brief in report.briefs:
        due = f"due {brief.brief}:"
        if brief.edition:
            told.append(f"{due} released as {brief.edition}")
            continue
        told += [shorten(f"{due} {one.milestone.name} {_late(one)}: {one.blocked_by[0]}", _WIDTH)
                 for one in brief.late]  # fmt: skip
        if brief.next:
            told.append(f"{due} next: {brief.next.milestone.name}, {_when(brief.next)}")
    return [*told, "`research due` says what is in the way of each"] if told else []


def _brief(brief: BriefDue, today: date) -> list[str]:
    told = [_head(brief, today)]
    if brief.edition:
        return [*told, f"  released as {brief.edition}"]
    width = max(len(one.milestone.name) for one in brief.items) if brief.items else 0
    for item in brief.items:
        told.append(f"  {_state(item):<14}{item.milestone.name:<{width + 2}}{_day(item)}")
        if item.state in (LATE, TODAY) or item is brief.next:
            told += [f"      {shorten(why, _WIDTH)}" for why in item.blocked_by]
    if brief.next:
        told.append(f"  next: {brief.next.milestone.name}, {_when(brief.next)}")
    return told


def _head(brief: BriefDue, today: date) -> str:
    if brief.release is None:
        when = "its release has no day yet"
    else:
        minute = f" at {clock(brief.release)}" if isinstance(brief.release, datetime) else ""
        day = brief.release.date() if isinstance(brief.release, datetime) else brief.release
        when = f"release {spoken(day)}{minute}, {_away((day - today).days)}"
    session = f"the {brief.session} session"
    if brief.convening is None:
        return f"{brief.brief}: {when}; {session} has no day yet"
    convenes = f"{session} convenes {spoken(brief.convening)} ({brief.convening_by})"
    return f"{brief.brief}: {when}; {convenes}"


def _state(item: Due) -> str:
    return _late(item) if item.state == LATE else item.state


def _late(item: Due) -> str:
    days = -(item.days or 0)
    return f"{days} day{'' if days == 1 else 's'} late" if days else "late today"


def _when(item: Due) -> str:
    ready = ", nothing in its way" if item.state == READY else ""
    return ("today" if item.state == TODAY else _away(item.days or 0)) + ready


def _away(days: int) -> str:
    if days == 0:
        return "today"
    many = f"{abs(days)} day{'' if abs(days) == 1 else 's'}"
    return f"in {many}" if days > 0 else f"{many} ago"


def _day(item: Due) -> str:
    one = item.milestone
    if one.day is None:
        return one.rule
    moved = f"; {spoken(one.counted)} is no working day" if one.counted else ""
    return f"{spoken(one.day)} ({one.rule}{moved})"


def _session(year: int, dates: Sequence[Dated]) -> str:
    """Return what is known of a year, on one line."""
    told = []
    for one in dates:
        name = f"{one.chamber} {one.name}" if one.chamber else one.name
        by = "" if one.is_recorded else " (by rule)"
        told.append(f"{name} {one.on:%B} {one.on.day}{by}")
    return f"session {year}: {'; '.join(told)}"


def _lacking(year: int, names: Sequence[str]) -> Iterable[str]:
    """Yield one line a chamber, and one for the veto session: what is not recorded yet."""
    for chamber in Chamber:
        own = [name.removeprefix(f"{chamber} ") for name in names if name.startswith(chamber)]
        if own:
            yield f"not recorded yet for {year}, {chamber}: {'; '.join(own)}"
    if VETO in names:
        yield f"not recorded yet for {year}: {VETO}"
