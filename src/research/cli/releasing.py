"""The verbs candidate, approve, release, verify, diff: from pages to an edition."""

from research.cli.adding import Add

VERBS: dict[str, tuple[str, tuple[Add, ...]]] = {}
