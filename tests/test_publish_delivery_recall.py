"""Who is told of a recall or an erratum: who has the edition, once, and of nothing sealed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

import delivery_project
import mail_server
from delivery_desk import NOW, Desk
from research.ground.errors import DeliveryError, EmbargoError
from research.publish.delivery import deliver, recall
from research.publish.delivery.recall import Told
from research.publish.errata import Erratum

SUBJECTS = delivery_project.SUBJECTS[:3]
PAST, AHEAD = datetime(2026, 2, 1, tzinfo=UTC), datetime(2027, 1, 12, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    (tmp_path / "project").mkdir()
    here = delivery_project.project(tmp_path / "project", SUBJECTS)
    with mail_server.post(tmp_path / "tls", tls=False) as post:
        for name, value in post.environment.items():
            monkeypatch.setenv(name, value)
        yield Desk(here, post)


def tell(desk: Desk, told: Told) -> None:
    """Send a notice to whoever has the edition."""
    edition = desk.order().edition
    for order in recall.orders(desk.entries(), edition, told, desk.server, desk.order().pace):
        desk.send(order)


def recalled(desk: Desk, *subjects: str, note: str = "A number was wrong.") -> None:
    tell(desk, recall.withdrawal(note, "", subjects))


def late(desk: Desk, *names: str) -> None:
    """Have the server put these recipients off; without names, nobody."""
    desk.post.manners.rcpt = lambda address: "451 later" if address[:4] in names else None


def erratum(note: str, *subjects: str) -> Erratum:
    return Erratum("district-1", "district-2", NOW.date(), note, subjects)


def test_a_recall_reaches_exactly_those_who_received_it(desk: Desk) -> None:
    desk.post.manners.rcpt = lambda address: "550 5.1.1 nobody" if "s002" in address else None
    desk.send()
    told = recall.withdrawal("A number was wrong.", "", ())
    tell(desk, told)
    found = [(email, str(one["Subject"])) for email, one in desk.post.log.accepted[2:]]
    assert [email for email, _ in found] == ["s001@house.example", "s003@house.example"]
    assert found[0][1] == "Withdrawn: What it costs to care, Senate District 1"


def test_a_recall_is_heard_once(desk: Desk) -> None:
    desk.send()
    for subjects in (("S001",), (), ()):
        recalled(desk, *subjects)
    assert len(desk.post.log.accepted) == 6


def test_who_may_have_received_it_hears_that_too(desk: Desk) -> None:
    delivery_project.edition(desk.here, SUBJECTS, PAST, number=2)
    desk.send()
    unknown = replace(desk.entries()[0], event="unknown")
    told = recall.withdrawal("A number was wrong.", "district-2", ())
    (order,) = recall.orders([unknown], desk.order().edition, told, desk.server, desk.order().pace)
    desk.send(order)
    plain = desk.post.log.accepted[-1][1].get_body(("plain",))
    assert plain is not None
    assert "We do not know whether that edition reached you" in plain.get_content()


def test_nobody_is_told_of_what_nobody_received(desk: Desk) -> None:
    told = recall.withdrawal("A number was wrong.", "", ())
    with pytest.raises(DeliveryError, match="nobody received district-1"):
        recall.orders([], desk.order().edition, told, None, desk.order().pace)


def test_an_erratum_reaches_those_whose_document_it_corrects(desk: Desk) -> None:
    delivery_project.edition(desk.here, SUBJECTS, PAST, number=2)
    desk.send()
    found = erratum("A rate was last year's.", "S003")
    (told,) = recall.corrections(desk.order().edition, [found])
    tell(desk, told)
    assert [email for email, _ in desk.post.log.accepted[3:]] == ["s003@house.example"]


@pytest.mark.parametrize("subjects", [(), ("S001", "S002")])
def test_what_was_recalled_goes_to_nobody_else(desk: Desk, subjects: tuple[str, ...]) -> None:
    desk.post.manners.rcpt = lambda address: "451 later" if "s002" in address else None
    desk.send()
    recalled(desk, *subjects)
    with pytest.raises(DeliveryError, match="district-1 was recalled, and 1 of 1"):
        desk.send()


def test_a_recall_about_one_district_stops_no_other(desk: Desk) -> None:
    desk.post.manners.rcpt = lambda address: "451 later" if "s002" in address else None
    desk.send()
    recalled(desk, "S001")
    desk.post.manners.rcpt = lambda address: None
    desk.send()
    assert desk.accepted().count("s002@house.example") == 1


def test_what_was_corrected_is_not_sent_any_more(desk: Desk) -> None:
    (desk.here.reports / "errata.toml").write_text(
        '[[erratum]]\nedition = "district-1"\nsuperseded_by = "district-2"\n'
        'date = 2026-11-22\nnote = "A rate was wrong."\nsubjects = ["S003"]\n',
        encoding="utf-8",
    )
    with pytest.raises(DeliveryError, match="superseded by district-2 for S003"):
        desk.send()
    assert desk.post.log.begun == []


def test_a_second_erratum_is_heard_by_those_who_heard_the_first(desk: Desk) -> None:
    delivery_project.edition(desk.here, SUBJECTS, PAST, number=2)
    desk.send()
    both = [erratum("The wage was wrong.", "S001"), erratum("The map is wrong too.")]
    for some in (both[:1], both):
        for told in recall.corrections(desk.order().edition, some):
            tell(desk, told)
    assert desk.accepted().count("s001@house.example") == 3


@pytest.mark.parametrize("kind", ["recall", "erratum"])
def test_a_notice_names_no_sealed_edition(desk: Desk, kind: str) -> None:
    delivery_project.edition(desk.here, SUBJECTS, AHEAD, number=2)
    desk.send()
    (told,) = recall.corrections(desk.order().edition, [erratum("The wage was wrong.")])
    if kind == "recall":
        told = recall.withdrawal("The wage was wrong.", "district-2", ())
    with pytest.raises(EmbargoError, match="district-2 is sealed"):
        tell(desk, told)
    assert len(desk.post.log.accepted) == 3


def test_a_recall_with_an_older_ledger_says_so(desk: Desk) -> None:
    late(desk, "s003")
    desk.send()
    path = deliver.ledger_path(desk.here)
    old = path.read_bytes()
    late(desk)
    desk.send()
    path.write_bytes(old)
    with pytest.raises(DeliveryError, match="is an older copy"):
        recalled(desk)
    assert len(desk.post.log.accepted) == 3


def test_what_was_recalled_before_anybody_had_it_goes_to_nobody(desk: Desk) -> None:
    told = recall.withdrawal("A number was wrong.", "", ())
    recall.remember(desk.here, desk.order().edition, told, NOW)
    with pytest.raises(DeliveryError, match="district-1 was recalled, and 3 of 3"):
        desk.send()
    assert desk.post.log.begun == []


def test_a_recall_of_no_subject_of_the_edition_is_refused(desk: Desk) -> None:
    told = recall.withdrawal("A number was wrong.", "", ("S001", "S999"))
    with pytest.raises(DeliveryError, match="1 of 2 subjects are not in district-1, first S999"):
        recall.remember(desk.here, desk.order().edition, told, NOW)


def test_a_notice_is_told_to_all_in_the_same_words(desk: Desk) -> None:
    desk.send()
    late(desk, "s003")
    recalled(desk, note="The wage is 19.")
    late(desk)
    with pytest.raises(DeliveryError, match="told to 2 of 3 in other words \\(first: S001\\)"):
        recalled(desk, note="The wage is 91.")
    assert len(desk.post.log.accepted) == 5


def test_what_nobody_heard_yet_may_be_worded_anew(desk: Desk) -> None:
    desk.send()
    late(desk, "s001", "s002", "s003")
    recalled(desk, note="The wage is 91.")
    late(desk)
    recalled(desk, note="The wage is 19.")
    assert len(desk.post.log.accepted) == 6


def test_who_was_settled_after_a_notice_stops_no_other(desk: Desk) -> None:
    late(desk, "s001")
    desk.send()
    message_id = desk.entries()[0].planned.message_id
    with deliver.locked(desk.here) as ledger:
        for event in ("handed over", "ending"):
            ledger.note(message_id, event, NOW)
    late(desk, "s003")
    recalled(desk)
    deliver.settle(desk.here, "district-1", message_id, "accepted", "its log", NOW)
    late(desk)
    recalled(desk)
    assert desk.accepted().count("s003@house.example") == 2
