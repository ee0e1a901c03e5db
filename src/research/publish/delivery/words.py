"""The words of a message: subject, plain text and HTML from the templates of the house style."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError

from research.ground.errors import BriefError, DeliveryError
from research.ground.paths import Project
from research.publish.audiences.recipient import Recipient
from research.publish.delivery.sender import Sender
from research.publish.editions.manifest import Edition
from research.render.site import page_address

FOLDER = "mail"
ILLINOIS = ZoneInfo("America/Chicago")
_SEAT = re.compile(r"([HS])(\d{2,3})")


@dataclass(frozen=True)
class Words:
    """What a reader reads, beside the document."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Notice:
    """What a recall or an erratum tells those who received an edition.

    Attributes
    ----------
    kind
        ``recall`` or ``erratum``: its templates.
    note
        What was wrong, in words.
    superseded_by
        The edition to use instead; empty where there is none.
    is_unsure
        Whether it is not known that this reader ever received the edition.
    """

    kind: str
    note: str
    superseded_by: str = ""
    is_unsure: bool = False


def words(
    project: Project, edition: Edition, recipient: Recipient, sender: Sender,
    notice: Notice | None = None,
) -> Words:  # fmt: skip
    """Return the words for a recipient.

    Raises
    ------
    DeliveryError
        If there is no template for the audience and language, or one names what is not there.
    """
    kind = notice.kind if notice else recipient.audience
    known = {
        "to": recipient,
        "place": place(recipient.subject),
        "edition": edition,
        "released": _date(edition),
        "page": _page(project, edition, recipient),
        "sender": sender,
        "notice": notice,
    }
    made = [
        _filled(project, f"{kind}.{recipient.language}.{part}", known)
        for part in ("subject", "txt", "html")
    ]
    return Words(" ".join(made[0].split(" ")).strip("\n "), made[1].strip() + "\n", made[2])


def marked(said: Words) -> Words:
    """Return words that say in their subject and first line that they are a test."""
    told = "This is a test. Do not pass it on."
    return Words(f"[TEST] {said.subject}", f"{told}\n\n{said.text}", _first_line(said.html, told))


def place(subject: str) -> str:
    """Return whom a document is about, as it is printed: House District 42."""
    seat = _SEAT.fullmatch(subject)
    if not seat:
        return subject
    return f"{'House' if seat[1] == 'H' else 'Senate'} District {int(seat[2])}"


def _first_line(html: str, line: str) -> str:
    """Return a page with a line before all others of its body."""
    return re.sub(r"(<body[^>]*>)", rf"\1<p><strong>{line}</strong></p>", html, count=1)


def _filled(project: Project, name: str, known: dict[str, object]) -> str:
    folder = project.style / FOLDER
    try:
        return _templates(folder, name.endswith(".html")).get_template(name).render(known)
    except (TemplateError, OSError, UnicodeDecodeError) as error:
        there = ", ".join(sorted(path.name for path in folder.glob("*.subject"))) or "none"
        raise DeliveryError(
            f"the template {project.short(folder / name)} cannot be used "
            f"({type(error).__name__}: {error}); of subjects there are: {there}. Nothing was sent."
        ) from error


@lru_cache(maxsize=8)
def _templates(folder: Path, is_html: bool) -> Environment:
    """Return the templates of a folder, each parsed once a process and again when it changed."""
    return Environment(
        loader=FileSystemLoader(folder), undefined=StrictUndefined, keep_trailing_newline=True,
        autoescape=is_html, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip


def _date(edition: Edition) -> str:
    day = edition.release.astimezone(ILLINOIS)
    return f"{day:%B} {day.day}, {day.year}"


def _page(project: Project, edition: Edition, recipient: Recipient) -> str:
    try:
        return page_address(project.reports, edition.brief, recipient.subject)
    except BriefError as error:
        raise DeliveryError(f"the page of {edition.id} has no address: {error}") from error
