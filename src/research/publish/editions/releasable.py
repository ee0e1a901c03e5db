"""Whether a candidate may leave the house: made from what is there, and each page read back."""

from research.builds.plan import tables_step
from research.builds.release import require_releasable as require_file
from research.ground.errors import EditionError, ProofError
from research.ground.paths import Project
from research.publish.editions.manifest import Edition
from research.publish.editions.ready import changed, made_from, require_committed
from research.render.proof import proof
from research.studies.manifest import at_day, load


def require_current(project: Project, made: Edition) -> None:
    """Test that a candidate still rests on what is there: code, prose, tables, snapshots.

    Raises
    ------
    EditionError
        If something is not committed, a snapshot is newer than the tables, or anything that the
        candidate was made from is not as it was: what, and what to do.
    """
    manifest = at_day(load(project, made.brief), made.as_of)
    require_committed(project, manifest)
    again = f"Bring the brief up to date and fix it again: research candidate {made.brief}."
    read = {name for study in manifest.studies.values() for name in study.tables}
    tables = tables_step(project, read)
    if tables.is_due:
        raise EditionError(f"{made.id} is stale: {tables.why} after it was made. {again}")
    moved = changed(made.made_from, made_from(project, manifest))
    if moved:
        raise EditionError(
            f"{made.id} was made from something else than what is there: {len(moved)} of "
            f"{len(made.made_from)} things changed, first {moved[0]}. {again}"
        )


def require_releasable(made: Edition) -> None:
    """Test that no document of a candidate shows what no reader should see.

    Raises
    ------
    EditionError
        If it has no PDF.
    ReleaseError
        If one bears demonstration data, or prints an example address.
    ProofError
        If one fails its proof.
    """
    pages = list(made.of(kind="pdf"))
    if not pages:
        raise EditionError(f"{made.id} has no PDF: there is nothing to release.")
    failed: dict[str, str] = {}
    for file in pages:
        require_file(made.path(file))
        found = proof(made.path(file)).failures
        if found:
            failed[file.path] = found[0]
    if failed:
        first = next(iter(failed))
        raise ProofError(
            f"{made.id}: {len(failed)} of {len(pages)} PDFs fail their proof, first {first}: "
            f"{failed[first]}. Nothing was released."
        )
