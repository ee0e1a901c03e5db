"""Rounding as rates are rounded: once, at the end, half up, in decimal arithmetic."""

from decimal import ROUND_HALF_UP, Decimal

from research.ground.errors import MetricError
from research.metrics.formula import formula


def exact(value: float) -> Decimal:
    """Return a number as the decimal that it is written as, not as its binary neighbour."""
    number = Decimal(str(float(value)))
    if not number.is_finite():
        raise MetricError(f"{value!r} is no number of dollars.")
    return number


def half_up(value: Decimal, places: int = 2) -> Decimal:
    """Return a decimal rounded half up (away from zero): 22.425 becomes 22.43."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


@formula("amount × factor, rounded half up to cents")
def cents(amount: float, factor: float = 1.0) -> float:
    """Return an amount times a factor in whole cents, as a rate bulletin prints it.

    19.50 × 1.15 is 22.425 and prints as 22.43. Binary arithmetic would give 22.42.
    """
    return float(half_up(exact(amount) * exact(factor)))
