"""What is delivered: once, to whom it belongs, as it was planned, and not before its minute."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import delivery_project
import mail_server
from delivery_desk import NOW, Desk
from delivery_project import Person
from research.ground.errors import ApprovalError, DeliveryError, EmbargoError
from research.ground.provenance import digest_file
from research.publish.cells import escaped
from research.publish.delivery import deliver, trial
from research.publish.delivery.receipts import as_csv
from research.publish.delivery.states import State
from research.publish.editions import manifest

SUBJECTS = delivery_project.SUBJECTS[:3]
RELEASED = datetime(2025, 1, 12, 15, 0, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    (tmp_path / "project").mkdir()
    here = delivery_project.project(tmp_path / "project", SUBJECTS)
    with mail_server.post(tmp_path / "tls", tls=False) as post:
        for name, value in post.environment.items():
            monkeypatch.setenv(name, value)
        yield Desk(here, post)


def own_templates(desk: Desk) -> Path:
    """Give the project templates of its own, which a test may change."""
    style = desk.here.style
    real = style.resolve()
    style.unlink()
    shutil.copytree(real / "mail", style / "mail")
    return style / "mail"


def legislators(desk: Desk, **emails: str) -> None:
    """Write the list of legislators anew, with other addresses."""
    delivery_project.people(desk.here, "legislators", [
        Person(one, f"Zoë Prüfer {one}", emails.get(one, f"{one.lower()}@house.example"),
               subject=one)
        for one in SUBJECTS
    ])  # fmt: skip


def test_each_receives_one_message(desk: Desk) -> None:
    desk.send()
    assert desk.accepted() == ["s001@house.example", "s002@house.example", "s003@house.example"]


def test_a_second_run_sends_nothing(desk: Desk) -> None:
    desk.send()
    desk.send()
    assert len(desk.post.log.accepted) == 3


def test_a_dry_run_writes_an_outbox_and_speaks_to_nobody(desk: Desk) -> None:
    done = desk.send(desk.order(server=None))
    assert done.folder is not None
    assert (len(list(done.folder.glob("*.eml"))), desk.post.log.peers) == (3, set())


def test_what_was_sent_is_what_lies_in_the_outbox(desk: Desk) -> None:
    done = desk.send()
    assert done.folder is not None
    lying = {digest_file(path) for path in done.folder.glob("*.eml")}
    assert lying == {entry.planned.eml_sha256 for entry in desk.entries()}


def test_the_outbox_keeps_its_bytes_from_run_to_run(desk: Desk) -> None:
    desk.post.manners.rcpt = lambda address: "451 later"
    first = desk.send()
    assert first.folder is not None
    before = {path.name: path.read_bytes() for path in first.folder.glob("*.eml")}
    desk.hands.now += timedelta(days=1)
    desk.send()
    assert {path.name: path.read_bytes() for path in first.folder.glob("*.eml")} == before


def test_the_reply_of_the_server_is_kept(desk: Desk) -> None:
    desk.send()
    assert [entry.reply for entry in desk.entries()] == [f"250 OK number {n}" for n in (1, 2, 3)]


def test_a_pdf_about_another_district_goes_to_nobody(desk: Desk) -> None:
    edition = manifest.find(desk.here, "district-1")
    file = edition.document("S002")
    delivery_project.a_pdf(edition.path(file), "district-1", "S003")
    files = [replace(one, sha256=digest_file(edition.path(one))) for one in edition.files]
    delivery_project.sign(desk.here, replace(edition, files=tuple(files)))
    with pytest.raises(DeliveryError, match="says inside that it is district-1 about S003"):
        desk.send()
    assert desk.post.log.begun == []


def test_a_pdf_of_another_edition_goes_to_nobody(desk: Desk) -> None:
    edition = manifest.find(desk.here, "district-1")
    delivery_project.a_pdf(edition.path(edition.document("S002")), "district-2", "S002")
    files = [replace(one, sha256=digest_file(edition.path(one))) for one in edition.files]
    delivery_project.sign(desk.here, replace(edition, files=tuple(files)))
    with pytest.raises(DeliveryError, match="says inside that it is district-2"):
        desk.send()


def test_a_pdf_with_one_byte_flipped_goes_to_nobody(desk: Desk) -> None:
    edition = manifest.find(desk.here, "district-1")
    path = edition.path(edition.document("S002"))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(ApprovalError, match="0 of 2 approvals"):
        desk.send()
    assert desk.post.log.begun == []


@pytest.mark.parametrize("changed", [{"release": RELEASED}, {"title": "Another title"}])
def test_a_manifest_that_nobody_signed_is_not_sent(desk: Desk, changed: dict[str, object]) -> None:
    edition = manifest.find(desk.here, "district-1")
    text = manifest.text(replace(edition, **changed))  # type: ignore[arg-type]
    (edition.folder / manifest.MANIFEST).write_text(text, encoding="utf-8")
    with pytest.raises(ApprovalError, match="0 of 2 approvals"):
        desk.send()
    assert desk.post.log.peers == set()


def test_bytes_that_nobody_signed_are_not_sent_with_a_digest_that_fits(desk: Desk) -> None:
    edition = manifest.find(desk.here, "district-1")
    with edition.path(edition.document("S002")).open("ab") as out:
        out.write(b"\n% another byte\n")
    files = tuple(replace(one, sha256=digest_file(edition.path(one))) for one in edition.files)
    text = manifest.text(replace(edition, files=files))
    (edition.folder / manifest.MANIFEST).write_text(text, encoding="utf-8")
    with pytest.raises(ApprovalError, match="0 of 2 approvals"):
        desk.send()
    assert desk.post.log.peers == set()


def test_one_approval_is_not_enough_to_send(desk: Desk) -> None:
    (desk.here.editions / "district-1" / "approvals" / "ben-vale.sig").unlink()
    with pytest.raises(ApprovalError, match="1 of 2 approvals"):
        desk.send()
    assert desk.post.log.peers == set()


def test_a_name_with_a_joiner_is_written_to(desk: Desk) -> None:
    delivery_project.people(desk.here, "partners", [
        Person("p1", "علی\u200cرضا", "p1@partner.example")
    ])  # fmt: skip
    desk.send(desk.order("partners"))
    to = desk.post.log.accepted[0][1]["To"]
    assert [one.display_name for one in to.addresses] == ["علی\u200cرضا"]


def test_a_template_that_changed_between_attempts_stops_the_run(desk: Desk) -> None:
    mail = own_templates(desk)
    desk.post.manners.rcpt = lambda address: "451 later" if "s002" in address else None
    desk.send()
    (mail / "legislators.en.subject").write_text("Another subject", encoding="utf-8")
    desk.post.manners.rcpt = lambda address: None
    with pytest.raises(DeliveryError, match="the words, 1 of 3 \\(first: S002\\)"):
        desk.send()
    assert len(desk.post.log.accepted) == 2


def test_a_list_that_changed_between_attempts_stops_the_run(desk: Desk) -> None:
    desk.post.manners.rcpt = lambda address: "451 later"
    desk.send()
    legislators(desk, S003="new@house.example")
    with pytest.raises(DeliveryError, match="name, address or subject, 1 of 3 \\(first: S003\\)"):
        desk.send()


def test_someone_who_was_added_between_attempts_stops_the_run(desk: Desk) -> None:
    desk.send(desk.order(recipients=desk.order().recipients[:2]))
    with pytest.raises(DeliveryError, match="who was added, 1 of 3"):
        desk.send()


def test_an_attachment_that_changed_between_attempts_stops_the_run(desk: Desk) -> None:
    desk.post.manners.rcpt = lambda address: "451 later"
    desk.send()
    edition = manifest.find(desk.here, "district-1")
    edition.path(edition.document("S002")).write_bytes(b"")
    delivery_project.a_pdf(edition.path(edition.document("S002")), "district-1", "S002")
    with edition.path(edition.document("S002")).open("ab") as out:
        out.write(b"\n% another byte\n")
    files = [replace(one, sha256=digest_file(edition.path(one))) for one in edition.files]
    delivery_project.sign(desk.here, replace(edition, files=tuple(files)))
    with pytest.raises(DeliveryError, match="the attachment, 1 of 3 \\(first: S002\\)"):
        desk.send()


def test_what_changed_for_those_who_have_theirs_stops_nothing(desk: Desk) -> None:
    desk.send()
    own_templates(desk).joinpath("legislators.en.subject").write_text("Anew", encoding="utf-8")
    desk.send()
    assert len(desk.post.log.accepted) == 3


def test_a_replan_reaches_only_those_to_whom_nothing_was_handed_over(desk: Desk) -> None:
    mail = own_templates(desk)
    desk.post.manners.rcpt = lambda address: "451 later" if "s002" in address else None
    desk.send()
    (mail / "legislators.en.subject").write_text("Another subject", encoding="utf-8")
    desk.post.manners.rcpt = lambda address: None
    desk.send(desk.order(replan="the subject had a slip"))
    subjects = [(email, str(message["Subject"])) for email, message in desk.post.log.accepted]
    assert subjects[2:] == [("s002@house.example", "Another subject")]


def test_who_leaves_the_list_before_a_replan_receives_nothing(desk: Desk) -> None:
    desk.post.manners.rcpt = lambda address: "451 later"
    desk.send()
    desk.post.manners.rcpt = lambda address: None
    desk.send(desk.order(recipients=desk.order().recipients[1:], replan="one unsubscribed"))
    assert desk.states() == {"S001": "withdrawn", "S002": "accepted", "S003": "accepted"}


def test_a_recipient_who_stands_twice_stops_the_run(desk: Desk) -> None:
    people = desk.order().recipients
    with pytest.raises(DeliveryError, match="S001 stands twice"):
        desk.send(desk.order(recipients=(*people, people[0])))


def test_a_sealed_edition_is_never_handed_over(desk: Desk) -> None:
    desk.hands.now = datetime(2026, 1, 12, 14, 59, 59, tzinfo=UTC)
    with pytest.raises(EmbargoError, match="sealed until"):
        desk.send()
    assert desk.post.log.peers == set()


def test_the_outbox_of_a_sealed_edition_is_not_written(desk: Desk) -> None:
    desk.hands.now = datetime(2026, 1, 12, 14, 59, 59, tzinfo=UTC)
    done = desk.send(desk.order(server=None))
    assert (done.messages, done.folder) == (3, None)
    assert not (desk.here.build / "outbox").exists()


def test_a_clock_that_jumps_back_before_the_minute_stops_the_run(desk: Desk) -> None:
    def jump() -> None:
        if len(desk.post.log.accepted) == 1:
            desk.hands.now = datetime(2026, 1, 12, 14, 59, tzinfo=UTC)

    desk.hands.each_time = jump
    with pytest.raises(EmbargoError):
        desk.send()
    assert len(desk.post.log.accepted) == 1


def test_a_clock_that_is_set_forward_during_a_run_opens_nothing(desk: Desk) -> None:
    desk.post.manners.rcpt = lambda address: "451 later"
    order = desk.order()
    late = replace(order.edition, release=NOW + timedelta(hours=1))
    gate = deliver.Gate(late, desk.hands.clock())
    desk.hands.now += timedelta(hours=2)
    with pytest.raises(EmbargoError):
        gate.require_open()


def test_the_gate_opens_when_its_minute_has_come(desk: Desk) -> None:
    late = replace(desk.order().edition, release=NOW + timedelta(hours=1))
    gate = deliver.Gate(late, desk.hands.clock())
    desk.hands.sleep(3600)
    gate.require_open()


def test_what_a_killed_run_left_at_its_end_can_be_settled_at_once(desk: Desk) -> None:
    desk.post.manners.rcpt = lambda address: "451 later"
    desk.send()
    message_id = desk.entries()[0].planned.message_id
    with deliver.locked(desk.here) as ledger:
        for event in ("handed over", "ending"):
            ledger.note(message_id, event, NOW)
    deliver.settle(desk.here, "district-1", message_id, "accepted", "its log", NOW)
    assert desk.states()["S001"] == "accepted"


def test_a_second_deliver_at_the_same_time_says_so(desk: Desk) -> None:
    with deliver.locked(desk.here), pytest.raises(DeliveryError, match="another deliver"):
        desk.send()
    assert desk.post.log.begun == []


def test_a_ledger_that_was_lost_is_missed(desk: Desk) -> None:
    desk.send()
    for path in (desk.here.reports / "private").glob("deliveries.sqlite*"):
        path.unlink()
    with pytest.raises(DeliveryError, match="is another one"):
        desk.send()
    assert len(desk.post.log.accepted) == 3


def test_an_older_copy_of_the_ledger_is_missed(desk: Desk) -> None:
    desk.post.manners.rcpt = lambda address: "451 later"
    desk.send()
    path = deliver.ledger_path(desk.here)
    old = path.read_bytes()
    desk.post.manners.rcpt = lambda address: None
    desk.send()
    path.write_bytes(old)
    with pytest.raises(DeliveryError, match="is an older copy"):
        desk.send()


def test_a_lost_ledger_is_missed_though_build_was_emptied(desk: Desk) -> None:
    desk.send()
    shutil.rmtree(desk.here.build)
    for path in (desk.here.reports / "private").glob("deliveries.sqlite*"):
        path.unlink()
    with pytest.raises(DeliveryError, match="is another one"):
        desk.send()
    assert len(desk.post.log.accepted) == 3


def test_a_trial_goes_to_one_address_and_leaves_the_ledger_alone(desk: Desk) -> None:
    desk.send(trial.trial(desk.order("partners"), "us@mail.example.org", NOW))
    subjects = [(email, str(one["Subject"])) for email, one in desk.post.log.accepted]
    assert (subjects, desk.entries()) == (
        [("us@mail.example.org", "[TEST] What it costs to care")] * 2,
        [],
    )


def test_a_bounce_is_written_by_its_message_id(desk: Desk) -> None:
    desk.send()
    entry = desk.entries()[0]
    with deliver.locked(desk.here) as ledger:
        ledger.bounce(entry.planned.message_id, "5.1.1 no such person", NOW)
    assert desk.entries()[0].state is State.BOUNCED


def test_a_bounce_that_is_read_twice_is_one(desk: Desk) -> None:
    desk.send()
    entry = desk.entries()[0]
    with deliver.locked(desk.here) as ledger:
        ledger.bounce(entry.planned.message_id, "5.1.1", NOW)
        assert not ledger.bounce(entry.planned.message_id, "5.1.1", NOW)


def test_a_receipt_cell_cannot_run(desk: Desk) -> None:
    legislators(desk)
    order = desk.order()
    nasty = replace(order.recipients[0], name='=HYPERLINK("x")')
    desk.send(replace(order, recipients=(nasty,)))
    assert "'=HYPERLINK" in as_csv(desk.entries())


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\tx", "\rx"])
def test_a_cell_that_begins_as_a_formula_is_escaped(cell: str) -> None:
    assert escaped(cell) == f"'{cell}"


def test_an_example_sender_is_refused_for_any_server_that_is_not_here(desk: Desk) -> None:
    path = desk.here.reports / "audiences.toml"
    text = path.read_text(encoding="utf-8").replace("mail.example.org", "example.org")
    path.write_text(text, encoding="utf-8")
    away = replace(desk.server, host="mail.test.invalid")
    with pytest.raises(DeliveryError, match="which is an example"):
        desk.send(desk.order(server=away))
