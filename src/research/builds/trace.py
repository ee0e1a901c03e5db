"""Trace one finding back to the address that its rows were read from."""

import tomllib
from typing import Any

from research.ground.errors import UsageError
from research.ground.paths import Project
from research.studies.manifest import briefs, load
from research.studies.record import Finding, RunRecord, read_record


def records(project: Project) -> list[RunRecord]:
    """Return the last run record of every study."""
    found = []
    for brief in briefs(project):
        for name in load(project, brief).studies:
            paths = sorted(
                (project.runs / name).glob("*/run.json"), key=lambda p: p.stat().st_mtime
            )
            found += [read_record(path) for path in paths[-1:]]
    return found


def find(project: Project, name: str) -> tuple[Finding, RunRecord]:
    """Return a finding of the last runs, with the record that holds it."""
    known: list[str] = []
    for record in records(project):
        for finding in record.findings:
            if finding.name == name:
                return finding, record
            known.append(finding.name)
    import difflib

    near = difflib.get_close_matches(name, known, n=3)
    hint = f" Did you mean {', '.join(near)}?" if near else " Run the studies first."
    raise UsageError(f"no finding {name!r} in the last runs.{hint}")


def trace(project: Project, name: str) -> dict[str, Any]:
    """Return value, formula, rows, snapshots and addresses of a finding as plain values."""
    from research.warehouse import store

    finding, record = find(project, name)
    rows = []
    for row_id in finding.rows:
        values = store.read_whole(row_id.split(":", 1)[0]).loc[row_id]
        rows.append({"row_id": row_id, **{k: str(v) for k, v in values.items() if str(v)}})
    snapshots = {}
    for line in finding.sources:
        side = project.raw / f"{line.snapshot}.toml"
        said = tomllib.loads(side.read_text(encoding="utf-8")) if side.is_file() else {}
        snapshots[line.snapshot] = {
            key: str(said.get(key, "")) for key in ("sha256", "retrieved", "url")
        }
    return {
        "finding": finding.name,
        "printed": finding.printed,
        "value": finding.value if finding.kind in ("number", "sentence") else finding.kind,
        "unit": finding.unit,
        "grade": finding.grade,
        "formula": finding.formula,
        "assumed": [vars(a) for a in finding.assumed],
        "study": finding.study,
        "cell": finding.cell,
        "as_of": record.as_of,
        "row_count": finding.row_count,
        "rows": rows,
        "snapshots": snapshots,
        "sources": [
            {"title": s.title, "url": s.url, "grade": s.grade, "snapshot": s.snapshot}
            for s in finding.sources
        ],
    }
