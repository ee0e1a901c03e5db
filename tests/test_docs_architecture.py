"""docs/architecture.md names what is there: every module of sentences, every path it gives."""

import re
from pathlib import Path

import pytest

import research.tables

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
SENTENCES = sorted(path.stem for path in (ROOT / "src/research/tables").glob("sentences*.py"))
ALIKE = re.findall(r"^\| `([a-z_/]+)` \|", PAGE.split("### Names that look alike")[1], re.MULTILINE)


@pytest.mark.parametrize("module", SENTENCES)
def test_every_module_of_sentences_has_its_subject_on_the_page(module: str):
    assert f"| `{module}` |" in PAGE


@pytest.mark.parametrize("module", SENTENCES)
def test_every_module_of_sentences_has_its_subject_in_the_room(module: str):
    assert f"- `{module}`: " in str(research.tables.__doc__)


@pytest.mark.parametrize("name", ALIKE[:8])
def test_a_name_that_looks_alike_is_there(name: str):
    path = ROOT / "src" / "research" / name
    assert path.is_dir() or path.with_suffix(".py").is_file()


def test_as_many_notebooks_are_there_as_the_tour_says():
    tour = (ROOT / "docs" / "tour.md").read_text(encoding="utf-8")
    assert ("five notebooks" in tour, len(list((ROOT / "notebooks").glob("*.ipynb")))) == (True, 5)
