"""Who messages come from, as reports/audiences.toml declares; one line each, never more."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr

from research.ground.errors import DeliveryError
from research.ground.paths import Project
from research.publish.audiences.addresses import JOINERS

FILE = "audiences.toml"
_KEYS = {"name", "email", "reply_to", "unsubscribe_mail", "unsubscribe_page"}


@dataclass(frozen=True)
class Sender:
    """From whom, and where a reader may leave the list.

    Attributes
    ----------
    name, email
        As in From; the envelope has the same address, so bounces come back to it.
    reply_to
        Where answers go.
    unsubscribe_mail
        An address that takes a mail whose subject holds the token.
    unsubscribe_page
        An https address that takes a POST with the token at its end (RFC 8058); empty where
        nobody answers one: then an unsubscribe is a mail.
    """

    name: str
    email: str
    reply_to: str
    unsubscribe_mail: str
    unsubscribe_page: str = ""


def load(project: Project, audience: str) -> Sender:
    """Return the sender of an audience: [sender], and what [audiences.NAME.sender] changes.

    Raises
    ------
    DeliveryError
        If the file or a key is not there, or an address is none.
    """
    path = project.reports / FILE
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DeliveryError(
            f"{project.short(path)} cannot be read ({error}): it says who messages come from."
        ) from error
    own = said.get("audiences", {}).get(audience, {}).get("sender", {})
    keys = {**said.get("sender", {}), **own}
    if unknown := sorted(keys.keys() - _KEYS):
        raise DeliveryError(f"{FILE}: [sender] has {unknown[0]!r}; it takes {sorted(_KEYS)}.")
    page = _text(keys, "unsubscribe_page") if "unsubscribe_page" in keys else ""
    if page and (not page.startswith("https://") or not page.isascii() or " " in page):
        raise DeliveryError(f"{FILE}: unsubscribe_page is {page!r}; one click needs https.")
    email = _address(keys, "email")
    return Sender(
        name=_text(keys, "name"),
        email=email,
        reply_to=_address(keys, "reply_to") if "reply_to" in keys else email,
        unsubscribe_mail=_address(keys, "unsubscribe_mail"),
        unsubscribe_page=page,
    )


def one_line(what: str, value: str) -> str:
    """Return a value that may stand in a header.

    Raises
    ------
    DeliveryError
        If it holds a line break or another character that cannot be printed. What joins letters
        of Persian and Indian names may stand there.
    """
    broken = [char for char in value if not char.isprintable() and char not in JOINERS]
    if broken:
        raise DeliveryError(
            f"{what} holds {broken[0]!r}, and a header is one line of printed text: {value!r}. "
            "Mend it where it is written. Nothing was sent."
        )
    return value


def _text(keys: Mapping[str, object], key: str) -> str:
    value = keys.get(key)
    if not isinstance(value, str) or not value.strip():
        raise DeliveryError(f"{FILE}: [sender] lacks {key}: say who messages come from.")
    return one_line(f"{FILE}: {key}", value)


def _address(keys: Mapping[str, object], key: str) -> str:
    value = _text(keys, key)
    if parseaddr(value)[1] != value or "@" not in value or not value.isascii():
        raise DeliveryError(f"{FILE}: [sender] {key} is {value!r}; write a plain mail address.")
    return value
