"""What the messages of a mail folder and the rows of a sheet ask of us."""

import mailbox
from datetime import date
from pathlib import Path

import pytest

from audience_people import SECRET, TODAY, mail, maildir, report
from research.ground.errors import AudienceError
from research.publish.audiences import notice_sheets, notices
from research.publish.audiences.notices import Notices
from research.publish.audiences.suppressions import Event, Reason
from research.publish.audiences.tokens import unsubscribe_token

TOKEN = unsubscribe_token(SECRET, "ada", "partners")
DAY = date(2026, 10, 1)


def read(folder: Path, *messages: bytes) -> Notices:
    return notices.read_mail(maildir(folder / "Maildir", *messages), "box", TODAY, lambda: SECRET)


def events(folder: Path, *messages: bytes) -> list[Event]:
    return read(folder, *messages).events


def sheet(folder: Path, text: str) -> list[Event]:
    path = folder / "asked.csv"
    path.write_text(text, encoding="utf-8")
    return notice_sheets.read_sheet(path, "private/asked.csv", TODAY, lambda: SECRET).events


def test_a_token_takes_its_recipient_out_of_its_audience(tmp_path: Path) -> None:
    assert events(tmp_path, mail(f"unsubscribe {TOKEN}", sender="Ben <ben@example.org>")) == [
        Event(DAY, Reason.UNSUBSCRIBED, "ben@example.org", "partners", "ada",
              source="<one@mail.example.org>", note="by its token, from ben@example.org")
    ]  # fmt: skip


def test_a_token_counts_even_if_a_mail_program_sent_it_by_itself(tmp_path: Path) -> None:
    sent = mail(f"unsubscribe {TOKEN}", Auto_Submitted="auto-generated")
    assert [one.recipient_id for one in events(tmp_path, sent)] == ["ada"]


def test_a_token_that_was_folded_or_encoded_is_read(tmp_path: Path) -> None:
    quoted, half = TOKEN.replace("_", "=5F"), 20
    encoded = f"=?utf-8?q?unsubscribe_{quoted[:half]}?=\r\n =?utf-8?q?{quoted[half:]}?="
    assert [one.recipient_id for one in events(tmp_path, mail(encoded))] == ["ada"]


def test_a_token_of_another_secret_still_takes_out_whoever_sent_it(tmp_path: Path) -> None:
    forged = unsubscribe_token("another secret of the tests", "ben", "partners")
    assert events(tmp_path, mail(f"unsubscribe {forged}")) == [
        Event(DAY, Reason.UNSUBSCRIBED, "ada@example.org", source="<one@mail.example.org>",
              note="by its subject, without a token")
    ]  # fmt: skip


@pytest.mark.parametrize(
    "subject", ["unsubscribe", "Re: UNSUBSCRIBE", "Please remove me", "STOP", "baja", "Cancelar."]
)
def test_a_subject_that_only_says_so_takes_its_sender_out(tmp_path: Path, subject: str) -> None:
    assert [(one.email, one.audience) for one in events(tmp_path, mail(subject))] == [
        ("ada@example.org", "")
    ]


@pytest.mark.parametrize(
    "subject", ["How do I unsubscribe my neighbor?", "Stop the cuts", "Re: A brief", ""]
)
def test_other_mail_is_left_for_a_person_to_read(tmp_path: Path, subject: str) -> None:
    found = read(tmp_path, mail(subject))
    assert (found.events, found.not_understood) == ([], [("box, new/170000.here", subject)])


@pytest.mark.parametrize(
    "header",
    [{"Auto_Submitted": "auto-replied"}, {"X_Autoreply": "yes"}, {"Precedence": "auto_reply"}],
)
def test_an_answer_of_a_machine_asks_nothing(tmp_path: Path, header: dict[str, str]) -> None:
    found = read(tmp_path, mail("Out of office", **header))
    assert (found.events, found.nothing) == ([], {"answers of a machine": 1})


def test_a_machine_that_repeats_the_word_unsubscribes_nobody(tmp_path: Path) -> None:
    assert events(tmp_path, mail("Re: unsubscribe", Auto_Submitted="auto-replied")) == []


def test_a_bounce_is_kept_with_our_message_and_the_words_of_the_server(tmp_path: Path) -> None:
    assert events(tmp_path, report()) == [
        Event(DAY, Reason.HARD, "ada@example.org", "", "", "<sent-1@example.org>",
              "<bounce-1@mail.example.org>", "5.1.1 smtp; 550 5.1.1 no such user")
    ]  # fmt: skip


