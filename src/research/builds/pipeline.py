"""Build tables, run studies, render and prove, in order, and only what is stale."""

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from research.builds import plan as plans
from research.builds.page_parts import (
    Step,
    output_folder,
    page_parts,
    pages_step,
    quoted_digests,
)
from research.ground.errors import MissingFindingError, ResearchError
from research.ground.paths import Project, using
from research.render.placing import PAGES, place_pages
from research.studies.binding import read_given, spread
from research.studies.freshness import Present
from research.studies.manifest import Manifest, Study
from research.studies.parameters import Value
from research.studies.record import Finding, RunHead, RunRecord, read_head

if TYPE_CHECKING:
    from research.warehouse.build import Built

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Outcome:
    """What a build did, and the files that now stand."""

    steps: tuple[Step, ...]
    files: tuple[Path, ...]

    @property
    def did_nothing(self) -> bool:
        return not any(step.is_due for step in self.steps)


def report(
    project: Project,
    manifest: Manifest,
    tell: Tell,
    engine: str = "embedded",
    given: Mapping[str, str] | None = None,
) -> Outcome:
    """Bring one brief up to date: tables, runs, pages, proof.

    Raises
    ------
    ResearchError
        The first failure in the order of study.toml; studies beside it finish first, and
        what else failed is added to it as notes.
    """
    held = spread(manifest, given or {})
    first = tables(project, tell)
    steps, records = study_runs(project, manifest.studies, held, manifest.as_of, tell)
    last, files = pages(project, manifest, records, tell, engine, given)
    return Outcome((first, *steps, last), files)


def render(
    project: Project,
    manifest: Manifest,
    tell: Tell,
    engine: str = "embedded",
    given: Mapping[str, str] | None = None,
) -> Outcome:
    """Set the pages of a brief from its finished runs, and prove them.

    Raises
    ------
    MissingFindingError
        If a study has no finished run that is up to date.
    """
    records = {}
    present = Present(project)
    for name, held in spread(manifest, given or {}).items():
        step, record = plans.run_step(
            project, manifest.studies[name], held, manifest.as_of, present
        )
        if record is None:
            raise MissingFindingError(
                f"study {name} has no finished run to render: {step.why}. "
                f"Run `research run {name}`, or `research report {manifest.brief}`."
            )
        records[name] = record
    step, files = pages(project, manifest, records, tell, engine, given)
    return Outcome((step,), files)


def tables(project: Project, tell: Tell, names: Sequence[str] = ()) -> Step:
    """Rebuild the tables that changed: all, or those that are named."""
    step = plans.tables_step(project)
    if step.is_due:
        build_tables(project, tell, sorted({name.removesuffix(".quarantine") for name in names}))
    return step


def build_tables(project: Project, tell: Tell, names: Sequence[str] = ()) -> "list[Built]":
    """Rebuild the named tables that are stale, or all; remember what all were built from."""
    tell("building tables")
    from research.warehouse.build import build

    with using(project.root):
        built = build(project, list(names) or None)
    for table in built:
        if table.is_rebuilt:
            tell(f"table {table.table}: {table.rows} rows, because {table.why}")
    if not names:
        plans.note_tables(project)
    prune_kept(project)
    return built


def prune_kept(project: Project) -> int:
    """Remove the earlier files of tables that no run record names any more, nor an edition's."""
    from research.studies.slots import heads
    from research.warehouse import kept

    every = [*heads(project), *_heads_of_editions(project)]
    return kept.prune(project, {(read.table, read.file) for head in every for read in head.reads})


def _heads_of_editions(project: Project) -> Iterator[RunHead]:
    """Yield what the runs behind editions and candidates rest on, so that they can be compared."""
    for home in (project.editions, project.candidates):
        for path in home.rglob("records/*.json"):
            with suppress(MissingFindingError):  # a candidate that was cut short keeps nothing
                yield read_head(path)


def study_run(
    project: Project, study: Study, given: Mapping[str, str], as_of: str, tell: Tell
) -> tuple[Step, RunRecord]:
    """Run a study if it is stale; return its record either way."""
    held = {study.name: read_given(study, given, as_of)}
    steps, records = study_runs(project, {study.name: study}, held, as_of, tell)
    return steps[0], records[study.name]


