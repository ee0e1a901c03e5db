"""Unsubscribes, bounces and renewed consents that a CSV or XLSX lists: from a form, or by hand."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from research.ground.errors import AudienceError
from research.publish.audiences import sheets, tokens
from research.publish.audiences.addresses import checked
from research.publish.audiences.notices import Notices
from research.publish.audiences.suppressions import Event, Reason

REQUIRED = ("date", "reason")
OPTIONAL = ("email", "token", "audience", "note")


def read_sheet(path: Path, shown: str, today: date, secret: Callable[[], str]) -> Notices:
    """Return what the rows of a sheet ask of us; all of them or none.

    A row names an address, or holds the token of an unsubscribe link.

    Raises
    ------
    AudienceError
        If a row has no day or one to come, a reason that is none, or neither address nor token.
    """
    rows = sheets.read(path, REQUIRED, OPTIONAL, shown)
    return Notices(events=[_event(row, shown, today, secret) for row in rows])


def _event(row: sheets.Row, shown: str, today: date, secret: Callable[[], str]) -> Event:
    where = f"{shown}, line {row.line}"
    try:
        day, reason = date.fromisoformat(row["date"]), Reason(row["reason"].lower())
    except ValueError as error:
        raise AudienceError(
            f"{where}: {error}. date is YYYY-MM-DD; reason is one of {', '.join(Reason)}."
        ) from error
    if day > today:
        raise AudienceError(f"{where}: {day} is still to come.")
    source = f"{path_name(shown)}:{row.line}"
    if row["token"]:
        named = tokens.whose(secret(), row["token"])
        return Event(day, reason, "", named.audience, named.recipient_id, "", source, row["note"])
    if not row["email"]:
        raise AudienceError(f"{where} names nobody: give an email or a token.")
    try:
        email = checked(row["email"])
    except AudienceError as error:
        raise AudienceError(f"{where}: {error}.") from error
    return Event(day, reason, email, row["audience"], "", "", source, row["note"])


def path_name(shown: str) -> str:
    """Return the name of a file without its folders."""
    return shown.rpartition("/")[2]
