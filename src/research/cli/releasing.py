"""The verbs candidate, approve, release, verify, diff: from pages to an edition."""

from research.cli.adding import Add
from research.cli.approving import APPROVING, approve, erratum, release

__all__ = ["VERBS", "approve", "erratum", "release"]

VERBS: dict[str, tuple[str, tuple[Add, ...]]] = {
    **APPROVING,
}
