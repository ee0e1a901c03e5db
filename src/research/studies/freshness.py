"""What a run depends on, as digests: quick to compute, no pandas."""

from research.ground.errors import MissingFindingError
from research.ground.paths import Project
from research.ground.provenance import digest_file, digest_files, digest_values
from research.studies.manifest import Study
from research.studies.notebook import cells
from research.studies.parameters import Value
from research.studies.record import RunRecord, read_record

_ROOMS = ("ground", "metrics", "models", "figures", "tables", "sources", "warehouse", "studies")


def code_digest(project: Project) -> str:
    """Return the digest of the code that a notebook can reach."""
    files = [path for room in _ROOMS for path in (project.source / room).rglob("*.py")]
    return digest_files(files, project.source)


def table_digests(project: Project, study: Study) -> dict[str, str]:
    """Return the digest of each table that a study declares; "absent" where there is none."""
    paths = {table: project.processed / f"{table}.parquet" for table in study.tables}
    return {
        table: digest_file(path) if path.is_file() else "absent" for table, path in paths.items()
    }


def model_digests(project: Project, study: Study) -> dict[str, str]:
    """Return the digest of the text of each rate model that a study declares."""
    return {name: digest_file(project.models / f"{name}.toml") for name in study.models}


def ingredients(
    project: Project, study: Study, parameters: dict[str, Value], as_of: str
) -> dict[str, object]:
    """Return everything that decides what a run finds."""
    return {
        "as_of": as_of,
        "cells": digest_values({"cells": [(c.type, c.source) for c in cells(study.notebook)]}),
        "parameters": dict(parameters),
        "tables": table_digests(project, study),
        "models": model_digests(project, study),
        "findings": [study.findings, [(o.table, o.findings) for o in study.optional]],
        "code": code_digest(project),
        "lock": digest_file(project.lock),
    }


def key_of(found: dict[str, object]) -> str:
    """Return the key of a run: the same ingredients, the same key."""
    return digest_values(found)


def current(project: Project, study: Study, key: str) -> RunRecord | None:
    """Return the finished run of a study with this key, if there is one."""
    path = project.runs / study.name / key[:16] / "run.json"
    if not path.is_file():
        return None
    try:
        record = read_record(path)
    except MissingFindingError:
        return None
    return record if record.key == key else None


def why_stale(project: Project, study: Study, found: dict[str, object]) -> str:
    """Return in words what changed since the last run of a study."""
    path = project.runs / study.name / "ingredients.json"
    if not path.is_file():
        return "it was never run"
    import json

    before = json.loads(path.read_text(encoding="utf-8"))
    now = json.loads(json.dumps(found))
    changed = [part for part in now if before.get(part) != now[part]]
    for part, word in (("tables", "table"), ("models", "model")):
        if part in changed:
            old, new = before.get(part, {}), now[part]
            moved = [name for name in {**old, **new} if old.get(name) != new.get(name)]
            changed[changed.index(part)] = f"{word} {', '.join(moved)}".strip()
    return f"{', '.join(changed)} changed" if changed else "its run record is gone"
