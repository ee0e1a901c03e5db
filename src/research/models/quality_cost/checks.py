"""What the numbers of a center must obey before anything is reckoned with them."""

from collections.abc import Iterator
from fractions import Fraction

from research.ground.errors import ModelError
from research.models.quality_cost.model import CenterModel
from research.models.quality_cost.shape import Allocation, Convention, Numbers, Room, Use
from research.models.quality_cost.staff import on_duty
from research.models.rate_model.parameters import plain


def check_numbers(model: CenterModel, allocation: Allocation) -> None:
    """Refuse numbers that no center can have.

    Raises
    ------
    ModelError
        If no place is filled, a ratio is above its group size, a room's staff is too few for
        its ratio, a divisor is 0, shares of the total reach 1, or space is not given where
        shared cost goes by square feet.
    """
    numbers = model.numbers
    for use, what in _divisors(model):
        if use.of(numbers) <= 0:
            raise ModelError(f"{model.where}: {what} ({use.name}) is 0. Nothing divides by 0.")
    for room in model.plan.rooms:
        _check_room(room, numbers, model.where)
        if allocation is Allocation.BY_SPACE and room.square_feet is None:
            raise ModelError(
                f'{model.where}: shared cost goes by square feet, and room "{room.name}" has none. '
                "Give square_feet a child there, or choose another allocation."
            )
    taken = [
        cost.share.of(numbers)
        for cost in model.plan.other_costs
        if cost.convention is Convention.SHARE and cost.share is not None
    ]
    if sum(taken) >= 1:
        raise ModelError(
            f"{model.where}: shares of the total reach {plain(Fraction(sum(taken)))} of it."
        )


def _divisors(model: CenterModel) -> Iterator[tuple[Use, str]]:
    center = model.plan.center
    yield center.days, "days a year"
    yield center.filled, "the share of places filled"
    for room in model.plan.rooms:
        yield room.rooms, f'the number of rooms "{room.name}"'
        yield room.group_size, f'the group size of room "{room.name}"'
        if room.ratio is not None:
            yield room.ratio, f'the ratio of room "{room.name}"'
        if room.filled is not None:
            yield room.filled, f'the share filled of room "{room.name}"'
    if center.worker_hours is not None:
        yield center.worker_hours, "hours a week of a worker"
    for each in model.plan.substitutes:
        if each.of is not None:
            yield each.of, f'the year of substitute "{each.name}"'


def _check_room(room: Room, numbers: Numbers, where: str) -> None:
    size = room.group_size.of(numbers)
    workers = Fraction(sum(on_duty(room, numbers).values()))
    if workers <= 0:
        raise ModelError(f'{where}: room "{room.name}" has no staff on duty.')
    if room.ratio is None:
        return
    ratio = room.ratio.of(numbers)
    if ratio > size:
        raise ModelError(
            f'{where}: room "{room.name}" has a ratio of {plain(ratio)} children a worker and only '
            f"{plain(size)} children. The ratio cannot be above the group size."
        )
    if size > ratio * workers:
        raise ModelError(
            f'{where}: room "{room.name}" has {plain(size)} children and {plain(workers)} workers, '
            f"more than {plain(ratio)} children a worker. Add staff or make the group smaller."
        )
