"""A rate built up from its parts, one named line at a time.

wage → employee-related expenses → productivity → supervision → non-wage direct cost →
program support and administration → unit → cents. Everything is reckoned in decimals and
rounded once, at the end, half up.
"""

from dataclasses import dataclass
from decimal import Decimal

from research.metrics.formula import Line, formula
from research.metrics.rounding import half_up
from research.models.rate_chain import chain, components, reckon
from research.models.rate_parts import Convention, RateParts, check


@dataclass(frozen=True)
class Indirect:
    """Program support or administration, in dollars and in both percentages.

    ``mark_up`` is on what stands before it in the chain; ``share_of_rate`` of the whole.
    """

    name: str
    usd_per_hour: float
    mark_up: float
    share_of_rate: float


@dataclass(frozen=True)
class BuiltRate:
    """A modelled rate.

    Attributes
    ----------
    rate_usd
        A unit's rate in whole cents.
    exact_usd
        The same before rounding.
    lines
        The chain, in order.
    components
        Parts an hour that add up to the rate an hour, for a build-up chart.
    indirects
        Program support and administration, each with both percentages.
    """

    rate_usd: float
    exact_usd: float
    unit: str
    convention: Convention
    lines: tuple[Line, ...]
    components: tuple[Line, ...]
    indirects: tuple[Indirect, ...]


@formula(
    "((wage × (1 + employee-related share) + fixed) ÷ productivity + supervision + non-wage cost), "
    "with support and administration, × hours a unit, rounded half up"
)
def build_rate(parts: RateParts) -> BuiltRate:
    """Return the rate that the parts add up to, with every line of the way.

    It is a modelled cost, as good as its parts. A share of wage for insurance grows with the
    wage although the premium does not: put premiums in ``ere_usd`` when wages are varied.

    Raises
    ------
    MetricError
        If a part is out of range, paid time off is counted twice, a supervisor has no span,
        or shares of the rate leave nothing for care.
    """
    check(parts)
    steps = reckon(parts)
    return BuiltRate(
        rate_usd=float(half_up(steps.unit)),
        exact_usd=float(steps.unit),
        unit=parts.unit,
        convention=parts.convention,
        lines=chain(parts, steps),
        components=components(steps),
        indirects=(
            _indirect("Program support", steps.support, steps.direct, steps.hour),
            _indirect(
                "Administration", steps.administration, steps.direct + steps.support, steps.hour
            ),
        ),
    )


def _indirect(name: str, usd: Decimal, before: Decimal, hour: Decimal) -> Indirect:
    return Indirect(name, float(usd), float(usd / before), float(usd / hour))
