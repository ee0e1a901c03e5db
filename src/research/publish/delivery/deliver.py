"""Deliver an edition, or a notice about it: make every message, then send what is planned."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from research.ground.errors import DeliveryError
from research.ground.paths import Project
from research.publish.audiences.recipient import Recipient
from research.publish.audiences.tokens import secret_of_environment, unsubscribe_token
from research.publish.delivery import mark, outbox, plans
from research.publish.delivery.approved import require_approved
from research.publish.delivery.current import require_current, require_first
from research.publish.delivery.ledger import Entry, Ledger, Mailing
from research.publish.delivery.mail_server import Settings, is_loopback
from research.publish.delivery.messages import Message
from research.publish.delivery.pace import USUAL, Clock, Gate, Pace
from research.publish.delivery.send import Means, Tell, send
from research.publish.delivery.sender import Sender, load
from research.publish.delivery.states import State
from research.publish.delivery.words import Notice
from research.publish.editions.manifest import Edition, find
from research.render.site import is_example

LEDGER = "deliveries.sqlite"
TEST_LEDGER = "test-deliveries.sqlite"


@dataclass(frozen=True)
class Order:
    """What is asked for.

    Attributes
    ----------
    server
        Through which it is sent; None only makes the messages.
    replan
        Why a plan that was begun may change; empty where it may not. Of a notice: the subjects
        that it is about; empty for all.
    notices
        By recipient's id, what a notice says; None for the edition itself.
    """

    edition: Edition
    mailing: Mailing
    recipients: tuple[Recipient, ...]
    server: Settings | None = None
    pace: Pace = USUAL
    replan: str = ""
    notices: dict[str, Notice] | None = None

    @property
    def is_test(self) -> bool:
        return self.mailing.is_test

    @property
    def sent_before(self) -> Mailing:
        """Return the delivery of the edition itself, which a notice is about."""
        return Mailing(self.edition.id, self.mailing.audience)


@dataclass(frozen=True)
class Delivered:
    """What became of an order: the outbox if one was written, and where each message stands."""

    mailing: Mailing
    messages: int
    folder: Path | None
    entries: tuple[Entry, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Return how many messages are in each state."""
        found = Counter(entry.state for entry in self.entries)
        return {state.value: found[state] for state in State if found[state]}

    @property
    def open(self) -> list[Entry]:
        """Return the messages that somebody must still do something about."""
        left = (State.PLANNED, State.HANDED_OVER, State.UNKNOWN)
        return [entry for entry in self.entries if entry.state in left]


def deliver(project: Project, order: Order, clock: Clock, tell: Tell) -> Delivered:
    """Make the messages of an order and, where it names a server, send them.

    Raises
    ------
    DeliveryError
        If a message cannot be made, the plan changed, or another deliver is under way.
    ApprovalError
        If what would be sent is not what two people approved.
    EmbargoError
        If it would be sent before its minute, or a notice names an edition that is sealed.
    """
    _require_ours(project, order, clock)
    if order.server is None:
        return _dry(project, order, clock)
    gate = Gate(order.edition, clock)
    gate.require_open()
    sender = load(project, order.mailing.audience)
    _require_real(sender, order.server)
    with locked(project, order.is_test) as ledger:
        _require_known(project, order, ledger)
        before = ledger.plan(order.mailing)
        dated = before.dated if before else clock.now().replace(microsecond=0)
        made = outbox.messages(project, _task(order, sender, dated), order.recipients)
        plans.recover(ledger, order.mailing, clock.now())
        _plan(ledger, order, made, dated, clock.now())
        folder = outbox.write(project, order.mailing, made)
        means = Means(
            ledger, order.server, gate, clock, order.pace, tell,
            lambda: mark.put(project, order.mailing, ledger),
        )  # fmt: skip
        mark.put(project, order.mailing, ledger)
        send(order.mailing, made, means)
        mark.put(project, order.mailing, ledger)
        return Delivered(order.mailing, len(made), folder, tuple(ledger.entries(order.mailing)))


@contextmanager
def locked(project: Project, is_test: bool = False) -> Iterator[Ledger]:
    """Open the ledger for writing; only one at a time may.

    Raises
    ------
    DeliveryError
        If another one has it.
    """
    path = ledger_path(project, is_test)
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path.with_suffix(".lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise DeliveryError(
            f"another deliver is under way in this project ({lock.lock_file} is held): wait until "
            "it ends. Nothing was sent by this one."
        ) from error
    try:
        with opened(path) as ledger:
            yield ledger
    finally:
        lock.release()


