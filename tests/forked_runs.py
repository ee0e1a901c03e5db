"""Run cells in forked kernels and in started ones, and lay what they show side by side."""

import itertools
import json
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest

from research.ground.errors import ResearchError
from research.ground.paths import Project
from research.studies.binding import bind
from research.studies.execute import EXECUTED
from research.studies.manifest import Study
from small_project import AS_OF


@dataclass(frozen=True)
class Ran:
    """What an executor left: cells, what stopped it, what it cost, which files."""

    cells: list[dict[str, Any]]
    error: ResearchError | None
    cost: dict[str, Any]
    files: list[str]

    def shown(self, number: int) -> Any:
        """Return what the last output of a cell shows as text; 1 is the first of the author's."""
        last = next(c for c in self.cells if c["cell"] == number)["outputs"][-1]
        return last.get("text") or last.get("data", {}).get("text/plain")


def ran(here: Project, made: Study, executor: Any, **given: object) -> Ran:
    """Run a study with an executor, whatever comes of it."""
    work = Path(tempfile.mkdtemp())
    error = None
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PYTEST_CURRENT_TEST", raising=False)  # ipykernel captures less with it
        try:
            executor(here, made, bind(made, given, AS_OF), work, lambda line: None)
        except ResearchError as raised:
            error = raised
    kept = work / EXECUTED
    cells = read_cells(kept) if kept.is_file() else []
    cost = work / "cost.json"
    found = Ran(
        cells,
        error,
        json.loads(cost.read_text("utf-8")) if cost.is_file() else {},
        sorted(path.name for path in work.iterdir()),
    )
    shutil.rmtree(work)
    return found


def read_cells(notebook: Path) -> list[dict[str, Any]]:
    """Return the cells of an executed notebook without what depends on the clock.

    Those are times, papermill's own marks, process ids in the names of temporary files, and
    where a stream is cut into pieces.
    """
    cells = nbformat.read(notebook, as_version=4).cells
    return [_steady(c) for c in cells if "papermill-error-cell-tag" not in c.metadata["tags"]]


def _steady(cell: Any) -> dict[str, Any]:
    steady = re.sub(r"ipykernel_\d+", "ipykernel_N", json.dumps(cell.get("outputs", [])))
    return {
        "type": cell.cell_type,
        "source": cell.source,
        "tags": cell.metadata["tags"],
        "cell": cell.metadata.get("research_cell"),
        "count": cell.get("execution_count"),
        "outputs": _joined(json.loads(steady)),
    }


def _joined(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Join what each stream says between two things that are shown; which was first is chance."""
    made: list[dict[str, Any]] = []
    for is_stream, group in itertools.groupby(outputs, lambda o: o["output_type"] == "stream"):
        if not is_stream:
            made += group
            continue
        texts: dict[str, str] = {}
        for one in group:
            texts[one["name"]] = texts.get(one["name"], "") + one["text"]
        made += [{"stream": name, "text": texts[name]} for name in sorted(texts)]
    return made
