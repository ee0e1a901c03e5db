"""Only what two people signed is sent: the bytes, and the minute, of a released edition."""

from research.ground.errors import ApprovalError
from research.ground.paths import Project
from research.publish.editions.approvals import NEEDED, approvals
from research.publish.editions.manifest import Edition


def require_approved(project: Project, edition: Edition) -> None:
    """Refuse an edition that is not, byte for byte, what enough people approved.

    Each signature is verified again, and must be of exactly this manifest: an edition whose minute
    or files were changed after its release, digests and all, bears none.

    Raises
    ------
    ApprovalError
        If fewer than two approvals count; it says of each other one why it does not.
    """
    found = approvals(project, edition)
    good = [one for one in found if one.counts]
    if len(good) >= NEEDED:
        return
    error = ApprovalError(
        f"{edition.id} as it lies here has {len(good)} of {NEEDED} approvals: somebody changed it "
        "after it was released, or an approver or key of then is no longer in "
        "reports/approvers.toml. Nothing was sent: put both back as they were."
    )
    for one in found:
        if not one.counts:
            error.add_note(f"the approval of {one.name} does not count: it {one.why_not}")
    raise error
