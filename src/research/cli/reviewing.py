"""The verbs review: rounds, comments, dispositions, review copies."""

from research.cli.adding import Add

VERBS: dict[str, tuple[str, tuple[Add, ...]]] = {}
