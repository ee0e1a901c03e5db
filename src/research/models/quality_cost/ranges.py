"""How far a cost by age reaches: over allocations, over ranges, over joint draws."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

from research.ground.errors import ModelError
from research.metrics.formula import formula
from research.models.quality_cost.budget import SHARED_STAFF, budget_of
from research.models.quality_cost.checks import check_numbers
from research.models.quality_cost.cost import build_center
from research.models.quality_cost.model import CenterModel, allocation_named
from research.models.quality_cost.revenue import FOR_SUBSIDIZED, revenue_a_child
from research.models.quality_cost.shape import Allocation
from research.models.rate_model.parameters import Parameter
from research.models.rate_model.terms import Shape

if TYPE_CHECKING:
    import numpy as np


STAFF = ("staff", "benefits", "substitutes", SHARED_STAFF)


@dataclass(frozen=True)
class AgeRange:
    """The lowest and highest cost of an age over every allocation, dollars a child a day."""

    age: str
    low_usd_per_day: float
    high_usd_per_day: float
    by_allocation: Mapping[str, float]


@dataclass(frozen=True)
class AllocationRange:
    """What the choice of an allocation moves; the center's total stays the same."""

    ages: tuple[AgeRange, ...]
    left_out: tuple[str, ...]


@formula("lowest and highest cost a day of an age over the ways of sharing the common cost")
def over_allocations(model: CenterModel, scenario: str | tuple[str, ...] = ()) -> AllocationRange:
    """Return each age's cost under every allocation that the file has the numbers for.

    By square feet is left out, and named, where a room has no square feet.
    """
    has_space = all(room.square_feet is not None for room in model.plan.rooms)
    used = [each for each in Allocation if each is not Allocation.BY_SPACE or has_space]
    built = {str(each): build_center(model, scenario=scenario, allocation=each) for each in used}
    ages = []
    for age in model.plan.ages:
        by = {name: cost.of(age).cost_usd_per_day for name, cost in built.items()}
        ages.append(AgeRange(age, min(by.values()), max(by.values()), by))
    return AllocationRange(tuple(ages), () if has_space else (str(Allocation.BY_SPACE),))


@formula("cost a child ÷ days of care, draw by draw")
def costs_of(
    model: CenterModel,
    values: Mapping[str, Any],
    scenario: str | tuple[str, ...] = (),
    allocation: str | None = None,
) -> dict[str, Any]:
    """Return the cost a child a day of each age, for arrays in place of numbers.

    Parameters
    ----------
    values
        By parameter, arrays of one length, in the parameter's own unit.

    Returns
    -------
    dict
        By age, an array of dollars a child a day, not rounded.

    Raises
    ------
    ModelError
        If a name is unknown, or values are missing, negative or not finite.
    """
    import numpy as np

    model, numbers = _drawn(model, values, scenario)
    by = model.allocation if allocation is None else allocation_named(allocation, model.where)
    check_numbers(model, by)
    with np.errstate(divide="ignore", invalid="ignore"):
        budget = budget_of(model.plan, numbers, by)
        days = model.plan.center.days.of(numbers)
        costs = {age: budget.total(age) / budget.children[age] / days for age in model.plan.ages}
    for age, cost in costs.items():
        lost = int(np.sum(~np.isfinite(cost)))
        if lost:
            raise ModelError(
                f"{model.where}: {lost} of {np.size(cost)} draws have no cost for {age}: something "
                "that divides is 0 there, such as the share of places filled."
            )
    return costs


@dataclass(frozen=True)
class DrawnAge:
    """The middle and the 2.5 and 97.5 percent points of joint draws for one age."""

    age: str
    draws: int
    cost_usd_per_day: float
    cost_usd_per_day_low: float
    cost_usd_per_day_high: float
    coverage: float | None
    coverage_low: float | None
    coverage_high: float | None


@formula("median, 2.5 and 97.5 percent points over joint draws from the stated ranges")
def joint_range(
    model: CenterModel,
    draws: int,
    generator: "np.random.Generator",
    scenario: str | tuple[str, ...] = (),
) -> tuple[DrawnAge, ...]:
    """Return how far cost and subsidy coverage reach when all ranges move at once.

    Parameters are drawn from their own shapes, independently unless ``moves_with`` ties them.
    It is the reach of the stated judgements, not a sampling error.
    """
    applied = (scenario,) if isinstance(scenario, str) else scenario
    changed = model.changed({}, *applied)
    values = drawn_values(changed, draws, generator)
    costs = costs_of(changed, values)
    _, numbers = _drawn(changed, values, ())
    days = changed.plan.center.days.of(numbers)
    paid = {name for each in changed.plan.revenue for name, _ in each.by_age}
    found = []
    for age in changed.plan.ages:
        shares = (
            revenue_a_child(changed.plan, age, numbers, FOR_SUBSIDIZED) / (costs[age] * days)
            if age in paid
            else None
        )
        found.append(DrawnAge(age, draws, *_points(costs[age]), *_points(shares)))
    return tuple(found)


