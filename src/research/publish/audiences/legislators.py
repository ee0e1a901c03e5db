"""The members of the General Assembly as an audience: from the roster, each for a district."""

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from research.ground.errors import AudienceError, MetricError
from research.ground.paths import Project, using
from research.metrics.seats import roster_state
from research.publish.audiences.addresses import checked, mailbox
from research.publish.audiences.declared import Audience
from research.publish.audiences.entry import Entry
from research.publish.audiences.recipient import LeftOut

if TYPE_CHECKING:
    import pandas as pd

_UNSAFE = re.compile(r"[^A-Za-z0-9-]+")


def entries(
    project: Project, audience: Audience, today: date
) -> tuple[list[Entry | LeftOut], list[str]]:
    """Return each seat in the order of its id: a member who can be written to, or why not.

    Two members with one address are both written to: they are two people, with two documents,
    and the address is that of an office.

    Returns
    -------
    tuple
        A row a seat, and what must be said beside them: that the roster will soon be old.

    Raises
    ------
    AudienceError
        If the roster is that of another General Assembly, or was read after today.
    TableMissingError
        If seats or member_contacts were not built.
    """
    from research.warehouse import store

    with using(project.root):
        seats = store.read("seats").set_index("district_id")
        contacts = store.read("member_contacts").set_index("district_id")
    warnings = _warnings(seats, today)
    rows = seats.join(contacts["email"], how="left").fillna({"email": ""}).sort_index()
    boxes = {str(one): mailbox(str(email)) for one, email in rows["email"].items() if email}
    found: list[Entry | LeftOut] = []
    for seat, row in rows.iterrows():
        shared = [one for one, box in boxes.items() if box == boxes.get(str(seat)) and one != seat]
        found.append(_entry(audience, str(seat), row, shared))
    return found, warnings


def _entry(
    audience: Audience, seat: str, row: "pd.Series", shared: Sequence[str]
) -> Entry | LeftOut:
    name, email, district = str(row["name"]), str(row["email"]), str(row["district_label"])
    if row["is_vacant"]:
        return LeftOut(district, email, f"the seat {seat} is vacant")
    if not email:
        return LeftOut(name, "", f"{district}: the roster lists no address")
    try:
        address = checked(email)
    except AudienceError as error:
        return LeftOut(name, email, f"{district}: {error}")
    also = f"; the address is shared with {', '.join(shared)}" if shared else ""
    return Entry(
        id=_UNSAFE.sub("-", str(row["member_id"]).rpartition("/")[2]),
        name=name,
        email=address,
        language=audience.languages[0],
        format=audience.formats[0],
        subject=seat,
        interests=(),
        consented=None,
        is_addressee=True,
        why=f"holds {district} by the roster of {row['retrieved']:%Y-%m-%d}; "
        f"{audience.consent_why}{also}",
    )


def _warnings(seats: "pd.DataFrame", today: date) -> list[str]:
    read_on, until = seats["retrieved"].max().date(), seats["seated_until"].min().date()
    try:
        state = roster_state(read_on, until, today)
    except MetricError as error:
        raise AudienceError(f"nobody can be written to by this roster: {error}") from error
    return [state.sentence] if state.sentence else []
