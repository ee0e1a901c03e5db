"""Run one study: what comes out is whole, or it does not come out."""

import contextlib
import logging
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from research.ground.errors import MissingFindingError, StoppedError
from research.ground.paths import Project
from research.ground.provenance import digest_values
from research.studies.checks import assert_complete, assert_held, assert_own, assert_read
from research.studies.execute import CELL_KEY, EXECUTED, closing_cell, execute
from research.studies.freshness import Present, Rests
from research.studies.kernels import is_stopping
from research.studies.manifest import SUBJECT, Study
from research.studies.parameters import Value
from research.studies.record import CLOSING_TYPE, FINDING_TYPE, RUN, Finding, RunRecord, from_dict
from research.studies.slots import slot_of, slot_path
from research.warehouse.reads import ABSENT, PRESENT, Read
from research.warehouse.reads import from_dict as read_from_dict

log = logging.getLogger(__name__)
FAILED = "failed.ipynb"
RUNNING = ".running-"
OLD = ".old-"
_A_DAY = 86_400
_swept: set[Path] = set()

Executor = Callable[[Project, Study, dict[str, Value], Path, Callable[[str], None]], Any]
"""What brings a notebook to its end in a fresh kernel, as `execute.execute` does."""


def _quiet(_line: str) -> None:
    """Say nothing."""


def run(
    project: Project,
    study: Study,
    parameters: dict[str, Value],
    as_of: str,
    tell: Callable[[str], None] = _quiet,
    executor: Executor = execute,
    present: Present | None = None,
) -> RunRecord:
    """Execute a study and keep its notebook and run record in its slot under build/runs.

    Parameters
    ----------
    project, study
        Where, and what.
    parameters
        What the kernel will hold, as `binding.bind` returns it.
    as_of
        The day on which the report looks back.
    tell
        Is told which cell runs.
    executor
        What runs the notebook: a kernel of its own, or one forked from a warm parent.
    present
        The world as many runs share it; one that is too old makes their records stale, no worse.

    Raises
    ------
    CellError, StoppedError, KernelDiedError, TimeLimitError
        The notebook did not come to its end; the failing cell is shown.
    MissingFindingError
        It came to its end without a finding that it declares, or with one that it does not; or
        a shared study that it comes after has no current run.
    ParameterError
        The kernel held other values than it was given, or read what is about another subject.
    """
    present = present or Present(project)
    _require_shared(present, study, parameters, as_of)
    shared = present.shared(study, parameters, as_of)
    slots = {name: slot_of(one, held, as_of) for name, one, held in shared}
    asked = _Asked(study, parameters, as_of, present.rests(study), slots)
    target = slot_path(project, study, parameters, as_of)
    home = target.parent
    home.mkdir(parents=True, exist_ok=True)
    _sweep(home)
    failed = home / _failed_name(study, parameters)
    work = Path(tempfile.mkdtemp(dir=home, prefix=f"{RUNNING}{os.getpid()}-"))
    try:
        executed = executor(project, study, parameters, work, tell)
        record = _record(project, asked, executed)
        record.write(work / RUN)
        _put_in_place(work, target)
    except Exception as error:
        if not is_stopping() and _keep_failed(work, failed):
            error.add_note(f"The notebook as far as it came: {project.short(failed)}")
        raise
    finally:
        shutil.rmtree(work, ignore_errors=True)
    failed.unlink(missing_ok=True)
    log.info("ran %s: %d findings", _named(study, parameters), len(record.findings))
    return record


def _require_shared(
    present: Present, study: Study, parameters: dict[str, Value], as_of: str
) -> None:
    waits = present.waits_for(study, parameters, as_of)
    if waits:
        raise MissingFindingError(
            f"{_named(study, parameters)} reads what other studies have found, and {waits}. "
            + " ".join(f"Run `research run {name}`." for name in study.after)
        )


def _named(study: Study, parameters: dict[str, Value]) -> str:
    return f"{study.name} {parameters[SUBJECT]}" if study.has_subject else study.name


