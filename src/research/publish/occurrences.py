"""The ledger of scheduled builds: each occurrence is a row before it is run, and stays one.

An SQLite file with a write-ahead log, ``state/occurrences.sqlite``. It lies in ``state``, beside
the project it speaks of: not below ``build``, because `make clean` removes that and an occurrence
would come twice; not in a folder of the user, because two checkouts keep two ledgers.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from research.ground.errors import ScheduleError

_NUMBER = 1
_SCHEMA = """
CREATE TABLE cadences (
  key TEXT PRIMARY KEY, considered_to TEXT NOT NULL, pins TEXT NOT NULL, seen TEXT NOT NULL
) STRICT;
CREATE TABLE occurrences (
  id INTEGER PRIMARY KEY, cadence TEXT NOT NULL, name TEXT NOT NULL,
  due_at TEXT NOT NULL,
  covers_from TEXT NOT NULL,
  passed_over INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('planned','begun','waiting','done','failed','passed')),
  attempts INTEGER NOT NULL DEFAULT 0,
  begun_at TEXT NOT NULL DEFAULT '',
  not_before TEXT NOT NULL DEFAULT '',
  ended_at TEXT NOT NULL DEFAULT '',
  process TEXT NOT NULL DEFAULT '',
  lock_digest TEXT NOT NULL DEFAULT '',
  code_digest TEXT NOT NULL DEFAULT '',
  why TEXT NOT NULL DEFAULT '',
  UNIQUE (cadence, name)
) STRICT;
CREATE TABLE alerts (
  key TEXT PRIMARY KEY, subject TEXT NOT NULL, body TEXT NOT NULL, made_at TEXT NOT NULL,
  sent_at TEXT NOT NULL DEFAULT '', tries INTEGER NOT NULL DEFAULT 0, why TEXT NOT NULL DEFAULT ''
) STRICT;
"""


class State(StrEnum):
    """Where an occurrence stands."""

    PLANNED = "planned"
    BEGUN = "begun"
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    PASSED = "passed"


OPEN = (State.PLANNED, State.BEGUN, State.WAITING)
"""States that an occurrence leaves again."""


@dataclass(frozen=True)
class Occurrence:
    """One moment at which a cadence was due, and what became of it.

    ``name`` tells it from all others of its cadence: its moment, or the number and digest of the
    snapshots that it is about. ``passed_over`` is how many earlier ones it stands for after an
    outage; ``process`` is what runs it, as ``pid@start``.
    """

    id: int
    cadence: str
    name: str
    due_at: datetime
    passed_over: int
    state: State
    attempts: int
    begun_at: datetime | None
    not_before: datetime | None
    ended_at: datetime | None
    process: str
    lock_digest: str
    code_digest: str
    why: str


@dataclass(frozen=True)
class Seen:
    """What the ledger remembers of a cadence: up to when it looked, and which snapshots it saw."""

    considered_to: datetime
    pins: str
    snapshots: str


@dataclass(frozen=True)
class Alert:
    """What somebody must be told, once."""

    key: str
    subject: str
    body: str
    tries: int = 0


class Ledger:
    """The open ledger; its writes come from the one tick that holds the lock."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._db: sqlite3.Connection | None = None

    def __enter__(self) -> "Ledger":
        with self._telling():
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(self._path, isolation_level=None, timeout=10)
            self._db.row_factory = sqlite3.Row
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._prepare()
        return self

    def __exit__(self, *_: object) -> None:
        if self._db is not None:
            self._db.close()

    def seen(self, cadence: str) -> Seen | None:
        """Return what is remembered of a cadence; None of one that is new."""
        rows = self._ask("SELECT * FROM cadences WHERE key = ?", cadence)
        return Seen(_moment(rows[0]["considered_to"]), rows[0]["pins"], rows[0]["seen"]) \
            if rows else None  # fmt: skip

    def remember(self, cadence: str, seen: Seen) -> None:
        """Write down up to when a cadence was looked at, and which snapshots it saw."""
        self._do(
            "INSERT INTO cadences VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET "
            "considered_to = excluded.considered_to, pins = excluded.pins, seen = excluded.seen",
            cadence, _text(seen.considered_to), seen.pins, seen.snapshots,
        )  # fmt: skip

    def keep_only(self, cadences: set[str]) -> None:
        """Forget cadences that nobody declares any more; what came of them stays written."""
        for row in self._ask("SELECT key FROM cadences"):
            if row["key"] not in cadences:
                self._do("DELETE FROM cadences WHERE key = ?", row["key"])

    def is_settled(self, cadence: str, moment: datetime) -> bool:
        """Return whether an occurrence stands for a moment: its own, or one that passed it over."""
        found = self._ask(
            "SELECT 1 FROM occurrences WHERE cadence = ?1 AND due_at >= ?2 "
            "AND (due_at = ?2 OR covers_from < ?2) LIMIT 1",
            cadence, _text(moment),
        )  # fmt: skip
        return bool(found)

    def undo_future(self, cadence: str, now: datetime) -> None:
        """Let later occurrences stand for their own moment alone: they came of a wrong clock."""
        self._do(
            "UPDATE occurrences SET covers_from = due_at WHERE cadence = ? AND due_at > ?",
            cadence, _text(now),
        )  # fmt: skip

    def plan(
        self, cadence: str, name: str, due: datetime, covers_from: datetime, passed_over: int
    ) -> None:
        """Write an occurrence down; one that was written before stays as it is."""
        self._do(
            "INSERT OR IGNORE INTO occurrences "
            "(cadence, name, due_at, covers_from, passed_over, state) VALUES (?, ?, ?, ?, ?, ?)",
            cadence, name, _text(due), _text(covers_from), passed_over, State.PLANNED,
        )  # fmt: skip

    def occurrences(self, *states: State, cadence: str = "") -> list[Occurrence]:
        """Return occurrences in some states, or in all, in the order in which they were due."""
        wanted = states or tuple(State)
        of_one = " AND cadence = ?" if cadence else ""
        asked = f"state IN ({', '.join('?' * len(wanted))}){of_one}"
        rows = self._ask(
            f"SELECT * FROM occurrences WHERE {asked} ORDER BY due_at, id",
            *wanted, *((cadence,) if cadence else ()),
        )  # fmt: skip
        return [_occurrence(row) for row in rows]

    def occurrence(self, number: int) -> Occurrence:
        """Return one occurrence as it stands now."""
        return _occurrence(self._ask("SELECT * FROM occurrences WHERE id = ?", number)[0])

    def begin(self, one: Occurrence, now: datetime, digests: tuple[str, str]) -> Occurrence:
        """Write that an attempt begins, and on which lock file and code, before it does."""
        self._do(
            "UPDATE occurrences SET state = ?, attempts = attempts + 1, begun_at = ?, "
            "process = '', ended_at = '', lock_digest = ?, code_digest = ? WHERE id = ?",
            State.BEGUN, _text(now), *digests, one.id,
        )  # fmt: skip
        return self.occurrence(one.id)

    def note_process(self, one: Occurrence, process: str) -> None:
        """Write which process does it, so that a later tick can tell whether it still does."""
        self._do("UPDATE occurrences SET process = ? WHERE id = ?", process, one.id)

    def end(
        self, one: Occurrence, state: State, now: datetime, why: str = "",
        not_before: datetime | None = None,
    ) -> None:  # fmt: skip
        """Write how an attempt, or the whole occurrence, ended."""
        self._do(
            "UPDATE occurrences SET state = ?, ended_at = ?, why = ?, not_before = ? WHERE id = ?",
            state, _text(now), why, _text(not_before) if not_before else "", one.id,
        )  # fmt: skip

    def owe(self, alert: Alert, now: datetime) -> None:
        """Write an alert down before it is sent; one with the same key is owed once."""
        self._do(
            "INSERT OR IGNORE INTO alerts (key, subject, body, made_at) VALUES (?, ?, ?, ?)",
            alert.key, alert.subject, alert.body, _text(now),
        )  # fmt: skip

    def owed(self, most_tries: int) -> list[Alert]:
        """Return the alerts that nobody has received, tried less often than that."""
        rows = self._ask(
            "SELECT * FROM alerts WHERE sent_at = '' AND tries < ? ORDER BY made_at, key",
            most_tries,
        )  # fmt: skip
        return [Alert(row["key"], row["subject"], row["body"], row["tries"]) for row in rows]

    def tried(self, alert: Alert, now: datetime, why: str) -> None:
        """Write that an alert was sent, or why it was not."""
        self._do(
            "UPDATE alerts SET tries = tries + 1, why = ?, sent_at = ? WHERE key = ?",
            why, "" if why else _text(now), alert.key,
        )  # fmt: skip

    @contextmanager
    def together(self) -> Iterator[None]:
        """Write all of a block, or nothing of it."""
        self._do("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._do("ROLLBACK")
            raise
        self._do("COMMIT")

    def _prepare(self) -> None:
        if self._form() == 0:
            with self.together():
                if self._form() == 0:  # nobody else was quicker
                    for statement in _SCHEMA.split(";\n"):
                        self._do(statement)
                    self._do(f"PRAGMA user_version = {_NUMBER}")
        if self._form() != _NUMBER:
            raise ScheduleError(
                f"{self._path} was written by a later release of this project (its form is "
                f"{self._form()}, this one reads {_NUMBER}): use that release."
            )

    def _form(self) -> int:
        return int(self._ask("PRAGMA user_version")[0][0])

    def _do(self, statement: str, *values: object) -> None:
        with self._telling():
            self._open().execute(statement, values)

    def _ask(self, statement: str, *values: object) -> list[Any]:
        with self._telling():
            return self._open().execute(statement, values).fetchall()

    def _open(self) -> sqlite3.Connection:
        if self._db is None:
            raise ScheduleError(f"{self._path} is not open.")
        return self._db

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise ScheduleError(
                f"the ledger of scheduled builds, {self._path}, cannot be used: {error}. Nothing "
                "was begun that is not written there. Make room or mend the file; never delete "
                "it while builds are due, or they may come twice."
            ) from error


def _occurrence(row: sqlite3.Row) -> Occurrence:
    said: dict[str, Any] = {name: row[name] for name in Occurrence.__dataclass_fields__}
    for name in ("begun_at", "not_before", "ended_at"):
        said[name] = _moment(row[name]) if row[name] else None
    return Occurrence(**said | {"due_at": _moment(row["due_at"]), "state": State(row["state"])})


def _text(moment: datetime) -> str:
    """Return a moment as it sorts: UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
