"""What agencies spend outside programs, and what a cap allows: two numbers, kept apart.

An overhead share is agency-wide and of total expenses. An indirect rate is award by award and
of a direct base. As values of `shares` they refuse to be compared.
"""

import pandas as pd

from research.ground.errors import MetricError
from research.metrics.formula import formula
from research.metrics.shares import Base, base_named

_PARTS = ["program_usd", "management_usd", "fundraising_usd"]
# Each of three parts and the total may be rounded to a dollar on the form.
_ROUNDING_USD = 2.0


@formula("(management + fundraising) ÷ total functional expenses")
def overhead_share(expenses: pd.DataFrame) -> "pd.Series[float]":
    """Return the share of expenses that falls outside programs.

    overhead_share = (management_usd + fundraising_usd) / total_usd, from Form 990 Part IX
    line 25, columns C, D and A. It does not say whether a program works, and it is not an
    indirect rate.

    Parameters
    ----------
    expenses
        One row an agency and tax year, in nominal dollars: total_usd, program_usd,
        management_usd, fundraising_usd.

    Returns
    -------
    pd.Series
        0 to 1; missing where total_usd is 0 or the parts were not reported.

    Raises
    ------
    MetricError
        If the parts of a row do not add up to its total (within 2 dollars of rounding), or a
        part is negative: how many rows, the first offender, and what to do.
    """
    _check_parts(expenses)
    outside = expenses["management_usd"] + expenses["fundraising_usd"]
    return _share(outside, expenses).rename("overhead_share")


@formula("program ÷ total functional expenses")
def program_share(expenses: pd.DataFrame) -> "pd.Series[float]":
    """Return the share of expenses that is reported as program; 1 − overhead share.

    Form 990 Part IX line 25, column B over column A. Agencies decide within the rules what
    counts as program; the share does not measure results. Errors as `overhead_share`.
    """
    _check_parts(expenses)
    return _share(expenses["program_usd"], expenses).rename("program_share")


@formula("indirect ÷ total = rate ÷ (1 + rate)")
def indirect_of_total(indirect_of_direct: float) -> float:
    """Return what an indirect rate on direct cost is as a share of total cost.

    40 percent of direct cost is 28.6 percent of the total.
    """
    return share_of_rate(indirect_of_direct)


@formula("indirect ÷ direct = share ÷ (1 − share)")
def indirect_of_direct(indirect_share_of_total: float) -> float:
    """Return what an indirect share of total cost is as a rate on direct cost."""
    return mark_up(indirect_share_of_total)


@formula("share of the rate = mark-up ÷ (1 + mark-up)")
def share_of_rate(mark_up_on_cost: float) -> float:
    """Return what a mark-up on cost is as a share of the rate: 12 percent is 10.7."""
    if not 0 <= mark_up_on_cost < float("inf"):
        raise MetricError(
            f"a mark-up of {mark_up_on_cost!r} cannot be restated: give a share of 0 or more."
        )
    return mark_up_on_cost / (1 + mark_up_on_cost)


@formula("mark-up = share of the rate ÷ (1 − share of the rate)")
def mark_up(share: float) -> float:
    """Return what a share of the rate is as a mark-up on cost: 12 percent is 13.6."""
    if not 0 <= share < 1:
        raise MetricError(
            f"a share of {share!r} cannot be restated as a mark-up: give a share from 0 to 1 "
            "(0.12 for 12 percent)."
        )
    return share / (1 - share)


@formula("cap on a base, restated as a share of total: c ÷ (1 + c) on other costs, c on total")
def restate_cap(cap_share: float, base: Base | str, base_share: float | None = None) -> float:
    """Return a cap as a share of total cost, so that caps on different bases can be compared.

    Parameters
    ----------
    cap_share
        The cap as its rule states it, 0 to 1.
    base
        What it is a share of: total or contract (unchanged); direct or other_costs
        (c / (1 + c): 20 percent of other costs is 16.67 percent of the total); mtdc or
        salaries, which need base_share.
    base_share
        For mtdc, the modified total direct cost as a share of direct cost; for salaries,
        salaries as a share of total cost. It belongs to one award: name its source.

    Raises
    ------
    MetricError
        If the base is unknown, a share lies outside 0 to 1, or base_share is missing where
        the base leaves out part of the cost.
    """
    named = base_named(base)
    if not 0 <= cap_share <= 1:
        raise MetricError(
            f"a cap of {cap_share!r}: give a share from 0 to 1 (0.20 for 20 percent)."
        )
    if named in (Base.TOTAL, Base.CONTRACT):
        return cap_share
    if named in (Base.DIRECT, Base.OTHER_COSTS):
        return share_of_rate(cap_share)
    if base_share is None or not 0 <= base_share <= 1:
        raise MetricError(
            f"a cap on {named.value} leaves out part of the cost: as a share of total it depends "
            f"on the award. Give base_share (0 to 1), not {base_share!r}, with its source."
        )
    return (
        cap_share * base_share if named is Base.SALARIES else share_of_rate(cap_share * base_share)
    )


@formula("total × (1 − cap as a share of total)")
def direct_under_cap(
    total_usd: float, cap_share: float, base: Base | str, base_share: float | None = None
) -> float:
    """Return the direct cost left under a cap, when the cap is used up.

    Of 100,000 dollars under "20 percent": 83,333 where the base is direct cost, 80,000 where
    it is the total.
    """
    return total_usd * (1 - restate_cap(cap_share, base, base_share))


@formula("cap restated as a share of total, where its base allows it")
def restated_caps(caps: pd.DataFrame) -> pd.DataFrame:
    """Return the caps with ``share_of_total`` and, where it cannot be given, ``why_not``.

    Rows keep their row_id. A cap on modified total direct cost or on salaries is left
    missing, because its share of total depends on the award.
    """
    needs_award = caps["base"].isin([Base.MTDC.value, Base.SALARIES.value])
    return caps.assign(
        share_of_total=[
            float("nan") if held else restate_cap(float(cap), str(base))
            for cap, base, held in zip(caps["cap_share"], caps["base"], needs_award, strict=True)
        ],
        why_not=needs_award.map({True: "depends on the award", False: ""}),
    )


def _share(part: "pd.Series[float]", expenses: pd.DataFrame) -> "pd.Series[float]":
    reported = expenses[_PARTS].notna().all(axis=1) & (expenses["total_usd"] > 0)
    return (part / expenses["total_usd"].where(expenses["total_usd"] > 0)).where(reported)


def _check_parts(expenses: pd.DataFrame) -> None:
    absent = [name for name in ["total_usd", *_PARTS] if name not in expenses.columns]
    if absent:
        raise MetricError(f"expenses lack {', '.join(absent)}: pass rows of form990_expenses.")
    split = expenses[expenses[_PARTS].notna().all(axis=1) & expenses["total_usd"].notna()]
    off = split[(split[_PARTS].sum(axis=1) - split["total_usd"]).abs() > _ROUNDING_USD]
    below = split[(split[[*_PARTS, "total_usd"]] < 0).any(axis=1)]
    for offenders, why in (
        (off, "parts that do not add up to their total"),
        (below, "a negative part"),
    ):
        if len(offenders):
            raise MetricError(
                f"{len(offenders)} of {len(expenses)} rows have {why}, first "
                f"{offenders.index[0]}. Quarantine or correct them before taking shares."
            )
