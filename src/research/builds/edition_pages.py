"""The pages of an edition: set beside the drafts, in the same renderers, none left out."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from research.builds.batch import Batch, Wishes
from research.builds.batch_pages import guard
from research.builds.executors import Places
from research.builds.lanes import in_lanes
from research.builds.progress import Progress
from research.builds.voice import Voice
from research.ground.paths import Project
from research.render.edition import PageEdition
from research.render.job import RenderedPages, RenderJob, set_pages
from research.studies.binding import spread
from research.studies.manifest import SUBJECT, Manifest, for_subject
from research.studies.slots import slot_path
from research.studies.subjects import subjects


@dataclass(frozen=True)
class EditionPages:
    """What is to be set: for whom, as which edition, and below which folder.

    Attributes
    ----------
    editions
        By subject; one without a subject where the brief is about nobody in particular.
    home
        A folder of its own: each subject gets one below it, a brief without subjects ``brief``.
    """

    manifest: Manifest
    editions: Mapping[str, PageEdition]
    home: Path


def slots(project: Project, manifest: Manifest, subject: str) -> dict[str, Path]:
    """Return where the finished run of each study of a document stands."""
    held = spread(manifest, {SUBJECT: subject} if subject else {})
    return {
        name: slot_path(project, manifest.studies[name], values, manifest.as_of)
        for name, values in held.items()
    }


def set_all(project: Project, asked: EditionPages, voice: Voice) -> None:
    """Set, prove and place the pages of every document of an edition.

    Raises
    ------
    ResearchError
        The first document that cannot be set; a note says how many failed with it.
    """
    if asked.manifest.subjects is None:
        set_pages(_job(project, asked, ""))
        return
    every = subjects(project, asked.manifest)
    chosen = tuple(one for one in every if one.id in asked.editions)
    batch = Batch(project, asked.manifest, every, chosen, Wishes(), voice)
    progress = Progress("pages", len(chosen), voice.count, voice.moves)
    failed: list[Exception] = []

    with Places(project, asked.manifest, batch.wishes, {}, len(chosen), voice.tell) as places:
        setter, lanes = places.setter(len(chosen))

        def work(subject: str) -> RenderedPages:
            return setter.set_pages(_job(project, asked, subject, batch))

        with closing(in_lanes([one.id for one in chosen], work, lanes, setter.end)) as finished:
            for _, done in finished:
                error = done.exception()
                if isinstance(error, Exception):
                    failed.append(error)
                progress.step(failed=error is not None)
    if failed:
        failed[0].add_note(f"{len(failed)} of {len(chosen)} documents failed; this is the first.")
        raise failed[0]


def _job(
    project: Project, asked: EditionPages, subject: str, batch: Batch | None = None
) -> RenderJob:
    own = for_subject(asked.manifest, subject) if subject else asked.manifest
    return RenderJob(
        root=project.root,
        subject=subject,
        manifest=own,
        slots=slots(project, asked.manifest, subject),
        home=asked.home / (subject or "brief"),
        parts={},
        guard=guard(batch, subject) if batch else None,
        edition=asked.editions[subject],
    )
