"""The days of the calendar of record that a cadence counts back from."""

from datetime import date

from research.ground.errors import CalendarError
from research.ground.paths import Project
from research.publish.cadence import DaysOf


def days_of(project: Project) -> DaysOf:
    """Return what knows the day of a name for a brief; the calendar is read when it is asked.

    The name is a milestone of the brief, "release" among them, or a date of its session, such as
    "convening".
    """

    def day(brief: str, name: str) -> date:
        from research.publish.calendar import load
        from research.publish.milestones import day_of

        found = day_of(load(project), brief, name)
        if found is None:
            raise CalendarError(
                f"the calendar of record has no day {name!r} for brief {brief}: set its embargo, "
                "or name a milestone or a date of its session."
            )
        return found

    return day
