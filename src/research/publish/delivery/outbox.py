"""The messages of a mailing, all made before any is sent, and the folder to read them in."""

import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from research.ground.errors import DeliveryError, DiskError
from research.ground.paths import Project
from research.ground.provenance import digest_bytes
from research.publish.audiences.recipient import Recipient
from research.publish.delivery.attachments import Attachment, attachment
from research.publish.delivery.ledger import Mailing
from research.publish.delivery.messages import Letter, Message, message
from research.publish.delivery.sender import Sender
from research.publish.delivery.words import Notice, marked, words
from research.publish.editions.manifest import Edition

Token = Callable[[Recipient], str]
"""What stands in List-Unsubscribe, so that whoever leaves needs to say nothing else."""


@dataclass(frozen=True)
class Task:
    """What is to be made: an edition for an audience, or a notice about it.

    Attributes
    ----------
    dated
        The Date of every message; kept from the first attempt to the last.
    sender
        Whom it comes from.
    token
        Makes the token of a recipient.
    notices
        By recipient's id, what a notice says; empty for the edition itself.
    """

    edition: Edition
    mailing: Mailing
    dated: datetime
    sender: Sender
    token: Token
    notices: dict[str, Notice] | None = None


def messages(project: Project, task: Task, recipients: Iterable[Recipient]) -> list[Message]:
    """Return one message a recipient, in the order given; nothing is written.

    Raises
    ------
    DeliveryError
        If one of them cannot be made, or a recipient is there twice.
    """
    made = []
    seen: set[str] = set()
    for one in recipients:
        if one.id in seen:
            raise DeliveryError(
                f"recipient {one.id} stands twice in {task.mailing.audience}, and would get two "
                "messages. Mend the list. Nothing was sent."
            )
        seen.add(one.id)
        made.append(_message(project, task, one))
    return made


def write(project: Project, mailing: Mailing, made: Sequence[Message]) -> Path:
    """Write the messages below build/outbox; the folder changes as a whole or not at all.

    Raises
    ------
    DiskError
        If it cannot be written.
    """
    folder = place(project, mailing)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
        try:
            for one in made:
                (beside / file_name(one)).write_bytes(one.data)
            if folder.exists():
                shutil.rmtree(folder)
            beside.replace(folder)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        raise DiskError(
            f"the outbox {project.short(folder)} cannot be written ({error}). Nothing was sent."
        ) from error
    return folder


def place(project: Project, mailing: Mailing) -> Path:
    """Return the folder of a mailing's outbox."""
    kind = "" if mailing.kind == "edition" else f"-{_plain(mailing.kind)}"
    return project.build / "outbox" / mailing.edition / f"{_plain(mailing.audience)}{kind}"


def file_name(one: Message) -> str:
    """Return the file name of a message: its recipient, and enough to tell two apart."""
    return f"{_plain(one.planned.recipient)}-{digest_bytes(one.planned.recipient.encode())[:8]}.eml"


def _message(project: Project, task: Task, one: Recipient) -> Message:
    notice = task.notices[one.id] if task.notices is not None else None
    attached: Attachment | None = None if notice else attachment(task.edition, one)
    said = words(project, task.edition, one, task.sender, notice)
    letter = Letter(
        mailing=task.mailing, recipient=one, sender=task.sender,
        words=marked(said) if task.mailing.is_test else said,
        attachment=attached, token=task.token(one),
    )  # fmt: skip
    return message(letter, task.dated)


def _plain(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "-", text).strip("-") or "x"
