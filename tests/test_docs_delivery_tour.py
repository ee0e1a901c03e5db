"""docs/from-draft-to-inbox.md is walked: each command, against a mail server of its own."""

import email
import os
import re
import socket
import subprocess
import sys
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from conftest import ROOT
from research.cli.arguments import parser

TOUR = (ROOT / "docs" / "from-draft-to-inbox.md").read_text("utf-8")
LINES = [line[4:] for line in TOUR.splitlines() if line.startswith("    ")]
OURS = ".venv/bin/research "
COMMANDS = [line.removeprefix(OURS) for line in LINES if line.startswith(OURS)]
EDITION = "what_it_costs_to_care-1"
ID_OF_COMMENT = (
    '"$(.venv/bin/research review list what_it_costs_to_care --open'
    " | grep -o '^c[0-9a-f]*' | head -1)\""
)
UNTIL_IT_LISTENS = (
    "for try in $(seq 100); do (: < /dev/tcp/127.0.0.1/8025) 2>/dev/null && break; sleep 0.1; done"
)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_can_be_given(command: str):
    words = re.findall(r'"[^"]*"|\S+', command)
    assert parser().parse_args([word.strip('"') for word in words]).verb == words[0]


def script(port: int) -> str:
    """Return the lines of the tour as one script, with a free port and the id of the comment."""
    said = ["set -e", "set -m", "trap 'kill $(jobs -p) 2>/dev/null || true' EXIT"]
    for line in LINES:
        command = line.replace("make report", f"{OURS}report what_it_costs_to_care")
        said.append(command.replace("COMMENT", ID_OF_COMMENT))
        if line.endswith("&"):
            said.append(UNTIL_IT_LISTENS)
    return "\n".join(said).replace("8025", str(port))


@dataclass(frozen=True)
class Walked:
    """What the tour left, and what it said."""

    root: Path
    said: str
    messages: tuple[EmailMessage, ...]


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Walked:
    root = tmp_path_factory.mktemp("tour") / "project"
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    for name in subprocess.check_output(listed, cwd=ROOT, text=True).split("\0"):
        if name and (ROOT / name).is_file():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes((ROOT / name).read_bytes())
    (root / ".venv").symlink_to(sys.prefix)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    author = {
        f"GIT_{who}_{what}": said
        for who in ("AUTHOR", "COMMITTER")
        for what, said in (("NAME", "Dan Invented"), ("EMAIL", "dan@example.org"))
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RESEARCH_")}
    begun = "git init -q && git add -A && git commit -q -m begun"
    done = subprocess.run(
        ["bash", "-c", f"{begun}\n{script(port)}"], cwd=root, env=kept | author,
        capture_output=True, text=True, check=False, timeout=900, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    inbox = sorted((root / "build" / "tour" / "mail" / "new").iterdir())
    messages = tuple(email.message_from_bytes(one.read_bytes(), policy=default) for one in inbox)
    return Walked(root, done.stdout, messages)


@pytest.mark.slow
def test_one_message_arrives_though_it_was_sent_twice(walked: Walked):
    assert [one["To"].addresses[0].addr_spec for one in walked.messages] == ["pilar@example.org"]


@pytest.mark.slow
def test_the_released_pdf_lies_in_it(walked: Walked):
    (attached,) = walked.messages[0].iter_attachments()
    released = walked.root / "editions" / EDITION / "files" / "what_it_costs_to_care.pdf"
    assert attached.get_content() == released.read_bytes()


@pytest.mark.slow
def test_who_never_agreed_is_named_and_left_out(walked: Walked):
    assert re.search(r"left out +Noel Invented", walked.said)


@pytest.mark.slow
def test_the_site_has_the_released_report(walked: Walked):
    pages = list((walked.root / "build" / "site").resolve().rglob("*.pdf"))
    released = walked.root / "editions" / EDITION / "files" / "what_it_costs_to_care.pdf"
    assert released.read_bytes() in [page.read_bytes() for page in pages]
