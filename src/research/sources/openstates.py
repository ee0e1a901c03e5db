"""Open States: who sits in the General Assembly, from the YAML files of its repository.

Photographs, birth dates and gender are not read. Which seats there are is known by law, so a
district without a member is a vacant seat and never a missing row.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

import pandas as pd
import yaml

from research.ground.errors import MetricError, PublishedFileError
from research.ground.terms import Grade
from research.metrics.days import as_day
from research.metrics.seats import (
    HOUSE_DISTRICTS,
    SENATE_DISTRICTS,
    general_assembly,
    next_seating,
    senate_number,
)
from research.sources.archives import texts_in
from research.sources.publishers import PublishedFile, Publisher
from research.sources.snapshots import Snapshot

ROSTER = "people-il.tar.gz"
MOST_VACANT = 12
"""More empty seats than this mean a cut archive, not vacancies. No source; assumed."""

PUBLISHER = Publisher(
    id="openstates",
    name="Open States",
    files=(
        PublishedFile(
            name=ROSTER,
            title="Illinois legislators and committees",
            url=None,
            page="https://github.com/openstates/people",
            licence="CC0-1.0",
            committed=False,
        ),
    ),
)

_FOLDER = "data/il/legislature"
_ILLINOIS = "ocd-jurisdiction/country:us/state:il/government"
_CHAMBERS = {"upper": "senate", "lower": "house"}
_SEATS = {"senate": SENATE_DISTRICTS, "house": HOUSE_DISTRICTS}
_TITLE = {"senate": "Senator", "house": "Representative"}
_OFFICIAL = re.compile(r"ilga\.gov/.+/Details/")
_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Member:
    """One person who holds a seat on the day of the roster."""

    file: str
    member_id: str
    name: str
    family_name: str
    party: str
    chamber: str
    number: int
    email: str
    capitol_phone: str
    district_phone: str
    url: str


def read_seats(snapshot: Snapshot) -> pd.DataFrame:
    """Return one row a district, all 177; a district without a member is a vacant seat.

    Raises
    ------
    PublishedFileError
        If the archive is cut, empty or holds links; a file is no YAML or lacks what a member
        needs; a member has no district or one that does not exist, or two seats; two members
        sit in one; or so many seats are empty that files must be missing.
    """
    held, read_on = _by_seat(snapshot), _retrieved(snapshot)
    rows = [
        _seat(chamber, number, held.get((chamber, number)))
        for chamber, seats in _SEATS.items()
        for number in range(1, seats + 1)
    ]
    of_all = {
        "general_assembly": general_assembly(read_on),
        "seated_until": pd.Timestamp(next_seating(read_on)),
        "retrieved": pd.Timestamp(read_on),
        **snapshot.cited(Grade.WEAK),
    }
    return pd.DataFrame([{**row, **of_all} for row in rows])


def read_contacts(snapshot: Snapshot) -> pd.DataFrame:
    """Return one row a district: how its member is reached; empty where nothing was listed."""
    held = _by_seat(snapshot)
    rows = [
        {
            "district_id": _id(chamber, number),
            **{
                name: getattr(held.get((chamber, number)), name, "")
                for name in ("email", "capitol_phone", "district_phone", "url")
            },
        }
        for chamber, seats in _SEATS.items()
        for number in range(1, seats + 1)
    ]
    return pd.DataFrame([{**row, **snapshot.cited(Grade.WEAK)} for row in rows])


def _id(chamber: str, number: int) -> str:
    return ("S{:02d}" if chamber == "senate" else "H{:03d}").format(number)


def _seat(chamber: str, number: int, member: Member | None) -> dict[str, object]:
    district = f"{chamber.capitalize()} District {number}"
    senate = number if chamber == "senate" else senate_number(number)
    return {
        "district_id": _id(chamber, number),
        "chamber": chamber,
        "number": number,
        "district_label": district,
        "label": f"{district}, {member.name if member else 'vacant'}",
        "member_id": member.member_id if member else "",
        "name": member.name if member else "",
        "family_name": member.family_name if member else "",
        "salutation": _TITLE[chamber],
        "party": member.party if member else "",
        "is_vacant": member is None,
        "senate_district_id": _id("senate", senate),
    }


def _retrieved(snapshot: Snapshot) -> date:
    try:
        return date.fromisoformat(snapshot.retrieved or snapshot.date)
    except ValueError as error:
        raise PublishedFileError(
            f"{snapshot.file}.toml says it was retrieved on {snapshot.retrieved!r}: a roster needs "
            "the day on which it was read (YYYY-MM-DD), because seats change hands."
        ) from error


def _by_seat(snapshot: Snapshot) -> dict[tuple[str, int], Member]:
    read_on = _retrieved(snapshot)
    people = [_member(name, text, read_on) for name, text in texts_in(snapshot.path, _FOLDER)]
    _refuse_twice([one[0] for one in people], snapshot.file)
    held: dict[tuple[str, int], Member] = {}
    for _, member in people:
        if member is None:
            continue
        seat = (member.chamber, member.number)
        if seat in held:
            raise PublishedFileError(
                f"{snapshot.file}: two members for {member.chamber.capitalize()} District "
                f"{member.number}: {held[seat].name} ({held[seat].file}) and {member.name} "
                f"({member.file}). One of them has left: give that role its end_date."
            )
        held[seat] = member
    vacant = sum(_SEATS.values()) - len(held)
    if vacant > MOST_VACANT:
        raise PublishedFileError(
            f"{snapshot.file} leaves {vacant} of {sum(_SEATS.values())} seats empty: files are "
            "missing from it. Take the snapshot again."
        )
    return held


def _member(file: str, text: bytes, read_on: date) -> tuple[tuple[str, str], Member | None]:
    """Return file and id of a person, with the seat held on a day; None where it is over."""
    said = _parsed(file, text)
    member_id, name = _text(said, "id"), _text(said, "name")
    roles = said.get("roles")
    if not member_id or not name or not isinstance(roles, list) or not roles:
        raise PublishedFileError(
            f"{file} lacks id, name or roles: it is cut short or no file of a member. "
            "Take the snapshot again."
        )
    seats = sorted({_place(file, name, role) for role in roles if _is_held(file, role, read_on)})
    if len(seats) > 1:
        raise PublishedFileError(
            f"{file}: {name} holds {len(seats)} seats on {read_on}: {seats[0]} and {seats[1]}. "
            "A role that is over needs its end_date."
        )
    if not seats:
        return (file, member_id), None
    party = said.get("party")
    first = party[0] if isinstance(party, list) and party else {}
    member = Member(
        file=file,
        member_id=member_id,
        name=name,
        family_name=_text(said, "family_name") or name.rsplit(" ", 1)[-1],
        party=_text(first, "name"),
        chamber=seats[0][0],
        number=seats[0][1],
        email=_text(said, "email"),
        capitol_phone=_phone(said, "capitol"),
        district_phone=_phone(said, "district"),
        url=_page(said),
    )
    return (file, member_id), member


def _parsed(file: str, text: bytes) -> dict[str, object]:
    try:
        said = yaml.load(text, Loader=_LOADER)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise PublishedFileError(
            f"{file} is cut short or no YAML ({error}): take the snapshot again."
        ) from error
    return said if isinstance(said, dict) else {}


def _is_held(file: str, role: object, read_on: date) -> bool:
    """Return whether a role is a seat in Illinois that is held on a day; an end counts itself."""
    if not isinstance(role, dict) or role.get("type") not in _CHAMBERS:
        return False
    if role.get("jurisdiction", _ILLINOIS) != _ILLINOIS:
        return False
    start, end = (role.get(key) for key in ("start_date", "end_date"))
    try:
        return (not start or as_day(start) <= read_on) and (not end or as_day(end) >= read_on)
    except MetricError as error:
        raise PublishedFileError(f"{file}: a role has no readable dates ({error})") from error


def _place(file: str, name: str, role: dict[str, object]) -> tuple[str, int]:
    chamber = _CHAMBERS[str(role["type"])]
    district = str(role.get("district") or "").strip()
    if not district:
        raise PublishedFileError(
            f"{file}: {name} sits in the {chamber} without a district. "
            "Correct it at the publisher, or take a later snapshot."
        )
    if not district.isdecimal() or not 1 <= int(district) <= _SEATS[chamber]:
        raise PublishedFileError(
            f"{file}: {name} sits for {chamber.capitalize()} District {district}; there are 1 to "
            f"{_SEATS[chamber]}. Correct it at the publisher, or take a later snapshot."
        )
    return chamber, int(district)


def _refuse_twice(people: list[tuple[str, str]], name: str) -> None:
    first: dict[str, str] = {}
    for file, member_id in people:
        if member_id in first:
            raise PublishedFileError(
                f"{name}: {first[member_id]} and {file} have one id ({member_id}): two files of "
                "one person. Take the snapshot again."
            )
        first[member_id] = file


def _text(said: object, key: str) -> str:
    """Return a text as printed: one kind of accent, one space between words."""
    value = said.get(key) if isinstance(said, dict) else None
    return " ".join(unicodedata.normalize("NFC", str(value or "")).split())


def _items(said: dict[str, object], key: str) -> list[dict[str, object]]:
    held = said.get(key)
    return [one for one in held if isinstance(one, dict)] if isinstance(held, list) else []


def _phone(said: dict[str, object], kind: str) -> str:
    """Return the first telephone of the first such office that has one."""
    found = (
        _text(one, "voice") for one in _items(said, "offices") if one.get("classification") == kind
    )
    return next((phone for phone in found if phone), "")


def _page(said: dict[str, object]) -> str:
    """Return the page of the General Assembly, else the one called home, else the first."""
    links = _items(said, "links")
    official = [one for one in links if _OFFICIAL.search(_text(one, "url"))]
    home = [one for one in links if one.get("note") == "homepage"]
    return next((_text(one, "url") for one in (*official, *home, *links)), "")
