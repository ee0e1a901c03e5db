"""The verbs due, tick, schedule: what is late, and what runs by itself."""

from research.cli.adding import Add

VERBS: dict[str, tuple[str, tuple[Add, ...]]] = {}
