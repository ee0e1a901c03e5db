"""What is stale, and why: tables, runs, pages. Quick, because it only compares digests."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from research.ground.paths import Project
from research.ground.provenance import digest_file, digest_files, digest_values, write_whole
from research.studies.binding import spread
from research.studies.freshness import current, ingredients, key_of, why_stale
from research.studies.manifest import Manifest, Study
from research.studies.parameters import Value
from research.studies.record import RunRecord

PAGES = "pages.json"


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
    code = digest_files(project.table_code, project.source)
    kept = [path for path in sorted(project.raw.glob("*/*/*")) if path.is_file()]
    ledgers = [
        path for path in (project.pins, project.corrections, project.series) if path.is_file()
    ]
    ledgers += project.models.glob("*.toml")
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


def page_parts(
    project: Project, manifest: Manifest, runs: Mapping[str, str], engine: str
) -> dict[str, str]:
    """Return the digest of each thing that a brief's pages are made from."""
    code = [
        path
        for room in ("ground", "render", "figures", "tables", "builds")
        for path in (project.source / room).rglob("*.py")
    ]
    return {
        **{f"the findings of {name}": key for name, key in runs.items()},
        "the engine": engine,
        "study.toml": digest_values({"formats": manifest.formats, "name": manifest.file_name}),
        "the day": manifest.as_of,
        "the prose": digest_files(_files(manifest.folder), project.root),
        "the house style": digest_files(_files(project.style), project.root),
        "the renderer": digest_files(code, project.source),
        "the pinned packages": digest_file(project.lock),
    }


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def pages_step(manifest: Manifest, parts: dict[str, str], home: Path) -> Step:
    """Return whether the pages of a brief must be set again, and what of them changed."""
    path = home / PAGES
    if not path.is_file():
        return Step("render", manifest.brief, "it was never rendered")
    before = json.loads(path.read_text(encoding="utf-8"))
    old = before.get("parts", {})
    if not old:
        return Step("render", manifest.brief, "another version of this project rendered it")
    changed = [part for part in {**parts, **old} if parts.get(part) != old.get(part)]
    if changed:
        return Step("render", manifest.brief, f"{', '.join(changed)} changed")
    gone = [name for name, digest in before["files"].items() if not _is(home / name, digest)]
    return Step("render", manifest.brief, f"{', '.join(gone)} changed or gone" if gone else "")


def output_folder(
    project: Project, manifest: Manifest, given: Mapping[str, str] | None = None
) -> Path:
    """Return where the finished files of a brief stand; other parameters, another folder."""
    if not given:
        return project.build / manifest.brief
    told = "_".join(f"{name}={value}" for name, value in sorted(given.items()))
    plain = re.sub(r"[^\w.=-]+", "-", told)[:80]
    return project.build / f"{manifest.brief}--{plain}"


def plan(
    project: Project,
    manifest: Manifest,
    engine: str = "embedded",
    given: Mapping[str, str] | None = None,
) -> list[Step]:
    """Return every step of a build in order, each with its reason or none."""
    steps = [tables_step(project)]
    keys: dict[str, str] = {}
    for name, held in spread(manifest, given or {}).items():
        step, record = run_step(project, manifest.studies[name], held, manifest.as_of)
        if record and steps[0].is_due:
            step = Step(step.verb, step.what, "perhaps: the tables are built first")
        steps.append(step)
        keys[name] = record.key if record else "it runs first"
    home = output_folder(project, manifest, given)
    return [*steps, pages_step(manifest, page_parts(project, manifest, keys, engine), home)]


def _is(path: Path, digest: str) -> bool:
    return path.is_file() and digest_file(path) == digest
