"""Who leaves, over which count of staff; what leaving costs; what a raise may save of it."""

from dataclasses import dataclass
from enum import StrEnum

from research.ground.errors import MetricError
from research.metrics.formula import Line, formula
from research.metrics.indexes import Level
from research.metrics.ranges import Between
from research.metrics.rates import constant_dollar, positive


class StaffCount(StrEnum):
    """What separations are divided by. Two rates over two counts are never compared."""

    ON_DECEMBER_31 = "staff on December 31, as National Core Indicators counts"
    AVERAGE = "average employment, as the Bureau of Labor Statistics counts"


@dataclass(frozen=True)
class Turnover:
    """Separations of a year over a count of staff; above 1 where more left than work there."""

    share: float
    over: StaffCount
    year: int

    def __post_init__(self) -> None:
        if not 0 <= self.share < 10:
            raise MetricError(f"a turnover of {self.share!r}: write 45.5 percent as 0.455.")


@formula("separations in the year ÷ staff on December 31")
def turnover_at_year_end(separations: float, staff: float, year: int) -> Turnover:
    """Return turnover as National Core Indicators counts it.

    A shrinking agency looks worse by it than by average employment.
    """
    return _turnover(separations, staff, StaffCount.ON_DECEMBER_31, year)


@formula("separations in the year ÷ average employment")
def turnover_of_average(separations: float, staff: float, year: int) -> Turnover:
    """Return turnover as the Bureau of Labor Statistics counts it."""
    return _turnover(separations, staff, StaffCount.AVERAGE, year)


@formula("turnover − other turnover, over the same count of staff")
def turnover_difference(one: Turnover, other: Turnover) -> float:
    """Return how many points one turnover lies above another, as a share.

    Raises
    ------
    MetricError
        If they are over two counts of staff.
    """
    if one.over is not other.over:
        raise MetricError(
            f"a turnover over {one.over.value} and one over {other.over.value} are two "
            "quantities: they are not compared. Take both over one count."
        )
    return one.share - other.share


@formula("staff × turnover")
def separations(turnover: Turnover, staff: float, over: StaffCount) -> float:
    """Return how many leave in a year; the staff must be counted as the turnover counts it."""
    if turnover.over is not over:
        raise MetricError(
            f"the turnover is over {turnover.over.value}, the staff is {over.value}: count the "
            "staff in the same way."
        )
    return positive(staff, "the staff") * turnover.share


@formula("separation + hiring + training")
def cost_per_leaver(separation_usd: float, hiring_usd: float, training_usd: float) -> float:
    """Return what one leaver costs, from its three parts, in dollars of the study's year."""
    parts = {"separation": separation_usd, "hiring": hiring_usd, "training": training_usd}
    return sum(positive(usd, f"the cost of {name}") for name, usd in parts.items())


@dataclass(frozen=True)
class TurnoverCost:
    """What a year's leavers cost, in dollars of a stated period."""

    leavers: float
    usd_per_leaver: float
    usd: float
    dollars_of: str
    lines: tuple[Line, ...]


@formula("leavers × cost of one × prices of the base ÷ prices of the study's year")
def turnover_cost(
    leavers: float, usd_per_leaver: float, studied: Level, base: Level
) -> TurnoverCost:
    """Return what a year's leavers cost an agency, in dollars of the base period.

    It is a cost of agencies, which a rate may or may not cover. What is lost in care, and
    overtime for the vacant place, is not in it.

    Parameters
    ----------
    leavers
        From `separations`.
    usd_per_leaver
        In dollars of the period of ``studied``.
    studied, base
        Levels of one index of prices: when the cost was studied, and whose dollars to print.

    Raises
    ------
    MetricError
        If an amount is not positive, or the levels may not meet (see `growth`).
    """
    if leavers != 0:
        positive(leavers, "the number of leavers")
    each = constant_dollar(usd_per_leaver, studied, base)
    usd = leavers * each
    lines = (
        Line("Leavers in a year", "staff × turnover", leavers, "count", "as in the year counted"),
        Line(
            "Cost of one, as studied", "given", usd_per_leaver, "whole dollars",
            f"dollars of {studied.label}",
        ),
        Line(
            "Cost of one", f"× {base.value:,.3f} ÷ {studied.value:,.3f}", each, "whole dollars",
            f"dollars of {base.label}; it rose as {base.index_title}",
        ),
        Line("Cost of turnover", "leavers × cost", usd, "whole dollars", "borne by agencies"),
    )  # fmt: skip
    return TurnoverCost(leavers, each, usd, base.label, lines)


@dataclass(frozen=True)
class TurnoverSaving:
    """What fewer leavers would save, low to high, with every assumption in its lines."""

    leavers_fewer_low: float
    leavers_fewer_high: float
    low_usd: float
    high_usd: float
    lines: tuple[Line, ...]


@formula("cost of turnover × (1 − (1 + raise) ^ elasticity), for each end of the range")
def turnover_saving(cost: TurnoverCost, raise_share: float, elasticity: Between) -> TurnoverSaving:
    """Return what a raise would save by fewer leavers, as a range.

    A saving of agencies, not of the state: it is never taken off a fiscal note. What one
    agency gains by paying more than its neighbors is more than what all gain together.

    Parameters
    ----------
    raise_share
        The raise, as a share of the wage: 0.10 for a tenth.
    elasticity
        By how many percent separations change when the wage rises by one percent, 0 or below,
        as a range with its source.

    Raises
    ------
    MetricError
        If the elasticity has no source, is a single number, or lies above 0; or the raise is
        not 0 to 1.
    """
    if not elasticity.source or elasticity.low == elasticity.high:
        raise MetricError(
            f"an elasticity of {elasticity.said}: how far turnover answers to a raise is known "
            "within wide bounds only. Give a low and a high value, and their source."
        )
    if elasticity.high > 0 or not 0 <= raise_share <= 1:
        raise MetricError(
            f"an elasticity of {elasticity.said} and a raise of {raise_share!r}: separations do "
            "not rise with the wage; write a raise of a tenth as 0.1."
        )
    least, most = (1 - (1 + raise_share) ** end for end in (elasticity.high, elasticity.low))
    usd, said = "whole dollars", f"elasticity {elasticity.said}; not a saving of the state"
    lines = (
        *cost.lines,
        Line("Raise", "given", raise_share, "share", "all agencies raise alike"),
        Line("Fewer leavers, low", "1 − (1 + raise) ^ elasticity", least, "share", said),
        Line("Fewer leavers, high", "1 − (1 + raise) ^ elasticity", most, "share", said),
        Line("Saving, low", "cost × fewer leavers", cost.usd * least, usd, said),
        Line("Saving, high", "cost × fewer leavers", cost.usd * most, usd, said),
    )
    return TurnoverSaving(
        cost.leavers * least, cost.leavers * most, cost.usd * least, cost.usd * most, lines
    )


def _turnover(separated: float, staff: float, over: StaffCount, year: int) -> Turnover:
    if separated != 0:
        positive(separated, "the number of separations")
    return Turnover(separated / positive(staff, "the staff"), over, year)
