"""What is put into a notebook before it runs: cell numbers, the parameters, a closing cell."""

import copy
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat

from research.studies.manifest import Study
from research.studies.notebook import PARAMETERS_TAG
from research.studies.parameters import Value

CELL_KEY = "research_cell"
_CLOSING = "research-closing"
_INJECTED = "injected-parameters"
_PYTHON = {"display_name": "Python 3", "language": "python", "name": "python3"}


def prepared(study: Study, names: Sequence[str]) -> Any:
    """Return the notebook of a study with numbered cells and a cell that closes the run."""
    made = copy.deepcopy(_read(study.notebook, study.notebook.stat().st_mtime_ns))
    source = f"from research.studies import show\n\nshow.close({list(names)!r})"
    made.cells.append(nbformat.v4.new_code_cell(source, metadata={"tags": [_CLOSING]}, id=_CLOSING))
    return made


@lru_cache(maxsize=32)
def _read(path: Path, _changed: int) -> Any:
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata.setdefault("kernelspec", _PYTHON)
    for number, cell in enumerate(notebook.cells, 1):
        cell.metadata[CELL_KEY] = number
        cell.metadata.setdefault("tags", [])  # as papermill does
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def with_parameters(notebook: Any, parameters: Mapping[str, Value]) -> Any:
    """Put the cell of parameters where papermill puts it, with papermill's own text."""
    if not parameters:
        return notebook
    from papermill.translators import PythonTranslator

    source = PythonTranslator.codify(dict(parameters), "Parameters")
    cell = nbformat.v4.new_code_cell(source, metadata={"tags": [_INJECTED]}, id=_INJECTED)
    tagged = [
        n for n, c in enumerate(notebook.cells) if PARAMETERS_TAG in c.metadata.get("tags", [])
    ]
    notebook.cells.insert(tagged[0] + 1 if tagged else 0, cell)
    return notebook


def closing_cell(executed: Any) -> Any:
    """Return the cell that a run adds at the end."""
    return executed.cells[-1]


def write_executed(notebook: Any, path: Path) -> None:
    """Write an executed notebook in one line: nbformat takes ten times as long to indent it."""
    said = json.dumps(notebook, ensure_ascii=False, sort_keys=True)
    path.write_text(said, encoding="utf-8")
