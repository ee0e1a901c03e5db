"""Every page of methods is whole, stands in the index, and its worked example runs."""

import doctest
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "methods"
PAGES = sorted(page for page in FOLDER.glob("*.md") if page.name != "README.md")
PARTS = (
    "## Formula", "## Source", "## Assumptions", "## Worked example", "## What it does not say",
)  # fmt: skip


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_has_every_part(page):
    lines = page.read_text(encoding="utf-8").splitlines()
    assert [part for part in PARTS if part not in lines] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_worked_example_runs_and_gives_what_the_page_says(page, monkeypatch):
    monkeypatch.chdir(FOLDER.parents[1])  # one page reads a file of another
    ran = doctest.testfile(str(page), module_relative=False, optionflags=doctest.ELLIPSIS)
    assert (ran.failed, ran.attempted > 0) == (0, True)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_stands_in_the_index(page):
    assert f"({page.name})" in (FOLDER / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_example_stands_in_a_fence(page):
    outside = page.read_text(encoding="utf-8").split("\n```")[::2]
    assert [
        line for part in outside for line in part.splitlines() if line.lstrip().startswith(">>>")
    ] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_fence_is_closed(page):
    assert page.read_text(encoding="utf-8").count("\n```") % 2 == 0
