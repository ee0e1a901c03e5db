"""Who is there, and what a worker costs a year: pay, benefits, substitutes."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from research.models.quality_cost.shape import Benefit, Center, Number, Numbers, Plan, Room

TINY = 1e-9


@dataclass(frozen=True)
class StaffCost:
    """What staff costs a year, in dollars."""

    pay: Number = 0
    benefits: Number = 0
    substitutes: Number = 0

    @property
    def total(self) -> Number:
        """Return pay, benefits and substitutes together."""
        return self.pay + self.benefits + self.substitutes

    def times(self, workers: Number) -> "StaffCost":
        """Return the cost of so many workers."""
        return StaffCost(*(workers * each for each in (self.pay, self.benefits, self.substitutes)))


def added(costs: Iterable[StaffCost]) -> StaffCost:
    """Return costs of staff added up, kind by kind."""
    held = list(costs)
    return StaffCost(
        sum(cost.pay for cost in held),
        sum(cost.benefits for cost in held),
        sum(cost.substitutes for cost in held),
    )


def on_duty(room: Room, numbers: Numbers) -> dict[str, Number]:
    """Return how many workers of each role one room has at all times."""
    if room.staff or room.ratio is None:
        return {role: count.of(numbers) for role, count in room.staff}
    needed = rounded_up(room.group_size.of(numbers) / room.ratio.of(numbers))
    if not room.others:
        return {room.lead: needed}
    return {room.lead: 1, room.others: needed - 1}


def staffing_factor(center: Center, numbers: Numbers) -> Number:
    """Return full-time workers hired for each worker on duty.

    Hours open a week ÷ hours of a worker a week, or 1 + the share of extra coverage.
    """
    if center.open_hours is not None and center.worker_hours is not None:
        return center.open_hours.of(numbers) / center.worker_hours.of(numbers)
    return 1 if center.coverage is None else 1 + center.coverage.of(numbers)


def worker_cost(plan: Plan, role: str, numbers: Numbers, *, is_shared: bool = False) -> StaffCost:
    """Return what one full-time worker of a role costs a year, in dollars."""
    paid = plan.roles[role].pay.of(numbers)
    if plan.roles[role].is_hourly and plan.center.paid_hours is not None:
        paid = paid * plan.center.paid_hours.of(numbers)
    covered = _covered(plan, paid, numbers, is_shared=is_shared)
    on_top = [
        benefit.share.of(numbers)
        for benefit in plan.benefits
        if benefit.on_substitutes and benefit.share is not None
    ]
    return StaffCost(
        pay=paid,
        benefits=sum(_benefit(each, paid, numbers) for each in plan.benefits),
        substitutes=covered * (1 + sum(on_top)),
    )


def _benefit(benefit: Benefit, paid: Number, numbers: Numbers) -> Number:
    if benefit.share is None:
        each = 0 if benefit.each is None else benefit.each.of(numbers)
        return each if benefit.taken_up is None else each * benefit.taken_up.of(numbers)
    base = paid if benefit.up_to is None else smaller(paid, benefit.up_to.of(numbers))
    return benefit.share.of(numbers) * base


def _covered(plan: Plan, paid: Number, numbers: Numbers, *, is_shared: bool) -> Number:
    total: Number = 0
    for each in plan.substitutes:
        if is_shared and not each.for_shared:
            continue
        time = each.time.of(numbers)
        if each.pay is not None:
            hours = time if each.hours_a_day is None else time * each.hours_a_day.of(numbers)
            total = total + hours * each.pay.of(numbers)
        elif each.of is not None:
            total = total + paid * time / each.of.of(numbers)
    return total


def smaller(one: Number, other: Number) -> Number:
    """Return the smaller of two numbers, draw by draw where they are arrays."""
    if isinstance(one, Fraction) and isinstance(other, Fraction):
        return min(one, other)
    import numpy as np

    return np.minimum(_floats(one), _floats(other))


def rounded_up(number: Number) -> Number:
    """Return the next whole number, draw by draw where it is an array."""
    if isinstance(number, Fraction):
        return Fraction(math.ceil(number))
    import numpy as np

    return np.ceil(np.asarray(number, dtype=float) - TINY)


def _floats(number: Number) -> Any:
    import numpy as np

    return float(number) if isinstance(number, Fraction) else np.asarray(number, dtype=float)
