"""What a change costs the state: gross and net, part of a year and all of it."""

from dataclasses import dataclass, field

import pandas as pd

from research.ground.errors import MetricError
from research.metrics.formula import Line, formula
from research.metrics.match import BlendedMatch, blended_match, months_in_effect_of
from research.metrics.rates import finite, positive

__all__ = [
    "FiscalNote",
    "PortablePrice",
    "annualization",
    "blended_match",
    "fiscal_note",
    "gross_of_rate",
    "gross_of_wage",
    "price_per_dollar",
]


@formula("units × change in the rate")
def gross_of_rate(units: float, change_usd: float) -> float:
    """Return the full-year gross cost of a change in a rate. Caseload growth is not in it."""
    return positive(units, "the number of units") * finite(change_usd, "the change in the rate")


@formula("paid hours × change in the wage × (1 + employee-related share)")
def gross_of_wage(paid_hours: float, change_usd_per_hour: float, ere_share: float = 0.0) -> float:
    """Return the full-year gross cost of a change in a wage.

    ``ere_share`` takes only what moves with the wage (payroll tax, not health insurance).
    Raises for those who earn above the new wage (compression) are not in it.
    """
    if not 0 <= ere_share < 1:
        raise MetricError(f"an employee-related share of {ere_share!r}: give 0 to 1.")
    change = finite(change_usd_per_hour, "the change in the wage")
    return positive(paid_hours, "paid hours") * change * (1 + ere_share)


@dataclass(frozen=True)
class FiscalNote:
    """The effect of a change on one state fiscal year, line by line.

    Attributes
    ----------
    gross_usd, federal_usd, net_usd
        In this fiscal year.
    gross_full_year_usd, net_full_year_usd
        In a year of twelve months.
    annualization_usd
        What the next year adds, net, without any further change.
    """

    fiscal_year: int
    months_in_effect: int
    gross_full_year_usd: float
    gross_usd: float
    federal_usd: float
    net_usd: float
    net_full_year_usd: float
    annualization_usd: float
    lines: tuple[Line, ...]
    rows: pd.DataFrame = field(repr=False, compare=False)


@formula("net = gross × months ÷ 12 × (1 − share matched × federal match)")
def fiscal_note(
    gross_full_year_usd: float,
    match: BlendedMatch,
    *,
    match_share: float,
    match_share_source: str = "",
) -> FiscalNote:
    """Return gross, federal and net cost of a change, in its first fiscal year and a full one.

    An appropriation in Illinois is often gross, the federal share coming back as revenue:
    print gross and net.

    Parameters
    ----------
    gross_full_year_usd
        Twelve months of the change, from `gross_of_rate` or a published price.
    match
        From `blended_match`, which also holds the months in effect.
    match_share
        The part of the spending that Medicaid matches, 0 to 1.
    match_share_source
        Where that part comes from; left empty it is printed as assumed.

    Raises
    ------
    MetricError
        If match_share lies outside 0 to 1, or the gross cost is no number.
    """
    if not 0 <= match_share <= 1:
        raise MetricError(f"a share matched of {match_share!r}: give 0 to 1.")
    months = match.months
    gross = finite(gross_full_year_usd, "the gross cost") * months / 12
    federal = gross * match_share * match.share
    net = gross - federal
    assumption = match_share_source or "assumed"
    year = f"fiscal year {match.fiscal_year}"
    usd = "whole dollars"
    lines = (
        Line("Gross, twelve months", "units × change", gross_full_year_usd, usd, "same caseload"),
        Line(f"Gross, {year}", f"gross × {months} ÷ 12", gross, usd, "spread evenly by month"),
        Line("Share matched by Medicaid", "given", match_share, "share", assumption),
        Line(f"Federal match, {year}", match.text, match.share, "share", match.assumption),
        Line(
            "Federal share", "gross × share matched × match", federal, usd,
            "claimed in the year of the spending",
        ),
        Line("Net cost to the state", "gross − federal share", net, usd, "no ripple, no staff"),
        Line(
            "Added in the next year", "net × (12 ÷ months − 1)", annualization(net, months), usd,
            "same match, same caseload",
        ),
    )  # fmt: skip
    return FiscalNote(
        fiscal_year=match.fiscal_year,
        months_in_effect=months,
        gross_full_year_usd=gross_full_year_usd,
        gross_usd=gross,
        federal_usd=federal,
        net_usd=net,
        net_full_year_usd=net * 12 / months,
        annualization_usd=annualization(net, months),
        lines=lines,
        rows=match.rows,
    )


@formula("cost in the first year × (12 ÷ months in effect − 1)")
def annualization(first_year_usd: float, months_in_effect: int) -> float:
    """Return what a full year costs beyond a first, partial one; from January 1 as much again."""
    return finite(first_year_usd, "the cost") * (12 / months_in_effect_of(months_in_effect) - 1)


@dataclass(frozen=True)
class PortablePrice:
    """The full-year gross price of one dollar an hour, low to high.

    They differ where the source does not say whether its figure is for twelve months.
    """

    low_usd: float
    high_usd: float
    months_in_effect: int | None
    text: str


@formula("published price ÷ dollars an hour × 12 ÷ months that it covers")
def price_per_dollar(
    published_usd: float, dollars_an_hour: float, months_in_effect: int | None
) -> PortablePrice:
    """Return what one dollar an hour costs over twelve months, from a published price.

    Parameters
    ----------
    published_usd, dollars_an_hour
        The price and the step that it paid for: 53.1 million for 1.50 is 35.4 million a dollar.
    months_in_effect
        The months that the price covers; None where the source does not say. Then low takes
        it as twelve months, high as six.
    """
    price = positive(published_usd, "the price") / positive(dollars_an_hour, "the step")
    if months_in_effect is None:
        return PortablePrice(
            price, price * 2, None, "the source does not say whether half a year or a whole one"
        )
    whole = price * 12 / months_in_effect_of(months_in_effect)
    return PortablePrice(whole, whole, months_in_effect, f"for {months_in_effect} months")
