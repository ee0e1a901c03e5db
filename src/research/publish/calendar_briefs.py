"""Read milestones and briefs of the calendar: anchors that are known, no circle, one minute."""

from collections.abc import Collection, Mapping
from datetime import datetime
from difflib import get_close_matches
from zoneinfo import ZoneInfo

from research.publish.calendar_days import minute
from research.publish.calendar_entries import YEARS, Entry, Lines, inside, require_apart
from research.publish.calendar_values import RELEASE, Brief, Chamber, MilestoneRule, Source

PHASES = ("design", "data", "draft", "final")
NEEDS = ("tables", "pages", *(f"review:{one}" for one in PHASES),
         "candidate", "approvals", "release")  # fmt: skip

_MOST_DAYS = 3650

Rules = dict[str, tuple[Entry, MilestoneRule]]
"""Milestones by name, each with the entry that says so."""

Around = tuple[ZoneInfo, Collection[str], Mapping[str, Source]]
"""What a brief stands in: the zone, the anchors of its calendar, its sources."""


def milestones(lines: Lines, outer: Entry, header: str, number: int) -> Rules:
    """Return the milestones of a list, by name."""
    entries = list(inside(lines, outer, header, number, "milestones", "milestone"))
    rules = [_milestone(entry) for entry in entries]
    require_apart(entries, [one.name for one in rules])
    return {one.name: (entry, one) for entry, one in zip(entries, rules, strict=True)}


def brief(lines: Lines, entry: Entry, number: int, general: Rules, around: Around) -> Brief:
    """Return one brief of the calendar, with the general milestones and its own.

    Raises
    ------
    CalendarError
        If its embargo is no minute of the zone, lies in a year that is not its session's or the
        one before, or its milestones name what is not there or go in a circle.
    """
    zone, anchors, sources = around
    entry.only("name", "session", "embargo", "source", "milestones")
    session = entry.number("session", *YEARS)
    embargo = _embargo(entry, zone, session)
    rules = general | milestones(lines, entry, "brief", number)
    if embargo is not None:
        rules = {name: one for name, one in rules.items() if name != RELEASE}
    require_known(rules, {*anchors, RELEASE} if embargo else anchors)
    return Brief(
        entry.text("name"), session, embargo, tuple(rule for _, rule in rules.values()),
        entry.among("source", sources, "") if "source" in entry.said else "",
    )  # fmt: skip


def require_known(rules: Rules, anchors: Collection[str]) -> None:
    """Test that each milestone is counted from something that is there, and none from itself."""
    for name, (entry, rule) in rules.items():
        if rule.before not in rules and rule.before not in anchors:
            raise entry.fail(_no_anchor(rule.before, {*rules, *anchors} - {name}))
        path, before = [name], rule.before
        while before in rules:
            path.append(before)
            if before in path[:-1]:
                raise entry.fail(f"it is counted in a circle: {' before '.join(path)}")
            before = rules[before][1].before


def _no_anchor(before: str, known: Collection[str]) -> str:
    """Return what to say of an anchor that is not there: the nearest, or all but the deadlines."""
    told = f"before {before!r} is no anchor"
    near = get_close_matches(before, sorted(known), n=1)
    if near:
        return f"{told}; is {near[0]!r} meant"
    chambers = tuple(f"{one} " for one in Chamber)
    short = sorted(one for one in known if not one.startswith(chambers))
    return f'{told}; there are {", ".join(short)}, and deadlines such as "house third reading"'


def _milestone(entry: Entry) -> MilestoneRule:
    entry.only("name", "before", "days", "working_days", "needs")
    if ("days" in entry.said) == ("working_days" in entry.said):
        raise entry.fail("it needs days or working_days, and not both")
    key = "days" if "days" in entry.said else "working_days"
    return MilestoneRule(
        name=entry.text("name"),
        before=entry.text("before"),
        days=entry.number(key, 0, _MOST_DAYS),
        is_working_days=key == "working_days",
        needs=entry.among("needs", NEEDS),
    )


def _embargo(entry: Entry, zone: ZoneInfo, session: int) -> datetime | None:
    said = entry.said.get("embargo")
    if said is None:
        return None
    if isinstance(said, list):
        raise entry.fail(f"it has {len(said)} embargoes; a brief has one minute")
    if not isinstance(said, datetime):
        raise entry.fail(
            f"embargo is a minute such as 2027-01-06T09:00:00, without quotes; it is {said!r}"
        )
    try:
        found = minute(said, zone)
    except ValueError as error:
        raise entry.fail(f"embargo {error}") from error
    if found.year not in (session - 1, session):
        raise entry.fail(
            f"embargo {found} is neither in {session}, its session, nor the year before"
        )
    return found
