"""A center as its file draws it: rooms, roles, benefits, substitutes, other costs, revenue."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any

Number = Any  # a Fraction where a number is printed, an array of floats where it is drawn
Numbers = Mapping[str, Number]


class Allocation(StrEnum):
    """By what the cost that rooms share is given to them: a choice, so it is always printed."""

    BY_CHILD = "by child"
    BY_ROOM = "by room"
    BY_STAFF = "by direct staff cost"
    BY_SPACE = "by square feet"


class Per(StrEnum):
    """What a cost is counted by."""

    CHILD = "child"
    PLACE = "place"
    ROOM = "room"
    WORKER = "worker"
    SPACE = "square foot"
    CENTER = "center"


class Kind(StrEnum):
    """For whom a revenue comes in, and from whom."""

    SUBSIDY = "subsidy"
    COPAY = "copay"
    PRICE = "price"
    FOOD = "food program"
    CONTRACT = "contract"
    OTHER = "other"


class Convention(StrEnum):
    """On what base a share of cost is taken."""

    MARK_UP = "mark-up on cost"
    SHARE = "share of the total"


@dataclass(frozen=True)
class Use:
    """A parameter where it is used: how many of the base unit one is, and whether it is a day's."""

    name: str
    scale: Fraction = Fraction(1)
    is_daily: bool = False

    def of(self, numbers: Numbers) -> Number:
        """Return the amount in base units: dollars, hours, years, shares."""
        held = numbers[self.name]
        return held * (self.scale if isinstance(held, Fraction) else float(self.scale))


@dataclass(frozen=True)
class Role:
    """What a kind of worker is paid, by the year or by the paid hour."""

    name: str
    title: str
    pay: Use
    is_hourly: bool


@dataclass(frozen=True)
class Room:
    """Rooms of one kind: the children of one age, and the staff that is always there.

    ``staff`` counts workers by role; where it is empty, the ratio says how many, the first of
    them as ``lead`` and the rest as ``others``.
    """

    name: str
    title: str
    age: str
    rooms: Use
    group_size: Use
    ratio: Use | None = None
    lead: str = ""
    others: str = ""
    staff: tuple[tuple[str, Use], ...] = ()
    square_feet: Use | None = None
    filled: Use | None = None


@dataclass(frozen=True)
class Shared:
    """Workers who serve every room: a director, a cook, floaters."""

    role: str
    workers: Use


@dataclass(frozen=True)
class Benefit:
    """A share of pay, perhaps up to a base a worker, or dollars a worker a year."""

    name: str
    title: str
    share: Use | None = None
    up_to: Use | None = None
    each: Use | None = None
    taken_up: Use | None = None
    on_substitutes: bool = False


@dataclass(frozen=True)
class Substitute:
    """Paid time that somebody else must cover: leave, training."""

    name: str
    title: str
    time: Use
    of: Use | None = None
    pay: Use | None = None
    hours_a_day: Use | None = None
    for_shared: bool = False


@dataclass(frozen=True)
class OtherCost:
    """A cost that is no staff: counted by something, or a share of what stands before it."""

    name: str
    title: str
    per: Per | None = None
    each: Use | None = None
    ages: tuple[str, ...] = ()
    share: Use | None = None
    convention: Convention | None = None


@dataclass(frozen=True)
class Revenue:
    """What comes in for a child: by the paid day or by the year, less what is never collected."""

    name: str
    title: str
    kind: Kind
    by_age: tuple[tuple[str, Use], ...]
    paid_days: Use | None = None
    uncollected: Use | None = None
    add_on: Use | None = None


@dataclass(frozen=True)
class Scenario:
    """Parameter changes under a name: a quality level, a place. A text is another parameter."""

    name: str
    title: str
    changes: tuple[tuple[str, object], ...]


@dataclass(frozen=True)
class Center:
    """What holds for the center as a whole."""

    days: Use
    filled: Use
    paid_hours: Use | None = None
    open_hours: Use | None = None
    worker_hours: Use | None = None
    coverage: Use | None = None
    shared_square_feet: Use | None = None
    subsidized: Use | None = None


@dataclass(frozen=True)
class Plan:
    """Everything that the file says but for the values of its parameters.

    ``used`` are the parameters that the drawing names; others only stand in for them in a
    scenario.
    """

    ages: tuple[str, ...]
    center: Center
    rooms: tuple[Room, ...]
    roles: Mapping[str, Role]
    shared: tuple[Shared, ...] = ()
    benefits: tuple[Benefit, ...] = ()
    substitutes: tuple[Substitute, ...] = ()
    other_costs: tuple[OtherCost, ...] = ()
    revenue: tuple[Revenue, ...] = ()
    scenarios: Mapping[str, Scenario] = field(default_factory=dict)
    used: frozenset[str] = frozenset()

    def set_by(self, scenarios: tuple[str, ...]) -> set[str]:
        """Return the parameters that scenarios set."""
        return {name for one in scenarios for name, _ in self.scenarios[one].changes}
