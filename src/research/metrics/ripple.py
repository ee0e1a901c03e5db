"""What a raise costs above the floor: those who earn a little more are raised as well.

How far the ripple goes and how much of the raise it passes on is a choice; it is an argument,
with its source, and printed as an assumption.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

import pandas as pd

from research.ground.errors import MetricError
from research.metrics.formula import Line, formula
from research.metrics.rates import positive

_PERCENTILES = (10, 25, 50, 75, 90)


class Passing(StrEnum):
    """How much of a raise reaches those above the new wage."""

    FLAT = "the same part of the step for all in the band"
    TAPERED = "a part of the way to the top of the band"


@dataclass(frozen=True)
class RippleRule:
    """Who above the new wage is raised, and by how much.

    Attributes
    ----------
    band_usd
        How far above the new wage the ripple reaches, in dollars an hour.
    part
        FLAT: the part of the step that each gets; TAPERED: the part of the distance between
        each wage and the top of the band. 0 to 1.
    source
        Where the band and the part come from; left empty they are printed as assumed.
    """

    band_usd: float
    part: float
    passing: Passing = Passing.FLAT
    source: str = ""

    @property
    def said(self) -> str:
        """Return the rule as it is printed."""
        return (
            f"{self.part:.0%}: {self.passing.value}, up to {self.band_usd:,.2f} above the new "
            f"wage; {self.source or 'assumed'}"
        )


@dataclass(frozen=True)
class Ripple:
    """The full-year cost of wages, before taxes, at the floor and above it.

    ``rows`` is the frame that was given with raise_usd_per_hour and cost_usd.
    """

    floor_usd: float
    ripple_usd: float
    hours_at_floor: float
    hours_in_band: float
    lines: tuple[Line, ...]
    rows: pd.DataFrame = field(repr=False, compare=False)

    @property
    def ratio(self) -> float:
        """Return the ripple as a share of the cost at the floor."""
        return self.ripple_usd / positive(self.floor_usd, "the cost at the floor")


@formula("sum of paid hours × raise: to the new wage below it, by the rule in the band above it")
def ripple(groups: pd.DataFrame, new_wage: float, step_usd: float, rule: RippleRule) -> Ripple:
    """Return what a new lowest wage costs, below it and in the band above it.

    Those who earn less are raised to the new wage. It does not say that employers will pass
    anything on above it: it prices a stated rule. Payroll taxes are not in it.

    Parameters
    ----------
    groups
        One row a group of staff: name, wage_usd_per_hour, paid_hours a year.
    new_wage, step_usd
        The new lowest wage, and by how much it rose.
    rule
        The band above it and the part passed on.

    Raises
    ------
    MetricError
        If a wage or hours are missing or not positive, no group is given, the band is negative
        or the part not 0 to 1.
    """
    _check_rule(rule)
    _check_groups(groups)
    floor, step = positive(new_wage, "the new wage"), positive(step_usd, "the step")
    top, wage, hours = floor + rule.band_usd, groups["wage_usd_per_hour"], groups["paid_hours"]
    below, inside = wage < floor, wage.between(floor, top)
    passed = top - wage if rule.passing is Passing.TAPERED else wage * 0 + step
    raised = (floor - wage).where(below, 0.0) + (rule.part * passed).where(inside, 0.0)
    rows = groups.assign(raise_usd_per_hour=raised, cost_usd=raised * hours)
    at_floor, above = (float(rows.loc[who, "cost_usd"].sum()) for who in (below, inside))
    return Ripple(
        floor_usd=at_floor,
        ripple_usd=above,
        hours_at_floor=float(hours[below].sum()),
        hours_in_band=float(hours[inside].sum()),
        lines=_lines(at_floor, above, rule),
        rows=rows,
    )


@formula("paid hours × share between published percentiles, on a straight line, p10 to p90")
def groups_of_percentiles(
    wages: pd.DataFrame, paid_hours: float, cuts: Sequence[float] = ()
) -> pd.DataFrame:
    """Return groups for `ripple` from one row of ``occupation_wages``.

    The lowest and the highest tenth of the hours are in no group, because nothing is
    published of their wages: a cost from these groups leaves them out.

    Parameters
    ----------
    wages
        One row: wage_p10_usd_per_hour, p25, p50, p75, p90.
    paid_hours
        Paid hours a year of everybody in the occupation.
    cuts
        Wages at which a group is split, such as the new wage and the top of the band. With
        both, a straight line between percentiles is priced without error.

    Returns
    -------
    pd.DataFrame
        name, wage_usd_per_hour (the middle of the group), paid_hours; row_id of the row given.

    Raises
    ------
    MetricError
        Unless there is one row, with all five percentiles released and in order.
    """
    hours = positive(paid_hours, "the paid hours")
    known = _percentiles(wages)
    groups = []
    for (low, bottom), (high, top) in pairwise(zip(_PERCENTILES, known, strict=True)):
        edges = [bottom, *sorted({cut for cut in cuts if bottom < cut < top}), top]
        for start, end in pairwise(edges):
            part = (end - start) / (top - bottom) if top > bottom else 1.0
            groups.append(
                {
                    "name": f"{low}th to {high}th percentile, {start:,.2f} to {end:,.2f}",
                    "wage_usd_per_hour": (start + end) / 2,
                    "paid_hours": hours * (high - low) / 100 * part,
                }
            )
    index = pd.Index([wages.index[0]] * len(groups), name=wages.index.name)
    return pd.DataFrame(groups, index=index)


def _percentiles(wages: pd.DataFrame) -> list[float]:
    if len(wages) != 1:
        raise MetricError(
            f"groups of percentiles are of one occupation and area, not of {len(wages)} rows."
        )
    known = [float(wages[f"wage_p{held}_usd_per_hour"].iloc[0]) for held in _PERCENTILES]
    out_of_order = [later for earlier, later in pairwise(known) if not earlier <= later]
    if out_of_order:
        raise MetricError(
            f"{wages.index[0]}: {len(out_of_order)} of 4 steps between percentiles were not "
            f"released or fall ({known}). Choose another occupation or area."
        )
    return known


def _lines(at_floor: float, above: float, rule: RippleRule) -> tuple[Line, ...]:
    usd, said = "whole dollars", "wages only, twelve months"
    return (
        Line("Up to the new wage", "hours × (new wage − wage)", at_floor, usd, said),
        Line("Ripple above it", "hours in the band × raise", above, usd, rule.said),
        Line("Together", "sum", at_floor + above, usd, said),
    )


def _check_rule(rule: RippleRule) -> None:
    if not 0 <= rule.band_usd < float("inf"):
        raise MetricError(f"a band of {rule.band_usd!r} dollars: give 0 or more.")
    if not 0 <= rule.part <= 1:
        raise MetricError(f"a part of {rule.part!r}: give 0 to 1, 0.5 for half.")


def _check_groups(groups: pd.DataFrame) -> None:
    absent = [name for name in ("name", "wage_usd_per_hour", "paid_hours") if name not in groups]
    if absent or groups.empty:
        raise MetricError(
            f"{len(groups)} groups without {', '.join(absent) or 'a row'}: give one row a group "
            "with name, wage_usd_per_hour and paid_hours."
        )
    sound = groups[["wage_usd_per_hour", "paid_hours"]].apply(
        lambda held: (held > 0) & (held < float("inf"))
    )
    bad = groups[~sound.all(axis=1)]
    if len(bad):
        raise MetricError(
            f"{len(bad)} of {len(groups)} groups lack a positive wage or hours, first "
            f"{bad['name'].iloc[0]!r}. Correct or leave them out."
        )
