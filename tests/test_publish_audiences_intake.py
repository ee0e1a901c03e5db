"""From a mail folder to the file of suppressions, and the verbs audience and suppress."""

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from audience_people import SECRET, edition, mail, maildir, people, project, report, row, seated
from research.cli import main
from research.ground.errors import AudienceError, EditionError
from research.ground.paths import Project
from research.publish import intake
from research.publish.audiences import suppressions, tokens
from research.publish.audiences.suppressions import Reason
from research.publish.audiences.who import who
from research.publish.delivery.deliver import locked
from research.publish.delivery.ledger import Mailing, Plan, Planned
from research.publish.delivery.states import State
from test_publish_audiences_bounces import COMPLAINT

NOW = datetime(2026, 10, 15, 17, tzinfo=UTC)
TOKEN = tokens.unsubscribe_token(SECRET, "ada", "partners")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    made = project(tmp_path / "project")
    monkeypatch.chdir(made.root)
    monkeypatch.setenv(tokens.SECRET, SECRET)
    return made


def a_recent_day() -> str:
    return datetime.now(ZoneInfo("America/Chicago")).date().isoformat()


def sent(here: Project, message_id: str) -> None:
    """Write into a ledger that a message was accepted."""
    planned = Planned(message_id, "ada", "Ada Elm", "ada@example.org", "en", "", "", "", "", "")
    mailing = Mailing("district-1", "partners")
    with locked(here) as ledger:
        ledger.add_plan(mailing, Plan(NOW, "digest", ""), [planned], NOW)
        for event in ("handed over", "ending", "accepted"):
            ledger.note(message_id, event, NOW)


def take(here: Project, *messages: bytes) -> intake.TakenIn:
    box = maildir(here.root / "Maildir", *messages)
    return intake.take_in(here, box, NOW, tokens.secret_of_environment)


def test_a_token_is_kept_with_the_address_that_the_list_gives(here: Project) -> None:
    people(here, row())
    (event,) = take(here, mail(f"unsubscribe {TOKEN}", sender="ben@example.org")).added
    assert (event.email, event.recipient_id) == ("ada@example.org", "ada")


def test_a_person_who_is_listed_anew_under_another_id_stays_unsubscribed(here: Project) -> None:
    people(here, row())
    take(here, mail(f"unsubscribe {TOKEN}", sender="ben@example.org"))
    people(here, row("a2", email="ada@example.org"))
    assert who(here, edition(here, ("",)), "partners", NOW.date()).recipients == ()


def test_a_token_is_kept_even_if_no_list_can_be_read(here: Project) -> None:
    (event,) = take(here, mail(f"unsubscribe {TOKEN}")).added
    assert (event.email, event.recipient_id) == ("ada@example.org", "ada")


def test_reading_a_folder_again_adds_nothing_on_another_day_either(here: Project) -> None:
    undated = mail(message_id="", on="").replace(b"Received: from there by here; \r\n", b"")
    take(here, mail(), report(), undated)
    later = intake.take_in(
        here, here.root / "Maildir", datetime(2026, 10, 20, tzinfo=UTC), lambda: SECRET
    )
    assert (len(suppressions.read(here)), list(later.added)) == (3, [])


def test_a_message_that_moved_from_new_to_cur_is_still_the_same_one(here: Project) -> None:
    take(here, mail(message_id=""))
    moved = here.root / "Maildir" / "new" / "170000.here"
    moved.rename(here.root / "Maildir" / "cur" / "170000.here:2,S")
    assert not take(here).added


def test_a_bounce_of_a_message_that_no_ledger_knows_is_kept_and_said(here: Project) -> None:
    found = take(here, report())
    assert (len(found.added), found.noted, found.not_ours) == (1, 0, 1)


def test_a_bounce_is_noted_once_beside_the_message_that_failed(here: Project) -> None:
    sent(here, "<sent-1@example.org>")
    found = [take(here, report()) for _ in range(2)]
    with locked(here) as ledger:
        state = ledger.find("<sent-1@example.org>").state
    assert ([(one.noted, one.not_ours) for one in found], state) == (
        [(1, 0), (0, 0)], State.BOUNCED,
    )  # fmt: skip


