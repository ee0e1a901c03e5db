"""The project of six districts, a table on each sheet, its runs and pages made: ready to fix."""

import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import subject_project as small
from research.builds import batch as batches
from research.builds.batch import Batch, Wishes
from research.builds.voice import Voice
from research.ground.paths import Project, using
from research.publish.editions.candidate import Fixed, Wish, fix
from research.publish.editions.manifest import Edition
from research.studies.subjects import subjects

STYLE = Path(__file__).resolve().parents[1] / "reports" / "_style"
RELEASE = datetime(2027, 1, 12, 10, tzinfo=ZoneInfo("America/Chicago"))
WISH = Wish(RELEASE, ("Ada Author",))
TRACTS = """from research.tables.layouts import Column

findings.table(
    "own_tracts",
    own[["tract", "under_5"]],
    columns=[Column("tract", "Tract"), Column("under_5", "=Under five", unit="count")],
    caption="Young children by tract",
    source=own,
)"""
CITE = """
{{< include _tbl-own-tracts.qmd >}}

# How to cite

::: {.cite}
The Example Coalition, *Young children*.
:::
"""


def _quiet(_line: str) -> None:
    """Say nothing."""


VOICE = Voice(_quiet, _quiet)


def project(root: Path, formats: str = '["pdf", "html", "docx"]') -> Project:
    """Return the project before its runs; each sheet has a table and says how to cite it."""
    made = small.project(root, STYLE)
    cells = [*small.DISTRICT, TRACTS]
    parameters = 'as_of = "2026-11-21"\nsubject = "H001"'
    small.notebook(made.notebooks / "district.ipynb", cells, parameters)
    told = {'["pdf"]': formats, '"own_share"]': '"own_share", "own_tracts"]'}
    edit(made.reports / small.BRIEF / "study.toml", told)
    brief = made.reports / small.BRIEF / "brief.qmd"
    brief.write_text(brief.read_text(encoding="utf-8") + CITE, encoding="utf-8")
    return made


def edit(path: Path, told: dict[str, str]) -> None:
    """Replace texts of a file, each of which must stand there."""
    text = path.read_text(encoding="utf-8")
    for old, new in told.items():
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def bring_up_to_date(here: Project) -> None:
    """Run and set what is due of every subject."""
    with using(here.root):
        manifest = small.manifest(here)
        every = subjects(here, manifest)
        batch = Batch(here, manifest, every, every, Wishes(workers=2), VOICE)
        batches.run(batch)
    assert not batch.failed, batch.failed


def ready(root: Path) -> Project:
    """Return the project with runs and pages that are current."""
    made = project(root)
    bring_up_to_date(made)
    return made


def copied(here: Project, to: Path) -> Project:
    """Return a copy of a project, as current as it."""
    shutil.copytree(here.root, to, symlinks=True)
    return Project(to.resolve())


def fixed(here: Project, wish: Wish = WISH, **changes: object) -> Fixed:
    """Fix the brief of a project."""
    with using(here.root):
        return fix(here, small.manifest(here), replace(wish, **changes), VOICE)  # type: ignore[arg-type]


def candidate(here: Project, wish: Wish = WISH, **changes: object) -> Edition:
    """Return the candidate that fixing the brief of a project makes."""
    return fixed(here, wish, **changes).edition
