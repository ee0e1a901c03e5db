"""Which tables are confidential, and the refusal to read one in a run about one subject.

A batch is protected once, over all subjects: what one subject's run computed from raw rows would
stand beside what others computed, and their differences would tell what each alone hides.
"""

import json
import os
from collections.abc import Sequence
from pathlib import Path

from research.ground.errors import DisclosureError
from research.ground.held import Signature, signature
from research.ground.paths import Project, project
from research.warehouse.reads import Read

ABOUT_ONE = "RESEARCH_ABOUT_ONE"
"""Set, in the environment of a run that is about one subject, to the name of its study."""

_known: dict[Path, tuple[Signature, bool]] = {}
"""What the lineage of a table says, as long as its file is the same: every finding asks."""


def is_confidential(table: str, here: Project | None = None) -> bool:
    """Return whether a table, or the table whose quarantine it is, was given in confidence."""
    path = (here or project()).processed / f"{table.removesuffix('.quarantine')}.json"
    try:
        now = signature(path)
    except FileNotFoundError:
        return False
    held = _known.get(path)
    if held is None or held[0] != now:
        held = _known[path] = (now, _says_so(path))
    return held[1]


def _says_so(path: Path) -> bool:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError:
        return True  # what cannot be read is not taken for public
    return bool(said.get("is_confidential", False))


def assert_may_read(table: str) -> None:
    """Test that this process may read a table.

    Raises
    ------
    DisclosureError
        If it is confidential, and this is a run about one subject.
    """
    study = os.environ.get(ABOUT_ONE, "")
    if study and is_confidential(table):
        raise DisclosureError(_refusal(study, table))


def assert_none_read(study: str, reads: Sequence[Read]) -> None:
    """Test that a run about one subject read no confidential table.

    Raises
    ------
    DisclosureError
        Which table.
    """
    for read in reads:
        if read.is_slice and is_confidential(read.table):
            raise DisclosureError(_refusal(study, read.table))


def _refusal(study: str, table: str) -> str:
    """Return what is said to a study about one subject that reads a confidential table."""
    return (
        f"table {table} is confidential and study {study} runs for one subject: what may be "
        "printed of it is decided once, over all subjects. Protect it in a shared study "
        "(models.disclosure) and read its finding for this subject with shared.findings."
    )
