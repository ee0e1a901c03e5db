"""Bring many subjects of one brief up to date: tables, shared studies, runs, totals, pages.

What is done is what stands in ``build``: a batch keeps no list of its own, so the same command
goes on after anything that ended it.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace

from research.builds import pipeline
from research.builds.executors import Places, Runner, RunTask
from research.builds.failures import Failure, failure
from research.builds.lanes import in_lanes
from research.builds.plan import SubjectPlan, subject_plans
from research.builds.progress import Progress
from research.builds.totals import Sums, sums
from research.builds.voice import Voice
from research.ground.errors import MissingFindingError, UsageError
from research.ground.paths import Project
from research.studies.binding import spread
from research.studies.freshness import Present
from research.studies.manifest import SUBJECT, Manifest, Study
from research.studies.parameters import Value
from research.studies.record import RunRecord
from research.studies.slots import slot_path
from research.studies.subjects import Subject, noun


@dataclass(frozen=True)
class Wishes:
    """What somebody asked of a batch, beside its subjects."""

    pages: bool = True
    formats: tuple[str, ...] = ()
    workers: int | None = None
    memory_mb: int | None = None
    scheduler: str = ""
    engine: str = "embedded"
    given: dict[str, str] = field(default_factory=dict)


@dataclass
class Batch:
    """One batch under way: what it is about, and how far it came."""

    project: Project
    manifest: Manifest
    every: tuple[Subject, ...]
    chosen: tuple[Subject, ...]
    wishes: Wishes
    voice: Voice
    ran: int = 0
    rendered: int = 0
    totals: list[str] = field(default_factory=list)
    failures: dict[str, Failure] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    page_seconds: float = 0.0
    page_phases: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.manifest = _narrowed(self.manifest, self.wishes.formats)
        self.held = _bound(self.manifest, self.chosen[0].id, self.wishes.given)

    @property
    def own(self) -> tuple[Study, ...]:
        """The studies that run once for each subject."""
        return tuple(study for study in self.manifest.studies.values() if study.has_subject)

    @property
    def shared(self) -> dict[str, Study]:
        """The studies that run once for all."""
        return {n: study for n, study in self.manifest.studies.items() if not study.has_subject}

    @property
    def named(self) -> str:
        return noun(self.manifest, len(self.chosen))

    @property
    def failed(self) -> tuple[Failure, ...]:
        """What failed, in the order of the subjects' table."""
        return tuple(self.failures[one.id] for one in self.chosen if one.id in self.failures)

    @property
    def exit_code(self) -> int:
        """The code of the first subject that failed; 0 if none did."""
        return self.failed[0].exit_code if self.failed else 0

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Add to a phase the time that its block takes."""
        began = time.monotonic()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.monotonic() - began

    def task(self, plan: SubjectPlan) -> RunTask:
        """Return the runs of one subject that are due."""
        stale = {step.what.split()[0] for step in plan.runs if step.is_due}
        studies = tuple(study for study in self.own if study.name in stale)
        return RunTask(plan.subject, studies, plan.held, self.manifest.as_of)

    def fails(self, subject: str, phase: str, error: BaseException) -> None:
        """Keep why a subject failed."""
        whose = next(one for one in self.chosen if one.id == subject)
        ids = {one.id for one in self.every}
        self.failures[subject] = failure(whose, phase, self.own[0].name, error, ids)


def _narrowed(manifest: Manifest, formats: Sequence[str]) -> Manifest:
    lost = [one for one in formats if one not in manifest.formats]
    if lost:
        raise UsageError(
            f"--formats {lost[0]}: {manifest.brief} is made as {', '.join(manifest.formats)}."
        )
    kept = tuple(one for one in manifest.formats if one in formats)
    return replace(manifest, formats=kept) if formats else manifest


def _bound(manifest: Manifest, first: str, given: dict[str, str]) -> dict[str, dict[str, Value]]:
    if SUBJECT in given:
        raise UsageError(f"-p {SUBJECT}={given[SUBJECT]}: say --subject {given[SUBJECT]} instead.")
    return spread(manifest, {**given, SUBJECT: first})


def run(batch: Batch) -> None:
    """Bring the chosen subjects of a batch up to date; what fails stops no other.

    Raises
    ------
    TotalsError
        If the subjects do not add up to what they share: nothing is rendered then.
    ClusterError
        If the cluster cannot be used at all.
    ResearchError
        If the tables or a shared study cannot be made.
    """
    with batch.phase("total"):
        _work(batch)


def _work(batch: Batch) -> None:
    project, manifest, tell = batch.project, batch.manifest, batch.voice.tell
    with batch.phase("tables"):
        pipeline.tables(project, tell)
    account = _account(batch)
    slots = {
        name: slot_path(project, study, batch.held[name], manifest.as_of)
        for name, study in batch.shared.items()
    }
    with Places(project, manifest, batch.wishes, slots, len(batch.chosen), tell) as places:
        with batch.phase("shared"):
            shared = list(_shared(batch, places))
        pages = _runs(batch, places, account)
        if batch.ran or pages:
            with batch.phase("totals"):
                _reconcile(batch, account, shared)
        if pages:
            from research.builds.batch_pages import set_pages

            set_pages(batch, places, pages)
    if batch.ran or batch.rendered:
        with suppress(MissingFindingError):  # nothing that stands was measured
            _note_costs(batch)


def _note_costs(batch: Batch) -> None:
    """Write beside the pages what the runs cost, and what these pages did."""
    from research.builds import costs

    found = costs.costs(batch.project, batch.manifest, [one.id for one in batch.every])
    if batch.rendered:
        phases = {name: round(value, 3) for name, value in sorted(batch.page_phases.items())}
        pages = costs.PageCost(batch.rendered, round(batch.page_seconds, 3), phases)
        found = replace(found, pages=pages)
    costs.write(batch.project, found)


def _shared(batch: Batch, places: Places) -> Iterator[RunRecord]:
    """Yield what the studies that run once for all have found; run those that are stale."""
    present, as_of = Present(batch.project), batch.manifest.as_of
    for name, study in batch.shared.items():
        record = present.current(study, batch.held[name], as_of)
        if record is None:
            why = present.why(study, batch.held[name], as_of)
            batch.voice.tell(f"{name}: running, because {why}")
            (record,) = places.near().run(RunTask("", (study,), batch.held, as_of))
        yield record


def _account(batch: Batch) -> Sums:
    declared = batch.manifest.subjects
    assert declared is not None
    return sums(declared.totals, declared.totals_over, batch.every)


def _runs(batch: Batch, places: Places, account: Sums) -> list[SubjectPlan]:
    """Run what is stale; return the pages that are due, of all that did not fail."""
    with batch.phase("look"):
        seen = list(due(batch, batch.chosen))
        stale = [one for one in seen if any(step.is_due for step in one.runs)]
    if stale:
        with batch.phase("kernels"):
            runner, lanes = places.runner(len(stale))
        with batch.phase("runs"):
            _run_stale(batch, stale, runner, lanes, account)
        with batch.phase("look"):
            ran = {one.subject for one in stale}
            again = [one for one in batch.chosen if one.id in ran - batch.failures.keys()]
            seen = [one for one in seen if one.subject not in ran] + list(due(batch, again))
    return [one for one in seen if one.pages.is_due] if batch.wishes.pages else []


def due(batch: Batch, subjects: Sequence[Subject]) -> Iterator[SubjectPlan]:
    """Yield what is due for some subjects."""
    ids = [one.id for one in subjects]
    wishes = batch.wishes
    return subject_plans(batch.project, batch.manifest, ids, wishes.engine, wishes.given)


def _run_stale(
    batch: Batch, stale: Sequence[SubjectPlan], runner: Runner, lanes: int, account: Sums
) -> None:
    progress = Progress("runs", len(stale), batch.voice.count, batch.voice.moves)

    def work(one: SubjectPlan) -> None:
        for record in runner.run(batch.task(one)):
            account.take(one.subject, record)

    with closing(in_lanes(stale, work, lanes, runner.end)) as finished:
        for one, done in finished:
            error = done.exception()
            if error is None:
                batch.ran += 1
            else:
                batch.fails(one.subject, "run", error)
            progress.step(failed=error is not None)


def _reconcile(batch: Batch, account: Sums, shared: Sequence[RunRecord]) -> None:
    """Compare sums with totals, with the help of runs that stand from before."""
    lacking = [one for one in batch.every if account.lacks(one.id)]
    present = Present(batch.project)
    for subject in lacking:
        for study in batch.own:
            held = {**batch.held[study.name], SUBJECT: subject.id}
            record = present.current(study, held, batch.manifest.as_of)
            if record is not None:
                account.take(subject.id, record)
    batch.totals = account.reconcile(shared)
