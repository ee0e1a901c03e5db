"""The verbs site: the pages as a folder for any web host."""

from research.cli.adding import Add

VERBS: dict[str, tuple[str, tuple[Add, ...]]] = {}
