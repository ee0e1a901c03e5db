"""docs/architecture.md names what is there: every module of sentences, every path it gives."""

import re
from pathlib import Path

import pytest

import research.tables
from research.ground.paths import Project
from research.studies.manifest import load

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
SENTENCES = sorted(path.stem for path in (ROOT / "src/research/tables").glob("sentences*.py"))
SECTION = {part.partition("\n")[0]: part for part in re.split(r"^##+ ", PAGE, flags=re.MULTILINE)}
ALIKE = re.findall(r"^\| `([a-z0-9_/]+)` \|", SECTION["Names that look alike"], re.MULTILINE)
PATHS = re.findall(r"`((?:src|data|reports|notebooks|docs|tests)/[^`]+)`", PAGE)


@pytest.mark.parametrize("module", SENTENCES)
def test_every_module_of_sentences_has_its_subject_on_the_page(module: str):
    assert f"| `{module}` |" in PAGE


@pytest.mark.parametrize("module", SENTENCES)
def test_every_module_of_sentences_has_its_subject_in_the_room(module: str):
    assert f"- `{module}`: " in str(research.tables.__doc__)


@pytest.mark.parametrize("name", ALIKE)
def test_a_name_that_looks_alike_is_there(name: str):
    path = ROOT / "src" / "research" / name
    assert path.is_dir() or path.with_suffix(".py").is_file()


@pytest.mark.parametrize("path", sorted(set(PATHS)))
def test_a_path_of_the_page_is_there(path: str):
    assert list(ROOT.glob(path.replace("<brief>", "*")))


def test_the_report_has_as_many_notebooks_as_the_tour_says():
    tour = (ROOT / "docs" / "tour.md").read_text(encoding="utf-8")
    studies = load(Project(ROOT), "what_it_costs_to_care").studies.values()
    assert ("five notebooks" in tour, len({one.notebook for one in studies})) == (True, 5)
