"""Kill -9 the sender and cut its line, at random bytes, until everyone has exactly one message.

Five faults by default; `make soak` sets SOAK_KILLS=50. The seed of the moments is printed with a
failure: SOAK_SEED makes them again.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

import delivery_project
import mail_server
from research.ground.paths import Project
from research.publish.delivery import deliver
from research.publish.delivery.ledger import Entry
from research.publish.delivery.states import State
from research.publish.editions import embedded

FAULTS = int(os.environ.get("SOAK_KILLS", "5"))
SEED = int(os.environ.get("SOAK_SEED", "20270112"))
LEGISLATORS, PARTNERS = len(delivery_project.SUBJECTS), 300
NOW = datetime(2026, 11, 22, tzinfo=UTC)

pytestmark = pytest.mark.slow


@dataclass
class Trouble:
    """A delivery that somebody keeps disturbing."""

    here: Project
    post: mail_server.Post
    line: mail_server.CutLine
    chance: random.Random
    kinds: list[str]
    done: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def sender(self, audience: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "research.cli", "deliver", "district-1", "--audience", audience,
             "--send", "--rate", "1000000"],
            env={**os.environ, **self.post.environment, "RESEARCH_SMTP_PORT": str(self.line.port),
                 "RESEARCH_PROJECT": str(self.here.root)},
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip

    def deliver(self, audience: str, share: int) -> None:
        """Deliver to an audience, and disturb it ``share`` times."""
        until = len(self.done) + share
        running = self.sender(audience)
        while len(self.done) < until:
            left = self.left(audience)
            assert left, f"seed {SEED}: all was delivered before {until} faults: {self.done}"
            most = left // (2 * (until - len(self.done)))
            if not self.passed(running, self.chance.randrange(max(1, most))):
                self.ended(running)
                running = self.sender(audience)
                continue
            self.strike(running, self.kinds[len(self.done)])
            if running.poll() is not None:
                self.ended(running)
                running = self.sender(audience)
        self.ended(running)
        while any(entry.state is State.PLANNED for entry in self.entries(audience)):
            self.ended(self.sender(audience))

    def strike(self, running: subprocess.Popen[str], kind: str) -> None:
        """Kill the sender, or cut the line, at a random moment; note that it happened."""
        if kind == "kill":
            time.sleep(self.chance.uniform(0.0, 0.05))
            if running.poll() is None:
                running.send_signal(signal.SIGKILL)
                running.wait(timeout=60)
                self.done.append(kind)
            return
        before = len(self.line.cuts)
        self.line.arm(kind, self.chance.randrange(1, 12_000 if kind == "up" else 400))
        while len(self.line.cuts) == before and running.poll() is None:
            time.sleep(0.002)
        if len(self.line.cuts) > before:
            self.done.append(kind)
        self.line.disarm()

    def passed(self, running: subprocess.Popen[str], more: int) -> bool:
        """Wait until the server has begun so many more messages; False where the sender ended."""
        goal = len(self.post.log.begun) + more
        while len(self.post.log.begun) < goal or not self.post.log.begun:
            if running.poll() is not None:
                return False
            time.sleep(0.002)
        return True

    def ended(self, running: subprocess.Popen[str]) -> None:
        """Wait for a sender; one that was neither killed nor well is remembered."""
        _, said = running.communicate(timeout=200)
        if running.returncode not in (0, 56, -signal.SIGKILL):
            self.failed.append(said)

    def left(self, audience: str) -> int:
        whole = LEGISLATORS if audience == "legislators" else PARTNERS
        taken = sum(entry.state is not State.PLANNED for entry in self.entries(audience))
        return whole - taken

    def entries(self, audience: str = "") -> list[Entry]:
        return [
            entry
            for entry in deliver.entries(self.here, "district-1")
            if audience in ("", entry.mailing.audience)
        ]


@pytest.fixture(scope="module")
def trouble(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trouble]:
    """Everything delivered under faults; nothing settled yet."""
    folder = tmp_path_factory.mktemp("faults")
    (folder / "project").mkdir()
    here = delivery_project.project(folder / "project", delivery_project.SUBJECTS, PARTNERS)
    chance = random.Random(SEED)
    kinds = [("kill", "up", "kill", "down")[number % 4] for number in range(FAULTS)]
    chance.shuffle(kinds)
    with mail_server.post(folder / "tls") as post, mail_server.CutLine(post.port).running() as line:
        made = Trouble(here, post, line, chance, kinds)
        made.deliver("legislators", FAULTS * 2 // 5)
        made.deliver("partners", FAULTS - len(made.done))
        yield made


@pytest.fixture(scope="module")
def unknown(trouble: Trouble) -> dict[str, bool]:
    """The messages that were unknown, and whether the server took them; settled, and sent."""
    found = [entry for entry in trouble.entries() if entry.state is State.UNKNOWN]
    taken = {
        one.planned.message_id: one.planned.message_id in trouble.post.log.ids for one in found
    }
    for message_id, is_taken in taken.items():
        outcome = "accepted" if is_taken else "again"
        deliver.settle(trouble.here, "district-1", message_id, outcome, "the server's log", NOW)
    for audience in ("legislators", "partners"):
        trouble.ended(trouble.sender(audience))
    return taken


def test_every_fault_fell_while_something_was_being_sent(trouble: Trouble) -> None:
    assert (sorted(trouble.done), trouble.failed) == (sorted(trouble.kinds), [])


def test_unknown_is_only_what_was_whole_at_the_server_when_its_reply_was_lost(
    trouble: Trouble, unknown: dict[str, bool]
) -> None:
    emails = {entry.planned.message_id: entry.planned.email for entry in trouble.entries()}
    whole = {email for email, is_whole in trouble.post.log.lost if is_whole}
    wrong = [one for one, taken in unknown.items() if not taken and emails[one] not in whole]
    assert wrong == [], f"seed {SEED}: {trouble.done}, lost {trouble.post.log.lost}"


def test_each_recipient_has_exactly_one_message(trouble: Trouble, unknown: dict[str, bool]) -> None:
    found = Counter(email for email, _ in trouble.post.log.accepted)
    wanted = Counter(entry.planned.email for entry in trouble.entries())
    assert (len(found), found) == (LEGISLATORS + PARTNERS, wanted), f"seed {SEED}: {trouble.done}"


def test_each_recipient_has_the_document_of_his_own_district(
    trouble: Trouble, unknown: dict[str, bool], tmp_path: Path
) -> None:
    wrong = []
    for email, message in trouble.post.log.accepted:
        (attached,) = message.iter_attachments()
        path = tmp_path / "attached.pdf"
        path.write_bytes(attached.get_content())
        district = email.partition("@")[0].upper() if email.endswith("@house.example") else ""
        if embedded.read(path).subject != district:
            wrong.append(email)
    assert wrong == []


def test_the_ledger_says_the_same_as_the_server(trouble: Trouble, unknown: dict[str, bool]) -> None:
    ledger = {
        (entry.planned.email, entry.planned.message_id)
        for entry in trouble.entries()
        if entry.state is State.ACCEPTED
    }
    server = {(email, str(message["Message-ID"])) for email, message in trouble.post.log.accepted}
    assert (len(ledger), ledger) == (LEGISLATORS + PARTNERS, server)


def test_the_sender_spoke_to_nobody_but_this_machine(
    trouble: Trouble, unknown: dict[str, bool]
) -> None:
    assert trouble.post.log.peers == {"127.0.0.1"}
