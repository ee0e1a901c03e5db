"""Tell those who received an edition, and nobody else, that it is withdrawn or was corrected."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from research.ground.errors import DeliveryError
from research.ground.paths import Project
from research.ground.provenance import digest_values
from research.publish.audiences.recipient import Recipient
from research.publish.delivery import plans
from research.publish.delivery.current import RECALL
from research.publish.delivery.deliver import Order, locked
from research.publish.delivery.ledger import Entry, Mailing
from research.publish.delivery.mail_server import Settings
from research.publish.delivery.pace import Pace
from research.publish.delivery.states import State
from research.publish.delivery.words import Notice
from research.publish.editions.manifest import Edition
from research.publish.errata import Erratum


@dataclass(frozen=True)
class Told:
    """What a notice says, and about which subjects; all where none is named."""

    kind: str
    notice: Notice
    subjects: tuple[str, ...]


def withdrawal(note: str, superseded_by: str, subjects: Sequence[str]) -> Told:
    """Return what is told of an edition that nobody should use any more."""
    return Told(RECALL, Notice("recall", note, superseded_by), tuple(subjects))


def corrections(edition: Edition, errata: Iterable[Erratum]) -> list[Told]:
    """Return what is told of each erratum of an edition.

    Raises
    ------
    DeliveryError
        If the edition has none.
    """
    found = [
        Told(
            _kind(one),
            Notice("erratum", one.note, one.superseded_by),
            tuple(one.subjects),
        )
        for one in errata
        if one.edition == edition.id
    ]
    if not found:
        raise DeliveryError(
            f"{edition.id} has no erratum: declare it first with `research erratum {edition.id}`."
        )
    return found


def remember(project: Project, edition: Edition, told: Told, now: datetime) -> None:
    """Keep in the ledger what is withdrawn, also where nobody has it yet: it goes to nobody else.

    Raises
    ------
    DeliveryError
        If a deliver is under way, or a subject is not one of the edition.
    """
    strangers = [one for one in told.subjects if one not in edition.subjects]
    if strangers:
        raise DeliveryError(
            f"{len(strangers)} of {len(told.subjects)} subjects are not in {edition.id}, first "
            f"{strangers[0]}: nothing was recalled."
        )
    about = " ".join(told.subjects)
    with locked(project) as ledger:
        if about not in ledger.reasons(edition.id, told.kind):
            plans.grow(ledger, Mailing(edition.id, "", told.kind), (), now, now, about)


def orders(
    entries: Sequence[Entry], edition: Edition, told: Told, server: Settings | None, pace: Pace
) -> list[Order]:
    """Return one order an audience: to each whose message was accepted, or may have been.

    The address is the one at which the edition was taken, not that of today's list. Whoever is
    in the ledger with this notice already is left as he is, so nobody hears it twice.

    Parameters
    ----------
    entries
        What the ledger has of the edition.

    Raises
    ------
    DeliveryError
        If nobody received it.
    """
    received = _received(entries, told)
    if not received:
        raise DeliveryError(
            f"nobody received {edition.id}{_about(told)}, as far as the ledger knows: there is "
            "nobody to tell." + _kept(told, server)
        )
    made = []
    for audience in sorted({entry.mailing.audience for entry in received}):
        theirs = [entry for entry in received if entry.mailing.audience == audience]
        made.append(
            Order(
                edition=edition,
                mailing=Mailing(edition.id, audience, told.kind),
                recipients=tuple(_recipient(entry) for entry in theirs),
                server=server,
                pace=pace,
                replan=" ".join(told.subjects),
                notices={entry.planned.recipient: _said(entry, told) for entry in theirs},
            )
        )
    return made


def _kind(one: Erratum) -> str:
    """Return what tells an erratum from another one that the same edition corrects."""
    said = digest_values({"note": one.note, "subjects": sorted(one.subjects)})
    return f"erratum to {one.superseded_by} {said[:8]}"


def _received(entries: Sequence[Entry], told: Told) -> list[Entry]:
    """Return those to tell: a message that a killed run left at its end may have arrived."""
    return [
        entry
        for entry in entries
        if entry.mailing.kind == "edition"
        and (entry.state in (State.ACCEPTED, State.UNKNOWN) or entry.event == "ending")
        and (not told.subjects or entry.planned.subject in told.subjects)
    ]


def _recipient(entry: Entry) -> Recipient:
    planned = entry.planned
    return Recipient(
        id=planned.recipient, name=planned.name, email=planned.email,
        audience=entry.mailing.audience, language=planned.language, format="",
        subject=planned.subject, why=f"received {planned.message_id}",
    )  # fmt: skip


def _said(entry: Entry, told: Told) -> Notice:
    said = told.notice
    return Notice(said.kind, said.note, said.superseded_by, entry.state is not State.ACCEPTED)


def _kept(told: Told, server: Settings | None) -> str:
    """Return what holds though nobody was told: a recall that is sent was kept before."""
    is_kept = server is not None and told.kind == RECALL
    return " That it was recalled is kept: it goes to nobody from now on." if is_kept else ""


def _about(told: Told) -> str:
    return f" about {', '.join(told.subjects)}" if told.subjects else ""
