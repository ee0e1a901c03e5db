"""Agree with the ledger on what is sent: what changed between two attempts stops the second."""

from collections.abc import Collection, Sequence
from datetime import datetime

from research.ground.errors import DeliveryError
from research.ground.provenance import digest_values
from research.publish.delivery.ledger import Entry, Ledger, Mailing, Plan, Planned
from research.publish.delivery.messages import Message
from research.publish.delivery.states import State

_OPEN = (State.PLANNED, State.WITHDRAWN)
_TOLD = (State.ACCEPTED, State.UNKNOWN, State.HANDED_OVER)


def agree(
    ledger: Ledger, mailing: Mailing, made: Sequence[Message], dated: datetime, now: datetime,
    why: str = "",
) -> None:  # fmt: skip
    """Write the plan where there is none; where there is one, require that it is the same.

    What counts is what this run would send: who has a message, or may have one, keeps it, whatever
    changed since. With a reason, a changed plan is written.

    Raises
    ------
    DeliveryError
        If templates, list or attachments changed and no reason was given.
    """
    plan = Plan(dated, digest([one.planned for one in made]), why)
    before = ledger.plan(mailing)
    entries = {entry.planned.recipient: entry for entry in ledger.entries(mailing)}
    changed = _changes(entries, made)
    if before is not None and not changed:
        return
    if before is not None and not why:
        raise DeliveryError(_stopped(mailing, changed, len(made)))
    fresh = [one.planned for one in made if _may_change(one, entries.get(one.planned.recipient))]
    ledger.add_plan(mailing, plan, fresh, now)
    wanted = {one.planned.recipient for one in made}
    for recipient, entry in entries.items():
        if recipient not in wanted and entry.state is State.PLANNED:
            ledger.note(entry.planned.message_id, "withdrawn", now, why)


def grow(
    ledger: Ledger, mailing: Mailing, made: Sequence[Message], dated: datetime, now: datetime,
    about: str = "", settled: Collection[str] = (),
) -> None:  # fmt: skip
    """Plan a notice for those who are not yet in its plan, or whose message was worded anew.

    Parameters
    ----------
    about
        The subjects whose documents the notice is about; empty for all. Kept as the reason.
    settled
        Those who heard a notice in the words for whom nobody knew of, and are known of now.

    Raises
    ------
    DeliveryError
        If somebody heard this notice in other words: readers would be told different things.
    """
    known = {entry.planned.recipient: entry for entry in ledger.entries(mailing)}
    other = [
        one.planned.recipient
        for one in made
        if (entry := known.get(one.planned.recipient)) and entry.state in _TOLD
        and entry.planned.words_sha256 != one.planned.words_sha256
        and one.planned.recipient not in settled
    ]  # fmt: skip
    if other:
        raise DeliveryError(
            f"{mailing} was told to {len(other)} of {len(made)} in other words (first: "
            f"{other[0]}), so some would read one thing and some another. Nothing was sent: give "
            "the note and the templates as they were, or name with --subject who is left."
        )
    fresh = [one.planned for one in made if _may_change(one, known.get(one.planned.recipient))]
    ledger.add_plan(mailing, Plan(dated, digest(fresh), about), fresh, now)


def recover(ledger: Ledger, mailing: Mailing, now: datetime) -> None:
    """Say what became of messages that a run left in the middle when it was killed.

    Before the final dot: not accepted, planned again. After ``ending``: unknown.
    """
    for entry in ledger.entries(mailing):
        if entry.event == "handed over":
            ledger.note(entry.planned.message_id, "cut", now, "the sender ended before the dot")
        elif entry.event == "ending":
            said = "the sender ended between the end of the message and its reply"
            ledger.note(entry.planned.message_id, "unknown", now, said)


def digest(planned: Sequence[Planned]) -> str:
    """Return one digest over all messages of a plan."""
    return digest_values({one.recipient: vars(one) for one in planned})


def _may_change(one: Message, entry: Entry | None) -> bool:
    if entry is None:
        return True
    if entry.state is State.REFUSED:
        return entry.planned.email != one.planned.email
    return entry.state in _OPEN and (entry.planned != one.planned or entry.state is State.WITHDRAWN)


def _changes(entries: dict[str, Entry], made: Sequence[Message]) -> dict[str, list[str]]:
    """Return what differs from the plan, and for whom, among those who still get something."""
    now = {one.planned.recipient: one.planned for one in made}
    found: dict[str, list[str]] = {}
    for recipient in sorted(entries.keys() | now.keys()):
        entry = entries.get(recipient)
        if entry is not None and entry.state not in _OPEN:
            continue
        was = entry.planned if entry and entry.state is State.PLANNED else None
        what = _difference(was, now.get(recipient))
        if what:
            found.setdefault(what, []).append(recipient)
    return found


def _stopped(mailing: Mailing, changed: dict[str, list[str]], many: int) -> str:
    told = "; ".join(
        f"{what}, {len(whom)} of {many} (first: {whom[0]})" for what, whom in changed.items()
    )
    return (
        f"{mailing} was begun with another plan, and since then there changed: {told}. Nothing "
        'was sent by this run. Put back what changed, or say --replan "REASON": then those to '
        "whom nothing was handed over get the new message, and nobody else gets anything."
    )


def _difference(was: Planned | None, now: Planned | None) -> str:
    if was == now:
        return ""
    if was is None or now is None:
        return "the list: who was added" if was is None else "the list: who is gone"
    if was.document_sha256 != now.document_sha256:
        return "the attachment"
    if (was.name, was.email, was.subject) != (now.name, now.email, now.subject):
        return "the list: name, address or subject"
    if was.words_sha256 != now.words_sha256:
        return "the words"
    return "the message"
