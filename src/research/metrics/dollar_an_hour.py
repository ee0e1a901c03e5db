"""What one dollar an hour costs: from full-time equivalents or hours, low to high."""

from dataclasses import dataclass

from research.ground.errors import MetricError
from research.metrics.formula import Line, formula
from research.metrics.ranges import Between
from research.metrics.rates import positive
from research.metrics.wages import HOURS_A_YEAR


@dataclass(frozen=True)
class DollarAnHour:
    """The full-year gross cost of one dollar an hour, with the lines that lead to it."""

    low_usd: float
    high_usd: float
    lines: tuple[Line, ...]


@formula("full-time equivalents × paid hours a year")
def paid_hours_of_staff(full_time: Between, hours_a_year: float = HOURS_A_YEAR) -> Between:
    """Return the paid hours of so many full-time equivalents; leave and training are in them."""
    hours = positive(hours_a_year, "the hours a year")
    low = positive(full_time.low, "the full-time equivalents") * hours
    said = f"{full_time.said} full-time equivalents at {hours:,g} hours"
    return Between(low, full_time.high * hours, said)


@formula("billed hours ÷ productivity")
def paid_hours_of_billed(billed_hours: Between, productivity: Between) -> Between:
    """Return the paid hours behind so many billed ones; productivity is billed ÷ paid hours.

    Raises
    ------
    MetricError
        If productivity is 0 or over 1.
    """
    if not 0 < productivity.low <= productivity.high <= 1:
        raise MetricError(
            f"a productivity of {productivity.said}: give billed ÷ paid hours, above 0 and to 1."
        )
    low = positive(billed_hours.low, "the billed hours") / productivity.high
    said = f"billed hours {billed_hours.said}; productivity {productivity.said}"
    return Between(low, billed_hours.high / productivity.low, said)


@formula("paid hours × (1 + moving employee-related share), low with low and high with high")
def dollar_an_hour(paid_hours: Between, ere_share: Between) -> DollarAnHour:
    """Return what one dollar an hour costs over twelve months, before any federal match.

    Only expenses that move with the wage belong in ``ere_share``: payroll taxes and workers'
    compensation, not health insurance, which is paid in dollars. It says nothing of those who
    earn above the new wage: see `ripple`.

    Parameters
    ----------
    paid_hours
        Paid hours a year, from `paid_hours_of_staff` or `paid_hours_of_billed`.
    ere_share
        The moving employee-related expenses, 0 to below 1.

    Raises
    ------
    MetricError
        If hours are not positive or the share is not 0 to 1.
    """
    if not 0 <= ere_share.low <= ere_share.high < 1:
        raise MetricError(f"an employee-related share of {ere_share.said}: give 0 to 1.")
    low = positive(paid_hours.low, "the paid hours") * (1 + ere_share.low)
    high = paid_hours.high * (1 + ere_share.high)
    usd = "whole dollars"
    lines = (
        Line("Paid hours a year, low", "given", paid_hours.low, "count", paid_hours.said),
        Line("Paid hours a year, high", "given", paid_hours.high, "count", paid_hours.said),
        Line("Expenses that move, low", "given", ere_share.low, "share", ere_share.said),
        Line("Expenses that move, high", "given", ere_share.high, "share", ere_share.said),
        Line("One dollar an hour, low", "hours × (1 + share)", low, usd, "twelve months, gross"),
        Line("One dollar an hour, high", "hours × (1 + share)", high, usd, "twelve months, gross"),
    )
    return DollarAnHour(low, high, lines)
