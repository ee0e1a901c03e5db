"""Open a round of review: a phase, the people who are asked, the day on which it closes."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

from email_validator import EmailNotValidError, validate_email

from research.ground.errors import ReviewError
from research.ground.paths import Project
from research.publish.cells import unescaped
from research.publish.reviews.journal import append, load, moment, phase_of, writing
from research.publish.reviews.sheets import read_sheet
from research.sources.review_journal import Opened, Person
from research.sources.review_rounds import Round

_NAMED = re.compile(r'"?([^"]*?)"?\s*<([^<>]*)>')
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]")


def open_round(
    project: Project,
    brief: str,
    phase: str,
    closes: str,
    asked: Sequence[Person],
    now: datetime,
) -> Round:
    """Open a round, or ask more people in one, or move the day on which it closes.

    Parameters
    ----------
    phase
        design, data, draft or final.
    closes
        The last day on which comments are expected, as YYYY-MM-DD.
    asked
        The people; who was asked before stays asked.

    Raises
    ------
    ReviewError
        If there is no such phase, the day is none or has passed, or nobody is asked.
    """
    kind, day = phase_of(phase), _day(closes, now.date())
    with writing(project, brief) as found:
        before = found.round(kind)
        if not asked and not (before and before.asked):
            raise ReviewError(f"nobody is asked in the {kind} round of {brief}: name somebody.")
        opened = Opened(moment(found, now), kind, day, tuple(asked))
        append(project, brief, [opened])
    made = load(project, brief).round(kind)
    assert made is not None
    return made


def person(text: str) -> Person:
    """Return the person of ``NAME <ADDRESS>``, a name alone or an address alone.

    Raises
    ------
    ReviewError
        If it is neither, or the address could not be one.
    """
    found = _NAMED.fullmatch(text.strip())
    alone = text.strip()
    name, address = found.groups() if found else (alone, alone if "@" in alone else "")
    if not alone or (found and not address) or _UNPRINTABLE.search(text):
        raise ReviewError(f'{text!r} names nobody: write "NAME <ADDRESS>" or a name.')
    return Person(" ".join((name or address).split()), _address(address, text))


def people(texts: Iterable[str]) -> tuple[Person, ...]:
    """Return the people of several such texts, empty ones left out."""
    return tuple(person(text) for text in texts if text.strip())


def people_of(path: Path) -> tuple[Person, ...]:
    """Return the people of a CSV or XLSX file with the columns name and email.

    Raises
    ------
    ReviewError
        If it cannot be read, or an address of it could not be one.
    """
    sheet = read_sheet(path, ("name", "email"))
    found = ((unescaped(row["name"]).strip(), row["email"].strip()) for _, row in sheet.rows)
    return tuple(
        Person(" ".join((name or email).split()), _address(email, email)) for name, email in found
    )


def _address(address: str, text: str) -> str:
    if not address:
        return ""
    try:
        return validate_email(address, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError as error:
        raise ReviewError(f"{text!r} has no address that could be one: {error}") from error


def _day(text: str, today: date) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise ReviewError(f"{text!r} is no day: write it as YYYY-MM-DD.") from error
    if day < today:
        raise ReviewError(f"a round cannot close on {day}: that day has passed.")
    return day.isoformat()
