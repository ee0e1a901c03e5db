"""The milestones of a brief as days: counted back from its release and its session."""

from dataclasses import dataclass
from datetime import date, timedelta

from research.publish.calendar_days import clock
from research.publish.calendar_values import RELEASE, Brief, Calendar, MilestoneRule


@dataclass(frozen=True)
class Milestone:
    """One milestone of a brief.

    Attributes
    ----------
    day
        None where it is counted from a date that is not recorded yet.
    needs
        What must stand by then, as the calendar says.
    rule
        How it was counted, in words.
    counted
        The day that the count gave, where that was no working day and the one before was taken.
    """

    name: str
    day: date | None
    needs: str
    rule: str
    counted: date | None = None


def milestones(calendar: Calendar, brief: Brief) -> tuple[Milestone, ...]:
    """Return the milestones of a brief in order of their days; those without a day come last.

    A milestone that falls on a Saturday, a Sunday or a holiday moves to the last working day
    before. The release of a brief with an embargo is on the day of its minute and never moves.
    """
    rules = {rule.name: rule for rule in brief.milestones}
    found = [_milestone(calendar, brief, rules, rule) for rule in brief.milestones]
    if brief.embargo is not None:
        day = brief.embargo.date()
        found.append(Milestone(RELEASE, day, "release", f"at {clock(brief.embargo)}"))
    return tuple(sorted(found, key=lambda one: (one.day is None, one.day or date.max)))


def _milestone(
    calendar: Calendar, brief: Brief, rules: dict[str, MilestoneRule], rule: MilestoneRule
) -> Milestone:
    counted = _counted(calendar, brief, rules, rule)
    if counted is None:
        why = f"{rule.text}, which is not recorded yet for {brief.session}"
        return Milestone(rule.name, None, rule.needs, why)
    day = calendar.on_or_before(counted)
    return Milestone(rule.name, day, rule.needs, rule.text, None if day == counted else counted)


def _counted(
    calendar: Calendar, brief: Brief, rules: dict[str, MilestoneRule], rule: MilestoneRule
) -> date | None:
    """Return the day that a count gives; an anchor that is a milestone is taken where it moved."""
    if rule.before == RELEASE and brief.embargo is not None:
        anchor: date | None = brief.embargo.date()
    elif rule.before in rules:
        anchor = _milestone(calendar, brief, rules, rules[rule.before]).day
    else:
        anchor = calendar.anchor(brief.session, rule.before)
    if anchor is None:
        return None
    return calendar.before(anchor, rule.days, rule.is_working_days)


def day_of(calendar: Calendar, brief: str, name: str) -> date | None:
    """Return the day of a milestone of a brief, or of a date of its session; None if unknown."""
    found = calendar.brief(brief)
    for one in milestones(calendar, found):
        if one.name == name:
            return one.day
    return calendar.anchor(found.session, name)


def days_until(day: date, today: date) -> int:
    """Return how many days lie between; negative once it has passed."""
    return (day - today) // timedelta(days=1)
