"""Who receives a document of an edition, who is left out, and why."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Recipient:
    """One person of an audience who receives one document.

    Attributes
    ----------
    id
        Unique within its audience and stable from day to day: a roster's member, a list's row.
    name
        As printed, with accents; one line.
    email
        As it is written on an envelope: the domain in its ASCII form, one line, no display name.
    audience
        Its name in reports/audiences.toml.
    language
        A BCP 47 tag: en, es.
    format
        What is attached: pdf, docx or html.
    subject
        Whom the document is about (a district); empty where the edition has one for all.
    why
        For what reason this person receives this document, in words.
    """

    id: str
    name: str
    email: str
    audience: str
    language: str
    format: str
    subject: str
    why: str


@dataclass(frozen=True)
class LeftOut:
    """One person or seat of an audience that receives nothing, and for what reason."""

    name: str
    email: str
    why: str


@dataclass(frozen=True)
class Who:
    """An audience of an edition on one day: who receives, by id; who does not, as listed.

    ``warnings`` are sentences about all of it: that a roster will soon be old.
    """

    recipients: tuple[Recipient, ...]
    left_out: tuple[LeftOut, ...]
    warnings: tuple[str, ...] = ()
