"""The journal of the reviews of a brief: one JSON line an event, each with a digest of its own.

A line is never changed and never removed; what happened later is another line. The order of lines
does not matter, and a line that stands twice counts once, so two copies of a journal are merged by
putting one after the other (git does it with ``*.jsonl merge=union``). Names of reviewers stand in
it: it lies below reports/private, which is not committed.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar

from research.ground.errors import ReviewError
from research.ground.provenance import digest_values

ENDING = ".jsonl"
_ID = 16


class Phase(StrEnum):
    """When somebody is asked, in the order in which a brief is made."""

    DESIGN = "design"
    DATA = "data"
    DRAFT = "draft"
    FINAL = "final"


class Disposition(StrEnum):
    """What became of a comment; one without any is open."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    LATER = "later"


@dataclass(frozen=True)
class Person:
    """Somebody who is asked, or who answers; the address may be unknown."""

    name: str
    email: str = ""

    def is_same(self, other: "Person") -> bool:
        """Return whether two entries are one person: the same address, or else the same name."""
        if self.email and other.email:
            return self.email.casefold() == other.email.casefold()
        return bool(self.name) and self.name.casefold() == other.name.casefold()


@dataclass(frozen=True)
class Opened:
    """A round was opened, or opened further: more people, another day on which it closes."""

    kind: ClassVar[str] = "opened"
    at: str
    phase: str
    closes: str
    asked: tuple[Person, ...] = ()


@dataclass(frozen=True)
class Answered:
    """Somebody took part in a round, with comments or without any."""

    kind: ClassVar[str] = "answered"
    at: str
    phase: str
    who: Person
    form: str = ""
    row: str = ""


@dataclass(frozen=True)
class Commented:
    """A comment arrived. ``said`` is when it was written, in the words of its form."""

    kind: ClassVar[str] = "commented"
    at: str
    comment: str
    phase: str
    who: Person
    text: str
    place: str = ""
    said: str = ""
    form: str = ""
    question: str = ""


@dataclass(frozen=True)
class Edited:
    """The row of a comment reads otherwise than it did when it was imported."""

    kind: ClassVar[str] = "edited"
    at: str
    comment: str
    text: str
    place: str = ""


@dataclass(frozen=True)
class Disposed:
    """Somebody decided on a comment: why, and what changed."""

    kind: ClassVar[str] = "disposed"
    at: str
    comment: str
    disposition: str
    by: str
    reason: str = ""
    changed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Copied:
    """A numbered review copy was made for somebody."""

    kind: ClassVar[str] = "copied"
    at: str
    number: int
    who: str
    sha256: str
    pages: int
    as_of: str
    subject: str = ""
    phase: str = ""


Event = Opened | Answered | Commented | Edited | Disposed | Copied
_KINDS: dict[str, Callable[..., Event]] = {
    kind.kind: kind for kind in (Opened, Answered, Commented, Edited, Disposed, Copied)
}


def line_of(event: Event) -> str:
    """Return the line of an event, its digest first."""
    said = {"kind": event.kind, **asdict(event)}
    return json.dumps({"id": _digest(said), **said}, ensure_ascii=False) + "\n"


def _digest(said: Mapping[str, Any]) -> str:
    return digest_values(json.loads(json.dumps(said)))[:_ID]


def read_journal(path: Path) -> tuple[Event, ...]:
    """Return the events of a journal by time, each once; without a file, none.

    Raises
    ------
    ReviewError
        If a line is cut short, was edited by hand, or is of an unknown kind.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise ReviewError(f"the journal {path.name} cannot be read ({error}).") from error
    lines = text.removesuffix("\n").split("\n")
    found: dict[str, Event] = {}
    for number, line in enumerate(lines, 1):
        if line.strip():
            known_by, event = _event(path.name, number, len(lines), line)
            found[known_by] = event
    return tuple(found[one] for one in sorted(found, key=lambda one: (found[one].at, one)))


def _event(name: str, number: int, count: int, line: str) -> tuple[str, Event]:
    where = f"{name}, line {number} of {count}"
    try:
        said = json.loads(line)
        known_by = said.pop("id")
        digest = _digest(said)
        made = _KINDS[said.pop("kind")](**said)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReviewError(
            f"{where} is no event of a review ({error!r}): it was cut short or edited. Take the "
            "file from your backup; nothing was read of it."
        ) from error
    if known_by != digest:
        raise ReviewError(
            f"{where} was edited: its digest is {digest}, it says {known_by}. A line is never "
            "changed; take the file from your backup, and add what you meant as a new event."
        )
    return digest, _typed(made)


def _typed(event: Any) -> Event:
    """Return an event with what JSON has as lists and mappings as tuples and people."""
    told: dict[str, Any] = {one.name: getattr(event, one.name) for one in fields(event)}
    if isinstance(told.get("who"), dict):
        told["who"] = Person(**told["who"])
    if "asked" in told:
        told["asked"] = tuple(Person(**one) for one in told["asked"])
    if "changed" in told:
        told["changed"] = tuple(told["changed"])
    made: Event = type(event)(**told)
    return made
