"""What a batch says at its end: how much was done, what adds up, what failed and why."""

from research.builds import failures
from research.builds.batch import Batch
from research.ground.paths import Project
from research.studies.subjects import noun


def lines(batch: Batch, project: Project, command: str) -> list[str]:
    """Return the summary for a person; ``command`` repeats a run, without its subject."""
    told = [_first(batch), *batch.totals]
    told += failure_lines(batch, command)
    if batch.rendered:
        told.append(f"pages: {project.short(project.build / batch.manifest.brief)}/")
    return told


def failure_lines(batch: Batch, command: str) -> list[str]:
    """Return what failed, by cause; nothing where nothing did."""
    groups = failures.grouped(batch.failed)
    return failures.lines(groups, lambda count: noun(batch.manifest, count), command)


def _first(batch: Batch) -> str:
    if not (batch.ran or batch.rendered or batch.failed):
        are = "is" if len(batch.chosen) == 1 else "are"
        return f"nothing to do: {batch.named} {are} up to date"
    parts = [f"{batch.ran:,} run"]
    parts += [f"{batch.rendered:,} rendered"] if batch.wishes.pages else []
    parts += [f"{len(batch.failed):,} failed"] if batch.failed else []
    return f"{batch.named}: {', '.join(parts)}, in {batch.seconds.get('total', 0.0):.1f} s"


def said(batch: Batch, project: Project, command: str) -> dict[str, object]:
    """Return the summary for machines: every failure with its group, message and command."""
    return {
        "brief": batch.manifest.brief,
        "subjects": len(batch.chosen),
        "ran": batch.ran,
        "rendered": batch.rendered,
        "did_nothing": not (batch.ran or batch.rendered or batch.failed),
        "totals": batch.totals,
        "seconds": {name: round(seconds, 3) for name, seconds in batch.seconds.items()},
        "failed": {one.subject: one.message for one in batch.failed},
        "failures": failures.plain(failures.grouped(batch.failed), command),
        "exit_code": batch.exit_code,
        "pages": project.short(project.build / batch.manifest.brief),
    }
