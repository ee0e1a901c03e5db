"""The days of the calendar of record that a cadence counts back from."""

from datetime import date

from research.ground.errors import CalendarError
from research.ground.paths import Project
from research.publish.cadence import DaysOf
from research.publish.calendar_values import RELEASE


def days_of(project: Project) -> DaysOf:
    """Return what knows the day of a name for a brief; the calendar is read when it is asked.

    "release" is the day of the brief's embargo; any other name is a milestone of the brief or an
    anchor of its session, such as "convening".
    """

    def day(brief: str, name: str) -> date:
        from research.publish.calendar import load

        calendar = load(project)
        embargo = calendar.embargo(brief) if name == RELEASE else None
        if embargo is not None:
            return embargo.astimezone(calendar.zone).date()
        found = calendar.anchor(calendar.brief(brief).session, name)
        if found is None:
            raise CalendarError(
                f"the calendar of record has no day {name!r} for brief {brief}: set its embargo, "
                "or name a date of its session."
            )
        return found

    return day
