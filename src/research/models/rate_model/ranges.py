"""How far a rate moves with its parameters: one at a time, all together, and by scenario."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from research.ground.errors import ModelError
from research.metrics.formula import formula
from research.models.rate_model.build import build_rate, changed, rate_of
from research.models.rate_model.model import RateModel
from research.models.rate_model.parameters import Parameter

_PASSES = 10


@dataclass(frozen=True)
class RateRange:
    """A rate in its unit, with the lowest and highest that the ranges of its parameters allow.

    It is an outer bound and no interval of confidence: all parameters at their worst together
    are unlikely. ``varied`` names the parameters that were tried.
    """

    value: float
    low: float
    high: float
    unit: str
    varied: tuple[str, ...]


@dataclass(frozen=True)
class Swing:
    """What one parameter does to the rate over its range, all others held.

    ``low`` and ``high`` are in ``unit``, the unit of the parameter; ``rate_at_low`` and
    ``rate_at_high`` in the unit of the rate, rounded as it is; ``swing`` is their distance.
    """

    name: str
    title: str
    unit: str
    low: float
    high: float
    rate_at_low: float
    rate_at_high: float
    swing: float
    is_assumed: bool


@dataclass(frozen=True)
class ScenarioRate:
    """The rate of one scenario, or of the model as it stands (name ""), and what is paid then."""

    name: str
    title: str
    rate_usd: float
    change_share: float
    unit: str
    paid_usd: float | None
    adequacy: float | None


@formula("lowest and highest rate that the ranges of all parameters allow together")
def range_of(model: RateModel, scenario: str | None = None) -> RateRange:
    """Return the rate with its outer bounds.

    From the rate as it stands each parameter goes to the end of its range that moves the rate
    furthest, again and again until none moves it further. That is the corner of all ranges
    where the rate rises or falls steadily with each parameter, as in every published chain.

    Raises
    ------
    ModelError
        If no parameter has a range, or an end of one breaks the chain.
    """
    ranged = _ranged(model, scenario)
    ends = [float(model.rounding.of(_furthest(model, ranged, scenario, sign))) for sign in (-1, 1)]
    value = float(model.rounding.of(rate_of(model, scenario=scenario)))
    return RateRange(value, ends[0], ends[1], model.plan.rate_unit, tuple(ranged))


@formula("rate with one parameter at each end of its range, the others as they stand")
def sensitivity(model: RateModel, scenario: str | None = None) -> tuple[Swing, ...]:
    """Return what each parameter with a range does to the rate, the strongest first.

    A premium written as a share of the wage grows with the wage, so it overstates what the
    wage does: write it in dollars.

    Raises
    ------
    ModelError
        If no parameter has a range, or an end of one breaks the chain.
    """
    ranged = _ranged(model, scenario)
    swings = [_swing(model, one, scenario) for one in ranged.values()]
    return tuple(sorted(swings, key=lambda one: (-one.swing, one.name)))


@formula("rate of each scenario ÷ rate of the model − 1")
def scenarios_of(model: RateModel) -> tuple[ScenarioRate, ...]:
    """Return the rate as it stands and that of each scenario, each against what is paid then."""
    base = build_rate(model).rate_usd
    rates = []
    for name in (None, *model.scenarios):
        built = build_rate(model, scenario=name)
        title = "As it stands" if name is None else model.scenarios[name].title
        rates.append(
            ScenarioRate(
                name=name or "",
                title=title,
                rate_usd=built.rate_usd,
                change_share=built.rate_usd / base - 1,
                unit=built.unit,
                paid_usd=None if built.paid is None else built.paid.value,
                adequacy=built.adequacy,
            )
        )
    return tuple(rates)


def ranged_parameters(model: RateModel, scenario: str | None = None) -> dict[str, Parameter]:
    """Return the parameters with more than one value to try, under a scenario."""
    held = changed(model, {}, scenario)
    return {name: one for name, one in held.items() if one.has_range}


def _ranged(model: RateModel, scenario: str | None) -> dict[str, Parameter]:
    ranged = ranged_parameters(model, scenario)
    if not ranged:
        raise ModelError(
            f"{model.where}: none of {len(model.parameters)} parameters has a range (low, high), "
            "so nothing moves the rate. Give the range of those that could be otherwise."
        )
    return ranged


def _ends(parameter: Parameter) -> tuple[Fraction, Fraction]:
    low, high = parameter.exact_low, parameter.exact_high
    if low is None or high is None:
        raise ModelError(f"{parameter.name} has no range.")
    return low, high


def _swing(model: RateModel, one: Parameter, scenario: str | None) -> Swing:
    low, high = _ends(one)
    at_low, at_high = (
        float(model.rounding.of(rate_of(model, {one.name: end}, scenario))) for end in (low, high)
    )
    return Swing(
        name=one.name,
        title=one.title,
        unit=one.unit_known.text,
        low=float(low),
        high=float(high),
        rate_at_low=at_low,
        rate_at_high=at_high,
        swing=abs(at_high - at_low),
        is_assumed=one.is_assumed,
    )


def _furthest(
    model: RateModel, ranged: Mapping[str, Parameter], scenario: str | None, sign: int
) -> Fraction:
    held: dict[str, object] = {}
    best = rate_of(model, held, scenario)
    for _ in range(_PASSES):
        before = best
        for name, one in ranged.items():
            for end in _ends(one):
                tried = rate_of(model, {**held, name: end}, scenario)
                if sign * (tried - best) > 0:
                    best, held[name] = tried, end
        if best == before:
            break
    return best
