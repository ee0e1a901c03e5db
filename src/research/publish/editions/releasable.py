"""Whether the documents of a candidate may leave the house: each is read back once more."""

from research.builds.release import require_releasable as require_file
from research.ground.errors import EditionError, ProofError
from research.publish.editions.manifest import Edition
from research.render.proof import proof


def require_releasable(made: Edition) -> None:
    """Test that no document of a candidate shows what no reader should see.

    Raises
    ------
    EditionError
        If it has no PDF, or what it was made from changed since.
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
