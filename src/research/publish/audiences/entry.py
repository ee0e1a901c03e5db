"""One person of a list or roster before anything is known of suppressions and documents."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Entry:
    """A person who may be written to as far as the list itself says.

    Attributes
    ----------
    subject
        Whom the person wants to read about; empty where that is not said.
    interests
        The briefs that the person asked for; empty for all.
    consented
        Since when; None where no consent is needed.
    why
        By what rule the person stands in the audience, in words.
    is_addressee
        Whether the document about the subject is addressed to this person by name.
    """

    id: str
    name: str
    email: str
    language: str
    format: str
    subject: str
    interests: tuple[str, ...]
    consented: date | None
    why: str
    is_addressee: bool = False
