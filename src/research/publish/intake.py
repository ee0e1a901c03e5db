"""From a mail folder or a sheet to the file of suppressions, and to the ledger of deliveries."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from research.ground.errors import AudienceError, DeliveryError, TableMissingError
from research.ground.paths import Project
from research.publish.audiences import declared, legislators, lists, suppressions
from research.publish.audiences.bounces import COMPLAINT, Bounce
from research.publish.audiences.entry import Entry
from research.publish.audiences.notice_sheets import read_sheet
from research.publish.audiences.notices import Notices, read_mail
from research.publish.audiences.suppressions import Event

_ZONE = ZoneInfo("America/Chicago")


@dataclass(frozen=True)
class TakenIn:
    """What was read, what of it was new, and what the ledger made of the bounces.

    Attributes
    ----------
    notices
        All that the folder or sheet asks.
    added
        What was not kept before.
    noted
        How many messages the ledger now calls bounced that it did not before.
    not_ours
        How many bounces are of a message that the ledger does not know, or says nothing of.
    put_off
        Why the ledger could not be written; empty where it was. Reading again makes up for it.
    """

    notices: Notices
    added: Sequence[Event]
    noted: int
    not_ours: int
    put_off: str


def take_in(project: Project, path: Path, now: datetime, secret: Callable[[], str]) -> TakenIn:
    """Keep what a Maildir, an mbox or a sheet asks of us; nothing in it is changed.

    Reading it again adds nothing. What asks not to be written to is kept first; the ledger is
    told after that.

    Parameters
    ----------
    secret
        What answers with the secret of unsubscribe tokens; asked when a token is read.

    Raises
    ------
    AudienceError
        If it can be read in neither form, or the file of suppressions cannot.
    DiskError
        If the disk is full; nothing was kept.
    """
    today = now.astimezone(_ZONE).date()
    shown = project.short(path)
    is_sheet = path.suffix.lower() in (".csv", ".xlsx") and not path.is_dir()
    found = (read_sheet if is_sheet else read_mail)(path, shown, today, secret)
    added = suppressions.append(project, _with_addresses(project, found.events, today))
    failed = [one for one in found.bounced if one.kind != COMPLAINT]
    noted, not_ours, put_off = _tell_ledger(project, failed, now)
    return TakenIn(found, added, noted, not_ours, put_off)


def _with_addresses(project: Project, events: Sequence[Event], today: date) -> list[Event]:
    """Return the events, those of a token with the address that the lists give today.

    An id alone would not hold against the same person under another id.
    """
    if not any(one.recipient_id for one in events):
        return list(events)
    known = _addresses(project, today)
    return [
        replace(one, email=known.get((one.audience, one.recipient_id), one.email))
        if one.recipient_id
        else one
        for one in events
    ]


def _addresses(project: Project, today: date) -> dict[tuple[str, str], str]:
    """Return the address of everyone whom a list that can be read holds, by audience and id."""
    found: dict[tuple[str, str], str] = {}
    for name, audience in declared.load(project).audiences.items():
        try:
            entries = (
                legislators.entries(project, audience, today)[0]
                if audience.source == declared.ROSTER
                else lists.entries(project, audience, today)
            )
        except (AudienceError, TableMissingError):
            continue  # the unsubscribe holds by its id, and by the address it was sent from
        found |= {(name, one.id): one.email for one in entries if isinstance(one, Entry)}
    return found


def _tell_ledger(
    project: Project, bounced: Iterable[Bounce], now: datetime
) -> tuple[int, int, str]:
    """Note each failed delivery beside its message; return how many, how many not, and why."""
    from research.publish.delivery.deliver import ledger_path, locked

    listed = list(bounced)
    if not listed or not ledger_path(project).exists():
        return 0, len(listed), ""
    noted = not_ours = 0
    try:
        with locked(project) as ledger:
            for one in listed:
                try:
                    noted += ledger.bounce(one.message_id, f"{one.status} {one.said}".strip(), now)
                except DeliveryError:
                    not_ours += 1
    except DeliveryError as error:
        return noted, not_ours, str(error)
    return noted, not_ours, ""
