"""Build tables, run studies, render and prove, in order, and only what is stale."""

import json
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from research.builds import plan as plans
from research.builds.plan import Step
from research.ground.errors import ReleaseError
from research.ground.paths import Project
from research.ground.provenance import digest_file, write_whole
from research.studies.manifest import Manifest, Study, Value, bind
from research.studies.record import Finding, RunRecord

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Outcome:
    """What a build did, and the files that now stand."""

    steps: tuple[Step, ...]
    files: tuple[Path, ...]

    @property
    def did_nothing(self) -> bool:
        return not any(step.is_due for step in self.steps)


def report(project: Project, manifest: Manifest, tell: Tell, engine: str = "embedded") -> Outcome:
    """Bring one brief up to date: tables, runs, pages, proof."""
    steps = [tables(project, tell)]
    records = {}
    for study in manifest.studies.values():
        step, record = study_run(
            project, study, bind(study, {}, manifest.as_of), manifest.as_of, tell
        )
        steps.append(step)
        records[study.name] = record
    step, files = pages(project, manifest, records, tell, engine)
    return Outcome((*steps, step), files)


def tables(project: Project, tell: Tell) -> Step:
    """Rebuild the tables that changed."""
    step = plans.tables_step(project)
    if step.is_due:
        from research.warehouse.build import build

        tell("building tables")
        for built in build(project):
            if built.why:
                tell(f"table {built.table}: {built.rows} rows, because {built.why}")
        plans.note_tables(project)
    return step


def study_run(
    project: Project, study: Study, parameters: dict[str, Value], as_of: str, tell: Tell
) -> tuple[Step, RunRecord]:
    """Run a study if it is stale; return its record either way."""
    step, record = plans.run_step(project, study, parameters, as_of)
    if record is None:
        from research.studies.run import run

        tell(f"running {study.name}, because {step.why}")
        record = run(project, study, parameters, as_of)
    return step, record


def pages(
    project: Project, manifest: Manifest, records: Mapping[str, RunRecord], tell: Tell, engine: str
) -> tuple[Step, tuple[Path, ...]]:
    """Render and prove a brief if anything it is made from changed."""
    keys = {name: record.key for name, record in records.items()}
    key = plans.page_key(project, manifest, keys, engine)
    step = plans.pages_step(project, manifest, key)
    home = plans.output_folder(project, manifest)
    if step.is_due:
        from research.render.brief import render_brief

        tell(f"rendering {manifest.brief}, because {step.why}")
        findings = gather(records)
        home.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(dir=home.parent, prefix=".rendering-"))
        try:
            files = render_brief(project, manifest, findings, records, work)
            said = {"key": key, "files": {path.name: digest_file(path) for path in files}}
            write_whole(work / "pages.json", json.dumps(said, indent=1, sort_keys=True).encode())
            shutil.rmtree(home, ignore_errors=True)
            work.chmod(0o755)
            work.replace(home)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    said = json.loads((home / "pages.json").read_text(encoding="utf-8"))
    return step, tuple(home / name for name in said["files"])


def gather(records: Mapping[str, RunRecord]) -> dict[str, Finding]:
    """Return the findings of all studies of a brief by name."""
    return {f.name: f for record in records.values() for f in record.findings}


def require_releasable(findings: Mapping[str, Finding]) -> None:
    """Refuse to release what bears demonstration data.

    Raises
    ------
    ReleaseError
        Which findings, how many of how many.
    """
    unreal = [name for name, finding in findings.items() if finding.is_synthetic]
    if unreal:
        raise ReleaseError(
            f"{len(unreal)} of {len(findings)} findings rest on demonstration data, first "
            f"{unreal[0]}: nothing that bears it is released."
        )
