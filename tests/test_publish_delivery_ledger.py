"""The ledger: only added to, in an order that makes sense, on disk or not at all."""

import itertools
import os
import resource
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from research.ground.errors import DeliveryError, DiskError
from research.publish.delivery.ledger import Ledger, Mailing, Plan, Planned
from research.publish.delivery.plans import recover
from research.publish.delivery.states import MAY_FOLLOW, STATE_AFTER, State

NOW = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
MAILING = Mailing("district-1", "legislators")


def a_message(recipient: str = "H001", content: str = "a") -> Planned:
    return Planned(
        f"<{recipient}.{content}@x>", recipient, "Ada", f"{recipient}@house.example", "en",
        recipient, "a.pdf", "0", "1", content,
    )  # fmt: skip


def planned(ledger: Ledger, *messages: Planned) -> None:
    ledger.add_plan(MAILING, Plan(NOW, "d", ""), list(messages) or [a_message()], NOW)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    made = Ledger(tmp_path / "private" / "deliveries.sqlite")
    planned(made)
    yield made
    made.close()


def history(ledger: Ledger, *events: str) -> None:
    for event in events:
        ledger.note(a_message().message_id, event, NOW)


def state(ledger: Ledger) -> State:
    return ledger.entries(MAILING)[0].state


def test_a_message_begins_as_planned(ledger: Ledger) -> None:
    assert state(ledger) is State.PLANNED


def test_a_message_is_accepted_after_its_end(ledger: Ledger) -> None:
    history(ledger, "handed over", "ending", "accepted")
    assert state(ledger) is State.ACCEPTED


@pytest.mark.parametrize(
    ("before", "event"),
    [
        ((), "accepted"),
        (("handed over", "ending", "accepted"), "handed over"),
        (("handed over", "ending", "accepted"), "accepted"),
        (("handed over", "ending", "unknown"), "handed over"),
        (("handed over", "ending", "unknown"), "replanned"),
        (("refused",), "handed over"),
        (("handed over",), "accepted"),
    ],
)
def test_the_ledger_refuses_what_cannot_follow(
    ledger: Ledger, before: tuple[str, ...], event: str
) -> None:
    history(ledger, *before)
    with pytest.raises(DeliveryError, match=r"may not follow|accepted already"):
        history(ledger, event)


