"""Which rates kept pace with an index: the same question put to every series."""

from datetime import date

import pandas as pd

from research.ground.errors import MetricError
from research.metrics.days import as_day
from research.metrics.erosion import Erosion, erosion, latest_common_day
from research.metrics.formula import formula
from research.metrics.indexes import Index
from research.metrics.rates import RateSeries, change


@formula("for each series, first to last known day: rate ÷ (first rate × index ratio) − 1")
def pace(series: list[RateSeries], index: Index, second: Index) -> pd.DataFrame:
    """Return, for each series, what it gained or lost against two indexes over its own span.

    A series of which only single dates are known is measured on its last date, every other
    on the last day that the series and both indexes know. Spans differ, so the rows are not
    to be ranked as if they did not.

    Returns
    -------
    pd.DataFrame
        One row a series, index row_id of its last level: series_id, title, unit, start, end,
        rate_then_usd, rate_now_usd, change_share, erosion_share, erosion_share_second,
        erosion_low, erosion_high, prices_share (growth of the first index), complete_to.

    Raises
    ------
    MetricError
        If no series is given, or one has a single level and no span.
    """
    if not series:
        raise MetricError("no series was given: choose rows of the catalogue that have levels.")
    rows = [_row(rate, index, second) for rate in series]
    ids = [rate.levels.index[-1] for rate in series]
    frame = pd.DataFrame(rows, index=pd.Index(ids, name="row_id"))
    return frame.sort_values("erosion_share", kind="stable")


def span(rate: RateSeries, *indexes: Index) -> tuple[date, date]:
    """Return the first and last day on which a series can be held against indexes."""
    start = as_day(rate.levels["effective"].iloc[0])
    if rate.is_continuous:
        return start, latest_common_day(rate, *indexes)
    known = min(index.known_to for index in indexes)
    own = [as_day(day) for day in rate.levels["effective"] if as_day(day) <= known]
    if len(own) < 2:
        raise MetricError(
            f"{rate.series_id} has {len(own)} levels that the indexes reach: no span."
        )
    return start, own[-1]


def _row(rate: RateSeries, index: Index, second: Index) -> dict[str, object]:
    start, end = span(rate, index, second)
    one: Erosion = erosion(rate, index, start, end)
    two = erosion(rate, second, start, end)
    return {
        "series_id": rate.series_id,
        "title": rate.title,
        "unit": rate.unit,
        "start": start,
        "end": end,
        "rate_then_usd": one.rate_then,
        "rate_now_usd": one.rate_now,
        "change_share": change(one.rate_then, one.rate_now),
        "prices_share": change(one.rate_then, one.counterfactual),
        "erosion_share": one.share,
        "erosion_share_second": two.share,
        "erosion_low": min(one.share, two.share),
        "erosion_high": max(one.share, two.share),
        "complete_to": rate.complete_to,
    }
