"""What comes in for a child, and how far it covers what the child costs."""

from dataclasses import dataclass
from fractions import Fraction

from research.metrics.formula import Line, formula
from research.models.quality_cost.in_numbers import amount, money, share
from research.models.quality_cost.shape import Kind, Number, Numbers, Plan, Revenue, Use

FOR_SUBSIDIZED = (Kind.SUBSIDY, Kind.COPAY, Kind.FOOD, Kind.CONTRACT, Kind.OTHER)
FOR_PAYING = (Kind.PRICE, Kind.FOOD, Kind.CONTRACT, Kind.OTHER)


@dataclass(frozen=True)
class Coverage:
    """One way a child's care is paid for, beside what it costs.

    A subsidy rate and a price are never mixed: each has a comparison of its own.

    Attributes
    ----------
    against
        "subsidy" or "price".
    rate_usd_per_day
        What a paid day brings, with any add-on, before what is never collected; None where
        nothing is paid by the day.
    revenue_usd_per_year
        Everything that comes in for the child in a year.
    coverage
        Revenue ÷ cost; 1 means that the child's care is paid for.
    gap_usd_per_year
        Cost − revenue.
    rate_share_of_cost
        Rate a day ÷ cost a day, the plainer comparison.
    needed_usd_per_day
        The rate a paid day, add-on included as above, at which coverage would be 1.
    """

    against: str
    rate_usd_per_day: float | None
    lines: tuple[Line, ...]
    revenue_usd_per_year: float
    coverage: float
    gap_usd_per_year: float
    rate_share_of_cost: float | None
    needed_usd_per_day: float | None
    in_numbers: str = ""


@formula("rate × paid days × (1 + add-on) × (1 − share never collected), added over revenues")
def revenue_a_child(plan: Plan, age: str, numbers: Numbers, kinds: tuple[Kind, ...]) -> Number:
    """Return what comes in for a child of an age in a year, in dollars."""
    return sum(
        one_revenue(each, use, numbers)
        for each in plan.revenue
        for of_age, use in each.by_age
        if of_age == age and each.kind in kinds
    )


def one_revenue(revenue: Revenue, use: Use, numbers: Numbers) -> Number:
    """Return what one revenue brings for a child in a year, in dollars."""
    return use.of(numbers) * paid_part(revenue, use, numbers)


def paid_part(revenue: Revenue, use: Use, numbers: Numbers) -> Number:
    """Return the dollars a year that one dollar of a rate brings."""
    part: Number = Fraction(1)
    if use.is_daily and revenue.paid_days is not None:
        part = revenue.paid_days.of(numbers)
    if revenue.add_on is not None:
        part = part * (1 + revenue.add_on.of(numbers))
    if revenue.uncollected is not None:
        part = part * (1 - revenue.uncollected.of(numbers))
    return part


@formula("revenue a child ÷ cost a child, same year")
def coverage(
    plan: Plan, age: str, numbers: Numbers, cost: Fraction, against: Kind
) -> Coverage | None:
    """Return how far a subsidy or a price covers the cost; None where the file has none.

    Parameters
    ----------
    cost
        Dollars a child a year.
    against
        ``Kind.SUBSIDY`` or ``Kind.PRICE``.
    """
    kinds = FOR_SUBSIDIZED if against is Kind.SUBSIDY else FOR_PAYING
    held = [
        (each, use)
        for each in plan.revenue
        for of_age, use in each.by_age
        if of_age == age and each.kind in kinds
    ]
    rates = [(each, use) for each, use in held if each.kind is against]
    if not rates:
        return None
    total = revenue_a_child(plan, age, numbers, kinds)
    a_day = _a_day(rates, numbers)
    cost_a_day = cost / plan.center.days.of(numbers)
    return Coverage(
        against=str(against),
        rate_usd_per_day=None if a_day is None else float(a_day),
        lines=tuple(
            Line(each.title, "", float(one_revenue(each, use, numbers)), "dollars a child a year")
            for each, use in held
        ),
        revenue_usd_per_year=float(total),
        coverage=float(total / cost),
        gap_usd_per_year=float(cost - total),
        rate_share_of_cost=None if a_day is None else float(a_day / cost_a_day),
        needed_usd_per_day=_needed(rates, numbers, cost - total),
        in_numbers=" + ".join(_in_numbers(each, use, numbers) for each, use in held),
    )


def _in_numbers(revenue: Revenue, use: Use, numbers: Numbers) -> str:
    text = money(use, numbers)
    if use.is_daily and revenue.paid_days is not None:
        text += f" × {amount(revenue.paid_days, numbers)}"
    if revenue.add_on is not None:
        text += f" × (1 + {share(revenue.add_on, numbers)})"
    if revenue.uncollected is not None:
        text += f" × (1 − {share(revenue.uncollected, numbers)})"
    return text


def _a_day(rates: list[tuple[Revenue, Use]], numbers: Numbers) -> Fraction | None:
    daily = [
        use.of(numbers) * (1 if each.add_on is None else 1 + each.add_on.of(numbers))
        for each, use in rates
        if use.is_daily
    ]
    return Fraction(sum(daily)) if len(daily) == len(rates) else None


def _needed(rates: list[tuple[Revenue, Use]], numbers: Numbers, gap: Fraction) -> float | None:
    """Return the rate at which the gap closes, where there is just one rate and it is daily."""
    if len(rates) != 1 or not rates[0][1].is_daily:
        return None
    revenue, use = rates[0]
    part = paid_part(revenue, use, numbers)
    add_on = 1 if revenue.add_on is None else 1 + revenue.add_on.of(numbers)
    return None if part == 0 else float((use.of(numbers) + gap / part) * add_on)
