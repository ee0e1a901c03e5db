"""Whether what came out of a notebook is a result: held, read and found as declared."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from research.ground.errors import MissingFindingError, ParameterError
from research.ground.paths import Project
from research.ground.provenance import MODEL_READ
from research.studies.declared import Subjects
from research.studies.manifest import SUBJECT, Study, load
from research.studies.parameters import Value
from research.studies.record import Finding
from research.warehouse.confidential import assert_none_read
from research.warehouse.reads import FINDING_READ, Read


def assert_held(study: Study, given: dict[str, Value], held: Mapping[str, Any]) -> None:
    """Test that the kernel held at its end what it was given.

    Raises
    ------
    ParameterError
        If a cell assigned to a parameter.
    """
    moved = [name for name, value in given.items() if not _same(held.get(name), value)]
    if moved:
        name = moved[0]
        raise ParameterError(
            f"{study.notebook.name} was given {name}={given[name]!r} and held "
            f"{held.get(name)!r} at its end: a cell assigns to a parameter. Use another name there."
        )


def _same(held: object, given: Value) -> bool:
    return held == given and isinstance(held, bool) == isinstance(given, bool)


def assert_read(study: Study, reads: Sequence[Read], slots: Mapping[str, str]) -> None:
    """Test that a notebook read only what study.toml declares.

    ``slots`` names where the run of each shared study stands that it comes after.

    Raises
    ------
    MissingFindingError
        If it read a table, a rate model or a shared study that is not declared, or another run
        of that study than the one that came first.
    """
    named = [read.table for read in reads]
    models = {name.removeprefix(MODEL_READ) for name in named if name.startswith(MODEL_READ)}
    unnamed = sorted(models - set(study.models))
    if unnamed:
        raise MissingFindingError(
            f"{study.notebook.name} opened the rate model {', '.join(unnamed)}, which study.toml "
            f"does not declare: add models = {json.dumps(sorted(models))} to {study.name}, so "
            "that a change of the model makes the run stale."
        )
    _assert_shared(study, [read for read in reads if read.table.startswith(FINDING_READ)], slots)
    tables = {name for name in named if not name.startswith((MODEL_READ, FINDING_READ))}
    undeclared = sorted(tables - set(study.tables))
    if undeclared:
        raise MissingFindingError(
            f"{study.notebook.name} read {', '.join(undeclared)}, which study.toml does not "
            f"declare under tables of {study.name}: a table that is not declared cannot make a "
            "run stale."
        )


def _assert_shared(study: Study, reads: Sequence[Read], slots: Mapping[str, str]) -> None:
    for read in reads:
        name = read.table.removeprefix(FINDING_READ).split(".")[0]
        if name not in slots:
            raise MissingFindingError(
                f"{study.notebook.name} read what {name} found, which study.toml does not declare: "
                f"add {name} to `after` of {study.name}, so that it runs first."
            )
        if dict(read.where)["slot"] != slots[name]:
            raise MissingFindingError(
                f"{study.notebook.name} read what {name} found with other parameters or for "
                f"another day: pass shared.findings({name!r}, as_of=as_of) what both are given."
            )


def assert_own(
    project: Project, study: Study, given: Mapping[str, Value], reads: Sequence[Read]
) -> None:
    """Test that a run about one subject read nothing that was chosen by another's id.

    What its own row in the table of subjects names (the Senate district around a House
    district) and the rows there that name it are its own, too; a choice of several is not
    about one of them, as long as its own is among them.

    Raises
    ------
    ParameterError
        Which table was read for whom.
    DisclosureError
        If a confidential table was read for one subject.
    """
    subjects = _subjects(project, study) if study.has_subject else None
    if subjects is None:
        return
    assert_none_read(study.name, reads)
    own = str(given[SUBJECT])
    strange = [one for one in _by_subject(subjects, reads) if own not in one[1]]
    if not strange:
        return
    rows = project.processed / f"{subjects.table}.parquet"
    near = _near(rows, rows.stat().st_mtime_ns, subjects.key).get(own, set())
    for table, named in strange:
        others = [name for name in named if name not in near]
        if others:
            raise ParameterError(
                f"{study.notebook.name} is about {own} and read the rows of {table} where "
                f"{subjects.key} is {', '.join(others[:3])}: choose rows by the parameter subject."
            )


def _by_subject(subjects: Subjects, reads: Sequence[Read]) -> Iterator[tuple[str, list[str]]]:
    for read in reads:
        wanted = dict(read.where).get(subjects.key)
        if read.is_slice and wanted is not None:
            values = wanted if isinstance(wanted, tuple) else (wanted,)
            yield read.table, [str(value) for value in values]


def _subjects(project: Project, study: Study) -> Subjects | None:
    """Return the subjects of a study's brief; its file is parsed once for all of a batch."""
    changed = (project.reports / study.brief / "study.toml").stat().st_mtime_ns
    return _declared(project, study.brief, changed)


@lru_cache(maxsize=8)
def _declared(project: Project, brief: str, _changed: int) -> Subjects | None:
    return load(project, brief).subjects


@lru_cache(maxsize=4)
def _near(table: Path, _changed: int, key: str) -> dict[str, set[str]]:
    """Return for each subject those that its own row names, and those whose rows name it."""
    import pyarrow.parquet as pq

    rows = pq.read_table(table).to_pylist()
    known = {str(row[key]) for row in rows}
    found: dict[str, set[str]] = {}
    for row in rows:
        named = {str(value) for value in row.values()} & known
        for one in named:
            found.setdefault(one, set()).update(named)
    return found


def assert_complete(
    study: Study, findings: list[Finding], skipped: tuple[str, ...], last_cell: int
) -> None:
    """Test that a notebook found what study.toml declares, once each and no more.

    Raises
    ------
    MissingFindingError
        Which finding is missing, stands twice, or is not declared.
    """
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
