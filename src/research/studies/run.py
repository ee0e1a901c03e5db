"""Execute one notebook through papermill; what comes out is whole, or it does not come out."""

import json
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillExecutionError

from research.ground.errors import (
    CellError,
    KernelDiedError,
    MissingFindingError,
    ParameterError,
    ResearchError,
    StoppedError,
    TimeLimitError,
)
from research.ground.paths import Project
from research.ground.provenance import write_whole
from research.studies.freshness import ingredients, key_of
from research.studies.manifest import Study, Value
from research.studies.record import CLOSING_TYPE, FINDING_TYPE, Finding, RunRecord, from_dict

log = logging.getLogger(__name__)
_CLOSING_TAG = "research-closing"


def run(project: Project, study: Study, parameters: dict[str, Value], as_of: str) -> RunRecord:
    """Execute a study and keep its notebook and run record under build/runs.

    Raises
    ------
    CellError, StoppedError, KernelDiedError, TimeLimitError
        The notebook did not come to its end; the failing cell is shown.
    MissingFindingError
        It came to its end without a finding that it declares.
    ParameterError
        The kernel held other values than it was given.
    """
    found = ingredients(project, study, parameters, as_of)
    key = key_of(found)
    home = project.runs / study.name
    home.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(dir=home, prefix=".running-"))
    try:
        executed = _execute(project, study, parameters, work)
        record = _record(study, parameters, found, key, executed)
        record.write(work / "run.json")
        target = home / key[:16]
        shutil.rmtree(target, ignore_errors=True)
        work.chmod(0o755)
        work.replace(target)
    except BaseException:
        _keep_failed(work, home)
        raise
    write_whole(home / "ingredients.json", json.dumps(found, indent=1).encode())
    log.info("ran %s: %d findings", study.name, len(record.findings))
    return record


def _keep_failed(work: Path, home: Path) -> None:
    """Leave the executed notebook of a failed run to look at, under a name that is no result."""
    notebook = work / "executed.ipynb"
    if notebook.is_file():
        notebook.replace(home / "failed.ipynb")
    shutil.rmtree(work, ignore_errors=True)


def _execute(project: Project, study: Study, parameters: dict[str, Value], work: Path) -> Any:
    notebook = nbformat.read(study.notebook, as_version=4)
    names = sorted(parameters)
    notebook.cells.append(
        nbformat.v4.new_code_cell(
            f"from research.studies import show\n\nshow.close({names!r})",
            metadata={"tags": [_CLOSING_TAG]},
            id=_CLOSING_TAG,
        )
    )
    prepared, executed = work / "prepared.ipynb", work / "executed.ipynb"
    nbformat.write(notebook, prepared)
    try:
        with _project_in_environment(project):
            papermill.execute_notebook(
                str(prepared),
                str(executed),
                parameters=dict(parameters),
                kernel_name="python3",
                cwd=str(project.root),
                progress_bar=False,
                execution_timeout=study.cell_seconds,
            )
    except PapermillExecutionError as error:
        raise _cell_error(study, error) from error
    except CellTimeoutError as error:
        raise TimeLimitError(
            f"{study.notebook.name}: {_where(executed)} ran longer than {study.cell_seconds} s. "
            "Make it quicker, or raise cell_seconds in study.toml."
        ) from error
    except DeadKernelError as error:
        raise KernelDiedError(
            f"{study.notebook.name}: the kernel died in {_where(executed)}; "
            "often it ran out of memory."
        ) from error
    prepared.unlink()
    return nbformat.read(executed, as_version=4)


def _cell_error(study: Study, error: PapermillExecutionError) -> ResearchError:
    where = f"{study.notebook.name}, cell {error.cell_index}"
    shown = "\n".join(f"    {line}" for line in error.source.strip().splitlines()[:12])
    if error.ename == "SystemExit":
        return StoppedError(f"{where} ended the run half-way with sys.exit:\n{shown}")
    return CellError(f"{where} raised {error.ename}: {error.evalue}\n{shown}")


