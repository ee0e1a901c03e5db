"""The verbs: read options, call one room, say what it answered."""

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from research.cli.speak import answer, progress
from research.ground.errors import ProofError, UsageError
from research.ground.paths import Project, project

if TYPE_CHECKING:
    from research.builds.pipeline import Outcome
    from research.builds.plan import Step
    from research.studies.manifest import Manifest


def report(options: Namespace) -> int:
    """Bring a brief up to date."""
    from research.builds import pipeline
    from research.cli import subjects

    here, manifest = _brief(options)
    if manifest.subjects is not None:
        return subjects.batch(options, here, manifest, _given(options))
    subjects.require_none(options, manifest, f"brief {manifest.brief}")
    with progress() as tell:
        done = pipeline.report(here, manifest, tell, options.engine, _given(options))
    return _tell_outcome(here, done, options.json)


def render(options: Namespace) -> int:
    """Set the pages of a brief from its finished runs."""
    from research.builds import pipeline

    here, manifest = _brief(options)
    with progress() as tell:
        done = pipeline.render(here, manifest, tell, options.engine, _given(options))
    return _tell_outcome(here, done, options.json)


def plan(options: Namespace) -> int:
    """Say what a report would do."""
    from research.builds import plan as plans

    here, manifest = _brief(options)
    steps = plans.plan(here, manifest, options.engine, _given(options))
    due = [step for step in steps if step.is_due]
    lines = _lines(steps) if due else ["nothing to do: everything is up to date"]
    answer(lines, {"due": len(due), "steps": [_said(step) for step in steps]}, options.json)
    return 0


def run(options: Namespace) -> int:
    """Run one study if it is stale."""
    from research.builds import pipeline
    from research.cli import subjects
    from research.studies.manifest import at_day, find_study

    here = project()
    manifest, study = find_study(here, options.study)
    if study.has_subject:
        at = at_day(manifest, options.as_of)
        return subjects.batch(options, here, at, _given(options))
    subjects.require_none(options, manifest, f"study {study.name}")
    day = at_day(manifest, options.as_of).as_of
    with progress() as tell:
        pipeline.tables(here, tell, study.tables)
        step, record = pipeline.study_run(here, study, _given(options), day, tell)
    lines = [_line(step), *(f"{f.name} = {f.printed} (grade {f.grade})" for f in record.findings)]
    said = {"step": _said(step), "key": record.key, "as_of": record.as_of,
            "parameters": record.parameters,
            "findings": {f.name: f.printed for f in record.findings}}  # fmt: skip
    answer(lines, said, options.json)
    return 0


def build(options: Namespace) -> int:
    """Rebuild the tables that changed."""
    from research.builds import pipeline

    here = project()
    with progress() as tell:
        built = pipeline.build_tables(here, tell, options.tables)
    lines = [
        f"{table.table}: {table.rows} rows, {table.why or 'up to date'}"
        + (f", {table.quarantined} in quarantine" if table.quarantined else "")
        for table in built
    ]
    answer(lines, {"tables": [vars(table) for table in built]}, options.json)
    return 0


def snapshot(options: Namespace) -> int:
    """Keep a copy of what publishers issue."""
    import os

    from research.sources.take import take

    here = project()
    named = options.mirror or os.environ.get("RESEARCH_MIRROR")
    mirror = Path(named).resolve() if named else None
    with progress() as tell:
        taken = [
            one
            for publisher in options.publishers
            for one in take(here, publisher, mirror, options.new, tell)
        ]
    answer([str(one) for one in taken], {"taken": [vars(one) for one in taken]}, options.json)
    return 0


def status(options: Namespace) -> int:
    """Say what is stale or missing."""
    from research.builds.status import lines, said, status
    from research.cli.due import summary

    here = project()
    found = status(here)
    told, values = summary(here, found)
    answer([*lines(found), *told], {**said(found), **values}, options.json)
    return 0


def cost(options: Namespace) -> int:
    """Print what runs cost."""
    from research.cli import subjects

    return subjects.cost(options)


def proof(options: Namespace) -> int:
    """Read a finished file back."""
    from research.render.proof import proof as prove

    path = Path(options.file)
    if not path.is_file():
        raise UsageError(f"{options.file} is not there: give the path of a finished PDF.")
    found = prove(path)
    lines = [f"{found.file}: {found.pages} pages, {len(found.failures)} failures"]
    lines += [f"  refused      {failure}" for failure in found.failures]
    lines += [f"  checked      {', '.join(found.checked)}"]
    lines += [f"  not checked  {gap}" for gap in found.not_checked]
    answer(lines, vars(found), options.json)
    return ProofError.exit_code if found.failures else 0


def trace(options: Namespace) -> int:
    """Print where a finding comes from."""
    from research.builds.trace import lines, plain
    from research.builds.trace import trace as find

    found = find(project(), options.finding)
    answer(lines(found), plain(found), options.json)
    return 0


def why(options: Namespace) -> int:
    """Say what changed since the last run and pages."""
    from research.builds.why import lines, said
    from research.builds.why import why as find

    found = find(project(), options.name, options.as_of, _given(options))
    answer(lines(found), said(found), options.json)
    return 0


def rate(options: Namespace) -> int:
    """Print the rate that a model adds up to."""
    from research.cli import rate as rates

    return rates.rate(options)


def lab(options: Namespace) -> int:
    """Open JupyterLab."""
    from research.lab.launch import launch

    return int(launch(options.port, not options.no_browser))


def _brief(options: Namespace) -> "tuple[Project, Manifest]":
    from research.studies.manifest import at_day, load

    here = project()
    return here, at_day(load(here, options.brief), options.as_of)


def _given(options: Namespace) -> dict[str, str]:
    given = {}
    for text in options.parameter:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise UsageError(f"-p {text} is not NAME=VALUE.")
        given[name] = value
    return given


def _said(step: "Step") -> dict[str, object]:
    return {"verb": step.verb, "what": step.what, "is_due": step.is_due, "why": step.why}


def _line(step: "Step") -> str:
    return f"{step.verb} {step.what}: {step.why or 'up to date'}"


def _lines(steps: "Sequence[Step]") -> list[str]:
    return [_line(step) for step in steps]


def _tell_outcome(here: Project, done: "Outcome", as_json: bool) -> int:
    due = [_line(step) for step in done.steps if step.is_due]
    files = [here.short(path) for path in done.files]
    read = [name for name in files if "/assets/" not in name]
    lines = [*(due or ["nothing to do: everything is up to date"]), *read]
    said = {"did_nothing": done.did_nothing, "steps": [_said(s) for s in done.steps],
            "files": files}  # fmt: skip
    answer(lines, said, as_json)
    return 0
