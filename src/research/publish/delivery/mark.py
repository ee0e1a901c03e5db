"""A mark in state/: with which ledger a delivery was sent, so that a lost one is missed."""

from pathlib import Path

from research.ground.errors import DeliveryError
from research.ground.paths import Project
from research.ground.provenance import write_whole
from research.publish.delivery.ledger import Ledger, Mailing
from research.publish.delivery.outbox import place


def require_same(project: Project, mailing: Mailing, ledger: Ledger) -> None:
    """Refuse a ledger that is another one, or an older copy, than that of the last sending.

    Raises
    ------
    DeliveryError
        If it is: who has what stands in the other one.
    """
    path = _path(project, mailing)
    if not path.is_file():
        return
    name, _, count = path.read_text(encoding="utf-8").strip().partition(" ")
    here, held = ledger.age()
    if name != here or not count.isdigit() or held < int(count):
        what = "another one" if name != here else f"an older copy ({held} of {count} events)"
        raise DeliveryError(
            f"{mailing} was sent with a ledger, and {project.short(ledger.path)} is {what}: it "
            "does not know who has theirs. Put back the newest copy. Nothing was sent. If nobody "
            f"was ever reached with it, remove {project.short(path)}."
        )


def put(project: Project, mailing: Mailing, ledger: Ledger) -> None:
    """Note with which ledger, and how far along, a mailing is being sent."""
    name, held = ledger.age()
    path = _path(project, mailing)
    write_whole(path, f"{name} {held}\n".encode())


def _path(project: Project, mailing: Mailing) -> Path:
    """Return where the mark lies: not in build, which may be emptied, but for a trial's."""
    beside = place(project, mailing).with_suffix(".sent")
    return beside if mailing.is_test else project.state / beside.relative_to(project.build)
