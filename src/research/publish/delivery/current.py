"""Nobody is sent what is known to be wrong: an edition that was recalled, or has an erratum."""

from collections.abc import Iterable

from research.ground.errors import DeliveryError
from research.ground.paths import Project
from research.publish.audiences.addresses import mailbox
from research.publish.audiences.recipient import Recipient
from research.publish.delivery.ledger import Ledger, Mailing
from research.publish.delivery.states import State
from research.publish.errata import superseding

RECALL = "recall"


def require_current(
    project: Project, mailing: Mailing, recipients: Iterable[Recipient], ledger: Ledger
) -> None:
    """Refuse to send an edition to those who do not have it yet, once it is known to be wrong.

    Raises
    ------
    DeliveryError
        If a document that would still be sent was recalled, or a later edition corrects it.
    """
    states = {entry.planned.recipient: entry.state for entry in ledger.entries(mailing)}
    still = [one for one in recipients if states.get(one.id, State.PLANNED) is State.PLANNED]
    scopes = [scope.split() for scope in ledger.reasons(mailing.edition, RECALL)]
    recalled = [one for one in still if any(not scope or one.subject in scope for scope in scopes)]
    if recalled:
        raise DeliveryError(
            f"{mailing.edition} was recalled, and {len(recalled)} of {len(still)} to whom it would "
            f"still go would get what was withdrawn (first: {recalled[0].id}). Nothing was sent: "
            "release a corrected edition and deliver that."
        )
    for one in still:
        erratum = superseding(project, mailing.edition, one.subject)
        if erratum:
            raise DeliveryError(
                f"{mailing.edition} is superseded by {erratum.superseded_by} for {one.id} "
                f"({erratum.note}). Nothing was sent: deliver {erratum.superseded_by}."
            )


def require_first(mailing: Mailing, recipients: Iterable[Recipient], ledger: Ledger) -> None:
    """Refuse to plan a document for a mailbox that has it, or may have it, by another row."""
    may_have = (State.ACCEPTED, State.UNKNOWN, State.HANDED_OVER)
    had = {
        (mailbox(entry.planned.email), entry.planned.subject): entry
        for entry in ledger.of_edition(mailing.edition)
        if entry.mailing.kind == "edition" and entry.state in may_have
    }
    for one in recipients:
        entry = had.get((mailbox(one.email), one.subject))
        if entry and (entry.mailing, entry.planned.recipient) != (mailing, one.id):
            raise DeliveryError(
                f"the mailbox of {one.id} was sent the same document as {entry.planned.recipient} "
                f"of {entry.mailing.audience} ({entry.state.value}): it would have it twice. "
                "Nothing was sent: give the row its old id, or take it out."
            )
