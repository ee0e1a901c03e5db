"""The verbs audience: who receives what, and why."""

from research.cli.adding import Add

VERBS: dict[str, tuple[str, tuple[Add, ...]]] = {}
