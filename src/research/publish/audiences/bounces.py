"""Delivery reports (RFC 3464) and complaints (RFC 5965): whom a message did not reach, and why."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.utils import getaddresses

HARD = "hard"
SOFT = "soft"
COMPLAINT = "complaint"

_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_DEAD = ("0", "1")
"""Subjects of a status (RFC 3463) that are about the address itself; 5.0.0 says nothing more
than that it is final."""


@dataclass(frozen=True)
class Bounce:
    """One recipient of whom a report says that a message did not reach him or her.

    Attributes
    ----------
    email
        To whom we wrote, not the address that a server may have passed it on to.
    kind
        hard (the address is no good), soft (it may be good another day) or complaint.
    status
        As RFC 3463 has it: 5.1.1; empty for a complaint.
    message_id
        Of our message; empty where the report gives none of its headers.
    said
        What the server said.
    """

    email: str
    kind: str
    status: str
    message_id: str
    said: str


def is_report(message: Message) -> bool:
    """Return whether a message is a report of a mail server, whatever it reports."""
    return message.get_content_type() == "multipart/report"


def bounces(message: Message) -> list[Bounce]:
    """Return each recipient whom a report says that a message did not reach.

    A recipient whose message is only late (action delayed) or came through (delivered,
    relayed, expanded) is none of them.
    """
    return list(dict.fromkeys(_bounces(message))) if is_report(message) else []


def is_receipt(message: Message) -> bool:
    """Return whether a report only says that a message was opened or thrown away (RFC 8098)."""
    kind = str(message.get_param("report-type", "")).lower()
    return is_report(message) and kind == "disposition-notification"


def has_outcome(message: Message) -> bool:
    """Return whether a report names a recipient and an action, so that it was understood."""
    return any(block.get("Action") for block in _recipients(message)) or any(_feedback(message))


def _bounces(message: Message) -> Iterator[Bounce]:
    ours = _returned(message)
    message_id = _line(ours.get("Message-ID", "")) if ours else ""
    for block in _recipients(message):
        if _line(block.get("Action", "")).lower() != "failed":
            continue
        said = _line(block.get("Diagnostic-Code", ""))
        status = _status(block, said)
        email = _addressed(block, ours)
        if email and status:
            yield Bounce(email, _kind(status), status, message_id, said)
    for block in _feedback(message):
        email = _address(block.get("Original-Rcpt-To", "")) or (_to(ours) if ours else "")
        if email:
            yield Bounce(email, COMPLAINT, "", message_id, _line(block.get("Feedback-Type", "")))


def _kind(status: str) -> str:
    """Return whether a status says that the address is no good: 5.0.x, 5.1.x, 5.2.1."""
    final, subject, detail = status.split(".")
    is_dead = subject in _DEAD or (subject, detail) == ("2", "1")
    return HARD if final == "5" and is_dead else SOFT


def _status(block: Message, said: str) -> str:
    """Return the status; where the field says no more than 5.0.0, the server's words may."""
    found = [_STATUS.search(text) for text in (_line(block.get("Status", "")), said)]
    named = [one.group(0) for one in found if one and one.group(1) != "2"]
    told = [one for one in named if not one.endswith(".0.0")]
    return (told or named or [""])[0]


def _addressed(block: Message, ours: Message | None) -> str:
    """Return to whom we wrote: a forwarded message fails at an address that we never saw."""
    original = _address(block.get("Original-Recipient", ""))
    return original or (_to(ours) if ours else "") or _address(block.get("Final-Recipient", ""))


def _to(ours: Message) -> str:
    """Return the one address of our message's own To."""
    found = [email for _, email in getaddresses([_line(ours.get("To", ""))]) if "@" in email]
    return found[0] if len(found) == 1 else ""


def _address(field: str) -> str:
    """Return the address of a field such as "rfc822; ada@example.org"."""
    text = _line(field)
    kind, semicolon, rest = text.partition(";")
    address = (rest if semicolon else kind).strip().strip("<>").strip()
    return address if address.count("@") == 1 and " " not in address else ""


def _recipients(message: Message) -> list[Message]:
    """Return the blocks of a delivery report that are about a recipient each."""
    return [block for block in _blocks(message, "message/delivery-status")
            if block.get("Final-Recipient") or block.get("Original-Recipient")]  # fmt: skip


def _feedback(message: Message) -> list[Message]:
    """Return the blocks of a complaint; a report that a mail was no spam is none."""
    return [block for block in _blocks(message, "message/feedback-report")
            if _line(block.get("Feedback-Type", "")).lower() not in ("", "not-spam")]  # fmt: skip


def _blocks(message: Message, kind: str) -> list[Message]:
    for part in message.walk():
        if part.get_content_type() == kind:
            held = part.get_payload()
            return (
                [one for one in held if isinstance(one, Message)] if isinstance(held, list) else []
            )
    return []


def _returned(message: Message) -> Message | None:
    """Return our message, or its headers, as the report gives them back."""
    from email import message_from_bytes

    for part in message.walk():
        if part.get_content_type() in ("text/rfc822-headers", "message/rfc822-headers"):
            data = part.get_payload(decode=True)
            return message_from_bytes(data) if isinstance(data, bytes) else None
        if part is not message and part.get_content_type() == "message/rfc822":
            held = part.get_payload()
            return held[0] if isinstance(held, list) and isinstance(held[0], Message) else None
    return None


def _line(value: object) -> str:
    return " ".join(str(value).split())
