"""A mail server that misbehaves: each time a declared state, nothing twice, nothing lost."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import delivery_project
import mail_server
from delivery_desk import QUICK, Desk
from research.ground.errors import DeliveryError, MailServerError, UsageError
from research.publish.delivery import deliver
from research.publish.delivery.mail_server import is_loopback, settings

SUBJECTS = delivery_project.SUBJECTS[:3]
LOOPBACK = {"RESEARCH_SMTP_HOST": "127.0.0.1", "RESEARCH_SMTP_TLS": "none"}


def a_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, post: mail_server.Post) -> Desk:
    (tmp_path / "project").mkdir()
    for name, value in post.environment.items():
        monkeypatch.setenv(name, value)
    return Desk(delivery_project.project(tmp_path / "project", SUBJECTS), post)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    with mail_server.post(tmp_path / "tls", tls=False) as post:
        yield a_desk(tmp_path, monkeypatch, post)


@pytest.fixture
def secure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk at a server that wants STARTTLS and log-in."""
    with mail_server.post(tmp_path / "tls") as post:
        yield a_desk(tmp_path, monkeypatch, post)


@pytest.mark.filterwarnings("ignore:Session.login_data:DeprecationWarning")
def test_a_server_with_starttls_and_log_in_takes_them_all(secure: Desk) -> None:
    secure.send()
    assert set(secure.states().values()) == {"accepted"}


@pytest.mark.filterwarnings("ignore:Session.login_data:DeprecationWarning")
def test_a_refused_log_in_stops_at_once(secure: Desk) -> None:
    wrong = replace(secure.server, password="wrong")
    with pytest.raises(MailServerError, match="refuses the log-in"):
        secure.send(secure.order(server=wrong))
    assert (secure.post.log.begun, secure.hands.slept) == ([], [])


def test_a_refused_log_in_leaves_all_planned(secure: Desk) -> None:
    wrong = replace(secure.server, password="wrong")
    with pytest.raises(MailServerError):
        secure.send(secure.order(server=wrong))
    assert set(secure.states().values()) == {"planned"}


def test_a_password_is_not_in_what_is_said(secure: Desk) -> None:
    assert mail_server.PASSWORD not in f"{secure.server!r} {secure.server}"


