"""What can have happened to a message, and what may happen next."""

from enum import Enum


class State(Enum):
    """Where a message stands; ``unknown`` is never sent again without asking."""

    PLANNED = "planned"
    HANDED_OVER = "handed over"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    BOUNCED = "bounced"
    UNKNOWN = "unknown"
    WITHDRAWN = "withdrawn"


STATE_AFTER = {
    "planned": State.PLANNED,
    "replanned": State.PLANNED,
    "deferred": State.PLANNED,
    "cut": State.PLANNED,
    "settled as again": State.PLANNED,
    "handed over": State.HANDED_OVER,
    "ending": State.HANDED_OVER,
    "accepted": State.ACCEPTED,
    "settled as accepted": State.ACCEPTED,
    "refused": State.REFUSED,
    "bounced": State.BOUNCED,
    "unknown": State.UNKNOWN,
    "withdrawn": State.WITHDRAWN,
}
"""The state in which each event leaves a message.

``handed over``: DATA begins. ``ending``: every byte went out but the final dot, which is next.
``deferred``: the server said 4xx. ``cut``: the connection or the sender ended before the dot.
"""

_PLANNED = ("planned", "replanned", "deferred", "cut", "settled as again")

MAY_FOLLOW: dict[str, tuple[str, ...]] = {
    "": ("planned",),
    **dict.fromkeys(_PLANNED, ("handed over", "deferred", "refused", "replanned", "withdrawn")),
    "withdrawn": ("replanned",),
    "handed over": ("ending", "deferred", "refused", "cut"),
    "ending": ("accepted", "deferred", "refused", "cut", "unknown"),
    "accepted": ("bounced",),
    "settled as accepted": ("bounced",),
    "refused": ("replanned", "settled as again"),
    "bounced": ("settled as again",),
    "unknown": ("settled as accepted", "settled as again", "bounced"),
}
"""Which events may follow an event; the ledger itself refuses every other."""
