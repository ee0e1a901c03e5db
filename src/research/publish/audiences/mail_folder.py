"""The messages of a mail folder, as bytes: a Maildir or an mbox; nothing in it is changed."""

import mailbox
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from pathlib import Path

from research.ground.errors import AudienceError
from research.ground.provenance import digest_bytes


@dataclass(frozen=True)
class Mail:
    """One message, where it lies, and the digest of its bytes."""

    where: str
    digest: str
    message: Message


def is_maildir(path: Path) -> bool:
    """Return whether a folder is a Maildir: it has new or cur."""
    return (path / "new").is_dir() or (path / "cur").is_dir()


def messages(path: Path, shown: str) -> Iterator[Mail]:
    """Yield each message of a folder, new ones first.

    Parameters
    ----------
    path
        A Maildir, or a file in the form mbox.
    shown
        How messages name it.

    Raises
    ------
    AudienceError
        If it is not there, or neither of the two.
    """
    if path.is_dir():
        if not is_maildir(path):
            raise AudienceError(
                f"{shown} is a folder without new or cur: that is no Maildir. Give a Maildir, an "
                "mbox file or a CSV."
            )
        found = _of_maildir(path)
    else:
        found = _of_mbox(path, shown)
    for where, data in found:
        yield Mail(where, digest_bytes(data), message_from_bytes(data))


def _of_maildir(path: Path) -> Iterator[tuple[str, bytes]]:
    listed = [one for name in ("new", "cur") for one in sorted((path / name).glob("[!.]*"))]
    for one in listed:
        data = _read_where_it_is(path, one)
        if data is not None:
            yield f"{one.parent.name}/{one.name}", data


def _read_where_it_is(path: Path, listed: Path) -> bytes | None:
    """Return a message that a mail reader may be moving from new to cur just now."""
    stem = listed.name.split(":", 1)[0]
    again = [one for one in (path / "cur").glob("*") if one.name.split(":", 1)[0] == stem]
    for place in (listed, *again):
        try:
            return place.read_bytes()
        except (FileNotFoundError, IsADirectoryError):
            continue
    return None


def _of_mbox(path: Path, shown: str) -> Iterator[tuple[str, bytes]]:
    try:
        with path.open("rb") as held:
            start = held.read(5)
    except OSError as error:
        raise AudienceError(f"{shown} is not there, or cannot be read ({error}).") from error
    if start and start != b"From ":
        raise AudienceError(
            f"{shown} is no mbox: it does not begin with 'From '. Give a Maildir, an mbox file "
            "or a CSV."
        )
    box = mailbox.mbox(path, create=False)
    try:
        for key in box.keys():  # noqa: SIM118 (a mailbox is no mapping: it yields messages)
            yield f"message {key}", box.get_bytes(key)
    finally:
        box.close()
