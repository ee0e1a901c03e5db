"""Members of the General Assembly as an audience, from invented rosters."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from audience_people import TODAY, build, project, seated
from research.ground.errors import AudienceError
from research.ground.paths import Project
from research.publish.audiences import declared, legislators
from research.publish.audiences.entry import Entry
from research.publish.audiences.recipient import LeftOut
from research.sources import openstates
from research.sources.snapshots import read_sidecar


@pytest.fixture
def here(tmp_path: Path) -> Project:
    return project(tmp_path)


def entries(here: Project, today: date = TODAY) -> list[Entry | LeftOut]:
    audience = declared.load(here).audience("legislators")
    return legislators.entries(here, audience, today)[0]


def left_out(here: Project) -> list[LeftOut]:
    return [one for one in entries(here) if isinstance(one, LeftOut)]


def entry(here: Project, seat: str) -> Entry:
    return next(one for one in entries(here) if isinstance(one, Entry) and one.subject == seat)


def test_every_seat_is_listed_once_and_says_why(here: Project) -> None:
    seated(here, {})
    found = entries(here)
    assert (len(found), entry(here, "S21").why) == (
        177, "holds Senate District 21 by the roster of 2026-08-05; an office is written to",
    )  # fmt: skip


def test_a_vacant_seat_is_left_out_by_its_district(here: Project) -> None:
    seated(here, {"S59": None})
    assert left_out(here) == [LeftOut("Senate District 59", "", "the seat S59 is vacant")]


def test_a_member_without_an_address_is_left_out(here: Project) -> None:
    seated(here, {"S16": {"email": ""}})
    assert left_out(here) == [
        LeftOut("Given S16", "", "Senate District 16: the roster lists no address")
    ]


def test_a_member_with_a_malformed_address_is_left_out_with_it(here: Project) -> None:
    seated(here, {"S16": {"email": "s16 at example.org"}})
    assert [(one.email, "is no address" in one.why) for one in left_out(here)] == [
        ("s16 at example.org", True)
    ]


def test_two_members_with_one_address_are_both_written_to_and_it_is_said(here: Project) -> None:
    seated(here, {"H001": {"email": "office@example.org"}, "H002": {"email": "Office@example.org"}})
    assert [entry(here, seat).why.rpartition("; ")[2] for seat in ("H001", "H002")] == [
        "the address is shared with H002", "the address is shared with H001",
    ]  # fmt: skip


def test_a_name_keeps_its_accents(here: Project) -> None:
    seated(here, {"H001": {"name": "José Núñez"}})
    assert entry(here, "H001").name == "José Núñez"


@pytest.mark.parametrize(
    ("today", "warned"), [(date(2026, 11, 13), 0), (date(2026, 11, 14), 1), (date(2027, 1, 12), 1)]
)
def test_a_roster_warns_from_sixty_days_before_the_next_one_sits(
    here: Project, today: date, warned: int
) -> None:
    seated(here, {})
    audience = declared.load(here).audience("legislators")
    assert len(legislators.entries(here, audience, today)[1]) == warned


def test_a_roster_of_another_general_assembly_is_refused(here: Project) -> None:
    seated(here, {})
    with pytest.raises(AudienceError, match=r"nobody can be written to by this roster.*104th"):
        entries(here, date(2027, 1, 13))


def test_a_roster_that_was_read_after_today_is_refused(here: Project) -> None:
    seated(here, {})
    with pytest.raises(AudienceError, match="read on 2026-08-05, after the day"):
        entries(here, date(2026, 8, 4))


@pytest.mark.mirror
def test_the_real_roster_gives_each_seat_a_member_or_a_reason(here: Project, mirror: Path) -> None:
    (folder,) = (mirror / "openstates").iterdir()
    build(here, read_sidecar(folder / openstates.ROSTER))
    found = entries(here, date(2026, 8, 6))
    kinds = Counter(
        one.why.rpartition(": ")[2].rpartition(" is ")[2]
        if isinstance(one, LeftOut)
        else one.subject[0]
        for one in found
    )
    assert kinds == {"H": 118, "S": 55, "the roster lists no address": 3, "vacant": 1}


@pytest.mark.mirror
def test_no_two_members_of_the_real_roster_share_an_id(here: Project, mirror: Path) -> None:
    (folder,) = (mirror / "openstates").iterdir()
    build(here, read_sidecar(folder / openstates.ROSTER))
    ids = [one.id for one in entries(here, date(2026, 8, 6)) if isinstance(one, Entry)]
    assert len(set(ids)) == 173
