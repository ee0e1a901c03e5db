"""docs/adding-a-study.md is followed, as it is printed."""

import re
from pathlib import Path

import pytest

from research.builds import pipeline
from research.ground.paths import using
from research.studies.manifest import find_study
from small_project import notebook

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "adding-a-study.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.slow
def test_the_study_of_the_page_runs_as_it_is_printed(tmp_path: Path):
    for name in ("data", "requirements.lock", "pyproject.toml"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "reports" / "page").mkdir(parents=True)
    first, *rest = blocks("python")
    notebook(tmp_path / "notebooks" / "wage_floor.ipynb", rest, first)
    head = 'formats = ["pdf"]\nas_of = "2026-11-21"\n'
    toml = tmp_path / "reports" / "page" / "study.toml"
    toml.write_text(head + blocks("toml")[0], encoding="utf-8")
    with using(tmp_path) as here:
        pipeline.tables(here, lambda _line: None)
        _, study = find_study(here, "wage_floor")
        given = {"multiple": "2.0"}
        _, record = pipeline.study_run(here, study, given, "2026-11-21", lambda _line: None)
    assert [(f.name, f.value) for f in record.findings] == [("floor_times_multiple", 30.0)]