@dataclass(frozen=True)
class StaffShare:
    """What part of a center's cost is its staff, and the 2.5 and 97.5 percent points of draws."""

    share: float
    share_low: float
    share_high: float


@formula("(pay + benefits + substitutes + staff that rooms share) ÷ cost of the center")
def staff_share(
    model: CenterModel,
    draws: int,
    generator: "np.random.Generator",
    scenario: str | tuple[str, ...] = (),
) -> StaffShare:
    """Return what part of a center's cost is its staff, 0 to 1, with its reach over joint draws.

    The share itself is at the values that the file states, not the middle of the draws.
    """
    applied = (scenario,) if isinstance(scenario, str) else scenario
    changed = model.changed({}, *applied)
    _, numbers = _drawn(changed, drawn_values(changed, draws, generator), ())
    _, low, high = _points(_staff_part(changed, numbers))
    return StaffShare(float(_staff_part(changed, changed.numbers)), low, high)


def _staff_part(model: CenterModel, numbers: Mapping[str, Any]) -> Any:
    budget = budget_of(model.plan, numbers, model.allocation)
    staff = sum(budget.lines[age][name] for age in model.plan.ages for name in STAFF)
    return staff / sum(budget.total(age) for age in model.plan.ages)


def drawn_values(
    model: CenterModel, draws: int, generator: "np.random.Generator"
) -> dict[str, Any]:
    """Return joint draws of every parameter that has a range, in its own unit."""
    ranged = {name: each for name, each in model.in_effect.items() if each.has_range}
    leads = {name: _lead(each, name, ranged) for name, each in ranged.items()}
    quantiles = {name: generator.random(draws) for name, lead in leads.items() if lead == name}
    return {name: _at(each, quantiles[leads[name]]) for name, each in ranged.items()}


def _lead(parameter: Parameter, name: str, ranged: Mapping[str, Parameter]) -> str:
    """Return whose quantile a parameter takes: its own, unless it moves with a ranged one."""
    other = ranged.get(parameter.moves_with)
    return parameter.moves_with if other is not None and not other.moves_with else name


def _at(parameter: Parameter, quantile: Any) -> Any:
    """Return the values of a parameter at quantiles of its shape."""
    import numpy as np

    low, high, mode = float(parameter.low or 0), float(parameter.high or 0), parameter.value
    if parameter.shape is Shape.UNIFORM:
        return low + quantile * (high - low)
    if parameter.shape is Shape.NORMAL:
        middle = NormalDist()
        spread = (high - low) / (2 * middle.inv_cdf(0.975))
        standard = np.array([middle.inv_cdf(each) for each in quantile])
        return np.maximum((low + high) / 2 + spread * standard, 0.0)
    turn = (mode - low) / (high - low)
    rising = low + np.sqrt(quantile * (high - low) * (mode - low))
    falling = high - np.sqrt((1 - quantile) * (high - low) * (high - mode))
    return np.where(quantile < turn, rising, falling)


def _drawn(
    model: CenterModel, values: Mapping[str, Any], scenario: str | tuple[str, ...]
) -> tuple[CenterModel, dict[str, Any]]:
    import numpy as np

    applied = (scenario,) if isinstance(scenario, str) else scenario
    model = model.changed({}, *applied)
    unknown = [name for name in values if name not in model.numbers]
    if unknown:
        raise ModelError(f"{model.where}: {unknown[0]} is no parameter of this center.")
    numbers: dict[str, Any] = {name: float(value) for name, value in model.numbers.items()}
    for name, given in values.items():
        array = np.asarray(given, dtype=float)
        most = _most(model.parameters.get(name))
        wrong = int(np.sum(~np.isfinite(array) | (array < 0) | (array > most)))
        if wrong:
            raise ModelError(
                f"{model.where}: {wrong} of {array.size} draws of {name} are missing, negative, "
                f"not finite or above {most:g}."
            )
        numbers[name] = array
    return model, numbers


def _most(parameter: Parameter | None) -> float:
    """Return the most that a value may be in its own unit: shares end at the whole."""
    if parameter is None or parameter.unit is None:
        return float("inf")
    return 100.0 if parameter.unit.is_percent else 1.0 if parameter.unit.is_share else float("inf")


def _points(values: Any) -> tuple[Any, Any, Any]:
    if values is None:
        return None, None, None
    import numpy as np

    low, middle, high = np.quantile(values, (0.025, 0.5, 0.975))
    return float(middle), float(low), float(high)
