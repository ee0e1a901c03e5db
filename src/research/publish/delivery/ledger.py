"""The ledger: one row an event, never changed, on disk before the world can be changed by it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from research.ground.errors import DeliveryError, DiskError
from research.publish.audiences.addresses import visible
from research.publish.delivery.schema import COLUMNS, SCHEMA, SCHEMA_NUMBER
from research.publish.delivery.states import STATE_AFTER, State


@dataclass(frozen=True)
class Mailing:
    """What is sent to whom: an edition to an audience, or a notice about it.

    Attributes
    ----------
    kind
        ``edition``, or what a notice is about: ``recall``, ``erratum to district-2``; or
        ``test`` and a time.
    """

    edition: str
    audience: str
    kind: str = "edition"

    @property
    def is_test(self) -> bool:
        """Return whether it is a trial, which has a ledger apart."""
        return self.kind.startswith("test ")

    def __str__(self) -> str:
        what = "" if self.kind == "edition" else f" ({self.kind})"
        return f"{self.edition} to {self.audience}{what}"


@dataclass(frozen=True)
class Planned:
    """One message as the ledger knows it.

    Attributes
    ----------
    recipient, name, email
        Whose it is; ``recipient`` is the id in the list of the audience.
    subject, document, document_sha256
        Whom the attachment is about, its file name and digest; empty without attachment.
    words_sha256, eml_sha256
        Of the words of its templates, and of all its bytes.
    """

    message_id: str
    recipient: str
    name: str
    email: str
    language: str
    subject: str
    document: str
    document_sha256: str
    words_sha256: str
    eml_sha256: str


@dataclass(frozen=True)
class Entry:
    """A message, and where it stands.

    Attributes
    ----------
    event, at, reply
        The last event, when it was, and what the server or a person said.
    attempts
        How often the server was offered it.
    """

    mailing: Mailing
    planned: Planned
    event: str
    at: str
    reply: str
    attempts: int

    @property
    def state(self) -> State:
        return STATE_AFTER[self.event]


@dataclass(frozen=True)
class Plan:
    """The plan in force of a mailing: the Date of its messages, and its digest."""

    dated: datetime
    digest: str
    reason: str


class Ledger:
    """The file of all events; opened by one ``deliver`` at a time, read by any."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._telling():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, isolation_level=None, timeout=30)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.execute("PRAGMA foreign_keys=ON")
            self._prepare()

    def close(self) -> None:
        self._db.close()

    def age(self) -> tuple[str, int]:
        """Return which ledger this is, and how many events it holds: they only grow."""
        row = self._one("SELECT id, (SELECT count(*) FROM events) FROM about", ())
        return (str(row[0]), int(row[1])) if row else ("", 0)

    def plan(self, mailing: Mailing) -> Plan | None:
        """Return the plan in force of a mailing; None before the first."""
        row = self._one(
            "SELECT dated, digest, reason FROM plans WHERE edition=? AND audience=? AND kind=? "
            "ORDER BY id DESC LIMIT 1", _key(mailing),
        )  # fmt: skip
        return Plan(datetime.fromisoformat(row[0]), row[1], row[2]) if row else None

    def reasons(self, edition: str, kind: str) -> list[str]:
        """Return with what reason each plan of a kind was made, in any audience of an edition."""
        rows = self._db.execute(
            "SELECT reason FROM plans WHERE edition=? AND kind=? ORDER BY id", (edition, kind)
        )
        return [str(row[0]) for row in rows]

    def add_plan(
        self, mailing: Mailing, plan: Plan, messages: list[Planned], now: datetime
    ) -> None:
        """Write a plan: its messages that are new are planned, all in one step or none."""
        with self._whole():
            self._db.execute(
                "INSERT INTO plans (edition, audience, kind, dated, digest, reason, at) "
                "VALUES (?,?,?,?,?,?,?)",
                (*_key(mailing), plan.dated.isoformat(), plan.digest, plan.reason,
                 now.isoformat()),
            )  # fmt: skip
            known = {entry.planned.recipient for entry in self.entries(mailing)}
            for one in messages:
                event = "replanned" if one.recipient in known else "planned"
                if one.recipient not in known:
                    self._db.execute(
                        "INSERT INTO deliveries (edition, audience, kind, recipient) "
                        "VALUES (?,?,?,?)", (*_key(mailing), one.recipient),
                    )  # fmt: skip
                    known.add(one.recipient)
                self._add_message(mailing, one)
                self._event(one.message_id, event, now, plan.reason)

    def note(self, message_id: str, event: str, now: datetime, reply: str = "") -> None:
        """Write one event; it is on disk when this returns.

        Raises
        ------
        DeliveryError
            If it may not follow the last event of the message, or there is no such message.
        DiskError
            If it cannot be written.
        """
        with self._whole():
            self._event(message_id, event, now, reply)

    def entries(self, mailing: Mailing) -> list[Entry]:
        """Return the messages of a mailing as they stand, in the order of its plan."""
        return list(self._entries("WHERE edition=? AND audience=? AND kind=?", _key(mailing)))

    def of_edition(self, edition: str) -> list[Entry]:
        """Return every message about an edition, notices too."""
        return list(self._entries("WHERE edition=?", (edition,)))

    def find(self, message_id: str) -> Entry:
        """Return the message of an id, or the one that took its place.

        Raises
        ------
        DeliveryError
            If the ledger does not know it.
        """
        row = self._one("SELECT delivery FROM messages WHERE message_id=?", (message_id,))
        found = list(self._entries("WHERE delivery=?", row)) if row else []
        if not found:
            raise DeliveryError(
                f"{self.path.name} knows no message {message_id}: take the id from `research "
                "receipts EDITION`, with its < and >."
            )
        return found[0]

    def bounce(self, message_id: str, why: str, now: datetime) -> bool:
        """Write that a message came back; return False where that was known already.

        It was where it came back before, unless the same message was sent again since.
        """
        entry = self.find(message_id)
        is_in_force = entry.planned.message_id == message_id
        if self._one(
            "SELECT 1 FROM events e JOIN messages m ON m.id = e.message "
            "WHERE m.message_id=? AND e.event='bounced'", (message_id,),
        ) and not (is_in_force and entry.state in (State.ACCEPTED, State.UNKNOWN)):  # fmt: skip
            return False
        self.note(message_id, "bounced", now, why)
        return True

    def _prepare(self) -> None:
        (number,) = self._one("PRAGMA user_version", ()) or (0,)
        if number not in (0, SCHEMA_NUMBER):
            raise DeliveryError(
                f"{self.path} was written by another edition of this program (form {number}, not "
                f"{SCHEMA_NUMBER}): use that one. Nothing was sent."
            )
        if number == 0:
            self._db.executescript(f"BEGIN IMMEDIATE;\n{SCHEMA}\nCOMMIT;")

    def _add_message(self, mailing: Mailing, one: Planned) -> None:
        self._db.execute(
            f"INSERT INTO messages (delivery, {', '.join(COLUMNS)}) "
            "SELECT id, ?,?,?,?,?,?,?,?,? FROM deliveries "
            "WHERE edition=? AND audience=? AND kind=? AND recipient=? "
            "AND NOT EXISTS (SELECT 1 FROM messages WHERE message_id=?)",
            (
                *(getattr(one, name) for name in COLUMNS),
                *_key(mailing),
                one.recipient,
                one.message_id,
            ),
        )

    def _event(self, message_id: str, event: str, now: datetime, reply: str) -> None:
        done = self._db.execute(
            "INSERT INTO events (delivery, message, event, at, reply) "
            "SELECT delivery, id, ?,?,? FROM messages WHERE message_id=?",
            (event, now.isoformat(), visible(reply), message_id),
        )
        if done.rowcount != 1:
            raise DeliveryError(f"{self.path.name} knows no message {message_id}.")

    def _entries(self, where: str, values: tuple[object, ...]) -> Iterator[Entry]:
        rows = self._db.execute(f"SELECT * FROM standing {where} ORDER BY delivery", values)
        for row in rows:
            yield Entry(Mailing(*row[1:4]), Planned(*row[4:14]), *row[14:18])

    def _one(self, question: str, values: tuple[object, ...]) -> tuple[Any, ...] | None:
        with self._telling():
            found: tuple[Any, ...] | None = self._db.execute(question, values).fetchone()
            return found

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """Do several writes as one, on disk at the end."""
        with self._telling():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.IntegrityError as error:
            raise DeliveryError(
                f"the ledger refuses that: {error}. Nothing was written."
            ) from error
        except (sqlite3.Error, OSError) as error:
            raise DiskError(
                f"the ledger {self.path} cannot be written or read ({error}), so nothing more is "
                "sent. Free some room, or look at who may write there; then run the same again."
            ) from error


def _key(mailing: Mailing) -> tuple[str, str, str]:
    return mailing.edition, mailing.audience, mailing.kind
