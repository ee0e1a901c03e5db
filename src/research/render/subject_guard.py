"""Refuse a page that names a member or a district other than those that it is about."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from research.render.mentions import Mention, People, Person, districts, variants, words_of

_MOST_LISTED = 4


@dataclass(frozen=True)
class Guard:
    """Whom the pages about one subject may name.

    Attributes
    ----------
    subject
        The id of the district that the pages are about: "H042".
    allowed
        The ids of the districts that they may name: its own, the Senate district around it, the
        House districts in it, and those that its map labels.
    members
        The ids of the districts whose members they may name; the others of ``allowed`` may be
        named, and their members not.
    people
        Everybody who holds a seat.
    phrases
        Words that look like a name and are none, such as an agency named after a person.
    """

    subject: str
    allowed: frozenset[str]
    members: frozenset[str]
    people: tuple[Person, ...] = ()
    phrases: tuple[str, ...] = field(default=())

    def failures(self, where: str, text: str) -> list[str]:
        """Return whom a text names that it must not.

        Parameters
        ----------
        where
            Which text it is, for the message: "page 2".
        text
            As it was read back, with the breaks of its lines.
        """
        found: dict[str, str] = {}
        for plain in variants(text):
            bare = self._without_phrases(plain)
            for mention in districts(bare, in_figure=True):
                if not mention.ids & self.allowed:
                    found.setdefault(" or ".join(sorted(mention.ids)), _near(bare, mention))
            for person, words in _people(self.people).named(self._without_own_names(bare)):
                if not self._may_name(person):
                    found.setdefault(
                        f"the member of {person.district_id}", f"{words!r} ({person.name})"
                    )
        return [f"{where} of {self.subject} names {whom}: {words}" for whom, words in found.items()]

    def _may_name(self, person: Person) -> bool:
        """Return whether this name belongs to somebody who may be named; two may share one."""
        same = set(words_of(person.name))
        return any(
            other.district_id in self.members
            and (other == person or set(words_of(other.name)) == same)
            for other in self.people
        )

    def _without_own_names(self, text: str) -> str:
        """Return a text without the names that may stand there: a first name of one of them, after
        a title, is another member's family name ("Senator Lee Ruiz" names no Senator Lee)."""
        for person in self.people:
            if person.district_id in self.members:
                for plain in variants(person.name):
                    text = re.sub(rf"\b{re.escape(plain)}\b", " ", text)
        return text

    def _without_phrases(self, text: str) -> str:
        for phrase in self.phrases:
            for plain in variants(phrase):
                text = re.sub(re.escape(plain), " ", text, flags=re.IGNORECASE)
        return text


def _near(text: str, mention: Mention) -> str:
    place = text.find(mention.said)
    return repr(text[max(0, place - 20) : place + len(mention.said) + 20].strip())


@lru_cache(maxsize=4)
def _people(people: tuple[Person, ...]) -> People:
    return People.of(people)


def guard_of(
    subject: str,
    seats: Iterable[Mapping[str, Any]],
    labeled: Collection[str] = (),
    phrases: Sequence[str] = (),
) -> Guard:
    """Return the guard of one district from the rows of the table ``seats``.

    Its own district, the Senate district around it (or the House districts in it) and their
    members may be named; the districts that the map labels may be named without their members.

    Parameters
    ----------
    subject
        "H042" or "S21".
    seats
        One row a district: district_id, senate_district_id, name, family_name.
    labeled
        The ids of the districts that its map labels.
    phrases
        Words that look like a name and are none.
    """
    rows = list(seats)
    around = {str(row["district_id"]): str(row["senate_district_id"]) for row in rows}
    home = around.get(subject, subject)
    is_senate = home == subject
    kin = {one for one, senate in around.items() if is_senate and senate == subject}
    own = frozenset({subject, home} | kin)
    people = tuple(
        Person(str(row["name"]), str(row["family_name"]), str(row["district_id"]))
        for row in rows
        if row["name"] and row["family_name"]
    )
    return Guard(subject, own | frozenset(labeled), own, people, tuple(phrases))


def labeled_by(specs: Iterable[Mapping[str, Any]], subjects: Collection[str]) -> frozenset[str]:
    """Return the districts that the maps of a brief say they label.

    A map says so in its spec, under ``usermeta``: whom it is of, and whom it labels. What a map
    of another subject says is not heard, so a wrong map cannot excuse itself.
    """
    heard: set[str] = set()
    for spec in specs:
        said = spec.get("usermeta", {})
        if said.get("subject") in subjects:
            heard.update(str(one) for one in said.get("districts", ()))
    return frozenset(heard)


def with_map(guard: Guard, specs: Iterable[Mapping[str, Any]]) -> Guard:
    """Return a guard that lets pass what the maps of its own subject label."""
    heard = labeled_by(specs, guard.members)
    return Guard(guard.subject, guard.allowed | heard, guard.members, guard.people, guard.phrases)
