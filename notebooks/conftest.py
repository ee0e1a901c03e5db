"""Say which notebooks cannot be run here, and why, rather than let them fail.

The notebooks of the district brief read tables of published files that are not in the
repository. Where those are not built, `pytest --nbval` skips the notebook and names the table.
"""

from pathlib import Path

import pytest

from research.ground.paths import Project
from research.studies.declared import Study
from research.studies.manifest import briefs, load

HERE = Project(Path(__file__).resolve().parents[1])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip each cell of a notebook that lacks a table or a shared run."""
    wanting = lacking()
    for item in items:
        why = wanting.get(item.path.name)
        if why:
            item.add_marker(pytest.mark.skip(reason=why))


def lacking() -> dict[str, str]:
    """Return why a notebook cannot be run here, by its file name."""
    studies = [one for brief in briefs(HERE) for one in load(HERE, brief).studies.values()]
    found = {study.notebook.name: _why(study) for study in studies}
    return {name: why for name, why in found.items() if why}


def _why(study: Study) -> str:
    gaps = {gap.table for gap in study.optional}
    processed = HERE.root / "data" / "processed"
    for table in study.tables:
        if (
            table not in gaps
            and "." not in table
            and not (processed / f"{table}.parquet").is_file()
        ):
            return (
                f"table {table} is not built here: its snapshot is not in the repository "
                "(research snapshot --mirror, then research build)"
            )
    for name in study.after:
        if not any((HERE.root / "build" / "runs" / name).glob("*/run.json")):
            return f"study {name} has not run here (research run {name})"
    return ""
