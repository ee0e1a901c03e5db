"""The verbs approve, release, diff and erratum, as they are typed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import made_editions as made
from research.cli import main
from research.cli.approving import APPROVING
from research.cli.arguments import parser
from research.ground.errors import ApprovalError, EditionError, EmbargoError
from research.ground.paths import Project

ROOT = Path(__file__).resolve().parents[1]
ADA, BEN = "Ada Invented", "Ben Invented"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    project = made.project(tmp_path / "project")
    made.approvers(project, {name: [made.key(tmp_path, name.split()[0])] for name in (ADA, BEN)})
    made.candidate(project)
    monkeypatch.chdir(project.root)
    return project


def approved(name: str) -> int:
    return main(["approve", "district-1", "--as", name, "--key", f"../{name.split(maxsplit=1)[0]}"])


def test_approve_shows_the_words_that_were_signed(
    here: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    approved(ADA)
    said = (here.candidates / "district-1" / "approvals" / "ada-invented.json").read_text()
    told = capsys.readouterr().out
    assert [line for line in said.splitlines() if line not in told] == []


def test_two_approvals_and_a_release(here: Project, capsys: pytest.CaptureFixture[str]) -> None:
    codes = [approved(ADA), approved(BEN), main(["release", "district-1"])]
    assert (codes, "approved by Ada Invented and Ben Invented" in capsys.readouterr().out) == (
        [0, 0, 0],
        True,
    )


def test_a_refusal_names_each_approval_that_does_not_count(
    here: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    approved(ADA)
    page = here.candidates / "district-1" / "files" / "all" / "brief.html"
    (here.candidates / "district-1" / "approvals" / "ada-invented.sig").write_text("nonsense")
    code = main(["release", "district-1", "--json"])
    said = json.loads(capsys.readouterr().out.split("approvals: Ada Invented\n")[-1])
    assert (code, "of Ada Invented does not count" in said["also"][0], page.is_file()) == (
        ApprovalError.exit_code, True, True,
    )  # fmt: skip


def test_release_now_is_refused_before_the_minute(here: Project) -> None:
    made.candidate(here, release=made.RELEASE.replace(year=2199))
    assert main(["release", "district-1", "--now"]) == EmbargoError.exit_code


def test_diff_writes_every_move_as_csv_and_as_a_page(
    here: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    made.candidate(here, value=21.0, number=2)
    words = ["diff", "district-1", "district-2", "--csv", "moves.csv", "--html", "moves.html"]
    code = main([*words, "--json"])
    moves = json.loads(capsys.readouterr().out)["moves"]
    written = [(here.root / name).stat().st_size > 100 for name in ("moves.csv", "moves.html")]
    assert (code, moves[0]["finding"], written) == (0, "wage", [True, True])


def test_diff_of_three_is_a_usage_error(here: Project) -> None:
    assert main(["diff", "a-1", "a-2", "a-3"]) == 2


def test_an_erratum_is_written_and_said_once(
    here: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in (1, 2):
        made.edition(here.editions / f"district-{number}", {"": [made.finding()]}, number=number)
    words = ["erratum", "district-1", "--superseded-by", "district-2", "--note", "A wage was old."]
    main(words)
    main(words)
    told = capsys.readouterr().out.splitlines()
    assert told[0::2] == [
        "district-1 is superseded by district-2 (all of it)",
        "district-1 is superseded by district-2 (all of it): it was said before",
    ]


def test_an_erratum_of_what_was_not_released_is_refused(here: Project) -> None:
    words = ["erratum", "district-1", "--superseded-by", "district-2", "--note", "A wage was old."]
    assert main(words) == EditionError.exit_code


FULL = """
import resource, sys
from datetime import datetime
from pathlib import Path
from research.ground.errors import DiskError
from research.ground.paths import Project
from research.publish.editions.release import release

resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))
try:
    release(Project(Path(sys.argv[1])), "district-1", datetime.fromisoformat(sys.argv[2]))
except DiskError as error:
    sys.exit(f"refused: {error}")
"""


def test_a_disk_that_fills_half_way_releases_nothing(here: Project) -> None:
    approved(ADA)
    approved(BEN)
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(here.root), made.NOW.isoformat()],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    left = [path for path in here.editions.rglob("*") if path.is_file() and path.name != "lock"]
    assert ("nothing was released" in done.stderr, left) == (True, [])


def test_every_command_of_the_page_can_be_typed() -> None:
    page = (ROOT / "docs" / "approvals-and-release.md").read_text(encoding="utf-8")
    typed = [line.split() for line in page.splitlines() if line.startswith("    research ")]
    verbs = {parser().parse_args(_words(" ".join(one[1:]))).verb for one in typed}
    assert verbs >= set(APPROVING)


def _words(line: str) -> list[str]:
    import shlex

    return shlex.split(line)
