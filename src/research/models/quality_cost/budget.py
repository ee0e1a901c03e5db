"""What a year costs by age and line, in dollars: the center's budget before any rounding."""

from collections.abc import Mapping
from dataclasses import dataclass

from research.models.quality_cost.shape import (
    Allocation,
    Convention,
    Number,
    Numbers,
    OtherCost,
    Per,
    Plan,
    Room,
)
from research.models.quality_cost.staff import (
    StaffCost,
    added,
    on_duty,
    staffing_factor,
    worker_cost,
)

SHARED_STAFF, SHARED_COSTS = "shared_staff", "shared_costs"


@dataclass(frozen=True)
class Budget:
    """A year of a center.

    Attributes
    ----------
    places, children
        By age: places that the rooms hold, and children who fill them.
    lines
        By age and line, in dollars a year.
    weights
        By age, on what the shared cost was given out.
    """

    places: Mapping[str, Number]
    children: Mapping[str, Number]
    lines: Mapping[str, Mapping[str, Number]]
    weights: Mapping[str, Number]

    def total(self, age: str) -> Number:
        """Return what an age costs a year."""
        return sum(self.lines[age].values())


@dataclass(frozen=True)
class _Rooms:
    """One kind of room before anything shared is given to it."""

    age: str
    rooms: Number
    places: Number
    children: Number
    square_feet: Number
    workers: Number
    staff: StaffCost


def budget_of(
    plan: Plan, numbers: Numbers, allocation: Allocation, *, full_house: bool = False
) -> Budget:
    """Return the budget by age and line.

    Parameters
    ----------
    plan
        What the file draws.
    numbers
        A value for every parameter, in its own unit: fractions, or arrays of one length.
    allocation
        By what shared cost is given to the rooms.
    full_house
        True to reckon as if every place were filled.
    """
    held = [_reckoned(plan, room, numbers, full_house=full_house) for room in plan.rooms]
    lines = {age: _direct(plan, age, held, numbers) for age in plan.ages}
    weights = {age: _weight(age, held, allocation) for age in plan.ages}
    whole = sum(weights.values())
    staff, costs = _shared(plan, numbers)
    for age in plan.ages:
        lines[age][SHARED_STAFF] = staff * weights[age] / whole
        lines[age][SHARED_COSTS] = costs * weights[age] / whole
        _add_shares(plan, lines[age], numbers)
    return Budget(
        {age: _sum(held, age, "places") for age in plan.ages},
        {age: _sum(held, age, "children") for age in plan.ages},
        lines,
        weights,
    )


def _reckoned(plan: Plan, room: Room, numbers: Numbers, *, full_house: bool) -> _Rooms:
    rooms = room.rooms.of(numbers)
    places = rooms * room.group_size.of(numbers)
    filled = (room.filled or plan.center.filled).of(numbers)
    factor = staffing_factor(plan.center, numbers)
    hired = {role: rooms * count * factor for role, count in on_duty(room, numbers).items()}
    space = 0 if room.square_feet is None else places * room.square_feet.of(numbers)
    return _Rooms(
        room.age,
        rooms,
        places,
        places if full_house else places * filled,
        space,
        sum(hired.values()),
        added(worker_cost(plan, role, numbers).times(count) for role, count in hired.items()),
    )


def _direct(plan: Plan, age: str, held: list[_Rooms], numbers: Numbers) -> dict[str, Number]:
    staff = added(rooms.staff for rooms in held if rooms.age == age)
    lines = {"staff": staff.pay, "benefits": staff.benefits, "substitutes": staff.substitutes}
    for cost in plan.other_costs:
        if cost.each is not None and cost.per is not Per.CENTER:
            applies = not cost.ages or age in cost.ages
            lines[cost.name] = _counted(plan, cost, age, held, numbers) if applies else 0
    return lines


def _counted(plan: Plan, cost: OtherCost, age: str, held: list[_Rooms], numbers: Numbers) -> Number:
    by = {
        Per.CHILD: "children",
        Per.PLACE: "places",
        Per.ROOM: "rooms",
        Per.WORKER: "workers",
        Per.SPACE: "square_feet",
    }
    return _yearly(plan, cost, numbers) * _sum(held, age, by[cost.per or Per.CHILD])


def _yearly(plan: Plan, cost: OtherCost, numbers: Numbers) -> Number:
    if cost.each is None:
        return 0
    each = cost.each.of(numbers)
    return each * plan.center.days.of(numbers) if cost.each.is_daily else each


def _shared(plan: Plan, numbers: Numbers) -> tuple[Number, Number]:
    """Return what staff and what other things serve every room, in dollars a year."""
    staff = added(
        worker_cost(plan, each.role, numbers, is_shared=True).times(each.workers.of(numbers))
        for each in plan.shared
    )
    workers = sum(each.workers.of(numbers) for each in plan.shared)
    space = plan.center.shared_square_feet
    counts: dict[Per | None, Number] = {
        Per.CENTER: 1,
        Per.WORKER: workers,
        Per.SPACE: 0 if space is None else space.of(numbers),
    }
    costs = [
        _yearly(plan, cost, numbers) * counts[cost.per]
        for cost in plan.other_costs
        if cost.each is not None and cost.per in counts
    ]
    return staff.total, sum(costs)


def _add_shares(plan: Plan, lines: dict[str, Number], numbers: Numbers) -> None:
    """Add what is a share of cost: mark-ups in order, then shares of the total together."""
    shares = [cost for cost in plan.other_costs if cost.share is not None]
    for cost in shares:
        if cost.convention is Convention.MARK_UP and cost.share is not None:
            lines[cost.name] = sum(lines.values()) * cost.share.of(numbers)
    of_total = {
        cost.name: cost.share.of(numbers)
        for cost in shares
        if cost.convention is Convention.SHARE and cost.share is not None
    }
    total = sum(lines.values()) / (1 - sum(of_total.values()))
    lines.update({name: share * total for name, share in of_total.items()})


def _weight(age: str, held: list[_Rooms], allocation: Allocation) -> Number:
    if allocation is Allocation.BY_STAFF:
        return sum(rooms.staff.total for rooms in held if rooms.age == age)
    by = {
        Allocation.BY_CHILD: "children",
        Allocation.BY_ROOM: "rooms",
        Allocation.BY_SPACE: "square_feet",
    }
    return _sum(held, age, by[allocation])


def _sum(held: list[_Rooms], age: str, name: str) -> Number:
    return sum(getattr(rooms, name) for rooms in held if rooms.age == age)
