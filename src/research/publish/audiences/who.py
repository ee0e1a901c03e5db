"""Who of an audience receives which document of an edition, and why; who does not, and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from research.ground.errors import EditionError
from research.ground.paths import Project
from research.publish.audiences import declared, legislators, lists, suppressions
from research.publish.audiences.addresses import mailbox
from research.publish.audiences.declared import Audience
from research.publish.audiences.entry import Entry
from research.publish.audiences.recipient import LeftOut, Recipient, Who
from research.publish.editions.manifest import Edition
from research.tables.sentences_district import addressee

_ADDRESSEE = "addressee"
"""The finding of a sheet that says to whom it is addressed."""


def who(project: Project, edition: Edition, audience: str, today: date) -> Who:
    """Return who of an audience receives which document of an edition, and who does not.

    Nothing is sent and nothing is written. The same lists on the same day give the same answer.

    Parameters
    ----------
    edition
        A candidate or a released edition: only what it lists is looked at, and the findings
        about a subject.
    audience
        Its name in reports/audiences.toml.
    today
        The day for which consents, unsubscribes and the roster are looked at.

    Raises
    ------
    AudienceError
        If the audience is not declared, or its list, its roster or the file of suppressions
        cannot be used as it is.
    """
    stated = declared.load(project)
    return _who(project, edition, stated, stated.audience(audience), today)


def _who(
    project: Project,
    edition: Edition,
    stated: declared.Declared,
    audience: Audience,
    today: date,
) -> Who:
    warnings: list[str] = []
    if audience.source == declared.ROSTER:
        entries, warnings = legislators.entries(project, audience, today)
    else:
        entries = lists.entries(project, audience, today)
    before = {
        (mailbox(one.email), one.subject): f"receives it in the audience {one.audience}"
        for name in audience.after
        for one in _who(project, edition, stated, stated.audience(name), today).recipients
    }
    held = suppressions.Suppressions(suppressions.read(project))
    chosen = list(_chosen(_Choice(edition, audience, held, before), entries))
    return Who(
        tuple(sorted((one for one in chosen if isinstance(one, Recipient)), key=_by_id)),
        tuple(one for one in chosen if isinstance(one, LeftOut)),
        tuple(warnings),
    )


@dataclass(frozen=True)
class _Choice:
    """What is asked of each person: what there is, what stands against, who has it already."""

    edition: Edition
    audience: Audience
    held: suppressions.Suppressions
    taken: dict[tuple[str, str], str]


def _chosen(choice: _Choice, entries: list[Entry | LeftOut]) -> Iterator[Recipient | LeftOut]:
    """Yield each person as one who receives a document, or as one who is left out."""
    for entry in entries:
        if isinstance(entry, LeftOut):
            yield entry
            continue
        subject, against = _subject(choice.edition, entry)
        document = (mailbox(entry.email), subject)
        against = _suppressed(choice, entry) or against or choice.taken.get(document, "")
        if against:
            yield LeftOut(entry.name, entry.email, f"{entry.id}: {against}")
            continue
        choice.taken[document] = f"the same mailbox receives it as {entry.id}"
        yield Recipient(
            id=entry.id, name=entry.name, email=entry.email, audience=choice.audience.name,
            language=entry.language, format=entry.format, subject=subject, why=entry.why,
        )  # fmt: skip


def _suppressed(choice: _Choice, entry: Entry) -> str:
    event = choice.held.against(choice.audience.name, entry.id, entry.email, entry.consented)
    return suppressions.said(event) if event else ""


def _subject(edition: Edition, entry: Entry) -> tuple[str, str]:
    """Return about whom the document is that a person receives, and what stands against it."""
    if entry.interests and edition.brief not in entry.interests:
        return "", f"asked for {', '.join(entry.interests)}, not for {edition.brief}"
    known = {one.lower(): one for one in edition.subjects}
    subject = known.get(entry.subject.lower(), entry.subject) if known else ""
    try:
        edition.document(subject, entry.format)
    except EditionError:
        if not subject and known:
            return "", f"{edition.id} has a document for each subject, and none is named here"
        about = f" about {subject}" if subject else ""
        return subject, f"{edition.id} has no {entry.format}{about}"
    return subject, _misaddressed(edition, entry, subject)


def _misaddressed(edition: Edition, entry: Entry, subject: str) -> str:
    """Return that a sheet names another person: a seat changed hands since it was made."""
    if not entry.is_addressee or not subject:
        return ""
    named = _addressed_to(edition, subject)
    if named in ("", entry.name, addressee("", is_vacant=True)):
        return ""
    return (
        f"the document is addressed to {named}, and the seat is held by {entry.name}: make a new "
        "edition"
    )


def _addressed_to(edition: Edition, subject: str) -> str:
    """Return to whom the sheet of a subject is addressed; empty where no run of it says so."""
    from research.studies.record import read_record

    for file in edition.of(subject, "record"):
        for finding in read_record(edition.path(file)).findings:
            if finding.name == _ADDRESSEE:
                return finding.printed
    return ""


def _by_id(recipient: Recipient) -> str:
    return recipient.id
