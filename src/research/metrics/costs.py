"""What a person's care costs, state-operated beside community, and why that misleads."""

from dataclasses import dataclass, field

import pandas as pd

from research.ground.errors import MetricError
from research.metrics.formula import formula
from research.metrics.rates import positive
from research.metrics.wages import weighted_mean

UNMATCHED = (
    "These costs are not matched by need: the people in state-operated centers and in the "
    "community differ, and so does what each budget leaves out, so the ratio is not the price "
    "of the same care in two places."
)


@dataclass(frozen=True)
class CostComparison:
    """Cost a person and year in two settings.

    Attributes
    ----------
    ratio
        State-operated ÷ community.
    community_share
        Community ÷ state-operated.
    sentence
        What must be printed beside the ratio; empty where the costs are matched by acuity.
    """

    year: int
    state_usd: float
    community_usd: float
    ratio: float
    community_share: float
    sentence: str
    rows: pd.DataFrame = field(repr=False, compare=False)


@formula("state-operated cost a person ÷ community cost a person, same year")
def cost_ratio(costs: pd.DataFrame, *, without_acuity: bool = False) -> CostComparison:
    """Return state-operated against community cost, refused without an acuity match.

    Parameters
    ----------
    costs
        The rows compared, of ``cost_per_person``: setting, year, residents,
        cost_usd_per_person_year, has_acuity_match. Several rows of a setting are weighted by
        residents.
    without_acuity
        True to compare people of unlike need all the same; then the result carries a
        sentence that must be printed with it.

    Raises
    ------
    MetricError
        If the rows are not matched by acuity or do not say, a setting is absent, years
        differ, or residents are missing where several rows must be weighted.
    """
    unsaid = costs["has_acuity_match"].isna()
    if unsaid.any():
        raise MetricError(
            f"{int(unsaid.sum())} of {len(costs)} costs do not say whether they are matched by "
            f"acuity, first {costs.index[unsaid][0]}. Say False where the source does not."
        )
    unmatched = costs[~costs["has_acuity_match"].astype(bool)]
    if len(unmatched) and not without_acuity:
        raise MetricError(
            f"{len(unmatched)} of {len(costs)} costs are not matched by acuity, first "
            f"{unmatched.index[0]}: people in the two settings differ in need. Compare within "
            "acuity strata, or pass without_acuity=True and print the sentence that comes with it."
        )
    years = sorted({int(year) for year in costs["year"]})
    if len(years) != 1:
        raise MetricError(
            f"these {len(costs)} costs are of {len(years)} years ({years[:2]}): compare one year."
        )
    state, community = (_one_cost(costs, setting) for setting in ("state_operated", "community"))
    return CostComparison(
        year=years[0],
        state_usd=state,
        community_usd=community,
        ratio=state / community,
        community_share=community / state,
        sentence=UNMATCHED if len(unmatched) else "",
        rows=costs,
    )


@formula("sum of (cost a person × residents) ÷ residents")
def mean_cost(costs: pd.DataFrame) -> float:
    """Return the cost a person over several places, weighted by residents.

    A center's cost a person rises as residents leave while its buildings stay: print the
    residents beside it.

    Raises
    ------
    MetricError
        If a cost or a number of residents is missing.
    """
    return weighted_mean(costs["cost_usd_per_person_year"], costs["residents"])


@formula("cost a year ÷ 365")
def cost_per_day(cost_usd_per_year: float) -> float:
    """Return a yearly cost as dollars a day, over 365 days."""
    return positive(cost_usd_per_year, "the cost") / 365


def _one_cost(costs: pd.DataFrame, setting: str) -> float:
    rows = costs[costs["setting"] == setting]
    if rows.empty:
        raise MetricError(f"none of {len(costs)} costs is {setting}: a ratio needs both settings.")
    if len(rows) == 1:
        return positive(float(rows["cost_usd_per_person_year"].iloc[0]), f"{setting} cost")
    return mean_cost(rows)
