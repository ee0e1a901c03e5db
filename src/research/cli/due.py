"""The verb due: what is late, by how many days, what blocks it, what comes next."""

import argparse
from argparse import Namespace
from datetime import datetime, time
from typing import TYPE_CHECKING

from research.ground.errors import ResearchError, UsageError
from research.ground.paths import Project, project

if TYPE_CHECKING:
    from research.builds.status import Status

_LATE = 1


def add_due(verb: argparse.ArgumentParser) -> None:
    """Add the arguments of due."""
    verb.add_argument(
        "brief", metavar="BRIEF", nargs="?", default="", help="only this one of the calendar"
    )
    verb.add_argument(
        "--on",
        metavar="DATE",
        help="as if it were that day (YYYY-MM-DD); what blocks is what blocks today",
    )
    verb.add_argument(
        "--fail-late", action="store_true", help=f"exit with {_LATE} if a milestone is late"
    )


def due(options: Namespace) -> int:
    """Say what is late and what comes next."""
    from research.cli.speak import answer
    from research.publish.due import due as find
    from research.publish.due import said
    from research.publish.due_lines import lines

    here = project()
    found = find(here, _moment(here, options.on), options.brief)
    answer(lines(found), said(found), options.json)
    return _LATE if options.fail_late and found.late else 0


def summary(here: Project, found: "Status") -> tuple[list[str], dict[str, object]]:
    """Return what `research status` says of the milestones, in lines and as plain values.

    Nothing in a project without a calendar. A calendar that cannot be read is told, so that the
    state of tables and runs is seen all the same.
    """
    from research.builds.plan import tables_step
    from research.publish.calendar_values import FILE
    from research.publish.due import due as find
    from research.publish.due import said
    from research.publish.due_lines import summary as told

    if not (here.root / FILE).is_file():
        return [], {}
    tables = tables_step(here)
    steps = {one.brief: [tables, *one.steps] for one in found.briefs}
    try:
        report = find(here, _moment(here, None), steps=steps)
    except ResearchError as error:
        return [f"due: {error}"], {"due": {"error": str(error)}}
    return told(report), {"due": said(report)}


def _moment(here: Project, on: str | None) -> datetime:
    """Return now, or the first minute of a day in the zone of the calendar."""
    from research.publish.calendar import load

    zone = load(here).zone
    if on is None:
        return datetime.now(zone)
    try:
        day = datetime.strptime(on, "%Y-%m-%d").replace(tzinfo=zone)
    except ValueError as error:
        raise UsageError(f"--on {on} is no day such as 2026-12-01.") from error
    return datetime.combine(day.date(), time.min, zone)
