"""Fixtures that several test modules share."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from research.ground.paths import Project, using

ROOT = Path(__file__).resolve().parents[1]


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