def _run_one(
    project: Project, study: Study, held: dict[str, Value], as_of: str, tell: Tell
) -> tuple[Step, RunRecord]:
    step, record = plans.run_step(project, study, held, as_of)
    if record is None:
        tell(f"{study.name}: starting, because {step.why}")
        from research.studies.run import run

        record = run(project, study, held, as_of, tell)
    return step, record


def study_runs(
    project: Project,
    studies: Mapping[str, Study],
    held: Mapping[str, dict[str, Value]],
    as_of: str,
    tell: Tell,
) -> tuple[list[Step], dict[str, RunRecord]]:
    """Run the stale ones of some studies beside one another, as many as there are cores.

    Those that others come after run first. The order of what comes back is that of study.toml.
    A failure does not stop the others.
    """
    done: dict[str, tuple[Step, RunRecord]] = {}
    for comes_after in (False, True):
        wave = {name: v for name, v in held.items() if bool(studies[name].after) is comes_after}
        done |= _beside(project, studies, wave, as_of, tell) if wave else {}
    ordered = {name: done[name] for name in held}
    steps = [step for step, _ in ordered.values()]
    return steps, {name: record for name, (_, record) in ordered.items()}


def _beside(
    project: Project,
    studies: Mapping[str, Study],
    held: Mapping[str, dict[str, Value]],
    as_of: str,
    tell: Tell,
) -> dict[str, tuple[Step, RunRecord]]:
    """Run the stale ones of studies that wait for none of one another."""
    workers = max(1, min(os.cpu_count() or 1, len(held)))
    pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="study")
    begun: dict[str, Future[tuple[Step, RunRecord]]] = {}
    try:
        for name, values in held.items():
            begun[name] = pool.submit(_run_one, project, studies[name], values, as_of, tell)
        wait(begun.values())
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        _stop(begun.values())
        raise
    pool.shutdown()
    _raise_first(begun)
    return {name: run.result() for name, run in begun.items()}


def _stop(runs: Iterable["Future[tuple[Step, RunRecord]]"]) -> None:
    """End the kernels of runs that somebody interrupted, until none of them is left."""
    from research.studies.kernels import stopping

    begun = [run for run in runs if not run.cancelled()]  # wait() never counts a cancelled one done
    with stopping() as end_kernels:
        while wait(begun, timeout=0.1).not_done:
            end_kernels()


def _raise_first(begun: Mapping[str, "Future[tuple[Step, RunRecord]]"]) -> None:
    failed = [(name, error) for name, run in begun.items() if (error := run.exception())]
    if not failed:
        return
    _, first = failed[0]
    for name, error in failed[1:]:
        if not isinstance(error, ResearchError):
            raise error
        first.add_note(f"study {name} failed too: {error}")
    raise first


def pages(
    project: Project,
    manifest: Manifest,
    records: Mapping[str, RunRecord],
    tell: Tell,
    engine: str = "embedded",
    given: Mapping[str, str] | None = None,
) -> tuple[Step, tuple[Path, ...]]:
    """Render and prove a brief if anything it is made from changed."""
    parts = page_parts(project, manifest, quoted_digests(manifest, records), engine)
    home = output_folder(project, manifest, given)
    step = pages_step(manifest, parts, home)
    if step.is_due:
        from research.render.brief import render_brief

        tell(f"rendering {step.what}, because {step.why}")
        findings = gather(records)
        home.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(dir=home.parent, prefix=".rendering-"))
        try:
            with using(project.root):
                files = render_brief(project, manifest, findings, records, work, engine)
            place_pages(work, home, files, parts)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    said = json.loads((home / PAGES).read_text(encoding="utf-8"))
    return step, tuple(home / name for name in said["files"])


def gather(records: Mapping[str, RunRecord]) -> dict[str, Finding]:
    """Return the findings of all studies of a brief by name."""
    return {f.name: f for record in records.values() for f in record.findings}
