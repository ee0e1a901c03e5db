"""What a cap on indirect cost leaves unpaid of one award."""

import math
from dataclasses import dataclass

from research.ground.errors import MetricError
from research.metrics.caps import Cap
from research.metrics.formula import Line, formula
from research.metrics.shares import Base, IndirectRate, base_named


@dataclass(frozen=True)
class Award:
    """The cost of one award: what it takes directly, and the indirect cost that it incurs.

    Parameters
    ----------
    direct_usd
        Direct cost, all of it. Indirect cost comes on top.
    indirect_usd
        Indirect cost that the award incurs, from the agency's books or its negotiated rate.
    mtdc_usd
        The part of direct cost in the modified base of the award's own rule; needed only for a
        cap or a rate on it. What the rule leaves out is the caller's to know.
    salaries_usd
        The salaries in direct cost; needed only for a cap or a rate on them.
    """

    direct_usd: float
    indirect_usd: float
    mtdc_usd: float | None = None
    salaries_usd: float | None = None

    def __post_init__(self) -> None:
        if not self.direct_usd > 0 or not math.isfinite(self.direct_usd):
            raise MetricError(f"direct cost of {self.direct_usd!r}: give dollars above 0.")
        if not 0 <= self.indirect_usd < math.inf:
            raise MetricError(f"indirect cost of {self.indirect_usd!r}: give dollars of 0 or more.")
        for name in ("mtdc_usd", "salaries_usd"):
            part = getattr(self, name)
            if part is not None and not 0 <= part <= self.direct_usd:
                raise MetricError(
                    f"{name} of {part!r} is no part of {self.direct_usd!r} of direct cost: give "
                    "dollars from 0 to direct cost."
                )

    @classmethod
    def at_rate(
        cls,
        direct_usd: float,
        rate: IndirectRate,
        *,
        mtdc_usd: float | None = None,
        salaries_usd: float | None = None,
    ) -> "Award":
        """Return an award whose indirect cost follows from a rate on its own base."""
        bare = cls(direct_usd, 0.0, mtdc_usd, salaries_usd)
        return cls(direct_usd, _share_of(bare, rate.value, rate.base), mtdc_usd, salaries_usd)

    def base_usd(self, base: Base | str) -> float:
        """Return the dollars of a base of direct cost; refuse one that was not given."""
        named = base_named(base)
        if named in (Base.DIRECT, Base.OTHER_COSTS):
            return self.direct_usd
        given = {Base.MTDC: self.mtdc_usd, Base.SALARIES: self.salaries_usd}.get(named)
        if given is None:
            raise MetricError(
                f"the award does not say its {named.value}: give {named.value}_usd with its source."
                if named in (Base.MTDC, Base.SALARIES)
                else f"{named.value} is not a part of direct cost."
            )
        return given


@dataclass(frozen=True)
class Recovery:
    """What one award recovers of its indirect cost under one cap.

    Attributes
    ----------
    incurred_usd, allowed_usd, recovered_usd, unrecovered_usd
        Indirect cost in dollars: incurred; the most that the cap allows; the smaller of the two;
        and what is left for others to pay.
    recovery_share
        Recovered ÷ incurred.
    headroom
        Cap − the rate incurred, as a share of ``base``; negative where the cap binds.
    base
        What cap and headroom are a share of.
    direct_usd
        Direct cost, which the award pays in full.
    cap
        The cap, with its authority and status.
    """

    incurred_usd: float
    allowed_usd: float
    recovered_usd: float
    unrecovered_usd: float
    recovery_share: float
    headroom: float
    base: Base
    direct_usd: float
    cap: Cap

    @property
    def lines(self) -> tuple[Line, ...]:
        """Return the reckoning as it is printed, one line a step."""
        by = "; ".join(
            word for word in (self.cap.limits, self.cap.authority, self.cap.status.value) if word
        )
        formulas = [
            getattr(metric, "formula")  # noqa: B009
            for metric in (allowed_indirect, under_recovery, indirect_recovery)
        ]
        usd = "dollars"
        return (
            Line("Direct cost", "as given", self.direct_usd, usd),
            Line("Indirect cost incurred", "as given", self.incurred_usd, usd),
            Line("Indirect cost allowed", formulas[0], self.allowed_usd, usd, by),
            Line("Indirect cost recovered", "the smaller of the two", self.recovered_usd, usd),
            Line("Indirect cost left unpaid", formulas[1], self.unrecovered_usd, usd),
            Line("Share recovered", formulas[2], self.recovery_share, "share"),
        )


