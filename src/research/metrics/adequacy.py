"""Whether a rate pays for what a unit costs to deliver."""

from research.ground.errors import MetricError
from research.metrics.formula import formula
from research.metrics.rates import positive


@formula("rate ÷ cost")
def adequacy(rate: float, cost: float, *, rate_unit: str, cost_unit: str) -> float:
    """Return the share of a unit's cost that its rate pays; 1 means that it pays for the unit.

    It is as good as the cost: a median of what agencies spend today is not what care takes.

    Parameters
    ----------
    rate, cost
        Dollars, nominal, of one date.
    rate_unit, cost_unit
        What each is paid for ("dollars an hour"); they must be the same.

    Raises
    ------
    MetricError
        If the units differ, or an amount is not above 0.
    """
    _same_unit(rate_unit, cost_unit)
    return positive(rate, "the rate") / positive(cost, "the cost")


@formula("cost − rate")
def gap(rate: float, cost: float, *, rate_unit: str, cost_unit: str) -> float:
    """Return the dollars that a rate lacks on a unit's cost; negative where it pays more."""
    _same_unit(rate_unit, cost_unit)
    return positive(cost, "the cost") - positive(rate, "the rate")


@formula("1 ÷ adequacy − 1")
def required_increase(adequacy_ratio: float) -> float:
    """Return the increase that brings adequacy to 1, as a share of today's rate.

    An adequacy of 0.8 needs 25 percent more, not 20. It says nothing about who pays.
    """
    return 1 / positive(adequacy_ratio, "adequacy") - 1


@formula("1 ÷ (1 + increase needed)")
def adequacy_from_need(increase_needed: float) -> float:
    """Return the adequacy that a published need implies: 95 percent more means 0.513.

    Raises
    ------
    MetricError
        If the need is −1 or less. A need is a share: 0.95, not 95.
    """
    if not -1 < increase_needed < 20:
        raise MetricError(
            f"an increase of {increase_needed!r} is outside −1 to 20: give a share (0.95 for 95 "
            "percent)."
        )
    return 1 / (1 + increase_needed)


def _same_unit(rate_unit: str, cost_unit: str) -> None:
    if not rate_unit or not cost_unit or str(rate_unit) != str(cost_unit):
        raise MetricError(
            f"the rate is in {rate_unit or 'no unit'!r}, the cost in {cost_unit or 'no unit'!r}: "
            "they are compared in one unit only. Convert one of them first."
        )
