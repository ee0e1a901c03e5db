"""The verbs candidate, approve, release, verify, diff: from pages to an edition."""

from research.cli.adding import Add
from research.cli.approving import APPROVING, approve, erratum, release
from research.cli.fixing import FIXING, candidate, verify

__all__ = ["VERBS", "approve", "candidate", "erratum", "release", "verify"]

VERBS: dict[str, tuple[str, tuple[Add, ...]]] = {
    **FIXING,
    **APPROVING,
}
