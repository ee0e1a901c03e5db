"""The verbs due, tick, schedule: what is late, and what runs by itself."""

from research.cli.adding import Add
from research.cli.due import add_due, due
from research.cli.ticking import add_schedule, add_tick, schedule, tick

__all__ = ["VERBS", "due", "schedule", "tick"]

VERBS: dict[str, tuple[str, tuple[Add, ...]]] = {
    "due": (
        "say what is late by the calendar, by how many days, what blocks it, and what comes next",
        (add_due,),
    ),
    "tick": ("run the builds that are due by themselves, each occurrence once", (add_tick,)),
    "schedule": (
        "list the scheduled builds, or print and install what calls tick",
        (add_schedule,),
    ),
}
