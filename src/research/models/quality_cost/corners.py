"""The ends of a center's coverage: every range at its kindest end at once, and at its harshest."""

from dataclasses import dataclass

from research.ground.errors import ModelError
from research.metrics.formula import formula
from research.models.quality_cost.cost import build_center
from research.models.quality_cost.model import CenterModel


@dataclass(frozen=True)
class Corner:
    """How far the subsidy covers an age's cost with every range at one end.

    ``coverage_low`` takes the harshest end of each range, ``coverage_high`` the kindest. All at
    once is far less likely than any one alone: it says what cannot be ruled out, no more.
    """

    age: str
    coverage_low: float
    coverage_high: float


@formula(
    "revenue a child ÷ cost a child with every parameter at whichever end of its range, tried "
    "alone, covers least, or most"
)
def corners(model: CenterModel, scenario: str | tuple[str, ...] = ()) -> tuple[Corner, ...]:
    """Return the lowest and the highest subsidy coverage that the stated ranges allow, by age.

    Raises
    ------
    ModelError
        If an age has no subsidy, or a range holds a value that no center can have.
    """
    applied = (scenario,) if isinstance(scenario, str) else scenario
    changed = model.changed({}, *applied)
    tried = {
        name: {end: _coverages(changed, {name: end}) for end in (each.low, each.high)}
        for name, each in changed.in_effect.items()
        if each.has_range
    }
    found = []
    for place, age in enumerate(changed.plan.ages):
        ends = {
            name: sorted((covered[place], end) for end, covered in by_end.items())
            for name, by_end in tried.items()
        }
        harsh = {name: sides[0][1] for name, sides in ends.items()}
        kind = {name: sides[-1][1] for name, sides in ends.items()}
        low, high = (_coverages(changed, all_at)[place] for all_at in (harsh, kind))
        found.append(Corner(age, low, high))
    return tuple(found)


def _coverages(model: CenterModel, changes: dict[str, float | None]) -> list[float]:
    built = build_center(model, changes)
    bare = [one.age for one in built.ages if one.subsidy is None]
    if bare:
        raise ModelError(
            f"{model.where}: {len(bare)} of {len(built.ages)} ages have no subsidy, first "
            f'"{bare[0]}". Add a [[revenue]] of the kind "subsidy" for it.'
        )
    return [one.subsidy.coverage for one in built.ages if one.subsidy is not None]
