"""The verbs deliver, receipts, settle and recall, as they are typed."""

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import delivery_project
import mail_server
from research.cli import main
from research.ground.paths import Project, using
from research.publish.delivery import deliver

SUBJECTS = delivery_project.SUBJECTS[:3]


@pytest.fixture
def post(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[mail_server.Post]:
    with mail_server.post(tmp_path / "tls", tls=False) as running:
        for name, value in running.environment.items():
            monkeypatch.setenv(name, value)
        yield running


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Project]:
    (tmp_path / "project").mkdir()
    made = delivery_project.project(tmp_path / "project", SUBJECTS)
    with using(made.root) as project:
        yield project


SEND = ("deliver", "district-1", "--audience", "legislators", "--send", "--rate", "100000")


def test_without_send_nothing_is_sent(
    here: Project, post: mail_server.Post, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["deliver", "district-1", "--audience", "legislators"])
    assert (code, post.log.peers) == (0, set())
    assert "nothing was sent: that takes --send" in capsys.readouterr().out


def test_with_send_each_is_sent_once(here: Project, post: mail_server.Post) -> None:
    codes = [main([*SEND]), main([*SEND])]
    assert (codes, len(post.log.accepted)) == ([0, 0], 3)


def test_what_stays_planned_has_an_exit_code(
    here: Project, post: mail_server.Post, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    post.manners.rcpt = lambda address: "450 later" if "s002" in address else None
    assert main([*SEND]) == 56
    assert "1 stay planned: run the same again" in capsys.readouterr().out


def test_a_host_elsewhere_must_be_repeated(
    here: Project, post: mail_server.Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RESEARCH_SMTP_HOST", "mail.example.org")
    assert (main([*SEND]), post.log.peers) == (2, set())


def limited(size: int) -> Callable[[], None]:
    """Return what makes every file of a process as small as on a full disk."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


def on_a_small_disk(here: Project, size: int) -> int:
    """Send where no file grows over a size; return the exit code."""
    done = subprocess.run(
        [sys.executable, "-m", "research.cli", *SEND], preexec_fn=limited(size),
        env={**os.environ, "RESEARCH_PROJECT": str(here.root), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode


def test_on_a_full_disk_nothing_is_sent(here: Project, post: mail_server.Post) -> None:
    assert (on_a_small_disk(here, 4096), post.log.begun) == (4, [])


def test_a_disk_that_fills_while_sending_doubles_nothing(
    tmp_path: Path, post: mail_server.Post
) -> None:
    (tmp_path / "large").mkdir()
    made = delivery_project.project(tmp_path / "large", delivery_project.SUBJECTS[:40])
    assert on_a_small_disk(made, 500_000) == 4
    taken = len(post.log.accepted)
    with using(made.root):
        code = main([*SEND])
    unknown = [one for one in deliver.entries(made, "district-1") if one.state.value == "unknown"]
    emails = [email for email, _ in post.log.accepted]
    assert (0 < taken < 40, code in (0, 56), len(unknown) <= 1) == (True, True, True)
    assert len(set(emails) | {one.planned.email for one in unknown}) == 40
    assert len(set(emails)) == len(emails)


def test_a_sealed_edition_is_not_sent(tmp_path: Path, post: mail_server.Post) -> None:
    (tmp_path / "sealed").mkdir()
    made = delivery_project.project(
        tmp_path / "sealed", SUBJECTS, release=datetime(2999, 1, 1, tzinfo=UTC)
    )
    with using(made.root):
        assert (main([*SEND]), post.log.peers) == (58, set())


def test_a_sealed_edition_is_made_and_not_written(
    tmp_path: Path, post: mail_server.Post, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "sealed").mkdir()
    made = delivery_project.project(
        tmp_path / "sealed", SUBJECTS, release=datetime(2999, 1, 1, tzinfo=UTC)
    )
    with using(made.root):
        assert main(["deliver", "district-1", "--audience", "legislators"]) == 0
    assert "sealed until 2999-01-01" in capsys.readouterr().out
    assert not (made.build / "outbox").exists()


def test_receipts_go_to_a_csv(here: Project, post: mail_server.Post, tmp_path: Path) -> None:
    main([*SEND])
    assert main(["receipts", "district-1", "--csv", str(tmp_path / "r.csv")]) == 0
    assert len((tmp_path / "r.csv").read_text(encoding="utf-8").splitlines()) == 4


def test_receipts_of_what_was_never_sent_are_refused(here: Project) -> None:
    assert main(["receipts", "district-1"]) == 56


def test_an_unknown_message_is_settled(
    here: Project, post: mail_server.Post, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    post.manners.seconds_before_reply = 1.0
    monkeypatch.setenv("RESEARCH_SMTP_ENDING_SECONDS", "0.2")
    assert main([*SEND, "--json"]) == 56
    said = json.loads(capsys.readouterr().out)
    assert said["deliveries"][0]["states"] == {"unknown": 3}
    first = deliver.entries(here, "district-1")[0].planned.message_id
    assert main(["settle", "district-1", "--message", first, "--as", "accepted"]) == 0
    assert deliver.entries(here, "district-1")[0].state.value == "accepted"


def test_a_recall_says_what_was_wrong(here: Project, post: mail_server.Post) -> None:
    main([*SEND])
    assert main(["recall", "district-1", "--subject", "S002", "--note", "Wrong.", "--send"]) == 0
    email, message = post.log.accepted[-1]
    plain = message.get_body(("plain",))
    assert plain is not None
    assert (email, "What was wrong: Wrong." in plain.get_content()) == ("s002@house.example", True)


def test_what_was_recalled_before_it_was_sent_stays_here(
    here: Project, post: mail_server.Post, capsys: pytest.CaptureFixture[str]
) -> None:
    codes = [main(["recall", "district-1", "--note", "Wrong.", "--send"]), main([*SEND])]
    assert (codes, post.log.peers) == ([56, 56], set())
    assert "it goes to nobody from now on" in capsys.readouterr().err


def test_a_recall_that_is_not_sent_is_not_kept(here: Project, post: mail_server.Post) -> None:
    main(["recall", "district-1", "--note", "Wrong."])
    assert (main([*SEND]), len(post.log.accepted)) == (0, 3)


def test_a_recall_without_a_reason_is_refused(here: Project, post: mail_server.Post) -> None:
    main([*SEND])
    assert main(["recall", "district-1", "--send"]) == 2


def test_a_trial_reaches_only_its_address(here: Project, post: mail_server.Post) -> None:
    assert main([*SEND, "--test", "me@mail.example.org"]) == 0
    assert [email for email, _ in post.log.accepted] == ["me@mail.example.org"]
