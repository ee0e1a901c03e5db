import json
from collections.abc import Iterator
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from socket import socket
from threading import Thread

import pytest
from aiosmtpd.controller import Controller

from research.ground.errors import ScheduleError
from research.publish.alerts import Ways, send, ways
from research.publish.occurrences import State
from research.publish.tick import ledger_of
from scheduled import Hand, project

# A plugin of Apprise asks for a module that Python 3.13 no longer has.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

DAILY = '[cadence.daily]\ncron = "30 5 * * *"\nretries = 0\n'


class Box:
    """What a mail server on this machine received."""

    def __init__(self) -> None:
        self.received: list = []
        self.answer = "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.answer.startswith("250"):
            self.received.append(envelope)
        return self.answer


@pytest.fixture
def box() -> Iterator[tuple[Box, dict[str, str]]]:
    """A mail server, and the environment that names it."""
    made = Box()
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(made, hostname="127.0.0.1", port=port)
    server.start()
    yield (
        made,
        {
            "RESEARCH_ALERT_MAIL_TO": "desk@example.org, second@example.org",
            "RESEARCH_SMTP_HOST": "127.0.0.1",
            "RESEARCH_SMTP_PORT": str(port),
            "RESEARCH_SMTP_TLS": "none",
        },
    )
    server.stop()


@pytest.fixture
def web() -> Iterator[tuple[list[dict], str]]:
    """A web address on this machine that takes JSON, and what it was given."""
    given: list[dict] = []

    class Taker(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            given.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Taker)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield given, f"json://127.0.0.1:{server.server_port}/told"
    server.shutdown()
    thread.join()
    server.server_close()


def failing(tmp_path: Path, environ: dict[str, str]) -> Hand:
    """Return a hand whose run has failed for good, with this environment."""
    here = Hand(project(tmp_path, DAILY))
    here.environ = environ
    here.tick("2027-01-04T12:00")
    here.answers = iter(["it ended with exit code 8"])
    here.tick("2027-01-05T05:30")
    return here


def test_an_alert_reaches_all_who_are_named(box):
    made, environ = box
    assert (send("A subject", "A body", ways(environ)), made.received[0].rcpt_tos) == (
        "", ["desk@example.org", "second@example.org"],
    )  # fmt: skip


def test_a_failed_build_is_told_of_once(tmp_path, box):
    made, environ = box
    here = failing(tmp_path, environ)
    here.tick("2027-01-05T05:35")
    said = [message_from_bytes(one.content, policy=policy.default) for one in made.received]
    assert [one["Subject"] for one in said] == ["Scheduled build failed: brief/daily"]


def test_the_alert_says_why_and_what_to_do(tmp_path, box):
    made, environ = box
    failing(tmp_path, environ)
    body = message_from_bytes(made.received[0].content, policy=policy.default).get_content()
    assert ("it ended with exit code 8" in body, "By hand: research report brief" in body) == (
        True, True,
    )  # fmt: skip


def test_an_alert_that_the_server_refuses_is_owed_and_sent_by_a_later_tick(tmp_path, box):
    made, environ = box
    made.answer = "451 later"
    here = failing(tmp_path, environ)
    made.answer = "250 OK"
    here.tick("2027-01-05T05:35")
    here.tick("2027-01-05T05:40")
    assert len(made.received) == 1


def test_a_server_that_is_not_there_stops_no_build(tmp_path, box):
    _, environ = box
    here = failing(tmp_path, environ | {"RESEARCH_SMTP_PORT": "1"})
    here.tick("2027-01-06T05:30")
    with ledger_of(here.here) as ledger:
        assert [one.state for one in ledger.occurrences()] == [State.FAILED, State.DONE]


def test_a_problem_that_stays_is_told_of_once_a_day(tmp_path, box):
    made, environ = box
    here = Hand(project(tmp_path, "[cadence.daily]\ncron = 5\n"))
    here.environ = environ
    for time in ("04T08:00", "04T08:05", "04T09:00", "05T08:00"):
        here.tick(f"2027-01-{time}")
    assert len(made.received) == 2


def test_an_apprise_address_is_told(web):
    given, url = web
    why = send("A subject", "A body", ways({"RESEARCH_ALERT_URLS": url}))
    assert (why, given[0]["title"], given[0]["message"]) == ("", "A subject", "A body")


def test_a_secret_in_an_address_is_not_repeated():
    urls = "nonsense://user:secret@127.0.0.1"
    assert "secret" not in send("A subject", "A body", ways({"RESEARCH_ALERT_URLS": urls}))


def test_an_address_that_apprise_does_not_know_is_named_by_its_place():
    why = send("A subject", "A body", ways({"RESEARCH_ALERT_URLS": "nonsense://127.0.0.1"}))
    assert why.startswith("address 1 of 1")


def test_neither_password_nor_address_is_shown(box):
    environ = box[1] | {"RESEARCH_SMTP_USER": "desk", "RESEARCH_SMTP_PASSWORD": "hush"}
    shown = repr(ways(environ | {"RESEARCH_ALERT_URLS": "json://hush@127.0.0.1"}))
    assert "hush" not in shown


def test_with_no_way_set_the_tick_says_that_an_alert_is_owed(tmp_path):
    here = failing(tmp_path, {})
    assert "nobody is named to receive them" in here.tick("2027-01-05T05:35").problems[0]


def test_an_empty_environment_is_silent():
    assert ways({}) == Ways()


@pytest.mark.parametrize(
    "wrong",
    [
        {"RESEARCH_ALERT_MAIL_TO": "desk"},
        {"RESEARCH_ALERT_MAIL_FROM": "a@b@c"},
        {"RESEARCH_SMTP_HOST": ""},
        {"RESEARCH_SMTP_TLS": "some"},
        {"RESEARCH_SMTP_PORT": "many"},
        {"RESEARCH_SMTP_HOST": "mail.example.org"},
    ],
)
def test_a_setting_that_cannot_be_is_refused(box, wrong):
    with pytest.raises(ScheduleError):
        ways(box[1] | wrong)