def test_late_mail_is_counted_and_a_report_without_sense_is_listed(tmp_path: Path) -> None:
    found = read(tmp_path, report(action="delayed"), report(action=""))
    assert (found.nothing, [said for _, said in found.not_understood]) == (
        {"reports of mail that is late or came through": 1}, ["Undelivered Mail"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("on", "day"),
    [
        ("Fri, 02 Oct 2026 04:59:00 +0000", date(2026, 10, 1)),
        ("Fri, 02 Oct 2026 05:00:00 +0000", date(2026, 10, 2)),
        ("Thu, 31 Dec 2099 09:00:00 -0500", TODAY),
        ("no day at all", TODAY),
        ("Fri, 31 Dec 9999 23:59:59 -2359", TODAY),
    ],
)
def test_a_mail_is_of_the_day_in_illinois_on_which_it_came(
    tmp_path: Path, on: str, day: date
) -> None:
    assert [one.date for one in events(tmp_path, mail(on=on))] == [day]


def test_the_clock_of_the_sender_does_not_count(tmp_path: Path) -> None:
    sent = mail().replace(b"\r\nDate: Thu, 01 Oct 2026", b"\r\nDate: Thu, 01 Jan 1970")
    assert [one.date for one in events(tmp_path, sent)] == [DAY]


def test_a_mail_without_a_stamp_of_our_server_is_of_today(tmp_path: Path) -> None:
    stamp = b"Received: from there by here; Thu, 01 Oct 2026 09:00:00 -0500\r\n"
    assert [one.date for one in events(tmp_path, mail().replace(stamp, b""))] == [TODAY]


def test_an_mbox_is_read_as_a_maildir_is(tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "box", create=True)
    for one in (mail(), report()):
        box.add(one)
    box.close()
    found = notices.read_mail(tmp_path / "box", "box", TODAY, lambda: SECRET)
    assert [one.reason for one in found.events] == [Reason.UNSUBSCRIBED, Reason.HARD]


def test_a_folder_is_left_as_it_was(tmp_path: Path) -> None:
    folder = maildir(tmp_path / "Maildir", mail())
    before = sorted(folder.rglob("*"))
    notices.read_mail(folder, "box", TODAY, lambda: SECRET)
    assert sorted(folder.rglob("*")) == before


def test_what_is_no_mail_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("Hello", encoding="utf-8")
    for path, said in ((tmp_path, "no Maildir"), (tmp_path / "text", "no mbox"),
                       (tmp_path / "gone", "is not there")):  # fmt: skip
        with pytest.raises(AudienceError, match=said):
            notices.read_mail(path, "box", TODAY, lambda: SECRET)


@pytest.mark.parametrize(
    "subject", ["=?utf-8?b?4pyT?= =?nonsense?q?x?=", "=?utf-8?b?!?=", "\udcff", "=?x"]
)
def test_a_subject_in_no_known_alphabet_is_no_fault(tmp_path: Path, subject: str) -> None:
    sent = mail("SUBJECT").replace(b"SUBJECT", subject.encode("utf-8", "surrogateescape"))
    assert len(read(tmp_path, sent).not_understood) == 1


def test_a_sheet_lists_addresses_and_tokens(tmp_path: Path) -> None:
    found = sheet(
        tmp_path,
        f"date,reason,email,token\n2026-10-01,unsubscribed,,{TOKEN}\n"
        "2026-10-02,Consented,ada@example.org,\n",
    )
    assert found == [
        Event(DAY, Reason.UNSUBSCRIBED, "", "partners", "ada", source="asked.csv:2"),
        Event(date(2026, 10, 2), Reason.CONSENTED, "ada@example.org", source="asked.csv:3"),
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("2026-10-01,left,ada@example.org,", r"line 2: 'left' .* reason is one of unsubscribed"),
        ("1/10/2026,asked,ada@example.org,", "line 2: .* date is YYYY-MM-DD"),
        ("2026-10-16,asked,ada@example.org,", "line 2: 2026-10-16 is still to come"),
        ("2026-10-01,asked,,", "line 2 names nobody"),
        ("2026-10-01,asked,ada,", "line 2: 'ada' is no address"),
        ("2026-10-01,asked,,x.y", "no token of an unsubscribe"),
    ],
)
def test_a_row_that_cannot_be_read_stops_the_sheet(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(AudienceError, match=said):
        sheet(tmp_path, f"date,reason,email,token\n{line}\n")
