"""A fiscal note of several parts: the step, the ripple, the staff to run it, the caseload."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from research.ground.errors import MetricError
from research.metrics.fiscal import FiscalNote, annualization
from research.metrics.formula import Line, formula
from research.metrics.match import BlendedMatch
from research.metrics.rates import finite, positive


@dataclass(frozen=True)
class Part:
    """One part of what a change costs, over twelve months.

    Attributes
    ----------
    formula, assumption
        How the amount was reckoned and what it rests on, as printed beside it.
    match_share
        The part of it that Medicaid matches, 0 to 1.
    match_share_source
        Where that part comes from; left empty it is printed as assumed.
    own_match
        A federal match of its own, as for administration; the blend where it is None.
    """

    name: str
    formula: str
    gross_full_year_usd: float
    assumption: str
    match_share: float
    match_share_source: str = ""
    own_match: float | None = None


@formula("units × growth × change in the rate")
def caseload_growth(units: float, growth_share: float, change_usd: float) -> float:
    """Return what a change costs on the units that a growing caseload adds, over twelve months.

    The new units at the old rate are not in it: they would be paid without the change.
    """
    if not -1 < growth_share < 1:
        raise MetricError(f"a growth of {growth_share!r}: write 3 percent as 0.03.")
    change = finite(change_usd, "the change in the rate")
    return positive(units, "the number of units") * growth_share * change


@formula("full-time equivalents × yearly cost of one")
def administration(full_time: float, cost_usd_per_year: float) -> float:
    """Return what the staff costs that runs a change, pay and benefits, over twelve months."""
    return positive(full_time, "the full-time equivalents") * positive(
        cost_usd_per_year, "the yearly cost of one"
    )


@formula("net = sum over parts of gross × months ÷ 12 × (1 − share matched × its match)")
def whole_note(parts: Sequence[Part], match: BlendedMatch) -> FiscalNote:
    """Return gross, federal and net cost of a change of several parts, each line named.

    Parameters
    ----------
    parts
        Each with its own share matched; a part may bring its own federal match.
    match
        From `blended_match`, which also holds the months in effect of every part.

    Raises
    ------
    MetricError
        If there is no part, two bear one name, one says no assumption, an amount is no number,
        or a share or match is not 0 to 1.
    """
    _check_parts(parts)
    months = match.months
    gross = [part.gross_full_year_usd * months / 12 for part in parts]
    federal = [
        amount * part.match_share * _match_of(part, match)
        for amount, part in zip(gross, parts, strict=True)
    ]
    net = sum(gross) - sum(federal)
    return FiscalNote(
        fiscal_year=match.fiscal_year,
        months_in_effect=months,
        gross_full_year_usd=sum(part.gross_full_year_usd for part in parts),
        gross_usd=sum(gross),
        federal_usd=sum(federal),
        net_usd=net,
        net_full_year_usd=net * 12 / months,
        annualization_usd=annualization(net, months),
        lines=_lines(parts, match, gross, federal),
        rows=match.rows,
    )


def _lines(
    parts: Sequence[Part], match: BlendedMatch, gross: list[float], federal: list[float]
) -> tuple[Line, ...]:
    usd, months, net = "whole dollars", match.months, sum(gross) - sum(federal)
    lines = [
        Line("Federal match", match.text, match.share, "share", match.assumption),
    ]
    for part, amount, back in zip(parts, gross, federal, strict=True):
        said = part.match_share_source or "assumed"
        own = _match_of(part, match)
        lines += [
            Line(part.name, f"{part.formula}, × {months} ÷ 12", amount, usd, part.assumption),
            Line(
                f"{part.name}: federal share",
                f"× {part.match_share:.2%} matched × {own:.2%}",
                back,
                usd,
                f"share matched: {said}",
            ),
        ]
    return (
        *lines,
        Line("Gross", "sum of the parts", sum(gross), usd, "spread evenly by month"),
        Line(
            "Federal share", "sum of the parts", sum(federal), usd,
            "claimed in the year of the spending",
        ),
        Line("Net cost to the state", "gross − federal share", net, usd, "as the parts"),
        Line(
            "Added in the next year", "net × (12 ÷ months − 1)", annualization(net, months), usd,
            "same match, same caseload",
        ),
    )  # fmt: skip


def _match_of(part: Part, match: BlendedMatch) -> float:
    return match.share if part.own_match is None else part.own_match


def _check_parts(parts: Sequence[Part]) -> None:
    if not parts:
        raise MetricError("a note without a part: give at least the change itself.")
    twice = pd.Series([part.name for part in parts])
    if twice.duplicated().any():
        raise MetricError(
            f"{int(twice.duplicated().sum())} of {len(parts)} parts bear the name of another, "
            f"first {twice[twice.duplicated()].iloc[0]!r}: count each once, under its own name."
        )
    for part in parts:
        finite(part.gross_full_year_usd, f"{part.name}: the gross cost")
        if not part.assumption:
            raise MetricError(f"{part.name}: no assumption said; write what the amount rests on.")
        for share in (part.match_share, part.own_match):
            if share is not None and not 0 <= share <= 1:
                raise MetricError(f"{part.name}: a share of {share!r}; give 0 to 1.")
