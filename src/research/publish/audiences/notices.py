"""What the messages of a mail folder ask of us: leave me be, this address is dead, nothing."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from research.ground.errors import AudienceError
from research.publish.audiences import bounces, mail_folder, tokens
from research.publish.audiences.addresses import checked
from research.publish.audiences.suppressions import Event, Reason

_ZONE = ZoneInfo("America/Chicago")
_REPLY = re.compile(r"^(?:\s*(?:re|aw|fwd?|rv)\s*:)*\s*", re.IGNORECASE)
_LEAVE = re.compile(r"(?:please )?(?:unsubscribe|remove|stop|baja|cancelar)(?: me| please)?[.!]?")
"""A subject that is this and nothing else asks to be left alone."""

_TO_REASON = {
    bounces.HARD: Reason.HARD,
    bounces.SOFT: Reason.SOFT,
    bounces.COMPLAINT: Reason.COMPLAINT,
}


@dataclass(frozen=True)
class Notices:
    """What was read from a folder or a sheet.

    Attributes
    ----------
    events
        What is to be kept.
    bounced
        Each failed delivery with the day, to be noted beside the message that failed.
    nothing
        How many messages ask nothing: late or delivered (reports), answered by a machine.
    not_understood
        Where a message lies that a person should read, and its subject.
    """

    events: list[Event] = field(default_factory=list)
    bounced: list[bounces.Bounce] = field(default_factory=list)
    nothing: dict[str, int] = field(default_factory=dict)
    not_understood: list[tuple[str, str]] = field(default_factory=list)


def read_mail(path: Path, shown: str, today: date, secret: Callable[[], str]) -> Notices:
    """Return what the messages of a Maildir or an mbox ask of us.

    Parameters
    ----------
    today
        No message is of a later day, whatever its clock says.
    secret
        What answers with the secret of unsubscribe tokens; asked when there is one.

    Raises
    ------
    AudienceError
        If it is no mail folder, or a token is there and the secret is not.
    """
    found = Notices()
    for mail in mail_folder.messages(path, shown):
        _take(found, mail, f"{shown}, {mail.where}", today, secret)
    return found


def _take(
    found: Notices, mail: mail_folder.Mail, where: str, today: date, secret: Callable[[], str]
) -> None:
    """Put one message where it belongs."""
    message = mail.message
    day = received(message, today)
    source = _line(message.get("Message-ID", "")) or f"sha256:{mail.digest}"
    if bounces.is_report(message):
        failed = bounces.bounces(message)
        found.bounced.extend(failed)
        found.events.extend(
            Event(day, _TO_REASON[one.kind], one.email, message_id=one.message_id, source=source,
                  note=f"{one.status} {one.said}".strip())
            for one in failed
        )  # fmt: skip
        if not failed and bounces.has_outcome(message):
            _count(found, "reports of mail that is late or came through")
        elif bounces.is_receipt(message):
            _count(found, "receipts of readers")
        elif not failed:
            found.not_understood.append((where, subject_of(message)))
        return
    asked = _unsubscribe(message, day, source, secret)
    if asked:
        found.events.append(asked)
    elif is_automatic(message):
        _count(found, "answers of a machine")
    else:
        found.not_understood.append((where, subject_of(message)))


def _count(found: Notices, what: str) -> None:
    found.nothing[what] = found.nothing.get(what, 0) + 1


def _unsubscribe(
    message: Message, day: date, source: str, secret: Callable[[], str]
) -> Event | None:
    """Return the unsubscribe that a message is, or None.

    A token that is ours takes its recipient out of its audience, whoever sent the message. A
    subject that only says so takes its sender out of all of them: that a sender can be forged
    is no reason to go on writing to someone who asked us not to.
    """
    subject = _REPLY.sub("", subject_of(message))
    token = tokens.TOKEN.search(subject)
    sender = _sender(message)
    if token:
        try:
            named = tokens.whose(secret(), token.group(0))
        except tokens.TokenError:
            subject = subject.replace(token.group(0), "").strip()
        else:
            note = f"by its token, from {sender or 'nobody'}"
            return Event(day, Reason.UNSUBSCRIBED, sender, named.audience, named.recipient_id,
                         source=source, note=note)  # fmt: skip
    if sender and not is_automatic(message) and _LEAVE.fullmatch(subject.lower()):
        return Event(
            day, Reason.UNSUBSCRIBED, sender, source=source, note="by its subject, without a token"
        )
    return None


def is_automatic(message: Message) -> bool:
    """Return whether a machine wrote a message: out of office, a receipt, a newsletter."""
    auto = _line(message.get("Auto-Submitted", "no")).lower()
    is_bulk = _line(message.get("Precedence", "")).lower() in ("bulk", "junk", "list", "auto_reply")
    named = ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress")
    return not auto.startswith("no") or is_bulk or any(name in message for name in named)


def received(message: Message, today: date) -> date:
    """Return the day, in Illinois, on which our own server took a message in.

    That is the topmost Received; where there is none, today, since a sender's clock that is
    slow would put an unsubscribe before a consent that it ends.
    """
    stamp = _line(message.get("Received", "")).rpartition(";")[2]
    try:
        at = parsedate_to_datetime(stamp)
    except (ValueError, TypeError, IndexError, OverflowError):
        return today
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(_day_of(aware, today), today)


def _day_of(at: datetime, today: date) -> date:
    try:
        return at.astimezone(_ZONE).date()
    except OverflowError:
        return today


def subject_of(message: Message) -> str:
    """Return a subject in one line, decoded as far as it can be."""
    raw = _line(message.get("Subject", ""))
    try:
        return _line(make_header(decode_header(raw)))
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        return raw


def _sender(message: Message) -> str:
    """Return the address of From; empty where there is none that mail could have come from."""
    try:
        return checked(parseaddr(_line(message.get("From", "")))[1])
    except AudienceError:
        return ""


def _line(value: object) -> str:
    return " ".join(str(value).split())
