"""One message as bytes, read back: equal words and document make an equal Message-ID."""

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.message import Message as ReadMessage
from email.policy import SMTP, compat32
from email.utils import format_datetime, getaddresses

from research.ground.errors import DeliveryError
from research.ground.provenance import digest_bytes, digest_values
from research.publish.audiences.recipient import Recipient
from research.publish.delivery.attachments import Attachment
from research.publish.delivery.ledger import Mailing, Planned
from research.publish.delivery.sender import Sender, one_line
from research.publish.delivery.words import Words

LONGEST_LINE = 998
"""Octets of a line without its end (RFC 5322, 2.1.1)."""


@dataclass(frozen=True)
class Message:
    """A message that is ready: what the ledger keeps of it, and its bytes."""

    planned: Planned
    sender: str
    data: bytes


@dataclass(frozen=True)
class Letter:
    """What a message is made of."""

    mailing: Mailing
    recipient: Recipient
    sender: Sender
    words: Words
    attachment: Attachment | None
    token: str


def message(letter: Letter, dated: datetime) -> Message:
    """Return the message of a recipient.

    Raises
    ------
    DeliveryError
        If a header holds a line break, the address cannot stand on an envelope, or what was made
        does not read back as what went in.
    """
    to = letter.recipient
    if not to.email.isascii():
        raise DeliveryError(
            f"the address of recipient {to.id} of {to.audience} has letters beyond ASCII before "
            "its @, which not every server on the way takes: ask for another address."
        )
    content = _content(letter)
    name = f"{letter.mailing.edition}.{digest_values({'id': to.id})[:12]}.{content[:24]}"
    message_id = f"<{name}@{letter.sender.email.rpartition('@')[2]}>"
    data = _bytes(letter, message_id, content, dated)
    _require_readable(data, letter, message_id)
    attached = letter.attachment
    planned = Planned(
        message_id=message_id, recipient=to.id, name=to.name, email=to.email, language=to.language,
        subject=to.subject,
        document=attached.name if attached else "",
        document_sha256=attached.sha256 if attached else "",
        words_sha256=digest_values(vars(letter.words)), eml_sha256=digest_bytes(data),
    )  # fmt: skip
    return Message(planned, letter.sender.email, data)


def _content(letter: Letter) -> str:
    attached = letter.attachment
    return digest_values(
        {
            "mailing": vars(letter.mailing),
            "to": [letter.recipient.id, letter.recipient.name, letter.recipient.email],
            "sender": vars(letter.sender),
            "words": vars(letter.words),
            "document": [attached.name, attached.sha256] if attached else [],
            "token": letter.token,
        }
    )


def _bytes(letter: Letter, message_id: str, content: str, dated: datetime) -> bytes:
    made = EmailMessage(policy=SMTP)
    to, sender = letter.recipient, letter.sender
    made["From"] = _mailbox("the name of the sender", sender.name, sender.email)
    made["To"] = _mailbox(f"the name of recipient {to.id}", to.name, to.email)
    made["Subject"] = one_line(f"the subject of recipient {to.id}", letter.words.subject)
    made["Date"] = format_datetime(dated)
    if sender.reply_to != sender.email:
        made["Reply-To"] = sender.reply_to
    made.set_content(letter.words.text, cte="quoted-printable")
    made.add_alternative(letter.words.html, subtype="html", cte="quoted-printable")
    made.set_boundary(f"=_alternative_{content[:32]}")
    if letter.attachment:
        maintype, subtype = letter.attachment.kind
        made.add_attachment(
            letter.attachment.data, maintype=maintype, subtype=subtype,
            filename=letter.attachment.name,
        )  # fmt: skip
        made.set_boundary(f"=_mixed_{content[:32]}")
    return _long_headers(letter, message_id) + made.as_bytes()


def _long_headers(letter: Letter, message_id: str) -> bytes:
    """Return the headers that must not be folded inside a word, as the library would fold them."""
    sender, token = letter.sender, letter.token
    leave = [f"<mailto:{sender.unsubscribe_mail}?subject=unsubscribe%20{token}>"]
    lines = [f"Message-ID: {message_id}"]
    if sender.unsubscribe_page:
        leave = [f"<{sender.unsubscribe_page}{token}>", *leave]
        lines.append("List-Unsubscribe-Post: List-Unsubscribe=One-Click")
    lines.append("List-Unsubscribe: " + ",\r\n ".join(leave))
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def _mailbox(what: str, name: str, email: str) -> Address:
    try:
        return Address(one_line(what, name), addr_spec=one_line(what, email))
    except (ValueError, IndexError, MessageError) as error:
        raise DeliveryError(f"{what} or its address cannot be written: {error}.") from error


def _require_readable(data: bytes, letter: Letter, message_id: str) -> None:
    """Read the message back as a mail program would; refuse it where that finds anything else."""
    whose = f"the message to recipient {letter.recipient.id} of {letter.recipient.audience}"
    lines = data.split(b"\r\n")
    if any(len(line) > LONGEST_LINE or re.search(rb"[\r\n]", line) for line in lines):
        raise DeliveryError(f"{whose} has a line over {LONGEST_LINE} octets, or a bare line end.")
    found = _as_read(message_from_bytes(data, policy=compat32))
    expected = {
        "defects": [], "twice": [], "id": message_id, "subject": letter.words.subject,
        "to": [(letter.recipient.name, letter.recipient.email)],
        "documents": [letter.attachment.sha256] if letter.attachment else [],
    }  # fmt: skip
    if found != expected:
        wrong = [f"{key} {found[key]!r}" for key in found if found[key] != expected[key]]
        raise DeliveryError(f"{whose} does not read back as it was meant: {'; '.join(wrong)}.")


def _as_read(read: ReadMessage) -> dict[str, object]:
    """Return what a mail program finds in a message.

    The older reader of the library is asked: the newer one, of Python 3.11, puts spaces into
    names that are encoded in more than one piece.
    """
    parts = [part for part in read.walk() if part.get_content_disposition() == "attachment"]
    return {
        "defects": [fault for part in read.walk() for fault in part.defects],
        "twice": sorted({name for name in read if len(read.get_all(name, [])) > 1}),
        "id": _unfolded(read, "Message-ID"),
        "subject": _decoded(_unfolded(read, "Subject")),
        "to": [(_decoded(name), email) for name, email in getaddresses([_unfolded(read, "To")])],
        "documents": [digest_bytes(_payload(part)) for part in parts],
    }


def _unfolded(read: ReadMessage, name: str) -> str:
    return re.sub(r"\r?\n(?=[ \t])", "", str(read[name])).strip()


def _decoded(value: str) -> str:
    return str(make_header(decode_header(value)))


def _payload(part: ReadMessage) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""
