"""Who may approve an edition: the people of reports/approvers.toml and their SSH keys."""

import base64
import binascii
import re
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from research.ground.errors import ApprovalError
from research.ground.paths import Project
from research.publish.audiences.addresses import mailbox

FILE = "approvers.toml"
_KINDS = re.compile(r"(?:sk-)?(?:ssh-ed25519|ecdsa-sha2-nistp\d+|ssh-rsa)(?:@openssh\.com)?")
_EMAIL = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+")
_KNOWN = {"name", "email", "keys", "until", "revoked"}


@dataclass(frozen=True)
class Approver:
    """A person who may approve.

    Attributes
    ----------
    keys
        Their public keys, as kind and base64; comments are left out.
    until
        The last day on which they may approve; None if no end was set.
    revoked
        The day from which nothing that they signed counts at a release.
    """

    name: str
    email: str
    keys: tuple[str, ...]
    until: date | None = None
    revoked: date | None = None

    @property
    def slug(self) -> str:
        """Return the name of the files of their approval."""
        return slug_of(self.name)

    def why_not(self, day: date) -> str:
        """Return why they may not approve on a day; nothing if they may."""
        if self.revoked is not None and self.revoked <= day:
            return f"was revoked on {self.revoked}"
        if self.until is not None and self.until < day:
            return f"could approve until {self.until}"
        return ""

    def is_one_of(self, people: Sequence[str]) -> bool:
        """Return whether they are named among people, by name, address, or both."""
        own = {_folded(self.name), _folded(self.email), _folded(f"{self.name} <{self.email}>")}
        own |= {_folded(f"<{self.email}>")}
        return any(
            _folded(one) in own or self._is_addressed(one) or self._is_called(one) for one in people
        )

    def _is_called(self, one: str) -> bool:
        """Return whether all words of the name are said, in any order, some by their initials."""
        own, said = self.slug.split("-"), slug_of(one).split("-")
        is_named = all(any(_stands_for(word, other) for other in said) for word in own)
        return is_named and any(len(word) > 1 and word in said for word in own)

    def _is_addressed(self, one: str) -> bool:
        """Return whether an address that is said leads to their mailbox."""
        return mailbox(self.email) in {mailbox(found) for found in _EMAIL.findall(_folded(one))}


def load(project: Project) -> list[Approver]:
    """Return the people who may approve, in the order of the file.

    Raises
    ------
    ApprovalError
        If the file is missing, is no TOML, names nobody, or names somebody twice.
    """
    path = project.reports / FILE
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ApprovalError(_nobody(path)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ApprovalError(f"{FILE} is not TOML: {error}.") from error
    entries = said.get("approver", [])
    if not entries:
        raise ApprovalError(_nobody(path))
    people = [_person(entry, number, len(entries)) for number, entry in enumerate(entries, 1)]
    _require_apart(people)
    return people


def find(people: Sequence[Approver], name: str) -> Approver:
    """Return the person of a name or an address.

    Raises
    ------
    ApprovalError
        If nobody of the list is called so.
    """
    for person in people:
        if _folded(name) in (_folded(person.name), _folded(person.email)):
            return person
    known = ", ".join(person.name for person in people)
    raise ApprovalError(f"{name!r} is not in reports/{FILE}; those who may approve: {known}.")


def slug_of(name: str) -> str:
    """Return a name as the name of a file: small letters, digits and dashes."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.casefold()).strip("-")


def is_of_mixed_scripts(name: str) -> bool:
    """Return whether Latin letters stand beside those of another script, which may look alike."""
    letters = [one for one in unicodedata.normalize("NFKC", name) if one.isalpha()]
    scripts = {unicodedata.name(one, "").split(" ")[0] for one in letters
               if unicodedata.category(one) in ("Lu", "Ll")}  # fmt: skip
    return "LATIN" in scripts and len(scripts) > 1


def public_parts(line: str) -> str:
    """Return kind and base64 of a public key; nothing else of its line is kept.

    Raises
    ------
    ValueError
        If it is not one public key of a kind that signs.
    """
    words = line.split()
    if len(words) < 2 or "\n" in line.strip() or not _KINDS.fullmatch(words[0]):
        raise ValueError("it is not a line such as 'ssh-ed25519 AAAA... name'")
    try:
        blob = base64.b64decode(words[1], validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("its second word is not base64") from error
    size = int.from_bytes(blob[:4], "big")
    if len(blob) < 40 or blob[4 : 4 + size] != words[0].encode():
        raise ValueError("its kind is not the one that it begins with")
    return f"{words[0]} {words[1]}"


def _person(entry: Any, number: int, of: int) -> Approver:
    where = f"reports/{FILE}: approver {number} of {of}"
    if not isinstance(entry, dict) or set(entry) - _KNOWN:
        odd = sorted(set(entry) - _KNOWN) if isinstance(entry, dict) else entry
        raise ApprovalError(f"{where} has {odd}; it may have {', '.join(sorted(_KNOWN))}.")
    name, email = str(entry.get("name", "")).strip(), str(entry.get("email", "")).strip()
    if not slug_of(name) or not name.isprintable() or not _EMAIL.fullmatch(email):
        raise ApprovalError(
            f"{where} needs a name (with Latin letters) and an address; it has {name!r}, {email!r}."
        )
    try:
        keys = tuple(public_parts(str(key)) for key in entry.get("keys", []))
    except ValueError as error:
        raise ApprovalError(f"{where} ({name}) has a key that cannot be used: {error}.") from error
    if not keys:
        raise ApprovalError(f'{where} ({name}) needs keys = ["ssh-ed25519 AAAA... name"].')
    for field in ("until", "revoked"):
        if not isinstance(entry.get(field, date.min), date):
            raise ApprovalError(f"{where} ({name}): {field} is a day, such as 2027-06-30.")
    return Approver(name, email, keys, entry.get("until"), entry.get("revoked"))


def _require_apart(people: Sequence[Approver]) -> None:
    """Test that two entries are two people: no name, address or key stands for both."""
    seen: set[str] = set()
    for person in people:
        marks = {_folded(person.name), _folded(person.email), person.slug, *person.keys}
        if marks & seen:
            raise ApprovalError(
                f"reports/{FILE}: {person.name} shares a name, an address or a key with another "
                "entry; write each person once, with all keys of theirs."
            )
        seen |= marks


def _stands_for(word: str, other: str) -> bool:
    """Return whether two words are the same, or one is the initial of the other."""
    return word == other or (1 in (len(word), len(other)) and word[0] == other[:1])


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _nobody(path: Path) -> str:
    return (
        f"reports/{path.name} names nobody who may approve. Write at least two people into it, "
        "each as [[approver]] with name, email and keys (the line of their .pub file)."
    )
