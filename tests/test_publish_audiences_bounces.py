"""Reports of mail servers: whom a message did not reach, and whether to try again."""

from email import message_from_bytes

import pytest

from audience_people import report
from research.publish.audiences import bounces
from research.publish.audiences.bounces import Bounce

COMPLAINT = b"""\
From: feedback@mail.example.org
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

Someone called it spam.
--b
Content-Type: message/feedback-report

Feedback-Type: abuse
Version: 1
%s
--b
Content-Type: message/rfc822

From: research@example.org
To: ada@example.org
Message-ID: <sent-1@example.org>
Subject: A brief

Text.
--b--
"""

RETURNED_WHOLE = b"""\
From: MAILER-DAEMON@mail.example.org
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org
Arrival-Date: Thu, 1 Oct 2026 09:00:00 -0500

Final-Recipient: rfc822; ada@elsewhere.example.org
Action: failed
Status: 5.2.1
Diagnostic-Code: smtp; 550
 5.2.1 disabled

Final-Recipient: rfc822; ben@elsewhere.example.org
Action: delivered
Status: 2.0.0

--b
Content-Type: message/rfc822

From: research@example.org
To: Ada Elm <ada@example.org>
Message-ID: <sent-1@example.org>

Text.
--b--
"""


def of(data: bytes) -> list[Bounce]:
    return bounces.bounces(message_from_bytes(data))


def test_a_report_says_whom_it_did_not_reach_and_which_message_that_was() -> None:
    assert of(report()) == [
        Bounce("ada@example.org", "hard", "5.1.1", "<sent-1@example.org>",
               "smtp; 550 5.1.1 no such user")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("5.1.1", "hard"), ("5.1.10", "hard"), ("5.0.0", "hard"), ("5.2.1", "hard"),
        ("5.2.2", "soft"), ("5.3.4", "soft"), ("5.4.1", "soft"), ("5.7.1", "soft"),
        ("4.4.7", "soft"), ("4.2.2", "soft"),
    ],
)  # fmt: skip
def test_only_what_is_about_the_address_itself_is_hard(status: str, kind: str) -> None:
    assert [one.kind for one in of(report(status=status, diagnostic="smtp; no"))] == [kind]


def test_the_words_of_the_server_say_more_than_a_bare_status() -> None:
    found = of(report(status="5.0.0", diagnostic="smtp; 552 5.2.2 mailbox full"))
    assert [(one.status, one.kind) for one in found] == [("5.2.2", "soft")]


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_mail_that_is_late_or_came_through_is_no_bounce(action: str) -> None:
    message = message_from_bytes(report(action=action, status="4.0.0"))
    assert (bounces.bounces(message), bounces.has_outcome(message)) == ([], True)


@pytest.mark.parametrize(
    "given",
    [{"original": "ada@example.org", "to": ""}, {"original": "", "to": "Ada <ada@example.org>"}],
)
def test_a_forwarded_message_bounces_for_the_address_we_wrote_to(given: dict[str, str]) -> None:
    found = of(report(final="ada@elsewhere.example.org", **given))
    assert [one.email for one in found] == ["ada@example.org"]


def test_without_our_headers_the_last_address_is_all_there_is() -> None:
    (found,) = of(report(ours=""))
    assert (found.email, found.message_id) == ("ada@example.org", "")


def test_a_message_that_came_back_whole_is_read_too() -> None:
    assert of(RETURNED_WHOLE) == [
        Bounce("ada@example.org", "hard", "5.2.1", "<sent-1@example.org>",
               "smtp; 550 5.2.1 disabled")
    ]  # fmt: skip


@pytest.mark.parametrize("told", [b"Original-Rcpt-To: <ada@example.org>", b"Source-IP: 192.0.2.1"])
def test_a_complaint_names_who_received_the_message(told: bytes) -> None:
    assert of(COMPLAINT % told) == [
        Bounce("ada@example.org", "complaint", "", "<sent-1@example.org>", "abuse")
    ]


def test_a_report_that_mail_was_no_spam_is_no_complaint() -> None:
    assert of(COMPLAINT.replace(b"abuse", b"not-spam") % b"Source-IP: 192.0.2.1") == []


@pytest.mark.parametrize(
    "broken",
    [{"final": "", "original": "", "to": ""}, {"status": "", "diagnostic": ""}, {"action": ""}],
)
def test_a_report_that_lacks_what_matters_is_no_bounce(broken: dict[str, str]) -> None:
    assert of(report(**broken)) == []


def test_a_report_that_was_cut_at_any_byte_is_read_without_a_fault() -> None:
    whole = report()
    found = {one.email for end in range(0, len(whole), 7) for one in of(whole[:end])}
    assert all("ada@example.org".startswith(one) for one in found)
