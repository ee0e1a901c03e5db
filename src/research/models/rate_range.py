"""How far a modelled rate moves with its parameters: its range, and which of them matter."""

from dataclasses import dataclass, replace
from itertools import product

from research.metrics.formula import formula
from research.models.hour_model import build_rate
from research.models.parameters import Parameter
from research.models.rate_parts import RateParts, label_of, unit_of


@dataclass(frozen=True)
class RateRange:
    """A rate with the lowest and highest that its parameters' ranges allow.

    ``varied`` names the parameters that were tried. This is no interval of confidence.
    """

    value: float
    low: float
    high: float
    varied: tuple[str, ...]
    unit: str


@dataclass(frozen=True)
class Swing:
    """What one parameter does to the rate, all others held.

    ``name`` is the parameter's name in `RateParts`, ``label`` what it is called in print.
    """

    name: str
    label: str
    unit: str
    low: float
    high: float
    rate_at_low: float
    rate_at_high: float
    swing: float
    is_assumed: bool


@dataclass(frozen=True)
class Assumed:
    """A parameter that no source gives, as a finding prints it."""

    name: str
    value: float
    low: float
    high: float
    unit: str
    why: str


@formula("lowest and highest rate over every combination of the ends of the ranges")
def range_of(parts: RateParts) -> RateRange:
    """Return the rate, and its lowest and highest over the corners of all ranges.

    The rate rises or falls steadily with each parameter, so the corners hold the extremes.
    All parameters at their worst together is unlikely: it is the outer bound.

    Raises
    ------
    MetricError
        If a corner is no rate, such as one without a billable hour.
    """
    varied = _varied(parts)
    corners = product(*(parameter.ends for _, parameter in varied))
    names = [name for name, _ in varied]
    rates = [_rate(parts, dict(zip(names, corner, strict=True))) for corner in corners]
    return RateRange(_rate(parts, {}), min(rates), max(rates), tuple(names), parts.unit)


@formula("rate with one parameter at each end of its range, the others at their values")
def sensitivity(parts: RateParts) -> tuple[Swing, ...]:
    """Return what each parameter with a range does to the rate, the strongest first.

    With ``ere_share`` alone a higher wage brings its insurance with it; put premiums in
    ``ere_usd``, or the effect of the wage is overstated.
    """
    swings = [_swing(parts, name, parameter) for name, parameter in _varied(parts)]
    return tuple(sorted(swings, key=lambda one: (-one.swing, one.name)))


def assumptions(parts: RateParts) -> tuple[Assumed, ...]:
    """Return the parameters that no source gives, as a finding names them."""
    return tuple(
        Assumed(label_of(name), parameter.value, *parameter.ends, unit_of(name), parameter.why)
        for name, parameter in parts.parameters()
        if parameter.is_assumed
    )


def _varied(parts: RateParts) -> list[tuple[str, Parameter]]:
    return [(name, parameter) for name, parameter in parts.parameters() if parameter.has_range]


def _swing(parts: RateParts, name: str, parameter: Parameter) -> Swing:
    low, high = parameter.ends
    at_low, at_high = _rate(parts, {name: low}), _rate(parts, {name: high})
    return Swing(
        name=name,
        label=label_of(name),
        unit=unit_of(name),
        low=low,
        high=high,
        rate_at_low=at_low,
        rate_at_high=at_high,
        swing=abs(at_high - at_low),
        is_assumed=parameter.is_assumed,
    )


def _rate(parts: RateParts, values: dict[str, float]) -> float:
    held = dict(parts.parameters())
    moved = {name: replace(held[name], value=value) for name, value in values.items()}
    return build_rate(_with(parts, moved)).rate_usd


def _with(parts: RateParts, moved: dict[str, Parameter]) -> RateParts:
    return replace(parts, **moved)  # type: ignore[arg-type]