@contextmanager
def opened(path: Path) -> Iterator[Ledger]:
    """Open a ledger for as long as a block lasts."""
    ledger = Ledger(path)
    try:
        yield ledger
    finally:
        ledger.close()


def entries(project: Project, edition: str) -> list[Entry]:
    """Return what the ledger has of an edition; nothing where nothing was ever sent."""
    path = ledger_path(project)
    if not path.is_file():
        return []
    with opened(path) as ledger:
        return ledger.of_edition(edition)


def settle(
    project: Project, edition: str, message_id: str, outcome: str, why: str, now: datetime
) -> Entry:
    """Write what a person knows of an unknown message.

    Parameters
    ----------
    outcome
        ``accepted`` or ``again``.

    Raises
    ------
    DeliveryError
        If the ledger does not know it, it is of another edition, or it is not unknown. One that
        was refused, or came back, may be sent again too.
    """
    with locked(project) as ledger:
        plans.recover(ledger, ledger.find(message_id).mailing, now)
        entry = ledger.find(message_id)
        mended = (State.REFUSED, State.BOUNCED) if outcome == "again" else ()
        allowed = (State.UNKNOWN, *mended)
        if entry.mailing.edition != edition or entry.state not in allowed:
            raise DeliveryError(
                f"{message_id} belongs to {entry.mailing} and is {entry.state.value}: only an "
                "unknown message of the edition that you name is settled. Nothing was changed."
            )
        ledger.note(entry.planned.message_id, f"settled as {outcome}", now, why)
        return ledger.find(message_id)


def ledger_path(project: Project, is_test: bool = False) -> Path:
    """Return where the ledger lies: with the private lists, not in build, which may be emptied."""
    return project.reports / "private" / (TEST_LEDGER if is_test else LEDGER)


def _dry(project: Project, order: Order, clock: Clock) -> Delivered:
    """Make every message; write them only where nobody has to wait for their minute."""
    dated = clock.now().replace(microsecond=0)
    path = ledger_path(project, order.is_test)
    known: Sequence[Entry] = ()
    if path.is_file():
        with opened(path) as ledger:
            before = ledger.plan(order.mailing)
            dated = before.dated if before else dated
            known = ledger.entries(order.mailing)
    made: list[Message] = outbox.messages(
        project, _task(order, load(project, order.mailing.audience), dated), order.recipients
    )
    is_sealed = order.edition.is_sealed(clock.now())
    folder = None if is_sealed else outbox.write(project, order.mailing, made)
    return Delivered(order.mailing, len(made), folder, tuple(known))


def _task(order: Order, sender: Sender, dated: datetime) -> outbox.Task:
    secret = secret_of_environment()

    def token(one: Recipient) -> str:
        return unsubscribe_token(secret, one.id, one.audience)

    return outbox.Task(order.edition, order.mailing, dated, sender, token, order.notices)


def _require_ours(project: Project, order: Order, clock: Clock) -> None:
    """Refuse an edition that nobody signed, and a notice that names one that is still sealed."""
    if order.notices is None:
        require_approved(project, order.edition)
        return
    for name in sorted({one.superseded_by for one in order.notices.values()} - {""}):
        Gate(find(project, name), clock).require_open()


def _require_known(project: Project, order: Order, ledger: Ledger) -> None:
    """Refuse a ledger that does not know who has what, and what is sent twice or known wrong."""
    mark.require_same(project, order.mailing, ledger)
    if order.notices is None:
        require_current(project, order.mailing, order.recipients, ledger)
        require_first(order.mailing, order.recipients, ledger)
    else:
        mark.require_same(project, order.sent_before, ledger)


def _plan(
    ledger: Ledger, order: Order, made: Sequence[Message], dated: datetime, now: datetime
) -> None:
    if order.notices is None:
        plans.agree(ledger, order.mailing, made, dated, now, order.replan)
    else:
        settled = _settled(ledger, order)
        plans.grow(ledger, order.mailing, made, dated, now, order.replan, settled)


def _settled(ledger: Ledger, order: Order) -> frozenset[str]:
    """Return those of whom it became known that they have the edition: they are told otherwise."""
    known = ledger.entries(order.sent_before)
    return frozenset(
        entry.planned.recipient for entry in known if entry.event == "settled as accepted"
    )


def _require_real(sender: Sender, server: Settings) -> None:
    """Refuse an example address as sender, except to a server on this machine."""
    for address in (sender.email, sender.reply_to, sender.unsubscribe_mail):
        if is_example(f"https://{address.rpartition('@')[2]}") and not is_loopback(server.host):
            raise DeliveryError(
                f"reports/audiences.toml says that mail comes from {address}, which is an example: "
                "answers and unsubscribes would reach nobody. Nothing was sent."
            )