@formula("cap × base; where the base is the total, direct × cap ÷ (1 − cap)")
def allowed_indirect(award: Award, cap: Cap) -> float:
    """Return the most indirect cost, in dollars, that a cap allows on an award's direct cost.

    A cap on the total counts the indirect cost itself into its base: 22 percent of the total on
    150,000 dollars of direct cost are 42,308 dollars, 28.2 percent of direct.

    Raises
    ------
    MetricError
        If the award does not give the dollars of the cap's base, or the cap is the whole total.
    """
    return _share_of(award, cap.value, cap.base)


@formula("indirect paid ÷ indirect incurred")
def indirect_recovery(paid_usd: float, incurred_usd: float) -> float:
    """Return the share of incurred indirect cost that was paid; over 1 where more was paid.

    Raises
    ------
    MetricError
        If nothing was incurred, or an amount is negative or missing.
    """
    if not 0 <= paid_usd < math.inf or not 0 < incurred_usd < math.inf:
        raise MetricError(
            f"{paid_usd!r} paid of {incurred_usd!r} incurred: give dollars of 0 or more, and an "
            "indirect cost above 0; without one there is no share of it."
        )
    return paid_usd / incurred_usd


@formula("incurred − smaller of incurred and allowed")
def under_recovery(award: Award, cap: Cap, *, even_if_not_in_force: bool = False) -> Recovery:
    """Return what a cap leaves unpaid of the indirect cost of an award.

    It takes the cap as used up to what was incurred: an agency that was paid less recovers less.
    What the award calls indirect must be what the rule caps (``cap.limits``): a cap on all costs
    but the worker wants all of those. It does not say who pays the rest.

    Raises
    ------
    MetricError
        If the cap is not in force and that was not asked for, no indirect cost was incurred, or
        as `allowed_indirect`.
    """
    if not cap.is_in_force and not even_if_not_in_force:
        raise MetricError(
            f"{cap.authority} is {cap.status.value}, not in force: nothing is unpaid because of "
            "it. Say even_if_not_in_force=True to see what it would do, and print its status."
        )
    allowed = allowed_indirect(award, cap)
    recovered = min(award.indirect_usd, allowed)
    return Recovery(
        incurred_usd=award.indirect_usd,
        allowed_usd=allowed,
        recovered_usd=recovered,
        unrecovered_usd=award.indirect_usd - recovered,
        recovery_share=indirect_recovery(recovered, award.indirect_usd),
        headroom=cap.value - _incurred_share(award, cap.base),
        base=cap.base,
        direct_usd=award.direct_usd,
        cap=cap,
    )


def _share_of(award: Award, share: float, base: Base) -> float:
    if base not in (Base.TOTAL, Base.CONTRACT):
        return share * award.base_usd(base)
    if share >= 1:
        raise MetricError(
            f"a share of {share!r} of the total leaves no direct cost: check the cap."
        )
    return award.direct_usd * share / (1 - share)


def _incurred_share(award: Award, base: Base) -> float:
    if base in (Base.TOTAL, Base.CONTRACT):
        return award.indirect_usd / (award.direct_usd + award.indirect_usd)
    dollars = award.base_usd(base)
    if dollars == 0:
        raise MetricError(
            f"the {base.value} of the award is 0 dollars: a rate on it has no meaning."
        )
    return award.indirect_usd / dollars
