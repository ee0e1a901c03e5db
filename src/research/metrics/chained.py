"""Indexes known in single months only, and the chain of published percent changes.

Employment cost is published as levels of a quarter's last month and as percent changes over
twelve or three months. Nothing is said of the months between.
"""

import math
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from research.ground.errors import MetricError
from research.metrics.days import as_day, month_name
from research.metrics.formula import formula
from research.metrics.indexes import Basis, Level

_SPANS = {"percent, 12 months": 12, "percent, 3 months": 3}
_WIDEST = 50.0
"""A yearly change beyond so many percent is taken for a slip of the pen. No source; assumed."""


@dataclass(frozen=True)
class ObservedIndex:
    """An index known in its own months only; the months between are never filled.

    ``rows`` has columns effective (first day of the month) and level, and keeps its row_id.
    """

    index_id: str
    title: str
    base_period: str
    known_to: date
    rows: pd.DataFrame = field(repr=False, compare=False)

    def at(self, on: date) -> Level:
        """Return the level of the month of a day; refused in a month that is not known."""
        day = as_day(on)
        held = self.rows["effective"]
        row = self.rows[(held.dt.year == day.year) & (held.dt.month == day.month)]
        wanted = month_name(day.year, day.month)
        if row.empty:
            raise MetricError(
                f"{self.title} is known in {len(self.rows)} months only, from "
                f"{_month(held.iloc[0])} to {_month(held.iloc[-1])}; {wanted} is none of them and "
                "is not filled. Ask for one of its months."
            )
        value = float(row["level"].iloc[0])
        return Level(
            self.index_id, self.title, Basis.MONTH, value, wanted, 1, 1, row, self.base_period
        )

    def over_year(self, year: int) -> Level:
        """Refuse: an average of a year needs its months."""
        raise MetricError(
            f"{self.title} is known in single months: it has no average of {year}. Name a month."
        )


def observed_index(
    rows: pd.DataFrame, index_id: str, title: str, base_period: str, level: str = "amount"
) -> ObservedIndex:
    """Return published levels as an index that can be asked in its own months only.

    Parameters
    ----------
    rows
        Rows of one series, such as one ``service`` of ``rate_history``: effective, and a
        column of levels.
    base_period
        What the levels count from, such as "December 2005 = 100".

    Raises
    ------
    MetricError
        If there are no rows, they hold two series (adjusted and not adjusted, two groups of
        workers), a month stands twice, a level is no positive number, or no base is said.
    """
    _check_one_series(rows, title)
    if not base_period:
        raise MetricError(f"{title}: say what its levels count from (base_period).")
    ordered = _in_order(rows, level, title)
    bad = ordered[~((ordered[level] > 0) & (ordered[level] < math.inf))]
    if len(bad):
        raise MetricError(
            f"{title}: {len(bad)} of {len(ordered)} rows have no positive level, first "
            f"{bad.index[0]}. Correct or leave them out."
        )
    known = ordered.assign(level=ordered[level].astype(float))
    return ObservedIndex(index_id, title, base_period, _end_of(known), known)


@formula("100 × product of (1 + published percent change), one span after another")
def chained_index(changes: pd.DataFrame, index_id: str, title: str) -> ObservedIndex:
    """Return an index chained from published percent changes, 100 at the start of the first.

    Each change must begin where the one before it ended: twelve-month changes from December
    to December, three-month changes from quarter to quarter. Published changes are rounded to
    a tenth, so a chain of n of them may drift by about n × 0.05 percent.

    Parameters
    ----------
    changes
        Rows of one series of ``rate_history``: effective (the month that a change ends),
        amount (percent: 3.4), unit ("percent, 12 months" or "percent, 3 months").

    Returns
    -------
    ObservedIndex
        Known in the months in which a change ended, and in the month before the first began;
        that row bears the row_id of the first change.

    Raises
    ------
    MetricError
        If a span between two changes is missing or stands twice, the rows hold two series or
        two spans, or a change is missing or beyond 50 percent.
    """
    _check_one_series(changes, title)
    span = _span(changes, title)
    ordered = _in_order(changes, "amount", title)
    bad = ordered[~(ordered["amount"].abs() <= _WIDEST)]
    if len(bad):
        raise MetricError(
            f"{title}: {len(bad)} of {len(ordered)} changes are missing or beyond {_WIDEST:g} "
            f"percent, first {bad.index[0]}. Write 3.4 percent as 3.4."
        )
    _check_no_gap(ordered, span, title)
    grown = 100 * (1 + ordered["amount"] / 100).cumprod()
    start = ordered.head(1).assign(
        effective=ordered["effective"].iloc[0] - pd.DateOffset(months=span), level=100.0
    )
    known = pd.concat([start, ordered.assign(level=grown)])
    base = f"{_month(known['effective'].iloc[0])} = 100, chained from rounded changes"
    return ObservedIndex(index_id, title, base, _end_of(known), known)


def _check_one_series(rows: pd.DataFrame, title: str) -> None:
    if rows.empty:
        raise MetricError(f"{title}: no rows, so no index.")
    for column in ("series", "service", "area", "group"):
        if column in rows and rows[column].nunique(dropna=False) > 1:
            said = sorted(str(value) for value in rows[column].unique())
            raise MetricError(
                f"{title}: {len(rows)} rows hold {len(said)} values of {column} "
                f"({said[0]}; {said[1]}): adjusted and not adjusted, and two groups, never mix. "
                "Choose one."
            )


def _span(changes: pd.DataFrame, title: str) -> int:
    units = sorted(str(unit) for unit in changes["unit"].unique())
    if len(units) != 1 or units[0] not in _SPANS:
        raise MetricError(
            f"{title}: changes in {' and '.join(units)}: a chain is of one span, one of "
            f"{', '.join(_SPANS)}."
        )
    return _SPANS[units[0]]


def _in_order(rows: pd.DataFrame, value: str, title: str) -> pd.DataFrame:
    dated = rows[rows["effective"].notna()]
    months = dated["effective"].dt.to_period("M")
    twice = dated[months.duplicated(keep=False)]
    if len(dated) < len(rows) or len(twice):
        why, found = ("no month", rows.drop(dated.index)) if len(twice) == 0 else (
            "their month twice", twice
        )  # fmt: skip
        said = ", ".join(f"{row}: {found.loc[row, value]}" for row in found.index[:2])
        raise MetricError(
            f"{title}: {len(found)} of {len(rows)} rows have {why} ({said}). Choose one of them."
        )
    return dated.sort_values("effective")


def _check_no_gap(ordered: pd.DataFrame, span: int, title: str) -> None:
    month = ordered["effective"].dt.year * 12 + ordered["effective"].dt.month
    wide = ordered[(month.diff() != span) & month.diff().notna()]
    if len(wide):
        ends = wide["effective"].iloc[0] - pd.DateOffset(months=span)
        raise MetricError(
            f"{title}: the chain has {len(wide)} gaps; before {_month(wide['effective'].iloc[0])} "
            f"the {span} months to {_month(ends)} are missing or overlap. It is not bridged: "
            "chain the changes on one side of it."
        )


def _month(day: pd.Timestamp) -> str:
    return month_name(day.year, day.month)


def _end_of(known: pd.DataFrame) -> date:
    return as_day(known["effective"].iloc[-1] + pd.offsets.MonthEnd(0))
