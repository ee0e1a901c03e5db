"""Read study.toml: which notebooks answer which questions for a brief, and on what terms."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from research.ground.errors import ManifestError, UsageError
from research.ground.paths import Project
from research.studies.declared import SUBJECT, Gap, Manifest, Study, Subjects
from research.studies.parameters import SECRET, TYPES, Parameter, iso_date
from research.studies.record import RunRecord

__all__ = [
    "SUBJECT", "Gap", "Manifest", "Study", "Subjects", "absences", "at_day", "briefs",
    "find_study", "for_subject", "load", "meta",
]  # fmt: skip


def briefs(project: Project) -> list[str]:
    """Return the name of every brief that has a study.toml."""
    return sorted(path.parent.name for path in project.reports.glob("*/study.toml"))


def load(project: Project, brief: str) -> Manifest:
    """Return what study.toml declares for a brief.

    Raises
    ------
    UsageError
        If there is no such brief.
    ManifestError
        If study.toml is no TOML, lacks an entry, or two studies share a finding.
    """
    path = project.reports / brief / "study.toml"
    if not path.is_file():
        raise UsageError(f"no brief {brief!r}; there are: {', '.join(briefs(project))}.")
    where = project.short(path)
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
        studies = {
            name: _study(project, brief, name, entry) for name, entry in said["studies"].items()
        }
        manifest = Manifest(
            brief=brief,
            folder=path.parent,
            file_name=said.get("file_name", brief),
            formats=tuple(said["formats"]),
            as_of=iso_date("as_of", str(said["as_of"])),
            studies=studies,
            subjects=_subjects(said.get("subjects")),
            pages=int(said.get("pages", 0)),
        )
    except tomllib.TOMLDecodeError as error:
        raise ManifestError(f"{where} is not TOML: {error}.") from error
    except KeyError as error:
        raise ManifestError(f"{where} lacks {error.args[0]!r}.") from error
    _check(project, manifest, where)
    return manifest


def find_study(project: Project, name: str) -> tuple[Manifest, Study]:
    """Return a study by name, with the brief it belongs to."""
    known: list[str] = []
    for brief in briefs(project):
        manifest = load(project, brief)
        if name in manifest.studies:
            return manifest, manifest.studies[name]
        known += manifest.studies
    raise UsageError(f"no study {name!r}; there are: {', '.join(sorted(known))}.")


def _study(project: Project, brief: str, name: str, entry: dict[str, Any]) -> Study:
    parameters = {
        key: Parameter(
            name=key,
            type=said["type"],
            help=said.get("help", ""),
            choices=tuple(said.get("choices", ())),
            minimum=said.get("minimum"),
            maximum=said.get("maximum"),
        )
        for key, said in entry.get("parameters", {}).items()
    }
    return Study(
        name=name,
        brief=brief,
        question=entry["question"],
        notebook=project.notebooks / entry["notebook"],
        tables=tuple(entry["tables"]),
        findings=tuple(entry["findings"]),
        parameters=parameters,
        optional=tuple(
            Gap(o["table"], tuple(o["findings"]), o["sentence"]) for o in entry.get("optional", ())
        ),
        cell_seconds=int(entry.get("cell_seconds", 120)),
        models=tuple(entry.get("models", ())),
        after=tuple(entry.get("after", ())),
        run_seconds=int(entry.get("run_seconds", 600)),
        memory_mb=int(entry.get("memory_mb", 2048)),
    )


def _subjects(said: dict[str, Any] | None) -> Subjects | None:
    if said is None:
        return None
    return Subjects(
        table=said["table"],
        key=said["key"],
        label=said["label"],
        totals=dict(said.get("totals", {})),
        totals_over=dict(said.get("totals_over", {})),
    )


def _check(project: Project, manifest: Manifest, where: str) -> None:
    owner: dict[str, str] = {}
    for study in manifest.studies.values():
        if not study.notebook.is_file():
            raise ManifestError(
                f"{where}: study {study.name} names {study.notebook.name}, which is not there."
            )
        for finding in [*study.findings, *(f for o in study.optional for f in o.findings)]:
            if finding in owner:
                raise ManifestError(
                    f"{where}: finding {finding} is declared by {owner[finding]} and {study.name}."
                )
            owner[finding] = study.name
        _check_parameters(study, where)
        _check_models(project, study, where)
        _check_gaps(study, where)
        _check_shared(manifest, study, where)
    sentences = {(o.table, o.sentence) for s in manifest.studies.values() for o in s.optional}
    twice = _first_twice(table for table, _ in sentences)
    if twice:
        raise ManifestError(f"{where}: the gap of table {twice} has two different sentences.")


def _check_parameters(study: Study, where: str) -> None:
    for parameter in study.parameters.values():
        if parameter.type not in TYPES:
            raise ManifestError(
                f"{where}: {parameter.name} has unknown type {parameter.type!r}; "
                f"there are {', '.join(TYPES)}."
            )
        if SECRET.search(parameter.name):
            raise ManifestError(
                f"{where}: parameter {parameter.name} sounds like a secret; secrets never "
                "enter parameters, because they stand in the executed notebook."
            )


def _check_models(project: Project, study: Study, where: str) -> None:
    known = sorted(path.stem for path in project.models.glob("*.toml"))
    lost = [name for name in study.models if name not in known]
    if lost:
        raise ManifestError(
            f"{where}: study {study.name} names the rate model {lost[0]}, which is not in "
            f"data/models; there are {', '.join(known) or 'none'}."
        )


def _check_gaps(study: Study, where: str) -> None:
    for gap in study.optional:
        if gap.table not in study.tables:
            raise ManifestError(
                f"{where}: study {study.name} has a gap for table {gap.table}, which is not "
                "among its tables: without that, taking its snapshot would not make it stale."
            )
        if not gap.sentence.strip():
            raise ManifestError(f"{where}: the gap of table {gap.table} says nothing.")


def _check_shared(manifest: Manifest, study: Study, where: str) -> None:
    if study.has_subject and manifest.subjects is None:
        raise ManifestError(
            f"{where}: study {study.name} has a parameter {SUBJECT}, and nothing says whom it is "
            "about: add [subjects] with table, key and label."
        )
    for name in study.after:
        if name not in manifest.studies or manifest.studies[name].has_subject:
            raise ManifestError(
                f"{where}: study {study.name} comes after {name}, which is no study of this brief "
                "that runs once for all."
            )
        if manifest.studies[name].after:
            raise ManifestError(
                f"{where}: study {name} is shared by {study.name}, so it cannot come after another."
            )


def _first_twice(names: Iterable[str]) -> str:
    seen: set[str] = set()
    for name in sorted(names):
        if name in seen:
            return name
        seen.add(name)
    return ""


def for_subject(manifest: Manifest, subject: str) -> Manifest:
    """Return a manifest whose files bear the name of one subject: "brief-{subject}" is filled."""
    return replace(manifest, file_name=manifest.file_name.replace("{subject}", subject))


def at_day(manifest: Manifest, as_of: str | None) -> Manifest:
    """Return a manifest that looks back from another day; the one it has, if none is given.

    Raises
    ------
    ParameterError
        If it is not a date.
    """
    return manifest if as_of is None else replace(manifest, as_of=iso_date("--as-of", as_of))


def meta(manifest: Manifest, records: Mapping[str, RunRecord]) -> dict[str, bool]:
    """Return what the conditional blocks of a brief may ask: ``tables.<name>`` for each gap."""
    missing = _skipped(records)
    return {
        f"tables.{gap.table}": gap.table not in missing
        for study in manifest.studies.values()
        for gap in study.optional
    }


def absences(manifest: Manifest, records: Mapping[str, RunRecord]) -> dict[str, str]:
    """Return ``without_<table>``: the declared sentence, for each table that is not here."""
    missing = _skipped(records)
    return {
        f"without_{gap.table}": gap.sentence
        for study in manifest.studies.values()
        for gap in study.optional
        if gap.table in missing
    }


def _skipped(records: Mapping[str, RunRecord]) -> set[str]:
    return {table for record in records.values() for table in record.skipped}
