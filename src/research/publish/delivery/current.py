"""Nobody is sent what is known to be wrong: an edition that was recalled, or has an erratum."""

from collections.abc import Iterable

from research.ground.errors import DeliveryError
from research.ground.paths import Project
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
