"""What a change costs the state: gross and net, part of a year and all of it."""

from dataclasses import dataclass, field

import pandas as pd

from research.ground.errors import MetricError
from research.metrics.formula import Line, formula
from research.metrics.rates import positive


@dataclass(frozen=True)
class BlendedMatch:
    """The federal share over the months of a state fiscal year."""

    fiscal_year: int
    months: int
    share: float
    text: str
    rows: pd.DataFrame = field(repr=False, compare=False)


@formula("July–September at the earlier federal year, October–June at the later, by months")
def blended_match(fmap: pd.DataFrame, fiscal_year: int, months_in_effect: int = 12) -> BlendedMatch:
    """Return the federal match of an Illinois fiscal year, which spans two federal years.

    A whole year is 0.25 × the federal year before + 0.75 × the federal year of that name. What
    starts later in the year counts its own months only: from January 1 the later one alone.
    Enhanced quarters are not in it.

    Parameters
    ----------
    fmap
        Rows of ``federal_match``: federal_fiscal_year, fmap_share.
    fiscal_year
        The Illinois fiscal year, July to June, named by its end.
    months_in_effect
        The last so many months of it.

    Raises
    ------
    MetricError
        If a federal year that is needed is absent, or months are not 1 to 12.
    """
    months = _months(months_in_effect)
    summer = max(0, months - 9)
    weights = {fiscal_year - 1: summer / months, fiscal_year: (months - summer) / months}
    needed = {year: weight for year, weight in weights.items() if weight}
    rows = fmap[fmap["federal_fiscal_year"].isin(needed)].sort_values("federal_fiscal_year")
    shares = dict(zip(rows["federal_fiscal_year"].astype(int), rows["fmap_share"], strict=True))
    absent = [year for year in needed if year not in shares]
    if absent or len(rows) != len(needed):
        raise MetricError(
            f"the match of fiscal year {fiscal_year} needs federal years {sorted(needed)}; "
            f"{len(absent)} of {len(needed)} are not in the table, first {absent[:1]}. It is not "
            "carried forward."
        )
    text = " + ".join(f"{weights[year]:.2f} × {shares[year]:.2%}" for year in sorted(needed))
    share = sum(weight * float(shares[year]) for year, weight in needed.items())
    return BlendedMatch(fiscal_year, months, share, text, rows)


@formula("units × change in the rate")
def gross_of_rate(units: float, change_usd: float) -> float:
    """Return the full-year gross cost of a change in a rate. Caseload growth is not in it."""
    return positive(units, "the number of units") * change_usd


@formula("paid hours × change in the wage × (1 + employee-related share)")
def gross_of_wage(paid_hours: float, change_usd_per_hour: float, ere_share: float = 0.0) -> float:
    """Return the full-year gross cost of a change in a wage.

    ``ere_share`` takes only what moves with the wage (payroll tax, not health insurance).
    Raises for those who earn above the new wage (compression) are not in it.
    """
    if not 0 <= ere_share < 1:
        raise MetricError(f"an employee-related share of {ere_share!r}: give 0 to 1.")
    return positive(paid_hours, "paid hours") * change_usd_per_hour * (1 + ere_share)


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
        If match_share lies outside 0 to 1.
    """
    if not 0 <= match_share <= 1:
        raise MetricError(f"a share matched of {match_share!r}: give 0 to 1.")
    months = match.months
    gross = gross_full_year_usd * months / 12
    federal = gross * match_share * match.share
    net = gross - federal
    assumption = match_share_source or "assumed"
    year = f"fiscal year {match.fiscal_year}"
    lines = (
        Line("Gross, twelve months", "units × change", gross_full_year_usd, "whole dollars"),
        Line(f"Gross, {year}", f"gross × {months} ÷ 12", gross, "whole dollars"),
        Line("Share matched by Medicaid", "given", match_share, "share", assumption),
        Line(f"Federal match, {year}", match.text, match.share, "share"),
        Line("Federal share", "gross × share matched × match", federal, "whole dollars"),
        Line("Net cost to the state", "gross − federal share", net, "whole dollars"),
        Line(
            "Added in the next year", "net × (12 ÷ months − 1)", annualization(net, months),
            "whole dollars", "same match, same caseload",
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
    return first_year_usd * (12 / _months(months_in_effect) - 1)


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
    whole = price * 12 / _months(months_in_effect)
    return PortablePrice(whole, whole, months_in_effect, f"for {months_in_effect} months")


def _months(months: int) -> int:
    if isinstance(months, bool) or int(months) != months or not 1 <= months <= 12:
        raise MetricError(f"{months!r} months in effect: give a whole number from 1 to 12.")
    return int(months)
