"""The verbs deliver, recall: messages, receipts, errata."""

from research.cli.adding import Add

VERBS: dict[str, tuple[str, tuple[Add, ...]]] = {}
