"""Fixtures that several test modules share."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from research.builds import pipeline
from research.ground.paths import Project, using
from research.studies import manifest

ROOT = Path(__file__).resolve().parents[1]
FLAGSHIP = "what_it_costs_to_care"


@pytest.fixture
def project_copy(tmp_path: Path) -> Iterator[Project]:
    """A small project with the real data/raw, pins and ledgers; nothing is built in it."""
    with using(copied(tmp_path / "project")) as project:
        yield project


def copied(root: Path) -> Path:
    """Copy what tables are built from into a new project folder."""
    shutil.copytree(ROOT / "data", root / "data", ignore=shutil.ignore_patterns("processed"))
    (root / "pyproject.toml").write_text("[tool.research]\n", encoding="utf-8")
    shutil.copy(ROOT / "requirements.lock", root)
    (root / "notebooks").mkdir()
    (root / "reports").mkdir()
    (root / "reports" / "_style").symlink_to(ROOT / "reports" / "_style")
    return root


@pytest.fixture(scope="session")
def mirror() -> Path:
    """The mirror of published files; the test skips where there is none."""
    named = os.environ.get("RESEARCH_MIRROR")
    folder = Path(named) if named else ROOT.parent / "shared" / "mirror"
    if not folder.is_dir():
        pytest.skip(f"no mirror of published files: RESEARCH_MIRROR or {folder}")
    return folder


def whole_copy(root: Path) -> Path:
    """Copy the project as it is in the repository: no table, run or page, no extra snapshot."""
    leave = shutil.ignore_patterns(
        "processed", "irs_form990_tables", "il_cms", "openstates", "census", "census_dhc",
        "census_tiger", "dol_childcare", ".ipynb_checkpoints", "private",
    )  # fmt: skip
    for name in ("data", "notebooks", "reports"):
        shutil.copytree(ROOT / name, root / name, ignore=leave)
    for name in ("pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, root)
    return root


@pytest.fixture(scope="session")
def flagship(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the flagship's finished files, built from nothing in a copy."""
    return built_flagship(whole_copy(tmp_path_factory.mktemp("flagship")))


def built_flagship(root: Path) -> Path:
    """Build the flagship in a project folder; return where its files stand."""
    with using(root) as project:
        pipeline.report(project, manifest.load(project, FLAGSHIP), lambda line: None)
    return root / "build" / FLAGSHIP
