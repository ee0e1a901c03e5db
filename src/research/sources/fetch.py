"""Get the bytes of a published file, from its address or from a mirror folder."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx

from research.ground.errors import SnapshotError, UsageError
from research.ground.provenance import digest_bytes
from research.sources.publishers import PublishedFile, Publisher
from research.sources.snapshots import read_said

Tell = Callable[[str], None]

_AGENT = "research-workbench/0.1 (keeps dated copies of published figures{contact})"
_CONTACT = "RESEARCH_CONTACT"
_MAIL = re.compile(r"[\w.+-]+@[\w.-]+", re.ASCII)
_TIMEOUT = httpx.Timeout(60.0, connect=15.0)
_EVERY = 5_000_000


@dataclass(frozen=True)
class Fetched:
    """The bytes of one file as found, and what was said of them there."""

    file: PublishedFile
    data: bytes
    date: str
    said: dict[str, str | int | bool]
    where: str


def from_address(publisher: Publisher, file: PublishedFile, today: str, tell: Tell) -> Fetched:
    """Return a file from the address that its publisher serves it at.

    Raises
    ------
    SnapshotError
        If it has no address, the address does not answer, answers with an error or a web
        page, or sends fewer bytes than it announced.
    UsageError
        If RESEARCH_CONTACT is set to something that is no mail address.
    """
    if file.url is None:
        page = f" ({file.page} offers it in another form)" if file.page else ""
        raise SnapshotError(
            f"{publisher.id}/{file.name} has no address of its own{page}: take it from a mirror "
            "folder with --mirror DIR or RESEARCH_MIRROR."
        )
    tell(f"{publisher.id}: fetching {file.url}")
    data = _get(file.url, tell)
    _require_table(file.name, data, file.url)
    said: dict[str, str | int | bool] = {
        "publisher": publisher.name,
        "title": file.title,
        "url": file.url,
        "retrieved": today,
        "licence": file.licence,
        "note": file.note,
    }
    return Fetched(file, data, today, said, file.url)


def _agent() -> str:
    """Return what this program is called and, if its user wants, whom to write to.

    The Bureau of Labor Statistics "reserves the right to block robots that do not contain
    information that can be used to contact the owner" (https://www.bls.gov/bls/blsterms.htm).
    """
    contact = os.environ.get(_CONTACT, "").strip()
    if contact and not _MAIL.fullmatch(contact):
        raise UsageError(f"{_CONTACT} is {contact!r}: give a mail address, or unset it.")
    return _AGENT.format(contact=f"; {contact}" if contact else "")


def _refused(url: str, answer: httpx.Response) -> str:
    said = f"{url} answered {answer.status_code} {answer.reason_phrase}: nothing was kept. "
    if answer.status_code in (401, 403):
        return said + (
            "Some publishers refuse programs that do not say whom to write to: set "
            f"{_CONTACT} to your mail address and try again."
        )
    return said + "Look at the address in a browser; it may have moved."


def _get(url: str, tell: Tell) -> bytes:
    parts = bytearray()
    headers = {"User-Agent": _agent(), "Accept-Encoding": "identity"}
    try:
        with httpx.stream(
            "GET", url, headers=headers, timeout=_TIMEOUT, follow_redirects=True
        ) as answer:
            if answer.status_code >= 400:
                raise SnapshotError(_refused(url, answer))
            announced = answer.headers.get("Content-Length", "")
            for chunk in answer.iter_bytes():
                if len(parts) // _EVERY != (len(parts) + len(chunk)) // _EVERY:
                    tell(f"  {(len(parts) + len(chunk)) / 1e6:.0f} MB of {_megabytes(announced)}")
                parts += chunk
    except httpx.RemoteProtocolError as error:
        raise SnapshotError(
            f"{url} was cut short after {len(parts)} bytes ({error}): nothing was kept. Try again."
        ) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise SnapshotError(
            f"{url} did not answer ({error or type(error).__name__}): nothing was kept. "
            "Is there a network? Without one, point --mirror at a mirror folder."
        ) from error
    return bytes(parts)


def _megabytes(announced: str) -> str:
    return f"{int(announced) / 1e6:.0f} MB" if announced.isdigit() else "an unknown size"


def _require_table(name: str, data: bytes, where: str) -> None:
    if not data.strip():
        raise SnapshotError(f"{where} answered with an empty file: nothing was kept.")
    head = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not name.endswith((".html", ".htm")) and head.startswith((b"<!doctype html", b"<html")):
        raise SnapshotError(
            f"{where} answered with a web page where {name} was expected: an error page, or the "
            "address moved. Nothing was kept."
        )


def from_mirror(
    publisher: Publisher, file: PublishedFile, mirror: Path, pinned: str, is_new: bool
) -> Fetched:
    """Return a file from <mirror>/<publisher>/<date>/<file>, checked against its sidecar.

    Parameters
    ----------
    pinned
        The date that is pinned, preferred where the mirror has it and no newer one is asked.
    is_new
        Whether the newest date of the mirror is wanted.

    Raises
    ------
    SnapshotError
        If the mirror, the publisher in it or the file is absent, or the bytes are not those
        that the sidecar describes.
    """
    path = _find(publisher, file, mirror, "" if is_new else pinned)
    data = path.read_bytes()
    _require_table(file.name, data, str(path))
    said = read_said(path)
    found = digest_bytes(data)
    if found != said["sha256"] or said.get("bytes", len(data)) != len(data):
        raise SnapshotError(
            f"{path} has {len(data)} bytes and digest {found[:12]}, its sidecar says "
            f"{said.get('bytes', 'nothing')} and {str(said['sha256'])[:12]}: the mirror is damaged."
        )
    kept = {
        key: str(said.get(key, ""))
        for key in ("publisher", "title", "url", "retrieved", "licence", "note")
    }
    synthetic = {"is_synthetic": True} if said.get("is_synthetic") else {}
    return Fetched(file, data, path.parent.name, {**kept, **synthetic}, str(path))


def _find(publisher: Publisher, file: PublishedFile, mirror: Path, pinned: str) -> Path:
    if not mirror.is_dir():
        raise SnapshotError(
            f"the mirror {mirror} is not there: point --mirror or RESEARCH_MIRROR at a folder "
            "of <publisher>/<date>/<file>."
        )
    here = sorted(folder.name for folder in mirror.iterdir() if folder.is_dir())
    if publisher.id not in here:
        has = f"it has {', '.join(here)}" if here else "it is empty"
        raise SnapshotError(f"the mirror {mirror} has no publisher {publisher.id}: {has}.")
    dated = sorted((mirror / publisher.id).glob(f"*/{file.name}"), reverse=True)
    if not dated:
        raise SnapshotError(f"the mirror {mirror / publisher.id} has no {file.name} in any date.")
    return next((path for path in dated if path.parent.name == pinned), dated[0])