def test_a_certificate_of_another_name_is_not_trusted(
    secure: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(MailServerError, match="not to be trusted"):
        secure.send()
    assert secure.post.log.begun == []


def test_a_server_without_starttls_hears_nothing(desk: Desk) -> None:
    with pytest.raises(MailServerError, match="offers no STARTTLS"):
        desk.send(desk.order(server=replace(desk.server, tls="starttls")))


def test_a_server_that_is_not_there_leaves_all_planned(desk: Desk) -> None:
    nowhere = replace(desk.server, port=mail_server.free_port())
    with pytest.raises(MailServerError, match="could not be reached in 10 attempts"):
        desk.send(desk.order(server=nowhere))
    assert set(desk.states().values()) == {"planned"}


def test_greylisting_is_waited_for(desk: Desk) -> None:
    met: set[str] = set()

    def greylisted(address: str) -> str | None:
        is_new = address not in met
        met.add(address)
        return "451 4.7.1 come back later" if is_new else None

    desk.post.manners.rcpt = greylisted
    desk.send()
    assert (len(desk.accepted()), [round(one) for one in desk.hands.slept if one > 1]) == (3, [30])


def test_a_greylist_is_asked_about_everyone_before_the_wait(desk: Desk) -> None:
    met: list[str] = []
    desk.post.manners.rcpt = lambda address: met.append(address) or "451 later"  # type: ignore[func-returns-value]
    desk.send(desk.order(pace=replace(QUICK, in_a_row=2, rounds=1)))
    assert len(met) == 3


def test_a_server_that_says_later_for_an_hour_is_outlasted(desk: Desk) -> None:
    opens = desk.hands.now.timestamp() + 3600
    desk.post.manners.mail = lambda address: (
        "421 too busy" if desk.hands.now.timestamp() < opens else None
    )
    desk.send()
    assert len(desk.accepted()) == 3


def test_a_server_that_says_later_for_a_day_leaves_all_planned(desk: Desk) -> None:
    desk.post.manners.rcpt = lambda address: "450 later"
    desk.send()
    assert (set(desk.states().values()), len(desk.hands.slept) < 40) == ({"planned"}, True)


def test_the_waits_grow_and_end(desk: Desk) -> None:
    waits = [QUICK.wait(number, 0.5) for number in range(QUICK.rounds - 1)]
    assert (waits[:3], max(waits), sum(waits) > 3600) == ([30, 60, 120], 900, True)


def test_no_more_a_minute_than_asked_for(desk: Desk) -> None:
    desk.send(desk.order(pace=replace(QUICK, a_minute=6)))
    assert sum(desk.hands.slept) == pytest.approx(20)


def test_what_is_refused_for_good_is_not_offered_again(desk: Desk) -> None:
    desk.post.manners.rcpt = lambda address: "550 5.1.1 nobody here" if "s002" in address else None
    desk.send()
    desk.send()
    assert desk.states()["S002"] == "refused"


def test_what_is_refused_after_the_end_is_refused(desk: Desk) -> None:
    desk.post.manners.end = lambda address: "554 5.7.1 spam" if "s002" in address else None
    desk.send()
    assert desk.states() == {"S001": "accepted", "S002": "refused", "S003": "accepted"}


def test_what_a_server_says_does_not_steer_a_terminal(desk: Desk) -> None:
    desk.post.manners.mail = lambda address: "550 \x1b[2J no"
    with pytest.raises(MailServerError) as raised:
        desk.send()
    assert "\x1b" not in str(raised.value)


def test_what_is_put_off_after_the_end_is_offered_again(desk: Desk) -> None:
    said = iter(["452 disk full"])
    desk.post.manners.end = lambda address: next(said, None)
    desk.send()
    assert len(desk.accepted()) == 3


def test_a_server_that_refuses_everyone_stops_the_run(desk: Desk) -> None:
    desk.post.manners.rcpt = lambda address: "554 relay access denied"
    with pytest.raises(MailServerError, match="refused 2 messages in a row"):
        desk.send(desk.order(pace=replace(QUICK, in_a_row=2)))
    assert sorted(desk.states().values()) == ["planned", "refused", "refused"]


def test_a_server_that_refuses_the_sender_refuses_nobody(desk: Desk) -> None:
    desk.post.manners.mail = lambda address: "550 5.7.1 you may not send as that"
    with pytest.raises(MailServerError, match="takes no message from"):
        desk.send()
    assert set(desk.states().values()) == {"planned"}


def test_a_server_that_accepts_and_then_times_out_leaves_it_unknown(desk: Desk) -> None:
    slow(desk)
    assert (desk.states(), len(desk.accepted())) == ({"S001": "unknown"}, 1)


def test_an_unknown_message_is_never_sent_again_by_itself(desk: Desk) -> None:
    slow(desk)
    desk.send(desk.order(recipients=desk.order().recipients[:1]))
    assert len(desk.accepted()) == 1


def test_an_unknown_message_that_arrived_is_settled(desk: Desk) -> None:
    slow(desk)
    settled(desk, "accepted")
    assert (desk.states(), len(desk.accepted())) == ({"S001": "accepted"}, 1)


def test_an_unknown_message_that_did_not_arrive_is_sent_when_someone_says_so(desk: Desk) -> None:
    slow(desk)
    settled(desk, "again")
    desk.send(desk.order(recipients=desk.order().recipients[:1]))
    assert len(desk.accepted()) == 2


def test_only_an_unknown_message_is_settled(desk: Desk) -> None:
    desk.send()
    with pytest.raises(DeliveryError, match="is accepted: only an unknown message"):
        settled(desk, "again")


def slow(desk: Desk) -> None:
    """Send one message to a server that takes it and replies too late."""
    desk.post.manners.seconds_before_reply = 1.5
    hasty = replace(desk.server, ending_seconds=0.3)
    desk.send(desk.order(recipients=desk.order().recipients[:1], server=hasty))
    desk.post.manners.seconds_before_reply = 0.0


def settled(desk: Desk, outcome: str) -> None:
    message_id = desk.entries()[0].planned.message_id
    deliver.settle(desk.here, "district-1", message_id, outcome, "asked", desk.hands.now)


@pytest.mark.parametrize("way", ["up", "down"])
@pytest.mark.parametrize("count", [1, 40, 200, 420, 3000])
def test_a_cut_at_any_byte_loses_nothing_and_doubles_nothing(
    desk: Desk, way: str, count: int
) -> None:
    with mail_server.CutLine(desk.post.port).running() as line:
        line.arm(way, count)
        desk.send(desk.order(server=replace(desk.server, port=line.port)))
    taken = set(desk.accepted())
    unsure = {one.planned.email for one in desk.entries() if one.state.value == "unknown"}
    assert (len(taken), len(taken | unsure)) == (len(desk.accepted()), 3)


def test_after_a_cut_nobody_waits_long(desk: Desk) -> None:
    with mail_server.CutLine(desk.post.port).running() as line:
        line.arm("up", 1500)
        desk.send(desk.order(server=replace(desk.server, port=line.port)))
    assert max(desk.hands.slept) <= 1


def test_the_replies_of_a_cut_line_are_known_where_the_dot_was_not_sent(desk: Desk) -> None:
    with mail_server.CutLine(desk.post.port).running() as line:
        line.arm("up", 1500)
        desk.send(desk.order(server=replace(desk.server, port=line.port)))
    assert (set(desk.states().values()), len(desk.accepted())) == ({"accepted"}, 3)


@pytest.mark.parametrize("host", ["mail.example.org", "10.0.0.1", "localhost.example.org"])
def test_a_host_that_is_not_here_must_be_repeated_by_hand(host: str) -> None:
    with pytest.raises(UsageError, match=f"--host {host}"):
        settings({**LOOPBACK, "RESEARCH_SMTP_HOST": host, "RESEARCH_SMTP_TLS": "tls"})


def test_another_host_than_the_set_one_is_refused() -> None:
    with pytest.raises(UsageError, match=r"--host says mail\.example\.net"):
        settings({"RESEARCH_SMTP_HOST": "mail.example.org"}, "mail.example.net")


def test_a_host_that_is_repeated_is_taken_at_the_word() -> None:
    found = settings({"RESEARCH_SMTP_HOST": "mail.example.org"}, "mail.example.org")
    assert (found.host, found.port, found.tls) == ("mail.example.org", 587, "starttls")


def test_only_this_machine_may_be_spoken_to_in_the_open() -> None:
    with pytest.raises(UsageError, match="cannot be none"):
        settings({**LOOPBACK, "RESEARCH_SMTP_HOST": "mail.example.org"}, "mail.example.org")


def test_without_a_server_in_the_environment_nothing_is_sent() -> None:
    with pytest.raises(UsageError, match="RESEARCH_SMTP_HOST"):
        settings({})


@pytest.mark.parametrize("text", ["abc", "", "0", "-1", "nan", "inf", "1e300"])
@pytest.mark.parametrize("name", ["RESEARCH_SMTP_SECONDS", "RESEARCH_SMTP_ENDING_SECONDS"])
def test_a_wait_that_is_no_time_is_refused_in_words(name: str, text: str) -> None:
    with pytest.raises(UsageError, match=f"{name} is {text!r}: it takes a number of seconds"):
        settings({**LOOPBACK, name: text})


@pytest.mark.parametrize(
    ("host", "is_here"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("localhost", True),
     ("LOCALHOST", True), ("0.0.0.0", False), ("192.168.0.1", False), ("localhost.", False)],
)  # fmt: skip
def test_loopback_is_this_machine_and_nothing_else(host: str, is_here: bool) -> None:
    assert is_loopback(host) is is_here
