"""Who must not be written to, since when, and by what we know it: a file that only grows.

It lies in reports/private/suppressions.csv and is never committed. A row is never changed or
taken out. What stands against a person ends in one way only: a consent of a later day.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date
from enum import StrEnum
from pathlib import Path

from research.ground.errors import AudienceError
from research.ground.paths import Project
from research.ground.provenance import write_whole
from research.publish.audiences import sheets
from research.publish.audiences.addresses import mailbox
from research.publish.cells import unescaped

SOFT_DAYS = 3
"""Soft bounces of so many different days are as good as a hard one. No source; assumed."""


class Reason(StrEnum):
    """Why a row stands in the file."""

    UNSUBSCRIBED = "unsubscribed"
    ASKED = "asked"
    COMPLAINT = "complaint"
    HARD = "hard bounce"
    SOFT = "soft bounce"
    CONSENTED = "consented"


@dataclass(frozen=True)
class Event:
    """One row: what happened to an address, on which day, and how we know.

    Attributes
    ----------
    date
        The day on which the mail reached us, or that a CSV gives.
    email
        Empty only where a recipient's id is known and the address is not.
    audience, recipient_id
        Of the token of an unsubscribe; an empty audience stands for all of them.
    message_id
        Of our own message that it answers, where it says so.
    source
        The Message-ID (else the digest) of the mail that told us, or the sheet and its line.
    note
        The server's words, or a person's.
    """

    date: date
    reason: Reason
    email: str
    audience: str = ""
    recipient_id: str = ""
    message_id: str = ""
    source: str = ""
    note: str = ""


COLUMNS = tuple(field.name for field in fields(Event))


class Suppressions:
    """All that was kept, to be asked about one person at a time."""

    def __init__(self, events: Iterable[Event]) -> None:
        self._by_mailbox: defaultdict[str, list[Event]] = defaultdict(list)
        self._by_id: defaultdict[tuple[str, str], list[Event]] = defaultdict(list)
        for event in events:
            if event.email:
                self._by_mailbox[mailbox(event.email)].append(event)
            if event.recipient_id:
                self._by_id[event.audience, event.recipient_id].append(event)

    def against(
        self, audience: str, recipient_id: str, email: str, consented: date | None
    ) -> Event | None:
        """Return what stands against writing to a person of an audience, or None.

        Parameters
        ----------
        consented
            The day of the consent that the list of the audience gives, if it does. Only what
            is of an earlier day is outweighed: on the same day the refusal holds.
        """
        found = [
            *(one for one in self._by_mailbox[mailbox(email)] if _is_about(one, audience, email)),
            *self._by_id[audience, recipient_id],
        ]
        days = [one.date for one in found if one.reason is Reason.CONSENTED]
        last = max((*days, consented or date.min))
        standing = [one for one in found if one.date >= last and one.reason in _STANDS]
        if standing:
            return min(standing, key=lambda one: one.date)
        soft = [one for one in found if one.date >= last and one.reason is Reason.SOFT]
        return soft[-1] if len({one.date for one in soft}) >= SOFT_DAYS else None


def _is_about(event: Event, audience: str, email: str) -> bool:
    """Return whether an event is about an address: a person's word for the whole mailbox.

    A bounce is about the address as it was written: ada+news@ may be refused where ada@ is not.
    """
    is_bounce = event.reason in (Reason.HARD, Reason.SOFT)
    is_same = not is_bounce or event.email.lower() == email.lower()
    return is_same and event.audience in ("", audience)


_STANDS = {Reason.UNSUBSCRIBED, Reason.ASKED, Reason.COMPLAINT, Reason.HARD}


def said(event: Event) -> str:
    """Return a suppression in words: unsubscribed on 2026-12-01."""
    what = f"{SOFT_DAYS} soft bounces" if event.reason is Reason.SOFT else event.reason.value
    article = "a " if event.reason in (Reason.HARD, Reason.COMPLAINT) else ""
    by = f" ({event.source})" if event.source else ""
    last = ", the last" if event.reason is Reason.SOFT else ""
    return f"{article}{what}{last} on {event.date}{by}"


def path_of(project: Project) -> Path:
    """Return where the file lies."""
    return project.reports / "private" / "suppressions.csv"


def read(project: Project) -> list[Event]:
    """Return every row of the file, in its order; none where there is no file yet.

    Raises
    ------
    AudienceError
        If a row cannot be read: the file decides who is left in peace, so that nothing in it
        is passed over.
    """
    path = path_of(project)
    if not path.exists():
        return []
    shown = project.short(path)
    return [_event(row, shown) for row in sheets.read(path, COLUMNS, (), shown)]


def append(project: Project, events: Sequence[Event]) -> list[Event]:
    """Add the events that are not there yet, under a lock; return those that were added.

    The file is written beside itself and moved into place: whoever reads it sees the old rows
    or all of them. The old bytes stand in the new file as they were.

    Raises
    ------
    AudienceError
        If what is there cannot be read, or another run has held the lock for a minute.
    DiskError
        If the disk is full; nothing was added.
    """
    from filelock import FileLock, Timeout

    path = path_of(project)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(path.with_suffix(".lock"), timeout=60):
            known = {_key(one) for one in read(project)}
            new = list(_unknown(events, known))
            if new:
                _write(path, new)
            return new
    except Timeout as error:
        raise AudienceError(
            f"another run has held {project.short(path)} for a minute; nothing was added."
        ) from error


def _write(path: Path, new: Sequence[Event]) -> None:
    before = path.read_bytes() if path.exists() else b""
    if before and not before.endswith(b"\n"):
        before += b"\r\n"
    text = sheets.text_of(COLUMNS, ([str(cell) for cell in astuple(one)] for one in new))
    rows = text.split("\r\n", 1)[1] if before else text
    write_whole(path, before + rows.encode())


def _unknown(events: Iterable[Event], known: set[tuple[str, ...]]) -> Iterator[Event]:
    for event in events:
        key = _key(event)
        if key not in known:
            known.add(key)
            yield event


def _key(event: Event) -> tuple[str, ...]:
    """Return what makes an event the same one when a mail folder or a sheet is read again.

    A mail is one event, on whatever day it is read; the rows of a sheet may be moved.
    """
    named = event.recipient_id or mailbox(event.email)
    is_mail = event.source.startswith(("<", "sha256:"))
    day = "" if is_mail else event.date.isoformat()
    source = event.source if is_mail else ""
    return (day, event.reason.value, named, event.audience, source)


def _event(row: sheets.Row, shown: str) -> Event:
    cells = {name: unescaped(row[name]) for name in COLUMNS}
    try:
        day, reason = date.fromisoformat(cells.pop("date")), Reason(cells.pop("reason"))
    except ValueError as error:
        raise AudienceError(f"{shown}, line {row.line}: {error}. Put the row right.") from error
    if "@" not in cells["email"] and not cells["recipient_id"]:
        raise AudienceError(
            f"{shown}, line {row.line} names nobody: neither an address nor a recipient's id."
        )
    return Event(date=day, reason=reason, **cells)
