"""The list of who receives what, as lines, plain values and CSV."""

from collections.abc import Iterator

from research.ground.errors import EditionError
from research.ground.paths import Project
from research.publish.audiences.addresses import visible
from research.publish.audiences.recipient import LeftOut, Recipient, Who
from research.publish.audiences.sheets import text_of
from research.publish.editions.manifest import MANIFEST, Edition, find, read

HEAD = (
    "state", "id", "name", "email", "audience", "subject", "document", "language", "format", "why"
)  # fmt: skip
RECEIVES, LEFT_OUT = "receives", "left out"


def edition_or_candidate(project: Project, name: str) -> Edition:
    """Return a released edition, else the candidate of that name.

    Raises
    ------
    EditionError
        If there is neither.
    """
    folder = project.candidates / name
    if not name or "/" in name or name.startswith("."):
        raise EditionError(f"{name!r} is no edition: give an id such as district-1.")
    is_released = (project.editions / name / MANIFEST).is_file()
    if not is_released and (folder / MANIFEST).is_file():
        return read(folder)
    return find(project, name)


def lines(edition: Edition, audience: str, found: Who) -> list[str]:
    """Return the list for people: how many, then each person with document and reason."""
    of_all = len(found.recipients) + len(found.left_out)
    head = (
        f"{edition.id} to {audience}: {len(found.recipients)} of {of_all} receive a document, "
        f"{len(found.left_out)} do not"
    )
    rest = [
        *(f"  warning      {one}" for one in found.warnings),
        *(_receives(edition, one) for one in found.recipients),
        *(_left_out(one) for one in found.left_out),
    ]
    return [head, *map(visible, rest)]


def plain(edition: Edition, audience: str, found: Who) -> dict[str, object]:
    """Return the list as plain values, for machines."""
    return {
        "edition": edition.id,
        "audience": audience,
        "warnings": list(found.warnings),
        "recipients": [
            {**vars(one), "document": _document(edition, one)} for one in found.recipients
        ],
        "left_out": [dict(vars(one)) for one in found.left_out],
    }


def csv(edition: Edition, audience: str, found: Who) -> str:
    """Return the list as CSV: a row a person, those who receive first; cells are escaped."""
    return text_of(HEAD, _rows(edition, audience, found))


def _rows(edition: Edition, audience: str, found: Who) -> Iterator[tuple[str, ...]]:
    for one in found.recipients:
        yield (RECEIVES, one.id, one.name, one.email, one.audience, one.subject,
               _document(edition, one), one.language, one.format, one.why)  # fmt: skip
    for out in found.left_out:
        yield (LEFT_OUT, "", out.name, out.email, audience, "", "", "", "", out.why)


def _document(edition: Edition, one: Recipient) -> str:
    return edition.document(one.subject, one.format).path


def _receives(edition: Edition, one: Recipient) -> str:
    document = _document(edition, one)
    return f"  receives     {document}  {one.name} <{one.email}>  {one.language}: {one.why}"


def _left_out(one: LeftOut) -> str:
    address = f" <{one.email}>" if one.email else ""
    return f"  left out     {one.name}{address}: {one.why}"
