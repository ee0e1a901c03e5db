"""Send what the ledger has planned: each once, at a pace, and never by guessing."""

import smtplib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from research.ground.errors import MailServerError
from research.publish.delivery.ledger import Ledger, Mailing
from research.publish.delivery.mail_server import Settings, connected
from research.publish.delivery.messages import Message
from research.publish.delivery.offer import Answer, offer
from research.publish.delivery.pace import Clock, Gate, Pace, Turn
from research.publish.delivery.states import State

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Means:
    """With what a mailing is sent."""

    ledger: Ledger
    server: Settings
    gate: Gate
    clock: Clock
    pace: Pace
    tell: Tell
    mark: Callable[[], None] = lambda: None


def send(mailing: Mailing, made: Sequence[Message], means: Means) -> None:
    """Offer every planned message; one that is put off waits for the next round or run.

    Raises
    ------
    EmbargoError
        If the edition is sealed, before the first message or any later one.
    MailServerError
        If the server cannot be reached in any round, refuses the log-in, or refuses everyone.
    DiskError
        If the ledger cannot be written: nothing more is sent.
    """
    line = _Line(means)
    wait = 0.0
    try:
        for number in range(means.pace.rounds):
            due = _due(mailing, made, means.ledger)
            if not due:
                return
            means.gate.require_open()
            if number:
                means.tell(f"{len(due)} put off; again in {wait:.0f} seconds")
                means.clock.sleep(wait)
            is_quick = _round(due, line, means)
            long_wait = means.pace.wait(number, means.clock.chance())
            wait = means.pace.short_wait if is_quick else long_wait
    finally:
        line.close()
    if line.last_error and not line.has_reached:
        raise MailServerError(
            f"{means.server!r} could not be reached in {means.pace.rounds} attempts "
            f"({line.last_error}). {len(due)} messages stay planned: run the same again."
        )


def _due(mailing: Mailing, made: Sequence[Message], ledger: Ledger) -> list[Message]:
    """Return the messages that the ledger has as planned, exactly these bytes."""
    planned = {
        (entry.planned.message_id, entry.planned.eml_sha256)
        for entry in ledger.entries(mailing)
        if entry.state is State.PLANNED
    }
    return [one for one in made if (one.planned.message_id, one.planned.eml_sha256) in planned]


def _round(due: Sequence[Message], line: "_Line", means: Means) -> bool:
    """Offer each message once; return whether the next round may come soon.

    It may where connections were cut and nothing else was the matter. A round ends early when
    the server puts us off, whoever the message is for; one that puts off recipients, as a
    greylist does, is asked about each of them.
    """
    turn = Turn(means.clock, means.pace)
    is_quick = True
    row: list[str] = []
    for number, one in enumerate(due, 1):
        turn.take()
        means.gate.require_open()
        server = line.open()
        if server is None:
            return False
        answer = offer(server, means.server, one, _noting(one, means))
        means.ledger.note(one.planned.message_id, answer.event, means.clock.now(), answer.said)
        means.tell(f"{number} of {len(due)}: {answer.event}")
        line.after(answer)
        is_quick = is_quick and (answer.is_cut or answer.event != "deferred")
        kind = "cut" if answer.is_cut or answer.is_about_us else answer.event
        row = [*row, kind] if row[-1:] == [kind] else [kind]
        if kind == "refused" and len(row) >= means.pace.in_a_row:
            raise _all_refused(means, answer, len(row))
        if kind == "cut" and (
            len(row) >= means.pace.in_a_row or not (answer.is_cut or answer.is_open)
        ):
            return False
    return is_quick


def _noting(one: Message, means: Means) -> Callable[[str], None]:
    """Return what writes an event of a message, unless its minute has not come or is gone."""

    def note(event: str) -> None:
        means.gate.require_open()
        means.ledger.note(one.planned.message_id, event, means.clock.now())
        if event == "ending":
            means.mark()

    return note


def _all_refused(means: Means, answer: Answer, many: int) -> MailServerError:
    return MailServerError(
        f"{means.server!r} refused {many} messages in a row, the last with {answer.said!r}: that "
        "is about us, not about them. Mend it, then `research settle EDITION --message ID --as "
        "again` for each; `research receipts EDITION` has the ids."
    )


class _Line:
    """One connection at a time, made when needed and closed without a word too many."""

    def __init__(self, means: Means) -> None:
        self._means = means
        self._server: smtplib.SMTP | None = None
        self._used = 0
        self.last_error = ""
        self.has_reached = False

    def open(self) -> smtplib.SMTP | None:
        """Return a connection; None where the server cannot be reached just now."""
        if self._server is None:
            try:
                self._server = connected(self._means.server)
            except OSError as error:
                self.last_error = f"{type(error).__name__}: {error}"
                self._means.tell(self.last_error)
                return None
            self._used, self.has_reached = 0, True
        return self._server

    def after(self, answer: Answer) -> None:
        """Make the connection ready for the next message, or give it up."""
        self._used += 1
        if self._server is None:
            return
        if not answer.is_open or self._used >= self._means.pace.messages_a_connection:
            self.close()
        elif answer.event != "accepted":
            try:
                self._server.docmd("RSET")
            except OSError:
                self.close()

    def close(self) -> None:
        """End the connection; no QUIT, which inside a message would be taken for its text."""
        if self._server is not None:
            self._server.close()
            self._server = None