def test_a_complaint_does_not_say_that_a_message_failed(here: Project) -> None:
    sent(here, "<sent-1@example.org>")
    found = take(here, COMPLAINT % b"Version: 1")
    assert (found.added[0].reason, found.noted) == (Reason.COMPLAINT, 0)


def test_a_ledger_in_use_is_told_another_time_and_nothing_is_lost(here: Project) -> None:
    sent(here, "<sent-1@example.org>")
    with locked(here):
        first = take(here, report())
    again = take(here, report())
    assert (len(first.added), "another deliver" in first.put_off, again.noted) == (1, True, 1)


def test_a_token_without_a_secret_is_not_passed_over(
    here: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(tokens.SECRET)
    with pytest.raises(AudienceError, match=tokens.SECRET):
        take(here, mail(f"unsubscribe {TOKEN}"))


def test_the_verb_lists_who_receives_what_in_lines(
    here: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    people(here, row("ada", subject="H001"), row("ben", consent="no"))
    edition(here)
    assert (main(["audience", "partners", "district-1"]), capsys.readouterr().out.splitlines()) == (
        0,
        [
            "district-1 to partners: 1 of 2 receive a document, 1 do not",
            "  receives     H001/page.pdf  Ada Elm <ada@example.org>  en: "
            "is listed as ada in partners.csv; agreed on 2026-03-01",
            "  left out     Ben Elm <ben@example.org>: line 3 (ben): consent is no",
        ],
    )


def test_no_name_moves_the_cursor_of_a_terminal(
    here: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    people(here, row(name="Ada \x1b[2J Elm"))
    edition(here)
    main(["audience", "partners", "district-1"])
    assert "\x1b" not in capsys.readouterr().out


def test_the_verb_answers_in_csv_with_cells_that_nothing_works_out(
    here: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    people(here, row(name="=1+1", subject="H001"))
    edition(here)
    main(["audience", "partners", "district-1", "--csv"])
    (found,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert (found["state"], found["name"], found["document"]) == (
        "receives", "'=1+1", "H001/page.pdf",
    )  # fmt: skip


def test_the_verb_answers_in_json(here: Project, capsys: pytest.CaptureFixture[str]) -> None:
    seated(here, {"H001": {"name": "José Núñez"}}, retrieved=a_recent_day())
    edition(here, ("H001",))
    main(["audience", "legislators", "district-1", "--json"])
    said = json.loads(capsys.readouterr().out)
    assert [(one["name"], one["document"]) for one in said["recipients"]] == [
        ("José Núñez", "H001/page.pdf")
    ]


def test_an_edition_that_is_not_there_is_refused(here: Project) -> None:
    assert main(["audience", "partners", "district-9"]) == EditionError.exit_code


@pytest.mark.parametrize("name", ["../district-1", ".", ""])
def test_no_path_is_taken_for_an_edition(here: Project, name: str) -> None:
    assert main(["audience", "partners", name]) == EditionError.exit_code


def test_the_verb_keeps_what_a_mail_folder_asks(
    here: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    box = maildir(
        here.root / "Maildir", mail(), report(), mail("Hello"), mail("Away", X_Autoreply="yes")
    )
    assert (main(["suppress", "Maildir"]), capsys.readouterr().out.splitlines()) == (
        0,
        [
            "Maildir: 1 hard bounce, 1 unsubscribed; 2 new",
            "  passed over  1 answers of a machine",
            "  ledger       0 messages newly noted as bounced, 1 bounces of messages that it does "
            "not know",
            "  to be read   Maildir, new/170002.here: Hello",
        ],
    )
    assert box.is_dir()


def test_without_a_path_the_verb_lists_what_was_kept(
    here: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    take(here, mail())
    main(["suppress"])
    assert capsys.readouterr().out == (
        "2026-10-01  unsubscribed  ada@example.org  all audiences  <one@mail.example.org>\n"
    )
