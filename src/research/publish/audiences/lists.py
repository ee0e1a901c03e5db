"""Partners, reporters and other people whom a sheet lists, each with a consent and its day."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from research.ground.errors import AudienceError
from research.ground.paths import Project
from research.publish.audiences import sheets
from research.publish.audiences.addresses import checked, mailbox, printed
from research.publish.audiences.declared import Audience, list_path
from research.publish.audiences.entry import Entry
from research.publish.audiences.recipient import LeftOut

REQUIRED = (
    "id", "name", "email", "organization", "language", "format", "consent", "consent_date"
)  # fmt: skip
OPTIONAL = ("subject", "interest")

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_YES, _NO = ("yes", "true"), ("no", "false")


class _Out(Exception):  # noqa: N818 (it never leaves this module)
    """Why a row is left out."""


@dataclass(frozen=True)
class _Refusal:
    line: int
    day: date


def entries(project: Project, audience: Audience, today: date) -> list[Entry | LeftOut]:
    """Return each row in the order of the file: a person who may be written to, or why not.

    What is wrong with one row leaves out that person. What is wrong with the file, or an id
    that is missing or stands twice, stops everything: receipts go by it.

    Raises
    ------
    AudienceError
        If the file cannot be read as a list, or an id is missing, odd, or stands twice.
    """
    path = list_path(project, audience)
    shown = project.short(path)
    if not path.exists():
        raise AudienceError(
            f"{shown} is not there: put the list of {audience.name} in it, or start from the one "
            "in docs/audiences.md. It is never committed."
        )
    rows = sheets.read(path, REQUIRED, OPTIONAL, shown)
    _require_ids(rows, shown)
    refused = dict(_refusals(rows))
    return [_entry(audience, row, refused, today) for row in rows]


def _require_ids(rows: Sequence[sheets.Row], shown: str) -> None:
    lines: dict[str, int] = {}
    for row in rows:
        name = row["id"]
        if not _ID.fullmatch(name):
            raise AudienceError(
                f"{shown}, line {row.line}: id is {name!r}. Each person needs one of their own, "
                "of letters, digits, dots, _ and -: unsubscribes and receipts go by it."
            )
        if name.lower() in lines:
            raise AudienceError(
                f"{shown}, line {row.line}: id {name!r} stands in line {lines[name.lower()]} too. "
                "Give each person one of their own."
            )
        lines[name.lower()] = row.line


def _refusals(rows: Sequence[sheets.Row]) -> Iterator[tuple[str, _Refusal]]:
    """Yield each mailbox that says no in some row, with the day; without one, it holds for good."""
    for row in rows:
        if row["consent"].lower() in _NO and row["email"]:
            try:
                day = date.fromisoformat(row["consent_date"])
            except ValueError:
                day = date.max
            yield mailbox(row["email"]), _Refusal(row.line, day)


def _entry(
    audience: Audience, row: sheets.Row, refused: dict[str, _Refusal], today: date
) -> Entry | LeftOut:
    try:
        name = printed(row["name"]) or printed(row["organization"])
        if not name:
            raise _Out("neither a name nor an organization is given")
        email = _address(row)
        consented, why = _consent(audience, row, refused, today)
        return Entry(
            id=row["id"],
            name=name,
            email=email,
            language=_among(row, "language", audience.languages),
            format=_among(row, "format", audience.formats),
            subject=row["subject"],
            interests=tuple(one.strip() for one in row["interest"].split(";") if one.strip()),
            consented=consented,
            why=f"is listed as {row['id']} in {audience.file}; {why}",
        )
    except (_Out, AudienceError) as error:
        shown = " ".join(f"{row['name'] or row['organization']}".split())
        return LeftOut(shown or row["id"], row["email"], f"line {row.line} ({row['id']}): {error}")


def _address(row: sheets.Row) -> str:
    if not row["email"]:
        raise _Out("no address is given")
    return checked(row["email"])


def _consent(
    audience: Audience, row: sheets.Row, refused: dict[str, _Refusal], today: date
) -> tuple[date | None, str]:
    """Return since when a person has agreed, and by which rule the person is written to."""
    said, day = row["consent"].lower(), row["consent_date"]
    if said in _NO:
        raise _Out("consent is no")
    other = refused.get(mailbox(row["email"]))
    if not audience.needs_consent:
        if other:
            raise _Out(f"line {other.line} says no for the same mailbox")
        return None, audience.consent_why
    if said not in _YES:
        raise _Out(f"consent is {row['consent']!r}, and only yes is yes")
    try:
        since = date.fromisoformat(day)
    except ValueError as error:
        raise _Out(f"consent_date is {day!r}; write it as YYYY-MM-DD") from error
    if since > today:
        raise _Out(f"consent_date is {day}, which is still to come")
    if other and other.day >= since:
        raise _Out(f"line {other.line} says no for the same mailbox, and not before this yes")
    return since, f"agreed on {day}"


def _among(row: sheets.Row, column: str, values: tuple[str, ...]) -> str:
    """Return what a row says, in the spelling that is declared; else the first that there is."""
    known = {one.lower(): one for one in values}
    said = row[column].lower()
    if said and said not in known:
        raise _Out(f"{column} is {row[column]!r}; there is {', '.join(values)}")
    return known[said] if said else values[0]
