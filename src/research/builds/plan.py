"""What is stale, and why: tables, runs, pages. Quick, because it only compares digests."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from research.builds.page_parts import (
    Step,
    output_folder,
    page_ground,
    page_parts,
    pages_step,
    quoted_digests,
    quoted_names,
)
from research.ground.errors import TableMissingError
from research.ground.held import digest_all, digest_held
from research.ground.paths import Project
from research.ground.provenance import digest_values, write_whole
from research.render.placing import PAGES
from research.studies.binding import spread
from research.studies.freshness import Present
from research.studies.manifest import SUBJECT, Manifest, Study, for_subject
from research.studies.parameters import Value
from research.studies.record import RunHead, RunRecord

__all__ = [
    "PAGES", "Step", "SubjectPlan", "note_tables", "output_folder", "page_parts", "pages_step",
    "plan", "run_step", "subject_plans", "table_state", "tables_step",
]  # fmt: skip

REVIEWS = "review_closure"
"""The table of counts of reviews, which changes with each comment."""


def table_state(project: Project) -> str:
    """Return one digest over everything that tables are built from."""
    code = digest_all(project.table_code, project.source)
    kept = [path for path in sorted(project.raw.glob("*/*/*")) if path.is_file()]
    ledgers = [
        path for path in (project.pins, project.corrections, project.series) if path.is_file()
    ]
    ledgers += project.models.glob("*.toml")
    return digest_values({"code": code, "raw": digest_all([*kept, *ledgers], project.root)})


def review_state(project: Project) -> str:
    """Return one digest over what the counts of reviews are built from; empty without reviews."""
    journals = sorted(project.reviews.glob("*.jsonl"))
    site = project.reports.glob("site.toml")
    return digest_all([*journals, *site], project.root) if journals else ""


def note_tables(project: Project) -> None:
    """Remember what the tables of this moment were built from."""
    found = {
        "inputs": table_state(project),
        "reviews": review_state(project),
        "tables": _processed(project),
    }
    write_whole(project.processed / "build.json", json.dumps(found, sort_keys=True).encode())


def _processed(project: Project) -> dict[str, str]:
    return {path.name: digest_held(path) for path in sorted(project.processed.glob("*.parquet"))}


def tables_step(project: Project, needed: Collection[str] | None = None) -> Step:
    """Return whether any table must be looked at again.

    ``needed`` names the tables that somebody reads: a comment on a brief makes nothing stale for
    who does not read the counts of reviews.
    """
    path = project.processed / "build.json"
    if not path.is_file():
        return Step("build", "tables", "they were never built")
    before = json.loads(path.read_text(encoding="utf-8"))
    if before["inputs"] != table_state(project):
        return Step("build", "tables", "a snapshot, ledger or reader changed")
    reads_reviews = needed is None or REVIEWS in needed
    if reads_reviews and before.get("reviews", "") != review_state(project):
        return Step("build", "tables", "a round of review moved on")
    if before["tables"] != _processed(project):
        return Step("build", "tables", "a file of data/processed changed")
    return Step("build", "tables", "")


def run_step(
    project: Project,
    study: Study,
    parameters: Mapping[str, Value],
    as_of: str,
    present: Present | None = None,
) -> tuple[Step, RunRecord | None]:
    """Return whether a study must run again, and its current record if not.

    ``present`` saves work where many are asked for at the same moment.
    """
    world = present or Present(project)
    record = world.current(study, parameters, as_of)
    why = "" if record else world.why(study, parameters, as_of)
    return Step("run", study.name, why), record


def plan(
    project: Project,
    manifest: Manifest,
    engine: str = "embedded",
    given: Mapping[str, str] | None = None,
) -> list[Step]:
    """Return every step of a build in order, each with its reason or none.

    The runs and pages of a brief about many subjects are one step each, which says how many of
    them are due and why the first is.
    """
    steps = [tables_step(project)]
    present = Present(project)
    runs: dict[str, RunHead] = {}
    held = spread(manifest, given or {})
    for name, values in held.items():
        study = manifest.studies[name]
        if study.has_subject:
            continue
        head = present.head(study, values, manifest.as_of)
        why = "" if head else present.why(study, values, manifest.as_of)
        if head:
            runs[name] = head
            why = "perhaps: the tables are built first" if steps[0].is_due else ""
        steps.append(Step("run", name, why))
    if manifest.subjects is not None:
        return [*steps, *_steps_of_all(project, manifest, engine, given)]
    first = dict.fromkeys(held, "it runs first")
    parts = page_parts(project, manifest, first | quoted_digests(manifest, runs), engine)
    return [*steps, pages_step(manifest, parts, output_folder(project, manifest, given))]


def _steps_of_all(
    project: Project, manifest: Manifest, engine: str, given: Mapping[str, str] | None
) -> Iterator[Step]:
    from research.studies.subjects import subjects

    try:
        ids = [one.id for one in subjects(project, manifest)]
    except TableMissingError as error:
        yield Step("run", manifest.brief, f"whom it is about is not known yet: {error}")
        return
    found = list(subject_plans(project, manifest, ids, engine, given))
    runs = [(one.subject, step.why) for one in found for step in one.runs if step.is_due]
    pages = [(one.subject, one.pages.why) for one in found if one.pages.is_due]
    for verb, due in (("run", runs), ("render", pages)):
        whom = len({subject for subject, _ in due})
        told = f"{whom} of {len(ids)} subjects, {due[0][0]} because {due[0][1]}" if due else ""
        yield Step(verb, f"{manifest.brief} for {len(ids)} subjects", told)


@dataclass(frozen=True)
class SubjectPlan:
    """What is due for one subject: the studies that run for it, and its pages.

    ``parts`` is what its pages would be made from now; None while a run is due.
    """

    subject: str
    held: dict[str, dict[str, Value]]
    runs: tuple[Step, ...]
    pages: Step
    home: Path
    parts: dict[str, str] | None

    @property
    def is_due(self) -> bool:
        return self.pages.is_due or any(step.is_due for step in self.runs)


def subject_plans(
    project: Project,
    manifest: Manifest,
    subjects: Sequence[str],
    engine: str = "embedded",
    given: Mapping[str, str] | None = None,
) -> Iterator[SubjectPlan]:
    """Yield what is due for each of some subjects; what they share is looked at once.

    A shared study that must run makes every subject's run due: run it first, then ask again.
    """
    if not subjects:
        return
    present = Present(project)
    ground, quoted = page_ground(project, manifest), quoted_names(manifest)
    told = {**(given or {})}
    first = spread(manifest, {**told, SUBJECT: subjects[0]})
    for subject in subjects:
        held = {
            name: {**values, SUBJECT: subject} if SUBJECT in values else values
            for name, values in first.items()
        }
        steps, runs = _runs_due(manifest, held, present)
        own = for_subject(manifest, subject)
        home = output_folder(project, manifest, given, subject)
        parts = None
        pages = Step("render", subject, "its run comes first")
        if len(runs) == len(held):
            parts = page_parts(project, own, quoted_digests(own, runs, quoted), engine, ground)
            pages = pages_step(own, parts, home, subject)
        yield SubjectPlan(subject, held, steps, pages, home, parts)


def _runs_due(
    manifest: Manifest, held: Mapping[str, dict[str, Value]], present: Present
) -> tuple[tuple[Step, ...], dict[str, RunHead]]:
    steps: list[Step] = []
    runs: dict[str, RunHead] = {}
    for name, values in held.items():
        study = manifest.studies[name]
        head = present.head(study, values, manifest.as_of)
        if head:
            runs[name] = head
        if study.has_subject:
            why = "" if head else present.why(study, values, manifest.as_of)
            steps.append(Step("run", f"{name} {values[SUBJECT]}", why))
    return tuple(steps), runs
