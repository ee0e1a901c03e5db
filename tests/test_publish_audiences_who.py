"""Who receives which document of an edition, and who does not: each with the reason."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from audience_people import TODAY, edition, people, project, row, seated
from research.ground.errors import AudienceError
from research.ground.paths import Project
from research.publish.audiences import suppressions
from research.publish.audiences.addresses import mailbox
from research.publish.audiences.recipient import Recipient, Who
from research.publish.audiences.suppressions import Event, Reason
from research.publish.audiences.who import who


@pytest.fixture
def here(tmp_path: Path) -> Project:
    return project(tmp_path)


def partners(here: Project, *rows: str, subjects: tuple[str, ...] = ("",)) -> Who:
    people(here, *rows)
    return who(here, edition(here, subjects), "partners", TODAY)


def kept(here: Project, day: str, reason: Reason = Reason.UNSUBSCRIBED, **said: str) -> None:
    event = Event(date.fromisoformat(day), reason, **{"email": "ada@example.org", **said})
    suppressions.append(here, [event])


def reasons(found: Who) -> list[str]:
    return [one.why for one in found.left_out]


def test_a_partner_who_agreed_receives_the_document_of_all(here: Project) -> None:
    assert partners(here, row()).recipients == (
        Recipient("ada", "Ada Elm", "ada@example.org", "partners", "en", "pdf", "",
                  "is listed as ada in partners.csv; agreed on 2026-03-01"),
    )  # fmt: skip


def test_a_partner_who_names_a_district_receives_its_document(here: Project) -> None:
    found = partners(here, row(subject="h001"), subjects=("S01", "H001"))
    assert [one.subject for one in found.recipients] == ["H001"]


def test_where_each_subject_has_a_document_a_partner_must_name_one(here: Project) -> None:
    found = partners(here, row(), subjects=("S01", "H001"))
    assert reasons(found) == [
        "ada: district-1 has a document for each subject, and none is named here"
    ]


def test_an_unknown_subject_or_a_format_that_was_not_made_leaves_out(here: Project) -> None:
    people(here, row("ada", subject="H999"), row("ben", format="html", subject="S01"))
    found = who(here, edition(here, ("S01",), kinds=("pdf",)), "partners", TODAY)
    assert reasons(found) == [
        "ada: district-1 has no pdf about H999", "ben: district-1 has no html about S01",
    ]  # fmt: skip


def test_who_asked_for_other_briefs_is_left_out(here: Project) -> None:
    found = partners(here, row("ada", interest="overhead; wages"), row("ben", interest="district"))
    assert ([one.id for one in found.recipients], reasons(found)) == (
        ["ben"], ["ada: asked for overhead, wages, not for district"],
    )  # fmt: skip


def test_a_mailbox_receives_a_document_once(here: Project) -> None:
    found = partners(
        here, row("ada"), row("cas", email="ADA@Example.org"), row("dot", email="ada+x@example.org")
    )
    assert reasons(found) == ["cas: the same mailbox receives it as ada",
                              "dot: the same mailbox receives it as ada"]  # fmt: skip


def test_a_mailbox_may_receive_the_documents_of_two_districts(here: Project) -> None:
    found = partners(
        here, row("ada", subject="S01"), row("ada2", email="ada@example.org", subject="H001"),
        subjects=("S01", "H001"),
    )  # fmt: skip
    assert [one.subject for one in found.recipients] == ["S01", "H001"]


def test_who_unsubscribed_after_the_consent_is_left_out(here: Project) -> None:
    kept(here, "2026-09-01", source="<m@example.org>")
    assert reasons(partners(here, row())) == ["ada: unsubscribed on 2026-09-01 (<m@example.org>)"]


@pytest.mark.parametrize(("agreed", "receives"), [("2026-09-01", 0), ("2026-09-02", 1)])
def test_only_a_consent_of_a_later_day_ends_it(here: Project, agreed: str, receives: int) -> None:
    kept(here, "2026-09-01")
    assert len(partners(here, row(consent_date=agreed)).recipients) == receives


def test_an_unsubscribe_holds_for_the_mailbox_whatever_its_spelling(here: Project) -> None:
    kept(here, "2026-09-01", email="ADA+news@EXAMPLE.org")
    assert partners(here, row()).recipients == ()


def test_an_unsubscribe_by_id_outlives_a_new_address(here: Project) -> None:
    kept(here, "2026-09-01", audience="partners", recipient_id="ada", email="old@example.org")
    assert partners(here, row()).recipients == ()


def test_an_unsubscribe_from_another_audience_does_not_hold_here(here: Project) -> None:
    kept(here, "2026-09-01", audience="media")
    assert len(partners(here, row()).recipients) == 1


def test_two_soft_bounces_leave_an_address_and_a_third_day_does_not(here: Project) -> None:
    for day in ("2026-09-01", "2026-09-02", "2026-09-02"):
        kept(here, day, Reason.SOFT, source=f"<{day}>")
    before = partners(here, row())
    kept(here, "2026-09-03", Reason.SOFT, source="<3>")
    assert (len(before.recipients), reasons(partners(here, row()))) == (
        1, ["ada: 3 soft bounces, the last on 2026-09-03 (<3>)"],
    )  # fmt: skip


def test_a_reporter_who_is_a_partner_receives_the_document_there_only(here: Project) -> None:
    people(here, row("ada"))
    people(here, row("m1", email="ada@example.org"), row("m2"), file="media.csv")
    found = who(here, edition(here, ("",)), "media", TODAY)
    assert ([one.id for one in found.recipients], reasons(found)) == (
        ["m2"], ["m1: receives it in the audience partners"],
    )  # fmt: skip


def test_who_stands_in_a_fixed_order_whatever_the_order_of_the_list(here: Project) -> None:
    assert [one.id for one in partners(here, row("cas"), row("ada"), row("ben")).recipients] == [
        "ada", "ben", "cas",
    ]  # fmt: skip


def test_each_member_receives_the_sheet_of_the_own_district(here: Project) -> None:
    seated(here, {})
    found = who(here, edition(here), "legislators", TODAY)
    assert [(one.id, one.subject) for one in found.recipients] == [
        ("h001-member", "H001"), ("h002-member", "H002"), ("s01-member", "S01"),
    ]  # fmt: skip


def test_a_seat_without_a_document_in_the_edition_is_listed_as_left_out(here: Project) -> None:
    seated(here, {})
    found = who(here, edition(here), "legislators", TODAY)
    assert (len(found.left_out), found.left_out[-1].why) == (
        174, "s59-member: district-1 has no pdf about S59",
    )  # fmt: skip


def test_a_sheet_that_names_the_former_member_is_not_sent_to_the_new_one(here: Project) -> None:
    seated(here, {"H001": {"name": "Nia New"}})
    made = edition(here, addressed={"H001": "Olga Old", "S01": "Given S01"})
    found = who(here, made, "legislators", TODAY)
    assert [one.why for one in found.left_out if one.name == "Nia New"] == [
        "h001-member: the document is addressed to Olga Old, and the seat is held by Nia New: "
        "make a new edition"
    ]


def test_a_sheet_for_the_office_is_sent_to_whoever_took_the_seat_since(here: Project) -> None:
    seated(here, {})
    made = edition(here, addressed={"H001": "Office of the member"})
    assert "H001" in {one.subject for one in who(here, made, "legislators", TODAY).recipients}


def test_a_partner_may_read_the_sheet_that_is_addressed_to_a_member(here: Project) -> None:
    people(here, row(subject="H001"))
    made = edition(here, addressed={"H001": "Olga Old"})
    assert len(who(here, made, "partners", TODAY).recipients) == 1


def test_an_audience_that_is_not_declared_is_refused_with_the_nearest(here: Project) -> None:
    with pytest.raises(AudienceError, match=r"no audience 'partner'.* Did you mean partners"):
        who(here, edition(here), "partner", TODAY)


_CELLS = some.fixed_dictionaries(
    {
        "email": some.sampled_from(
            ["ada@example.org", "ADA@example.org", "ada+x@example.org", "ben@example.org", "ben"]
        ),
        "consent": some.sampled_from(["yes", "yes", "no", ""]),
        "consent_date": some.sampled_from(["2026-03-01", "2026-09-01", "2026-12-01", ""]),
        "subject": some.sampled_from(["S01", "H001", "H999", ""]),
        "format": some.sampled_from(["pdf", "html", "docx", ""]),
    }
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(listed=some.lists(_CELLS, max_size=8))
def test_nobody_is_lost_and_no_mailbox_has_a_document_twice(
    here: Project, listed: list[dict[str, str]]
) -> None:
    rows = [row(f"p{number}", **cells) for number, cells in enumerate(listed)]
    found = partners(here, *rows, subjects=("S01", "H001"))
    documents = {(mailbox(one.email), one.subject) for one in found.recipients}
    assert (len(found.recipients), len(found.recipients) + len(found.left_out)) == (
        len(documents), len(rows),
    )  # fmt: skip
