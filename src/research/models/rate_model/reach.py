"""Which parameter would have to change, and by how much, for what is paid to cover the rate."""

from collections.abc import Iterator
from dataclasses import dataclass

from scipy import optimize

from research.ground.errors import ModelError
from research.metrics.formula import formula
from research.models.rate_model.build import build_rate, changed, rate_of
from research.models.rate_model.model import RateModel
from research.models.rate_model.parameters import Parameter

_STEPS = 40
_GROWTH = 1.25


@dataclass(frozen=True)
class Reach:
    """The value of one parameter at which adequacy is 1, all others held.

    Attributes
    ----------
    now, needed
        In ``unit``, the unit of the parameter; needed is None where no value gets there.
    change_share
        needed ÷ now − 1; None where there is none, or now is 0.
    is_in_range
        Whether needed lies in the range that the model gives; None where it gives none.
    """

    name: str
    title: str
    unit: str
    now: float
    needed: float | None
    change_share: float | None
    is_in_range: bool | None


@formula(
    "the value of one parameter at which the rate equals what is paid, the others as they stand"
)
def what_would_pay(
    model: RateModel, paid_usd: float | None = None, scenario: str | None = None
) -> tuple[Reach, ...]:
    """Return, for each parameter, the value at which what is paid would cover the rate.

    It is arithmetic on the model and no advice: a lower wage would pay, too. Those within the
    range that the model gives come first, then the smallest change.

    Parameters
    ----------
    paid_usd
        What is paid for the unit of the rate; the paid rate of the model if left out.

    Raises
    ------
    ModelError
        If the model names no rate that is paid for the same unit and none is given.
    """
    built = build_rate(model, scenario=scenario)
    if paid_usd is None:
        if built.paid is None or built.adequacy is None:
            raise ModelError(
                f"{model.where}: {built.why_no_adequacy}, so it cannot be said what would cover "
                "it. Give [paid], or the dollars to reach."
            )
        paid_usd = built.paid.value
    if not 0 < paid_usd < float("inf"):
        raise ModelError(f"{model.where}: {paid_usd!r} is no paid rate: give dollars above 0.")
    held = changed(model, {}, scenario)
    found = [_reach(model, one, paid_usd, scenario) for one in held.values()]
    return tuple(sorted(found, key=_order))


def _order(one: Reach) -> tuple[int, float, str]:
    place = 2 if one.needed is None else 0 if one.is_in_range else 1
    return place, abs(one.change_share or 0.0), one.name


def _reach(model: RateModel, one: Parameter, paid: float, scenario: str | None) -> Reach:
    needed = _solved(model, one, paid, scenario)
    inside = None
    if one.low is not None and one.high is not None:
        inside = needed is not None and one.low <= needed <= one.high
    change = None if needed is None or one.value == 0 else needed / one.value - 1
    return Reach(one.name, one.title, one.unit_known.text, one.value, needed, change, inside)


def _solved(model: RateModel, one: Parameter, paid: float, scenario: str | None) -> float | None:
    def beyond(value: float) -> float | None:
        try:
            return float(rate_of(model, {one.name: value}, scenario)) - paid
        except ModelError:  # a value at which the chain gives no rate: the search ends there
            return None

    start = beyond(one.value)
    if start is None or start == 0:
        return None if start is None else one.value
    for side in (_downward(one), _upward(one)):
        last = one.value
        for value in side:
            reached = beyond(value)
            if reached is None:
                break
            if reached * start <= 0:
                return float(optimize.brentq(lambda at: beyond(at) or 0.0, last, value))
            last = value
    return None


def _downward(one: Parameter) -> Iterator[float]:
    yield from (one.value * (1 - step / _STEPS) for step in range(1, _STEPS + 1))


def _upward(one: Parameter) -> Iterator[float]:
    unit = one.unit_known
    most = 1.0 if unit.is_share else 100.0 if unit.is_percent else None
    for step in range(1, _STEPS + 1):
        if most is not None:
            yield one.value + (most - one.value) * step / _STEPS
        else:
            yield (one.value or 0.01) * _GROWTH**step
