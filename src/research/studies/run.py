"""Run one study: what comes out is whole, or it does not come out."""

import json
import logging
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from research.ground.errors import MissingFindingError, ParameterError, StoppedError
from research.ground.paths import Project
from research.ground.provenance import MODEL_READ, write_whole
from research.studies.execute import CELL_KEY, EXECUTED, closing_cell, execute
from research.studies.freshness import ingredients, key_of
from research.studies.kernels import is_stopping
from research.studies.manifest import Study
from research.studies.parameters import Value
from research.studies.record import CLOSING_TYPE, FINDING_TYPE, Finding, RunRecord, from_dict

log = logging.getLogger(__name__)
FAILED = "failed.ipynb"
_A_DAY = 86_400


def _quiet(_line: str) -> None:
    """Say nothing."""


def run(
    project: Project,
    study: Study,
    parameters: dict[str, Value],
    as_of: str,
    tell: Callable[[str], None] = _quiet,
) -> RunRecord:
    """Execute a study and keep its notebook and run record under build/runs.

    Raises
    ------
    CellError, StoppedError, KernelDiedError, TimeLimitError
        The notebook did not come to its end; the failing cell is shown.
    MissingFindingError
        It came to its end without a finding that it declares, or with one that it does not.
    ParameterError
        The kernel held other values than it was given.
    """
    found = ingredients(project, study, parameters, as_of)
    key = key_of(found)
    home = project.runs / study.name
    home.mkdir(parents=True, exist_ok=True)
    _sweep(home)
    work = Path(tempfile.mkdtemp(dir=home, prefix=".running-"))
    try:
        executed = execute(project, study, parameters, work, tell)
        record = _record(study, parameters, found, key, executed)
        record.write(work / "run.json")
        _put_in_place(work, home / key[:16])
    except Exception as error:
        kept = None if is_stopping() else _keep_failed(work, home)
        if kept:
            error.add_note(f"The notebook as far as it came: {project.short(kept)}")
        raise
    finally:
        shutil.rmtree(work, ignore_errors=True)
    (home / FAILED).unlink(missing_ok=True)
    write_whole(home / "ingredients.json", json.dumps(found, indent=1).encode())
    log.info("ran %s: %d findings", study.name, len(record.findings))
    return record


def _sweep(home: Path) -> None:
    """Remove what runs left behind that were killed with the machine, a day ago or more."""
    for left in home.glob(".running-*"):
        if time.time() - left.stat().st_mtime > _A_DAY:
            shutil.rmtree(left, ignore_errors=True)


def _put_in_place(work: Path, target: Path) -> None:
    (work / "kernel.log").unlink(missing_ok=True)
    shutil.rmtree(target, ignore_errors=True)
    work.chmod(0o755)
    try:
        work.replace(target)
    except OSError:
        # The same run ended a moment ago in another process: the same key, the same findings.
        if not (target / "run.json").is_file():
            raise


def _keep_failed(work: Path, home: Path) -> Path | None:
    """Leave the notebook of a failed run to look at, under a name that is no result."""
    for name in (EXECUTED, "prepared.ipynb"):
        if (work / name).is_file():
            return (work / name).replace(home / FAILED)
    return None


def _record(
    study: Study,
    parameters: dict[str, Value],
    found: Mapping[str, object],
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
    _assert_complete(study, findings, skipped, _last_cell(executed))
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
        cell_count=_last_cell(executed),
        is_synthetic=any(finding.is_synthetic for finding in findings),
        skipped=skipped,
    )


def _last_cell(executed: Any) -> int:
    return max((cell.metadata.get(CELL_KEY, 0) for cell in executed.cells), default=0)


def _findings(study: Study, executed: Any) -> Iterator[Finding]:
    for cell in executed.cells:
        for output in cell.get("outputs", []):
            said = output.get("data", {}).get(FINDING_TYPE)
            if said is not None:
                number = cell.metadata.get(CELL_KEY, -1)
                yield from_dict({**said, "study": study.name, "cell": number})


def _closing(study: Study, executed: Any) -> dict[str, Any]:
    for output in closing_cell(executed).get("outputs", []):
        said = output.get("data", {}).get(CLOSING_TYPE)
        if said is not None:
            return dict(said)
    done = [c.metadata.get(CELL_KEY, 0) for c in executed.cells if c.get("execution_count")]
    raise StoppedError(
        f"{study.notebook.name} ended before its last cell, after cell {max(done, default=0)}: "
        "a cell called exit or sys.exit. Nothing of this run is kept as a result."
    )


def _assert_held(study: Study, given: dict[str, Value], held: dict[str, Any]) -> None:
    moved = [name for name, value in given.items() if not _same(held.get(name), value)]
    if moved:
        name = moved[0]
        raise ParameterError(
            f"{study.notebook.name} was given {name}={given[name]!r} and held "
            f"{held.get(name)!r} at its end: a cell assigns to a parameter. Use another name there."
        )


def _same(held: object, given: Value) -> bool:
    return held == given and isinstance(held, bool) == isinstance(given, bool)


def _assert_read(study: Study, tables: dict[str, str]) -> None:
    models = {name.removeprefix(MODEL_READ) for name in tables if name.startswith(MODEL_READ)}
    unnamed = sorted(models - set(study.models))
    if unnamed:
        raise MissingFindingError(
            f"{study.notebook.name} opened the rate model {', '.join(unnamed)}, which study.toml "
            f"does not declare: add models = {json.dumps(sorted(models))} to {study.name}, so "
            "that a change of the model makes the run stale."
        )
    read = {name for name in tables if not name.startswith(MODEL_READ)}
    undeclared = sorted(read - set(study.tables))
    if undeclared:
        raise MissingFindingError(
            f"{study.notebook.name} read {', '.join(undeclared)}, which study.toml does not "
            f"declare under tables of {study.name}: a table that is not declared cannot make a "
            "run stale."
        )


def _assert_complete(
    study: Study, findings: list[Finding], skipped: tuple[str, ...], last_cell: int
) -> None:
    wanted = set(study.findings)
    wanted |= {f for o in study.optional if o.table not in skipped for f in o.findings}
    found = [finding.name for finding in findings]
    missing = sorted(wanted - set(found))
    if missing:
        after = f"the last it recorded is {found[-1]} in cell {findings[-1].cell}" if found else (
            "it recorded none"
        )  # fmt: skip
        raise MissingFindingError(
            f"{study.notebook.name} came to its end in cell {last_cell} without "
            f"{', '.join(missing)} ({len(missing)} of {len(wanted)} that study.toml declares; "
            f"{after}). Record it, or take it off the list."
        )
    twice = [f for i, f in enumerate(findings) if f.name in found[:i]]
    if twice:
        raise MissingFindingError(
            f"{study.notebook.name}, cell {twice[0].cell} records {twice[0].name} again: "
            "a finding has one value in a run."
        )
    new = [f for f in findings if f.name not in wanted]
    if new:
        raise MissingFindingError(
            f"{study.notebook.name}, cell {new[0].cell} recorded "
            f"{', '.join(sorted(f.name for f in new))}, which study.toml does not declare."
        )