@pytest.mark.parametrize("table", ["plans", "deliveries", "messages", "events"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_ledger_is_only_added_to(ledger: Ledger, table: str, verb: str) -> None:
    other = sqlite3.connect(ledger.path)
    with pytest.raises(sqlite3.IntegrityError, match="only added to"):
        other.execute(verb.format(table))
    other.close()


@pytest.mark.parametrize(
    "table", ["about", "plans", "deliveries", "messages", "events", "may_follow"]
)
def test_no_row_of_the_ledger_is_replaced(ledger: Ledger, table: str) -> None:
    other = sqlite3.connect(ledger.path)
    with pytest.raises(sqlite3.IntegrityError, match="only added to"):
        other.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
    other.close()


def test_a_message_is_not_replaced_under_another_number(ledger: Ledger) -> None:
    other = sqlite3.connect(ledger.path)
    columns = "delivery, message_id, name, email, language, subject, document, document_sha256"
    with pytest.raises(sqlite3.IntegrityError, match="only added to"):
        other.execute(
            f"INSERT OR REPLACE INTO messages ({columns}, words_sha256, eml_sha256) "
            f"SELECT {columns}, words_sha256, 'forged' FROM messages"
        )
    other.close()


@pytest.mark.parametrize(
    "statement",
    ["INSERT INTO may_follow VALUES ('accepted', 'deferred')", "DELETE FROM may_follow",
     "UPDATE may_follow SET event = 'planned'", "INSERT INTO about VALUES ('another')"],
)  # fmt: skip
def test_the_rules_of_the_ledger_are_not_changed(ledger: Ledger, statement: str) -> None:
    other = sqlite3.connect(ledger.path)
    with pytest.raises(sqlite3.IntegrityError, match="only added to"):
        other.execute(statement)
    other.close()


def test_what_came_back_and_was_sent_again_can_come_back_again(ledger: Ledger) -> None:
    sent = ("handed over", "ending", "accepted")
    history(ledger, *sent, "bounced", "settled as again", *sent)
    assert ledger.bounce(a_message().message_id, "5.1.1", NOW)


def test_an_old_notice_says_nothing_of_the_message_that_took_the_place(ledger: Ledger) -> None:
    sent = ("handed over", "ending", "accepted")
    history(ledger, *sent, "bounced", "settled as again")
    planned(ledger, a_message(content="b"))
    for event in sent:
        ledger.note(a_message(content="b").message_id, event, NOW)
    assert not ledger.bounce(a_message().message_id, "5.1.1", NOW)
    assert state(ledger) is State.ACCEPTED


def test_a_reply_is_kept_without_what_steers_a_terminal(ledger: Ledger) -> None:
    ledger.note(a_message().message_id, "refused", NOW, "554 \x1b]0;owned\x07 no")
    assert ledger.entries(MAILING)[0].reply == "554 \ufffd]0;owned\ufffd no"


def test_a_message_whose_place_was_taken_is_not_sent(ledger: Ledger) -> None:
    planned(ledger, a_message(content="b"))
    with pytest.raises(DeliveryError, match="took the place"):
        history(ledger, "handed over")


def test_a_message_may_be_put_back_after_it_was_replaced(ledger: Ledger) -> None:
    planned(ledger, a_message(content="b"))
    planned(ledger, a_message(content="a"))
    history(ledger, "handed over")
    assert ledger.entries(MAILING)[0].planned.eml_sha256 == "a"


def test_one_recipient_is_one_delivery_of_a_mailing(ledger: Ledger) -> None:
    planned(ledger, a_message(content="b"))
    assert len(ledger.entries(MAILING)) == 1


def test_a_plan_that_fails_in_the_middle_leaves_nothing(ledger: Ledger) -> None:
    history(ledger, "handed over", "ending", "accepted")
    with pytest.raises(DeliveryError):
        planned(ledger, a_message("H002"), a_message("H001", "b"))
    assert [entry.planned.recipient for entry in ledger.entries(MAILING)] == ["H001"]


def test_a_run_that_was_killed_before_the_dot_may_try_again(ledger: Ledger) -> None:
    history(ledger, "handed over")
    recover(ledger, MAILING, NOW)
    assert state(ledger) is State.PLANNED


def test_a_run_that_was_killed_after_the_dot_leaves_it_unknown(ledger: Ledger) -> None:
    history(ledger, "handed over", "ending")
    recover(ledger, MAILING, NOW)
    assert state(ledger) is State.UNKNOWN


def test_every_state_leads_somewhere() -> None:
    assert MAY_FOLLOW.keys() == STATE_AFTER.keys() | {""}


def test_an_id_that_nobody_knows_is_refused(ledger: Ledger) -> None:
    with pytest.raises(DeliveryError, match="knows no message <x@y>"):
        ledger.find("<x@y>")


def test_a_file_that_is_no_ledger_is_refused(tmp_path: Path) -> None:
    (tmp_path / "deliveries.sqlite").write_bytes(b"not a database at all, but a text" * 40)
    with pytest.raises(DiskError, match="cannot be written or read"):
        Ledger(tmp_path / "deliveries.sqlite")


FULL = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
import test_publish_delivery_ledger as t
from research.ground.errors import DiskError
ledger = t.Ledger(Path(sys.argv[1]))
for number in range(10_000):
    try:
        t.planned(ledger, t.a_message(f"H{number}"))
    except DiskError as error:
        print(number)
        raise SystemExit(error.exit_code)
"""


def limited() -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))


def test_on_a_full_disk_nothing_is_written_by_halves(tmp_path: Path) -> None:
    path = tmp_path / "deliveries.sqlite"
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(path), str(Path(__file__).parent)],
        preexec_fn=limited, capture_output=True, text=True, check=False, timeout=120,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    whole = Ledger(path)
    assert (done.returncode, len(whole.entries(MAILING))) == (4, int(done.stdout)), done.stderr
    whole.close()


class AnyOrder(RuleBasedStateMachine):
    """Whatever is written in whatever order: accepted at most once, unless it came back."""

    @initialize()
    def begin(self) -> None:
        import tempfile

        self.folder = tempfile.TemporaryDirectory()
        self.ledger = Ledger(Path(self.folder.name) / "deliveries.sqlite")
        planned(self.ledger)
        self.last = "planned"
        self.offered_after_unsure = False

    @rule(event=st.sampled_from(sorted(STATE_AFTER)))
    def write(self, event: str) -> None:
        may = event in MAY_FOLLOW.get(self.last, ())
        try:
            history(self.ledger, event)
        except DeliveryError:
            assert not may
            return
        assert may
        self.last = event

    @rule()
    def killed(self) -> None:
        self.ledger.close()
        self.ledger = Ledger(Path(self.folder.name) / "deliveries.sqlite")
        recover(self.ledger, MAILING, NOW)
        self.last = {"handed over": "cut", "ending": "unknown"}.get(self.last, self.last)

    @invariant()
    def accepted_once_more_only_where_it_came_back(self) -> None:
        if not hasattr(self, "ledger"):
            return
        other = sqlite3.connect(self.ledger.path)
        events = [event for (event,) in other.execute("SELECT event FROM events ORDER BY id")]
        other.close()
        ends = [one for one in events if one == "bounced" or one.endswith("accepted")]
        assert not any("bounced" not in (one, after) for one, after in itertools.pairwise(ends))
        assert self.ledger.entries(MAILING)[0].event == self.last

    def teardown(self) -> None:
        if hasattr(self, "ledger"):
            self.ledger.close()
            self.folder.cleanup()


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(
    max_examples=25, stateful_step_count=15, deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
