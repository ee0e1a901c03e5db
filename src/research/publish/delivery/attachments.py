"""The one document of a recipient: whole, of this edition, about the right subject."""

import re
from dataclasses import dataclass

from research.ground.errors import DeliveryError, EditionError
from research.ground.provenance import digest_bytes
from research.publish.audiences.recipient import Recipient
from research.publish.editions.manifest import Edition, EditionFile

_TYPES = {
    "pdf": ("application", "pdf"),
    "html": ("text", "html"),
    "docx": ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document"),
}


@dataclass(frozen=True)
class Attachment:
    """A document as it travels."""

    name: str
    kind: tuple[str, str]
    data: bytes
    sha256: str


def attachment(edition: Edition, recipient: Recipient) -> Attachment:
    """Return the document of a recipient, after looking into it.

    Raises
    ------
    DeliveryError
        If there is none in the recipient's format, it was changed, or what is embedded in it
        says another edition or another subject. Only a PDF carries that; for other formats the
        manifest's word stands.
    """
    if recipient.format not in _TYPES:
        raise DeliveryError(
            f"{_whose(recipient)} wants {recipient.format!r}; there are {', '.join(_TYPES)}."
        )
    try:
        file = edition.document(recipient.subject, recipient.format)
        data = edition.path(file).read_bytes()
    except (EditionError, OSError) as error:
        raise DeliveryError(f"no document for {_whose(recipient)}: {error}") from error
    if digest_bytes(data) != file.sha256 or file.subject != recipient.subject:
        raise DeliveryError(
            f"{file.path} of edition {edition.id} is not as its manifest says, so it goes to "
            f"nobody. `research verify {edition.id}` says what else was changed."
        )
    _require_embedded(edition, recipient, file)
    return Attachment(safe_name(edition, file), _TYPES[recipient.format], data, file.sha256)


def safe_name(edition: Edition, file: EditionFile) -> str:
    """Return a file name that every mail program takes: district-1-H042.pdf."""
    whole = "-".join(part for part in (edition.id, file.subject) if part)
    return f"{re.sub(r'[^A-Za-z0-9_-]+', '-', whole).strip('-')}.{file.kind}"


def _require_embedded(edition: Edition, recipient: Recipient, file: EditionFile) -> None:
    if file.kind != "pdf":
        return
    from research.publish.editions import embedded

    try:
        inside = embedded.read(edition.path(file))
    except EditionError as error:
        raise DeliveryError(
            f"{file.path} does not say whom it is about, so it goes to nobody: {error}"
        ) from error
    if (inside.edition, inside.subject) != (edition.id, recipient.subject):
        raise DeliveryError(
            f"{file.path} says inside that it is {inside.edition} about {inside.subject or 'all'}; "
            f"{_whose(recipient)} gets {edition.id} about {recipient.subject or 'all'}. Nothing "
            "was sent: make the candidate again."
        )


def _whose(recipient: Recipient) -> str:
    return f"recipient {recipient.id} of {recipient.audience}"
