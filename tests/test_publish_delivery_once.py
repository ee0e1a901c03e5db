"""A mailbox gets a document once, whatever its row, its audience or the ledger's copy is."""

import shutil
import socket
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

import delivery_project
import mail_server
from delivery_desk import NOW, Desk
from delivery_project import Person
from research.ground.errors import DeliveryError
from research.publish.delivery import deliver
from research.publish.delivery.mail_server import Settings

MEDIA = """
[audiences.media]
title = "Press"
source = "list"
file = "media.csv"
consent = "dated"
languages = ["en"]
formats = ["pdf"]
"""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    (tmp_path / "project").mkdir()
    here = delivery_project.project(tmp_path / "project", delivery_project.SUBJECTS[:3])
    with mail_server.post(tmp_path / "tls", tls=False) as post:
        for name, value in post.environment.items():
            monkeypatch.setenv(name, value)
        desk = Desk(here, post)
        partner(desk)
        yield desk


def partner(desk: Desk, id_: str = "p1", email: str = "p1@partner.example") -> None:
    """Let the list of partners be one person."""
    delivery_project.people(desk.here, "partners", [Person(id_, "Partner One", email)])


def to_the_press(desk: Desk, email: str) -> deliver.Order:
    """Return an order for an audience of one more person."""
    style = desk.here.style
    real = style.resolve()
    style.unlink()
    shutil.copytree(real, style)
    for path in (style / "mail").glob("partners.en.*"):
        shutil.copy(path, path.with_name(path.name.replace("partners", "media")))
    audiences = desk.here.reports / "audiences.toml"
    audiences.write_text(audiences.read_text(encoding="utf-8") + MEDIA, encoding="utf-8")
    delivery_project.people(desk.here, "media", [Person("m1", "Partner One", email)])
    return desk.order("media")


def unsure(desk: Desk) -> None:
    """Send to the partners through a server that takes the message and replies too late."""
    desk.post.manners.seconds_before_reply = 1.5
    desk.send(desk.order("partners", server=replace(desk.server, ending_seconds=0.3)))
    desk.post.manners.seconds_before_reply = 0.0


@pytest.mark.parametrize("email", ["p1@partner.example", "P1+news@Partner.example"])
def test_a_row_with_a_new_id_does_not_get_it_again(desk: Desk, email: str) -> None:
    desk.send(desk.order("partners"))
    partner(desk, "p01", email)
    with pytest.raises(DeliveryError, match="p01 was sent the same document as p1"):
        desk.send(desk.order("partners", replan="ids were tidied"))


def test_whose_message_is_unknown_does_not_get_it_by_a_new_id(desk: Desk) -> None:
    unsure(desk)
    partner(desk, "p01")
    with pytest.raises(DeliveryError, match=r"as p1 of partners \(unknown\)"):
        desk.send(desk.order("partners", replan="ids were tidied"))


def test_a_mailbox_in_two_audiences_gets_it_by_one(desk: Desk) -> None:
    desk.send(desk.order("partners"))
    with pytest.raises(DeliveryError, match="m1 was sent the same document as p1 of partners"):
        desk.send(to_the_press(desk, "p1@partner.example"))


def test_another_mailbox_in_another_audience_gets_it(desk: Desk) -> None:
    desk.send(desk.order("partners"))
    desk.send(to_the_press(desk, "m1@press.example"))
    assert desk.accepted() == ["m1@press.example", "p1@partner.example"]


def test_a_copy_of_the_ledger_from_within_a_run_that_was_killed_is_missed(desk: Desk) -> None:
    ledger = deliver.ledger_path(desk.here)
    copy = desk.here.root / "copy.sqlite"

    def copied_then_killed() -> None:
        taken = len(desk.post.log.accepted)
        if taken == 1 and not copy.exists():
            with sqlite3.connect(ledger) as source, sqlite3.connect(copy) as goal:
                source.backup(goal)
            source.close()
            goal.close()
        if taken == 2:
            raise KeyboardInterrupt

    desk.hands.each_time = copied_then_killed
    with pytest.raises(KeyboardInterrupt):
        desk.send()
    desk.hands.each_time = lambda: None
    for path in ledger.parent.glob("deliveries.sqlite*"):
        path.unlink()
    shutil.copy(copy, ledger)
    with pytest.raises(DeliveryError, match="is an older copy"):
        desk.send()


def came_back(desk: Desk) -> str:
    """Send to the partner, let the message come back, and return its id."""
    desk.send(desk.order("partners"))
    message_id = desk.entries()[0].planned.message_id
    with deliver.locked(desk.here) as ledger:
        ledger.bounce(message_id, "5.1.1 nobody here", NOW)
    return message_id


def test_who_bounced_gets_it_at_a_mended_address_when_someone_says_so(desk: Desk) -> None:
    message_id = came_back(desk)
    partner(desk, "p1", "p1.new@partner.example")
    deliver.settle(desk.here, "district-1", message_id, "again", "the address is mended", NOW)
    desk.send(desk.order("partners", replan="the address is mended"))
    assert (desk.accepted(), desk.states()) == (
        ["p1.new@partner.example", "p1@partner.example"],
        {"p1": "accepted"},
    )


def test_who_bounced_gets_nothing_by_itself(desk: Desk) -> None:
    came_back(desk)
    partner(desk, "p1", "p1.new@partner.example")
    desk.send(desk.order("partners", replan="the address is mended"))
    assert desk.accepted() == ["p1@partner.example"]


@contextmanager
def hasty_server() -> Iterator[tuple[Settings, list[bytes]]]:
    """Run a server that says 250 together with 354, and refuses every message at its dot."""
    heard: list[bytes] = []

    def serve(door: socket.socket) -> None:
        while True:
            try:
                near, _ = door.accept()
            except OSError:
                return
            with suppress(OSError), near, near.makefile("rb") as lines:
                near.sendall(b"220 here\r\n")
                for line in lines:
                    if line == b".\r\n":
                        heard.append(line)
                        near.sendall(b"554 not taken\r\n")
                    elif line.upper().startswith((b"EHLO", b"MAIL", b"RCPT", b"RSET")):
                        near.sendall(b"250 ok\r\n")
                    elif line.upper() == b"DATA\r\n":
                        near.sendall(b"354 go\r\n250 ok\r\n")

    with socket.create_server(("127.0.0.1", 0)) as door:
        serving = threading.Thread(target=serve, args=(door,), daemon=True)
        serving.start()
        yield Settings("127.0.0.1", door.getsockname()[1], tls="none", seconds=5), heard
        door.shutdown(socket.SHUT_RDWR)
        serving.join(timeout=10)


def test_a_reply_that_came_before_the_dot_is_no_reply_to_it(desk: Desk) -> None:
    with hasty_server() as (server, heard):
        desk.send(desk.order("partners", server=server))
    assert (desk.states(), heard) == ({"p1": "planned"}, [])
