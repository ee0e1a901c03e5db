"""What is stale, and why: tables, runs, pages. Quick, because it only compares digests."""

import json
from dataclasses import dataclass
from pathlib import Path

from research.ground.paths import Project
from research.ground.provenance import digest_file, digest_files, digest_values, write_whole
from research.studies.freshness import current, ingredients, key_of, why_stale
from research.studies.manifest import Manifest, Study, Value, bind
from research.studies.record import RunRecord


@dataclass(frozen=True)
class Step:
    """One thing that a build would do, and the reason; no reason, nothing to do."""

    verb: str
    what: str
    why: str

    @property
    def is_due(self) -> bool:
        return bool(self.why)


def table_state(project: Project) -> str:
    """Return one digest over everything that tables are built from."""
    rooms = [project.source / room for room in ("ground", "sources", "warehouse")]
    code = digest_files([path for room in rooms for path in room.rglob("*.py")], project.source)
    kept = [path for path in sorted(project.raw.glob("*/*/*")) if path.is_file()]
    ledgers = [
        path for path in (project.pins, project.corrections, project.series) if path.is_file()
    ]
    return digest_values({"code": code, "raw": digest_files([*kept, *ledgers], project.root)})


def note_tables(project: Project) -> None:
    """Remember what the tables of this moment were built from."""
    found = {"inputs": table_state(project), "tables": _processed(project)}
    write_whole(project.processed / "build.json", json.dumps(found, sort_keys=True).encode())


def _processed(project: Project) -> dict[str, str]:
    return {path.name: digest_file(path) for path in sorted(project.processed.glob("*.parquet"))}


def tables_step(project: Project) -> Step:
    """Return whether any table must be looked at again."""
    path = project.processed / "build.json"
    if not path.is_file():
        return Step("build", "tables", "they were never built")
    before = json.loads(path.read_text(encoding="utf-8"))
    if before["inputs"] != table_state(project):
        return Step("build", "tables", "a snapshot, ledger or reader changed")
    if before["tables"] != _processed(project):
        return Step("build", "tables", "a file of data/processed changed")
    return Step("build", "tables", "")


def run_step(
    project: Project, study: Study, parameters: dict[str, Value], as_of: str
) -> tuple[Step, RunRecord | None]:
    """Return whether a study must run again, and its current record if not."""
    found = ingredients(project, study, parameters, as_of)
    record = current(project, study, key_of(found))
    why = "" if record else why_stale(project, study, found)
    return Step("run", study.name, why), record


def page_key(project: Project, manifest: Manifest, runs: dict[str, str], engine: str) -> str:
    """Return the digest of everything that a brief's pages are made from."""
    style = [path for path in project.style.rglob("*") if path.is_file()]
    code = [
        path
        for room in ("render", "figures", "tables", "builds")
        for path in (project.source / room).rglob("*.py")
    ]
    return digest_values(
        {
            "runs": runs,
            "engine": engine,
            "formats": manifest.formats,
            "as_of": manifest.as_of,
            "prose": digest_files(
                [p for p in manifest.folder.rglob("*") if p.is_file()], project.root
            ),
            "style": digest_files(style, project.root),
            "code": digest_files(code, project.source),
        }
    )


def pages_step(project: Project, manifest: Manifest, key: str) -> Step:
    """Return whether the pages of a brief must be set again."""
    path = output_folder(project, manifest) / "pages.json"
    if not path.is_file():
        return Step("render", manifest.brief, "it was never rendered")
    before = json.loads(path.read_text(encoding="utf-8"))
    if before["key"] != key:
        return Step(
            "render", manifest.brief, "a finding, the prose, the style or the renderer changed"
        )
    gone = [name for name, digest in before["files"].items() if not _is(path.parent / name, digest)]
    return Step("render", manifest.brief, f"{', '.join(gone)} changed or gone" if gone else "")


def output_folder(project: Project, manifest: Manifest) -> Path:
    """Return where the finished files of a brief stand."""
    return project.build / manifest.brief


def plan(project: Project, manifest: Manifest, engine: str = "embedded") -> list[Step]:
    """Return every step of a build in order, each with its reason or none."""
    steps = [tables_step(project)]
    keys: dict[str, str] = {}
    for study in manifest.studies.values():
        step, record = run_step(project, study, bind(study, {}, manifest.as_of), manifest.as_of)
        steps.append(step)
        keys[study.name] = record.key if record else "stale"
    return [*steps, pages_step(project, manifest, page_key(project, manifest, keys, engine))]


def _is(path: Path, digest: str) -> bool:
    return path.is_file() and digest_file(path) == digest
