"""docs/reviews.md is followed, line by line, and says what the command says."""

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest

import subject_project
from research.cli import main
from research.ground.paths import Project, using
from research.publish.reviews.comments import open_comments
from research.publish.reviews.journal import load
from research.sources.review_journal import Phase
from research.sources.review_rounds import closure

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "reviews.md").read_text(encoding="utf-8")
LINES = [
    shlex.split(line)[1:]
    for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    for line in block.splitlines()
    if " copy " not in line
]


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The page followed to its end; `copy`, which needs runs, has tests of its own."""
    root = tmp_path_factory.mktemp("docs") / "project"
    made = subject_project.project(root)
    shutil.copytree(ROOT / "docs" / "examples", root / "docs" / "examples")
    shutil.copy(ROOT / "reports" / "reviews.toml", root / "reports")
    with pytest.MonkeyPatch.context() as patch, using(root):
        patch.chdir(root)
        codes = [main(line) for line in LINES]
    assert codes == [0] * len(LINES)
    return made


def test_the_page_ends_with_its_counts(here: Project) -> None:
    counts = closure(load(here, "district"))[0]
    assert (counts.asked, counts.answered, counts.comments, counts.accepted) == (3, 3, 4, 1)


def test_a_list_handed_back_as_it_was_decides_nothing_more(here: Project) -> None:
    assert len(open_comments(here, "district")) == 3


def test_who_was_not_asked_is_told(here: Project) -> None:
    draft = load(here, "district").round(Phase.DRAFT)
    assert draft is not None
    assert [one.name for one in draft.unasked] == ["Dee Sample"]


def test_every_step_of_the_command_is_on_the_page() -> None:
    steps = {"open", "add", "import", "list", "close", "copy", "closure"}
    assert {step for step in steps if f"research review {step} " in PAGE} == steps


def test_an_error_has_its_exit_code(here: Project, capsys: pytest.CaptureFixture[str]) -> None:
    with using(here.root):
        code = main(["review", "close", "district", "c1", "--later", "--by", "Fay Author"])
    assert (code, "1 of 1 comments are unknown to district: 'c1'" in capsys.readouterr().err) == (
        52, True,
    )  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        ["close", "district", "--by", "Fay Author"],
        ["close", "district", "c1", "--by", "Fay Author"],
        ["close", "district", "c1", "--file", "x.csv", "--by", "Fay Author"],
    ],
)
def test_a_decision_on_nothing_in_particular_is_a_wrong_command(here: Project, words) -> None:
    with using(here.root):
        assert main(["review", *words]) == 2


def test_a_list_in_json_says_who_answered(
    here: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    with using(here.root):
        main(["review", "list", "district", "--json", "--open"])
    said = json.loads(capsys.readouterr().out)
    assert (said["rounds"][0]["unasked"], len(said["comments"])) == (["Dee Sample"], 3)


def test_each_step_answers_in_json(here: Project, capsys: pytest.CaptureFixture[str]) -> None:
    with using(here.root):
        main(["review", "closure", "district", "--json"])
    assert '"phase": "draft"' in capsys.readouterr().out
