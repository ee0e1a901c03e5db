"""Bring many subjects of one brief up to date: tables, shared studies, runs, totals, pages.

What is done is what stands in ``build``: a batch keeps no list of its own, so the same command
goes on after anything that ended it.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace

from research.builds import pipeline
from research.builds.executors import Places, Runner, RunTask
from research.builds.failures import Failure, failure
from research.builds.lanes import in_lanes
from research.builds.progress import Progress
from research.builds.totals import Sums, sums
from research.builds.voice import Voice
from research.ground.errors import UsageError
from research.ground.paths import Project
from research.studies.binding import spread
from research.studies.freshness import Present
from research.studies.manifest import SUBJECT, Manifest, Study
from research.studies.parameters import Value
from research.studies.record import RUN, RunHead, RunRecord, read_record
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

    def task(self, subject: Subject) -> RunTask:
        """Return the runs of one subject: the values of the first, with its own id."""
        held = {
            study.name: {
                **self.held[study.name], SUBJECT: study.parameters[SUBJECT].check(subject.id)
            }
            for study in self.own
        }  # fmt: skip
        return RunTask(subject.id, self.own, held, self.manifest.as_of)


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
    with batch.phase("shared"):
        held = {name: batch.held[name] for name in batch.shared}
        _, shared = pipeline.study_runs(project, batch.shared, held, manifest.as_of, tell)
    account = _account(batch)
    with Places(project, manifest, batch.wishes, tell) as places:
        _runs(batch, places, account)
        with batch.phase("totals"):
            _reconcile(batch, account, list(shared.values()))
        if batch.wishes.pages:
            from research.builds.batch_pages import set_pages

            set_pages(batch, places, shared)


def _account(batch: Batch) -> Sums:
    declared = batch.manifest.subjects
    assert declared is not None
    return sums(declared.totals, declared.totals_over, batch.every)


def heads(batch: Batch, present: Present, subject: Subject) -> dict[str, RunHead] | None:
    """Return the heads of a subject's runs if each of them is up to date."""
    task, found = batch.task(subject), {}
    for study in task.studies:
        head = present.head(study, task.held[study.name], task.as_of)
        if head is None:
            return None
        found[study.name] = head
    return found


def _runs(batch: Batch, places: Places, account: Sums) -> None:
    with batch.phase("look"):
        present = Present(batch.project)
        stale = [one for one in batch.chosen if heads(batch, present, one) is None]
    if not stale:
        return
    with batch.phase("kernels"):
        runner, lanes = places.runner(len(stale))
    with batch.phase("runs"):
        _run_stale(batch, stale, runner, lanes, account)


def _run_stale(
    batch: Batch, stale: Sequence[Subject], runner: Runner, lanes: int, account: Sums
) -> None:
    progress = Progress("runs", len(stale), batch.voice.count, batch.voice.moves)

    def work(subject: Subject) -> None:
        for record in runner.run(batch.task(subject)):
            account.take(subject.id, record)

    with closing(in_lanes(stale, work, lanes, runner.end)) as finished:
        for subject, done in finished:
            error = done.exception()
            if error is None:
                batch.ran += 1
            else:
                batch.failures[subject.id] = failure(subject, "run", batch.own[0].name, error)
            progress.step(failed=error is not None)


def _reconcile(batch: Batch, account: Sums, shared: Sequence[RunRecord]) -> None:
    """Compare sums with totals, with the help of runs that stand from before."""
    present = Present(batch.project)
    for subject in batch.every if account.totals else ():
        if account.lacks(subject.id) and heads(batch, present, subject) is not None:
            for record in _records(batch, subject):
                account.take(subject.id, record)
    batch.totals = account.reconcile(shared)


def _records(batch: Batch, subject: Subject) -> Iterator[RunRecord]:
    task = batch.task(subject)
    for study in task.studies:
        home = slot_path(batch.project, study, task.held[study.name], task.as_of)
        yield read_record(home / RUN)
