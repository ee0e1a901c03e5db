"""Read and lengthen the journal of a brief's reviews; nothing in it is changed or removed."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from filelock import FileLock, Timeout

from research.ground.errors import ReviewError, UsageError
from research.ground.paths import Project
from research.ground.provenance import write_whole
from research.sources.review_journal import ENDING, Event, Phase, line_of, read_journal
from research.sources.review_rounds import Reviews, Round, reviews
from research.studies.manifest import briefs

_SECONDS = 60


def path_of(project: Project, brief: str) -> Path:
    """Return where the journal of a brief lies; it need not be there yet."""
    return project.reviews / f"{brief}{ENDING}"


def load(project: Project, brief: str) -> Reviews:
    """Return where the reviews of a brief stand; without a journal, nowhere yet.

    Raises
    ------
    ReviewError
        If its journal was edited or cut short.
    """
    return reviews(brief, read_journal(path_of(project, brief)))


def load_known(project: Project, brief: str) -> Reviews:
    """Return the same of a brief that is there.

    Raises
    ------
    UsageError
        If there is no such brief.
    """
    require_brief(project, brief)
    return load(project, brief)


def require_brief(project: Project, brief: str) -> None:
    """Test that a brief is there."""
    known = briefs(project)
    if brief not in known:
        raise UsageError(f"no brief {brief!r}; there are: {', '.join(known)}.")


@contextmanager
def writing(project: Project, brief: str) -> Iterator[Reviews]:
    """Hold the journal of a brief alone, and yield where its reviews stand now.

    Raises
    ------
    UsageError
        If there is no such brief.
    ReviewError
        If somebody else holds it for a minute.
    """
    require_brief(project, brief)
    project.reviews.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(project.reviews / f".{brief}.lock", timeout=_SECONDS):
            yield load(project, brief)
    except Timeout as error:
        raise ReviewError(
            f"the journal of {brief} was held by another command for {_SECONDS} s: nothing was "
            "written. Try again when that one has ended."
        ) from error


def append(project: Project, brief: str, events: Sequence[Event]) -> None:
    """Add events to the journal of a brief, all or none; call it while `writing`.

    Raises
    ------
    DiskError
        If it could not be written; what stood there still stands.
    """
    if not events:
        return
    path = path_of(project, brief)
    before = path.read_bytes() if path.is_file() else b""
    if before and not before.endswith(b"\n"):
        before += b"\n"
    told = (_after(one, place) for place, one in enumerate(events))
    write_whole(path, before + "".join(line_of(one) for one in told).encode())
    path.chmod(0o600)


def _after(event: Event, place: int) -> Event:
    """Return an event so many microseconds later: what is noted together stays in its order."""
    later = datetime.fromisoformat(event.at) + timedelta(microseconds=place)
    return replace(event, at=later.isoformat(timespec="microseconds"))


def moment(found: Reviews, now: datetime) -> str:
    """Return a moment as the journal writes it: in UTC, to the microsecond, so that it sorts.

    It comes after all that is in the journal, even if a clock was set back.
    """
    told = now.astimezone(UTC)
    if found.last:
        told = max(told, datetime.fromisoformat(found.last) + timedelta(microseconds=1))
    return told.isoformat(timespec="microseconds")


def phase_of(name: str) -> Phase:
    """Return a phase by its name.

    Raises
    ------
    ReviewError
        If there is none of that name.
    """
    try:
        return Phase(name.strip().casefold())
    except ValueError as error:
        raise ReviewError(f"no phase {name!r}; there are {', '.join(Phase)}.") from error


def round_of(found: Reviews, phase: Phase) -> Round:
    """Return the round of a phase that was opened.

    Raises
    ------
    ReviewError
        If nobody was asked yet.
    """
    opened = found.round(phase)
    if opened is None or not opened.closes:
        raise ReviewError(
            f"brief {found.brief} has no {phase} round: open it first, "
            f'`research review open {found.brief} {phase} --closes DATE --ask "NAME <ADDRESS>"`.'
        )
    return opened