def _failed_name(study: Study, parameters: dict[str, Value]) -> str:
    """Return under which name the notebook of a failed run is left; no name of a result."""
    return f"failed-{_slug(parameters[SUBJECT])}.ipynb" if study.has_subject else FAILED


def _slug(value: object) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in str(value))[:64]


def _sweep(home: Path) -> None:
    """Remove what runs left behind that were killed: their process is gone, or it was a day ago.

    Once a process and folder: a thousand subjects need not look a thousand times.
    """
    if home in _swept:
        return
    _swept.add(home)
    for left in (*home.glob(f"{RUNNING}*"), *home.glob(f"{OLD}*")):
        if not _is_alive(left.name) or time.time() - left.stat().st_mtime > _A_DAY:
            shutil.rmtree(left, ignore_errors=True)


def _is_alive(name: str) -> bool:
    """Return whether the process that made a folder still runs; its name holds the number."""
    number = name.split("-")[1]
    if not number.isdigit():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _put_in_place(work: Path, target: Path) -> None:
    """Let a finished run take the place of the one before; a kill in between leaves none."""
    (work / "kernel.log").unlink(missing_ok=True)
    work.chmod(0o755)
    old = target.with_name(f"{OLD}{work.name.removeprefix(RUNNING)}")
    with contextlib.suppress(FileNotFoundError):
        target.rename(old)
    try:
        work.rename(target)
    except OSError:
        # The same run ended a moment ago in another process: the same findings.
        if not (target / RUN).is_file():
            raise
    shutil.rmtree(old, ignore_errors=True)


def _keep_failed(work: Path, failed: Path) -> bool:
    """Leave the notebook of a failed run to look at, under a name that is no result."""
    for name in (EXECUTED, "prepared.ipynb"):
        if (work / name).is_file():
            (work / name).replace(failed)
            return True
    return False


@dataclass(frozen=True)
class _Asked:
    """What a run was asked for, and what it rested on when it began."""

    study: Study
    parameters: dict[str, Value]
    as_of: str
    rests: Rests
    slots: dict[str, str]


def _record(project: Project, asked: _Asked, executed: Any) -> RunRecord:
    study, parameters, rests = asked.study, asked.parameters, asked.rests
    findings = list(_findings(study, executed))
    closing = _closing(study, executed)
    reads = tuple(read_from_dict(said) for said in closing["reads"])
    assert_held(study, parameters, closing["parameters"])
    assert_read(study, reads, asked.slots)
    assert_own(project, study, parameters, reads)
    gaps = [_presence(project, gap.table) for gap in study.optional]
    skipped = tuple(read.table for read in gaps if read.digest == ABSENT)
    assert_complete(study, findings, skipped, _last_cell(executed))
    made = RunRecord(
        study=study.name,
        brief=study.brief,
        key="",
        as_of=asked.as_of,
        parameters=dict(parameters),
        subject=str(parameters[SUBJECT]) if study.has_subject else "",
        cells=rests.cells,
        declared=rests.declared,
        reads=tuple(dict.fromkeys((*reads, *gaps))),
        imports=rests.imports,
        lock=rests.lock,
        cell_count=_last_cell(executed),
        is_synthetic=any(finding.is_synthetic for finding in findings),
        skipped=skipped,
        digests={finding.name: finding.digest for finding in findings},
        findings=tuple(findings),
    )
    return replace(made, key=_key(made))


def _key(made: RunRecord) -> str:
    """Return the digest of everything that decides what a run finds."""
    read = [[one.table, one.where, one.digest] for one in made.reads]
    return digest_values(
        {
            "study": made.study, "parameters": made.parameters, "as_of": made.as_of,
            "cells": made.cells, "declared": made.declared, "imports": made.imports,
            "lock": made.lock, "reads": read,
        }
    )  # fmt: skip


def _presence(project: Project, table: str) -> Read:
    is_here = (project.processed / f"{table}.parquet").is_file()
    return Read(table, (), PRESENT if is_here else ABSENT, "")


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
