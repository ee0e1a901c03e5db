"""The verbs due, tick, schedule: what is late, and what runs by itself."""

from research.cli.adding import Add
from research.cli.ticking import add_schedule, add_tick, schedule, tick

__all__ = ["VERBS", "schedule", "tick"]

VERBS: dict[str, tuple[str, tuple[Add, ...]]] = {
    "tick": ("run the builds that are due by themselves, each occurrence once", (add_tick,)),
    "schedule": (
        "list the scheduled builds, or print and install what calls tick",
        (add_schedule,),
    ),
}
