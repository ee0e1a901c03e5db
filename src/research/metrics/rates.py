"""What a rate is worth: in force on a date, in constant dollars, against a counterfactual."""

from datetime import date

import pandas as pd

from research.ground.errors import MetricError
from research.ground.terms import Kind
from research.metrics.formula import formula

_IN_FORCE = (Kind.PAID.value, Kind.WAGE.value)


@formula("the last paid level that took effect on or before the date")
def rate_in_force(series: pd.DataFrame, on: date, complete_to: date) -> pd.DataFrame:
    """Return the one row of a rate series that was in force on a date.

    What is proposed or pending never counts. It does not say what a contract pays.

    Parameters
    ----------
    series
        Rows of one series: effective, amount_usd, kind.
    on
        The date asked for.
    complete_to
        The date to which the series is known to be complete.

    Raises
    ------
    MetricError
        If the date lies after complete_to or before the first level.
    """
    if on > complete_to:
        raise MetricError(
            f"the series is known to be complete to {complete_to}, not to {on}: what was paid "
            "after that is a gap in our knowledge, not a freeze. Ask for an earlier date."
        )
    paid = series[series["kind"].isin(_IN_FORCE) & (series["effective"] <= pd.Timestamp(on))]
    if paid.empty:
        raise MetricError(f"no level was in force on {on}: the series starts later.")
    return paid.sort_values("effective").tail(1)
