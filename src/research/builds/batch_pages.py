"""The pages of a batch: set in warm renderers, proved, put in place; what fails stops no other."""

from collections.abc import Sequence
from contextlib import closing

from research.builds.batch import Batch
from research.builds.executors import Places
from research.builds.lanes import in_lanes
from research.builds.plan import SubjectPlan
from research.builds.progress import Progress
from research.render.job import RenderedPages, RenderJob, sweep
from research.render.subject_guard import Guard, guard_of
from research.studies.manifest import for_subject
from research.studies.slots import slot_path
from research.studies.subjects import Subject

_SEATS = {"district_id", "senate_district_id", "name", "family_name"}


def set_pages(batch: Batch, places: Places, due: Sequence[SubjectPlan]) -> None:
    """Set the pages that are due; count what is done, and keep why what is not."""
    if not due:
        return
    home = batch.project.build / batch.manifest.brief
    sweep(home)
    with batch.phase("renderers"):
        setter, lanes = places.setter(len(due))
    progress = Progress("pages", len(due), batch.voice.count, batch.voice.moves)

    def work(one: SubjectPlan) -> RenderedPages:
        return setter.set_pages(_job(batch, one))

    with batch.phase("pages"), closing(in_lanes(due, work, lanes, setter.end)) as finished:
        for one, done in finished:
            error = done.exception()
            if error is None:
                _count(batch, done.result())
            else:
                batch.fails(one.subject, "pages", error)
            progress.step(failed=error is not None)
    sweep(home)


def _count(batch: Batch, made: RenderedPages) -> None:
    batch.rendered += 1
    batch.page_seconds += made.seconds
    for phase, seconds in made.phases.items():
        batch.page_phases[phase] = batch.page_phases.get(phase, 0.0) + seconds


def _job(batch: Batch, plan: SubjectPlan) -> RenderJob:
    manifest = batch.manifest
    slots = {
        name: slot_path(batch.project, manifest.studies[name], held, manifest.as_of)
        for name, held in plan.held.items()
    }
    return RenderJob(
        root=batch.project.root,
        subject=plan.subject,
        manifest=for_subject(manifest, plan.subject),
        slots=slots,
        home=plan.home,
        parts=dict(plan.parts or {}),
        engine=batch.wishes.engine,
        guard=guard(batch, plan.subject),
    )


def guard(batch: Batch, subject: str) -> Guard | None:
    """Return whom the pages may name; None where the subjects are no seats that people hold."""
    return guard_among(batch.every, subject)


def guard_among(every: Sequence[Subject], subject: str) -> Guard | None:
    """Return the same of a subject among all subjects of its brief."""
    rows = [one.row for one in every]
    return guard_of(subject, rows) if set(rows[0]) >= _SEATS else None
