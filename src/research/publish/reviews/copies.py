"""Make a numbered review copy of a brief for one reviewer, and note that it was made."""

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from research.ground.errors import MissingFindingError, ReviewError, UsageError
from research.ground.paths import Project, using
from research.ground.provenance import digest_bytes, digest_file, write_whole
from research.publish.reviews.journal import append, moment, phase_of, round_of, writing
from research.render.review_copy import MarkedCopy, Marks, render_review_copy
from research.render.subject_guard import Guard
from research.sources.review_journal import Copied, Person
from research.sources.review_rounds import Reviews
from research.studies.manifest import SUBJECT, Manifest, for_subject
from research.studies.record import RunRecord


@dataclass(frozen=True)
class ReviewCopy:
    """A copy that now stands, and its line of the journal."""

    path: Path
    noted: Copied


def make_copy(
    project: Project,
    manifest: Manifest,
    who: Person,
    now: datetime,
    subject: str = "",
    phase: str = "",
) -> ReviewCopy:
    """Set a review copy from the finished runs of a brief, and note it before it is handed out.

    Its number is the next of the brief. The journal is held meanwhile, so no number is given
    twice; if the command is killed after the note, the copy is missing and its number is spent.

    Parameters
    ----------
    subject
        Whom the copy is about, where the brief is about many.
    phase
        The round that it is for; it must have been opened. Empty for none.

    Raises
    ------
    UsageError
        If a subject is missing, unknown or too much.
    MissingFindingError
        If a run is not there or stale.
    """
    whom, guard = _about(project, manifest, subject)
    records = _runs(project, manifest, whom)
    own = for_subject(manifest, whom) if whom else manifest
    kind = phase_of(phase) if phase else ""
    with writing(project, manifest.brief) as found:
        if kind:
            round_of(found, phase_of(kind))
        number = _next(found)
        marks = Marks(number, who.name, _written(now.date()), kind)
        made = _set(project, own, records, marks, guard)
        noted = Copied(
            moment(found, now), number, who.name, digest_bytes(made.pdf), made.pages,
            manifest.as_of, whom, kind,
        )  # fmt: skip
        append(project, manifest.brief, [noted])
    path = project.build / "reviews" / manifest.brief / f"{made.name}-review-{number}.pdf"
    write_whole(path, made.pdf)
    return ReviewCopy(path, noted)


def copy_of(found: Reviews, path: Path) -> Copied:
    """Return which review copy a file is, by its bytes.

    Raises
    ------
    ReviewError
        If it is not there, or the journal knows of no such copy.
    """
    if not path.is_file():
        raise ReviewError(f"there is no file {path}.")
    digest = digest_file(path)
    for copy in found.copies:
        if copy.sha256 == digest:
            return copy
    raise ReviewError(
        f"{path.name} is none of the {len(found.copies)} review copies of {found.brief}, or it was "
        "changed."
    )


def _next(found: Reviews) -> int:
    return 1 + max((one.number for one in found.copies), default=0)


def _written(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


def _set(
    project: Project,
    manifest: Manifest,
    records: Mapping[str, RunRecord],
    marks: Marks,
    guard: Guard | None,
) -> MarkedCopy:
    home = project.build / "reviews"
    home.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(dir=home, prefix=".setting-"))
    try:
        with using(project.root):
            return render_review_copy(project, manifest, records, work, marks, guard)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _runs(project: Project, manifest: Manifest, subject: str) -> dict[str, RunRecord]:
    from research.builds.plan import run_step
    from research.studies.binding import spread
    from research.studies.freshness import Present

    present, records = Present(project), {}
    whose = f" --subject {subject}" if subject else ""
    for name, held in spread(manifest, {SUBJECT: subject} if subject else {}).items():
        step, record = run_step(project, manifest.studies[name], held, manifest.as_of, present)
        if record is None:
            raise MissingFindingError(
                f"study {name} has no finished run to copy from: {step.why}. "
                f"Run `research report {manifest.brief}{whose}` first."
            )
        records[name] = record
    return records


def _about(project: Project, manifest: Manifest, subject: str) -> tuple[str, Guard | None]:
    """Return the subject as its table writes it, and whom its pages may name."""
    if manifest.subjects is None:
        if subject:
            raise UsageError(f"brief {manifest.brief} is about no subject in particular.")
        return "", None
    from research.builds.batch_pages import guard_among
    from research.studies.subjects import choose, subjects

    if not subject:
        raise UsageError(f"brief {manifest.brief} is about many subjects: say whom, --subject ID.")
    every = subjects(project, manifest)
    chosen = choose(every, [subject], [])
    return chosen[0].id, guard_among(every, chosen[0].id)
