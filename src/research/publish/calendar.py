"""The calendar of record: sessions, embargoes, milestones; what other rooms ask of it."""

from functools import lru_cache

from research.ground.errors import CalendarError
from research.ground.paths import Project
from research.publish.calendar_read import read
from research.publish.calendar_values import FILE, Brief, Calendar, Chamber, Session

__all__ = ["FILE", "Brief", "Calendar", "Chamber", "Session", "load"]


def load(project: Project) -> Calendar:
    """Return the calendar of record of a project, reports/calendar.toml.

    Raises
    ------
    CalendarError
        If it is not there, is no TOML, or says what cannot be.
    """
    try:
        text = (project.root / FILE).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise CalendarError(
            f"{FILE} is not there; docs/calendar.md shows what it holds."
        ) from error
    except UnicodeDecodeError as error:
        raise CalendarError(f"{FILE} is not UTF-8: {error}.") from error
    return _read(text)


@lru_cache(maxsize=4)
def _read(text: str) -> Calendar:
    """Return what a text says; the same text is read once."""
    return read(text)
