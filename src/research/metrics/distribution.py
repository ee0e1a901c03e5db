"""How overhead is distributed over agencies, by size, service or place.

Who was left out is counted with why, and every median bears its interval.
"""

from dataclasses import dataclass, field
from enum import StrEnum

import pandas as pd

from research.ground.errors import MetricError
from research.metrics.formula import formula
from research.metrics.medians import median_interval, rank_of_interval
from research.metrics.overhead import overhead_share
from research.metrics.services import service_named

_QUARTILES = {0.25: "share_p25", 0.5: "share_p50", 0.75: "share_p75"}
_INTERVAL = ("share_p50_low", "share_p50_high", "share_p50_coverage")


class By(StrEnum):
    """What agencies are grouped by; the value names the column of groups."""

    SIZE = "size_class"
    SERVICE = "service"
    PLACE = "place"
    STATE = "state"


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
    by
        The column of ``groups`` and ``shares`` that names the group.
    agencies, share_p25, share_p50, share_p75
        Returns counted, and their quartiles; no weights, each agency counts once.
    share_p50_low, share_p50_high, share_p50_coverage
        Interval of the median and its exact coverage; missing below six returns.
    groups
        One row a group: its name, agencies, share_p25, share_p50, share_p75, share_p50_low,
        share_p50_high, share_p50_coverage. Sizes stand smallest first, others by their median.
    excluded
        Returns left out, by reason; with ``agencies`` they add up to all returns.
    too_few
        Groups not shown, because they hold too few agencies; these are in the whole.
    agencies_not_shown
        How many agencies these hold; with those of ``groups`` they add up to ``agencies``.
    smallest_shown
        Agencies of the smallest group shown; 0 where none is.
    shares
        One row a return counted, index row_id: the group, overhead_share.
    """

    by: str
    agencies: int
    share_p25: float
    share_p50: float
    share_p75: float
    share_p50_low: float
    share_p50_high: float
    share_p50_coverage: float
    groups: pd.DataFrame = field(repr=False, compare=False)
    excluded: tuple[Excluded, ...]
    too_few: tuple[str, ...]
    agencies_not_shown: int
    smallest_shown: int
    shares: pd.DataFrame = field(repr=False, compare=False)

    @property
    def by_size(self) -> pd.DataFrame:
        """Return the groups, where they are sizes."""
        if self.by != By.SIZE.value:
            raise MetricError(f"agencies are grouped by {self.by} here, not by size: read .groups.")
        return self.groups


@formula("quartiles of (management + fundraising) ÷ total expenses, each agency counting once")
def overhead_distribution(
    expenses: pd.DataFrame,
    by: "By | str | pd.Series[str]" = By.SIZE,
    *,
    fewest: int = 10,
    coverage: float = 0.95,
) -> Distribution:
    """Return the distribution of overhead shares, whole and by group.

    What agencies report varies with their size, so sizes are the first grouping. Many report no
    fundraising at all. It is a distribution of what was reported, not of what running an agency
    takes.

    Parameters
    ----------
    expenses
        Rows of ``form990_expenses`` of one tax year: form, total_usd, program_usd,
        management_usd, fundraising_usd, and what the grouping needs (size_class; ntee_major;
        county and state).
    by
        "size_class", "service" (major group of the taxonomy), "place" (county and state),
        "state"; or a named series of group names with the index of expenses, for regions.
    fewest
        A group with fewer agencies is not shown on its own. No source; assumed.
    coverage
        The least coverage of the intervals of medians.

    Raises
    ------
    MetricError
        If years are mixed, an agency stands in it twice, no row has a share, the grouping is
        unknown, or as `overhead_share`.
    """
    if fewest < 1:
        raise MetricError(f"fewest is {fewest}: a group shown holds at least one agency.")
    check_returns(expenses)
    column, names = _names_of_groups(expenses, by)
    share = overhead_share(expenses)
    counted = share.notna()
    if not counted.any():
        raise MetricError(f"none of {len(expenses)} returns splits its expenses by function.")
    shares = pd.DataFrame({column: names[counted], "overhead_share": share[counted]})
    groups, too_few = _by_group(shares, expenses["total_usd"], fewest, coverage)
    shown = [int(agencies) for agencies in groups["agencies"]]
    return Distribution(
        by=column,
        agencies=len(shares),
        **_summary(shares["overhead_share"], coverage),
        groups=groups,
        excluded=excluded_returns(expenses, share),
        too_few=too_few,
        agencies_not_shown=len(shares) - sum(shown),
        smallest_shown=min(shown, default=0),
        shares=shares,
    )


def overhead_by_size(expenses: pd.DataFrame, *, fewest: int = 10) -> Distribution:
    """Return `overhead_distribution` by size class."""
    return overhead_distribution(expenses, By.SIZE, fewest=fewest)


overhead_by_size.formula = overhead_distribution.formula  # type: ignore[attr-defined]


def check_returns(expenses: pd.DataFrame) -> None:
    """Refuse returns of two years or files, and an agency that stands in them twice."""
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


def excluded_returns(expenses: pd.DataFrame, share: "pd.Series[float]") -> tuple[Excluded, ...]:
    """Return how many returns have no overhead share, by reason."""
    left = share.isna()
    short = left & expenses["form"].eq("990-EZ")
    no_total = left & ~short & ~(expenses["total_usd"] > 0)
    reasons = {
        "Form 990-EZ, which has no split by function": short,
        "no total expenses": no_total,
        "a part was not reported": left & ~short & ~no_total,
    }
    return tuple(Excluded(why, int(rows.sum())) for why, rows in reasons.items() if rows.any())


def _names_of_groups(
    expenses: pd.DataFrame, by: "By | str | pd.Series[str]"
) -> "tuple[str, pd.Series[str]]":
    if isinstance(by, pd.Series):
        if not by.index.equals(expenses.index) or not by.name:
            raise MetricError(
                "a series of groups needs a name and the index of the returns: "
                'returns["county"].map(regions).rename("region").'
            )
        return str(by.name), by.fillna("not stated").astype(str)
    if str(by) not in {member.value for member in By}:
        known = ", ".join(member.value for member in By)
        raise MetricError(f"{by!r} is no grouping; known are {known}, or a named series.")
    named = By(by)
    needs = {By.SERVICE: ["ntee_major"], By.PLACE: ["county", "state"]}.get(named, [named.value])
    absent = [column for column in needs if column not in expenses]
    if absent:
        raise MetricError(f"expenses lack {', '.join(absent)}: pass rows of form990_expenses.")
    if named is By.SERVICE:
        return named.value, expenses["ntee_major"].map(service_named)
    if named is By.PLACE:
        county = expenses["county"].where(expenses["county"].ne(""), "county not stated")
        return named.value, county + ", " + expenses["state"]
    return named.value, expenses[named.value].replace("", "not stated").astype(str)


def _by_group(
    shares: pd.DataFrame, total_usd: "pd.Series[float]", fewest: int, coverage: float
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    column = str(shares.columns[0])
    held = shares["overhead_share"].groupby(shares[column])
    if column == By.SIZE.value:
        order = total_usd[shares.index].groupby(shares[column]).min().sort_values(kind="stable")
    else:
        order = held.median().sort_values(kind="stable")
    shown, hidden = [], []
    for name in order.index:
        own = shares.loc[shares[column] == name, "overhead_share"]
        if len(own) < fewest:
            hidden.append(str(name))
        else:
            shown.append({column: name, "agencies": len(own), **_summary(own, coverage)})
    columns = [column, "agencies", *_QUARTILES.values(), *_INTERVAL]
    return pd.DataFrame(shown, columns=columns), tuple(hidden)


def _summary(shares: "pd.Series[float]", coverage: float) -> dict[str, float]:
    quartiles = {name: float(shares.quantile(q)) for q, name in _QUARTILES.items()}
    if rank_of_interval(len(shares), coverage) < 1:
        return quartiles | dict.fromkeys(_INTERVAL, float("nan"))
    bound = median_interval(shares, coverage)
    return quartiles | dict(zip(_INTERVAL, (bound.low, bound.high, bound.coverage), strict=True))
