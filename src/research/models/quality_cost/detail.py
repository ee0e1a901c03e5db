"""The rooms and the workers behind a cost, so that each line can be reckoned again by hand."""

from dataclasses import dataclass

from research.models.quality_cost.in_numbers import (
    benefits_in_numbers,
    factor_in_numbers,
    pay_in_numbers,
    substitutes_in_numbers,
)
from research.models.quality_cost.model import CenterModel
from research.models.quality_cost.staff import on_duty, staffing_factor, worker_cost


@dataclass(frozen=True)
class RoomDetail:
    """Rooms of one kind: how many, how large, and who is on duty in each.

    ``on_duty`` counts workers by the title of their role in one room at all times;
    ``staffing_factor`` is full-time workers hired for each of them.
    """

    title: str
    age: str
    rooms: float
    group_size: float
    children: float
    on_duty: tuple[tuple[str, float], ...]
    staffing_factor: float
    factor_in_numbers: str = ""


@dataclass(frozen=True)
class WorkerDetail:
    """What one full-time worker of a role costs a year, also in numbers; how many are hired."""

    title: str
    is_shared: bool
    hired: float
    pay_usd: float
    benefits_usd: float
    substitutes_usd: float
    pay_in_numbers: str = ""
    benefits_in_numbers: str = ""
    substitutes_in_numbers: str = ""


def room_details(model: CenterModel) -> tuple[RoomDetail, ...]:
    """Return the rooms as they are staffed."""
    numbers, plan = model.numbers, model.plan
    found = []
    for room in plan.rooms:
        rooms, size = room.rooms.of(numbers), room.group_size.of(numbers)
        filled = (room.filled or plan.center.filled).of(numbers)
        duty = on_duty(room, numbers).items()
        found.append(
            RoomDetail(
                room.title,
                room.age,
                float(rooms),
                float(size),
                float(rooms * size * filled),
                tuple((plan.roles[role].title, float(count)) for role, count in duty),
                float(staffing_factor(plan.center, numbers)),
                factor_in_numbers(plan, numbers),
            )
        )
    return tuple(found)


def worker_details(model: CenterModel) -> tuple[WorkerDetail, ...]:
    """Return what a worker of each role costs, those of the rooms before those who serve all."""
    numbers, plan = model.numbers, model.plan
    factor = staffing_factor(plan.center, numbers)
    hired = {(role, False): 0 for role in plan.roles}
    for room in plan.rooms:
        for role, count in on_duty(room, numbers).items():
            hired[role, False] += room.rooms.of(numbers) * count * factor
    for each in plan.shared:
        hired[each.role, True] = each.workers.of(numbers)
    found = []
    for (role, is_shared), count in hired.items():
        cost = worker_cost(plan, role, numbers, is_shared=is_shared)
        money = (float(cost.pay), float(cost.benefits), float(cost.substitutes))
        texts = (
            pay_in_numbers(plan, role, numbers),
            benefits_in_numbers(plan, cost.pay, numbers),
            substitutes_in_numbers(plan, cost.pay, numbers, is_shared),
        )
        if count:
            title = plan.roles[role].title
            found.append(WorkerDetail(title, is_shared, float(count), *money, *texts))
    return tuple(found)
