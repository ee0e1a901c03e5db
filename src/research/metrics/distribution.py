"""How overhead is distributed over agencies, by size, with who was left out and why."""

from dataclasses import dataclass, field

import pandas as pd

from research.ground.errors import MetricError
from research.metrics.formula import formula
from research.metrics.overhead import overhead_share

_QUARTILES = {0.25: "share_p25", 0.5: "share_p50", 0.75: "share_p75"}


@dataclass(frozen=True)
class Excluded:
    """How many returns were left out for one reason."""

    reason: str
    returns: int


@dataclass(frozen=True)
class Distribution:
    """Overhead shares over agencies.

    Attributes
    ----------
    agencies, share_p25, share_p50, share_p75
        Returns counted, and their quartiles.
    by_size
        One row a size class, smallest first: size_class, agencies, share_p25, share_p50,
        share_p75.
    excluded
        Returns left out, by reason; with ``agencies`` they add up to all returns.
    too_few
        Size classes not shown, because they hold too few agencies; these are in the whole.
    shares
        One row a return counted, index row_id: size_class, overhead_share.
    """

    agencies: int
    share_p25: float
    share_p50: float
    share_p75: float
    by_size: pd.DataFrame = field(repr=False, compare=False)
    excluded: tuple[Excluded, ...]
    too_few: tuple[str, ...]
    shares: pd.DataFrame = field(repr=False, compare=False)


@formula("quartiles of (management + fundraising) ÷ total expenses, each agency counting once")
def overhead_by_size(expenses: pd.DataFrame, *, fewest: int = 10) -> Distribution:
    """Return the distribution of overhead shares, whole and by size class.

    What agencies report varies with their size, so they are compared within a size class. Many
    report no fundraising at all. It is a distribution of what was reported, not of what running
    an agency takes.

    Parameters
    ----------
    expenses
        Rows of ``form990_expenses`` of one tax year: form, size_class, total_usd,
        program_usd, management_usd, fundraising_usd.
    fewest
        A size class with fewer agencies is not shown on its own. No source; assumed.

    Raises
    ------
    MetricError
        If years are mixed, an agency stands in it twice, no row has a share, or as
        `overhead_share`.
    """
    _check_returns(expenses)
    share = overhead_share(expenses)
    held = expenses[share.notna()].assign(overhead_share=share[share.notna()])
    if held.empty:
        raise MetricError(f"none of {len(expenses)} returns splits its expenses by function.")
    by_size, too_few = _by_size(held, fewest)
    quartiles = _quartiles(held["overhead_share"])
    return Distribution(
        agencies=len(held),
        share_p25=quartiles["share_p25"],
        share_p50=quartiles["share_p50"],
        share_p75=quartiles["share_p75"],
        by_size=by_size,
        excluded=_excluded(expenses, share),
        too_few=too_few,
        shares=held[["size_class", "overhead_share"]],
    )


def _check_returns(expenses: pd.DataFrame) -> None:
    for column in ("tax_year", "source_file"):
        if column in expenses and expenses[column].nunique() > 1:
            raise MetricError(
                f"{len(expenses)} returns are of {expenses[column].nunique()} values of {column}: "
                "a distribution is of one year and one file. Choose one."
            )
    if "ein" in expenses and expenses["ein"].duplicated().any():
        twice = expenses[expenses["ein"].duplicated(keep=False)]
        raise MetricError(
            f"{len(twice)} of {len(expenses)} returns share their agency with another, first "
            f"{twice.index[0]}: each agency counts once. Keep one return an agency."
        )


def _excluded(expenses: pd.DataFrame, share: "pd.Series[float]") -> tuple[Excluded, ...]:
    left = share.isna()
    short = left & expenses["form"].eq("990-EZ")
    no_total = left & ~short & ~(expenses["total_usd"] > 0)
    reasons = {
        "Form 990-EZ, which has no split by function": short,
        "no total expenses": no_total,
        "a part was not reported": left & ~short & ~no_total,
    }
    return tuple(Excluded(why, int(rows.sum())) for why, rows in reasons.items() if rows.any())


def _by_size(held: pd.DataFrame, fewest: int) -> tuple[pd.DataFrame, tuple[str, ...]]:
    smallest = held.groupby("size_class")["total_usd"].min().sort_values()
    shown, hidden = [], []
    for name in smallest.index:
        shares = held.loc[held["size_class"] == name, "overhead_share"]
        if len(shares) < fewest:
            hidden.append(str(name))
        else:
            shown.append({"size_class": name, "agencies": len(shares), **_quartiles(shares)})
    return pd.DataFrame(shown, columns=["size_class", "agencies", *_QUARTILES.values()]), tuple(
        hidden
    )


def _quartiles(shares: "pd.Series[float]") -> dict[str, float]:
    return {name: float(shares.quantile(q)) for q, name in _QUARTILES.items()}