def _where(executed: Path) -> str:
    """Return the number and source of the cell that was running."""
    if not executed.is_file():
        return "its first cell"
    for index, cell in enumerate(nbformat.read(executed, as_version=4).cells):
        if (
            cell.cell_type == "code"
            and cell.metadata.get("papermill", {}).get("status") == "running"
        ):
            lines = "\n".join(f"    {line}" for line in cell.source.strip().splitlines()[:12])
            return f"cell {index}\n{lines}\n "
    return "an unknown cell"


def _record(
    study: Study,
    parameters: dict[str, Value],
    found: dict[str, object],
    key: str,
    executed: Any,
) -> RunRecord:
    findings = list(_findings(study, executed))
    closing = _closing(study, executed)
    _assert_held(study, parameters, closing["parameters"])
    _assert_read(study, closing["tables"])
    tables = found["tables"]
    assert isinstance(tables, dict)
    skipped = tuple(o.table for o in study.optional if tables.get(o.table) == "absent")
    _assert_complete(study, findings, skipped, len(executed.cells))
    return RunRecord(
        study=study.name,
        brief=study.brief,
        key=key,
        as_of=str(found["as_of"]),
        parameters=dict(parameters),
        tables=tables,
        code=str(found["code"]),
        lock=str(found["lock"]),
        findings=tuple(findings),
        cell_count=len(executed.cells),
        is_synthetic=any(finding.is_synthetic for finding in findings),
        skipped=skipped,
    )


def _findings(study: Study, executed: Any) -> Iterator[Finding]:
    for index, cell in enumerate(executed.cells):
        for output in cell.get("outputs", []):
            said = output.get("data", {}).get(FINDING_TYPE)
            if said is not None:
                yield from_dict({**said, "study": study.name, "cell": index})


def _closing(study: Study, executed: Any) -> dict[str, Any]:
    for output in executed.cells[-1].get("outputs", []):
        said = output.get("data", {}).get(CLOSING_TYPE)
        if said is not None:
            return dict(said)
    done = [i for i, c in enumerate(executed.cells) if c.get("execution_count")]
    raise StoppedError(
        f"{study.notebook.name} ended before its last cell, after cell {done[-1] if done else 0}: "
        "a cell called exit or sys.exit. Nothing of this run is kept."
    )


def _assert_held(study: Study, given: dict[str, Value], held: dict[str, Any]) -> None:
    moved = {name: held.get(name) for name, value in given.items() if held.get(name) != value}
    if moved:
        name, value = next(iter(moved.items()))
        raise ParameterError(
            f"{study.notebook.name} was given {name}={given[name]!r} and held {value!r} "
            "at its end: "
            "a cell assigns to a parameter. Use another name there."
        )


def _assert_read(study: Study, tables: dict[str, str]) -> None:
    undeclared = sorted(set(tables) - set(study.tables))
    if undeclared:
        raise MissingFindingError(
            f"{study.notebook.name} read {', '.join(undeclared)}, which study.toml does not "
            "declare "
            f"under tables of {study.name}: a table that is not declared cannot make a run stale."
        )


def _assert_complete(
    study: Study, findings: list[Finding], skipped: tuple[str, ...], cells: int
) -> None:
    wanted = set(study.findings)
    wanted |= {f for o in study.optional if o.table not in skipped for f in o.findings}
    found = [finding.name for finding in findings]
    missing = sorted(wanted - set(found))
    new = sorted(set(found) - wanted)
    twice = sorted({name for name in found if found.count(name) > 1})
    for what, names in (("did not record", missing), ("recorded twice", twice)):
        if names:
            raise MissingFindingError(
                f"{study.notebook.name} ({cells - 1} cells) {what} {', '.join(names)}, declared in "
                "study.toml. Record it, or take it off the list."
            )
    if new:
        cell = next(f.cell for f in findings if f.name in new)
        raise MissingFindingError(
            f"{study.notebook.name}, cell {cell} recorded {', '.join(new)}, "
            "which study.toml does not declare."
        )


@contextmanager
def _project_in_environment(project: Project) -> Iterator[None]:
    before = os.environ.get("RESEARCH_PROJECT")
    os.environ["RESEARCH_PROJECT"] = str(project.root)
    try:
        yield
    finally:
        if before is None:
            del os.environ["RESEARCH_PROJECT"]
        else:
            os.environ["RESEARCH_PROJECT"] = before
