"""The verbs candidate, approve, release, verify, diff: from pages to an edition."""

from research.cli.adding import Add
from research.cli.approving import APPROVING, approve, diff, erratum, release
from research.cli.fixing import FIXING, candidate, verify

__all__ = ["VERBS", "approve", "candidate", "diff", "erratum", "release", "verify"]

VERBS: dict[str, tuple[str, tuple[Add, ...]]] = {
    **FIXING,
    **APPROVING,
}
