"""What each number of a center does to the cost of a day, alone, over its own range."""

from dataclasses import dataclass

from research.metrics.formula import formula
from research.models.quality_cost.cost import build_center
from research.models.quality_cost.model import CenterModel


@dataclass(frozen=True)
class CenterSwing:
    """The cost of a day with one parameter at each end of its range.

    ``low`` and ``high`` are in ``unit``; ``usd_per_day`` holds, for each age, the dollars a child
    a day at the low and at the high end; ``swing`` is the widest distance between the two.
    """

    name: str
    title: str
    unit: str
    low: float
    high: float
    is_assumed: bool
    usd_per_day: tuple[tuple[str, float, float], ...]
    swing: float


@formula(
    "cost a day of an age with one parameter at each end of its range, the others as they stand"
)
def one_at_a_time(
    model: CenterModel, scenario: str | tuple[str, ...] = ()
) -> tuple[CenterSwing, ...]:
    """Return what each parameter with a range does to the cost of a day, the strongest first.

    A parameter that moves with another is moved alone here. What touches revenue only moves no
    cost, and stands last.

    Raises
    ------
    ModelError
        If a range holds a value that no center can have.
    """
    applied = (scenario,) if isinstance(scenario, str) else scenario
    changed = model.changed({}, *applied)
    found = []
    for name, each in changed.in_effect.items():
        if not each.has_range or each.low is None or each.high is None:
            continue
        low, high = (build_center(changed, {name: end}) for end in (each.low, each.high))
        days = tuple(
            (one.age, one.cost_usd_per_day, other.cost_usd_per_day)
            for one, other in zip(low.ages, high.ages, strict=True)
        )
        swing = max(abs(last - first) for _, first, last in days)
        found.append(
            CenterSwing(
                name,
                each.title,
                each.unit_known.text,
                each.low,
                each.high,
                each.is_assumed,
                days,
                swing,
            )
        )
    return tuple(sorted(found, key=lambda one: (-one.swing, one.name)))
