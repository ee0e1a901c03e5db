"""The pages of a batch: set in warm renderers, proved, put in place; what fails stops no other."""

from collections.abc import Sequence
from contextlib import closing

from research.builds.batch import Batch
from research.builds.executors import PageTask, Places
from research.builds.lanes import in_lanes
from research.builds.plan import SubjectPlan
from research.builds.progress import Progress
from research.studies.manifest import for_subject
from research.studies.slots import slot_path


def set_pages(batch: Batch, places: Places, due: Sequence[SubjectPlan]) -> None:
    """Set the pages that are due; count what is done, and keep why what is not."""
    if not due:
        return
    with batch.phase("renderers"):
        setter, lanes = places.setter(len(due))
    progress = Progress("pages", len(due), batch.voice.count, batch.voice.moves)

    def work(one: SubjectPlan) -> None:
        setter.set_pages(page_task(batch, one))

    with batch.phase("pages"), closing(in_lanes(due, work, lanes, setter.end)) as finished:
        for one, done in finished:
            error = done.exception()
            if error is None:
                batch.rendered += 1
            else:
                batch.fails(one.subject, "pages", error)
            progress.step(failed=error is not None)


def page_task(batch: Batch, plan: SubjectPlan) -> PageTask:
    """Return what a renderer must know to set the pages of one subject."""
    manifest = batch.manifest
    slots = {
        name: slot_path(batch.project, manifest.studies[name], held, manifest.as_of)
        for name, held in plan.held.items()
    }
    return PageTask(
        subject=plan.subject,
        manifest=for_subject(manifest, plan.subject),
        slots=slots,
        home=plan.home,
        parts=dict(plan.parts or {}),
        engine=batch.wishes.engine,
    )
