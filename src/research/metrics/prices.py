"""Consumer prices: a month's level, a year's average, and what was never published.

A month that the Bureau of Labor Statistics did not publish stays missing. October 2025 is
such a month: prices were not collected during the shutdown of that autumn.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

import pandas as pd

from research.ground.errors import MetricError
from research.metrics.days import as_day, month_name, months_between, months_of_fiscal_year
from research.metrics.formula import formula
from research.metrics.indexes import Basis, Level

_ITEMS = {
    "SA0": "all items",
    "SA0L1E": "all items less food and energy",
    "SAM": "medical care",
    "SEEB": "tuition, other school fees, and child care",
    "SEEB03": "day care and preschool",
}
_BASE_1982 = (
    "CUUR0000SA0", "CUSR0000SA0", "CUUR0200SA0", "CUURS23ASA0", "CUUR0000SA0L1E", "CUUR0000SAM",
    "CUUR0000SEEB",
)  # fmt: skip
_COLUMNS = ("series_id", "year", "month", "area", "is_seasonally_adjusted", "index")


@dataclass(frozen=True)
class Deflator:
    """One series of consumer prices, named as it must be named in print.

    Attributes
    ----------
    missing
        Months between the first and the last that were not published ("October 2025").
    prices
        The rows of the series in order of time, with their row_id.
    """

    series_id: str
    title: str
    area: str
    is_seasonally_adjusted: bool
    base_period: str
    first: date
    last: date
    missing: tuple[str, ...]
    prices: pd.DataFrame = field(repr=False, compare=False)

    @property
    def index_id(self) -> str:
        """Return the series id: levels of two series are never compared."""
        return self.series_id

    @property
    def known_to(self) -> date:
        """Return the last day of the last month published."""
        return (pd.Timestamp(self.last) + pd.offsets.MonthEnd(0)).date()

    def at(self, on: date) -> Level:
        """Return the level of the month of a day."""
        return index_at(self, on)

    def over_year(self, year: int) -> Level:
        """Return the average of a calendar year."""
        return calendar_year_average(self, year)


def deflator(prices: pd.DataFrame, series_id: str | None = None) -> Deflator:
    """Return one price series as a deflator.

    Parameters
    ----------
    prices
        Rows of the table ``prices``: series_id, year, month, area, is_seasonally_adjusted,
        index.
    series_id
        Which series; may be left out where the rows hold one only.

    Raises
    ------
    MetricError
        If the rows hold more than one series (adjusted and not adjusted, two areas), a month
        twice, a thirteenth month, or a level that is no positive number.
    """
    absent = [column for column in _COLUMNS if column not in prices.columns]
    if absent:
        raise MetricError(f"prices lack {', '.join(absent)}: pass rows of the table prices.")
    rows = prices if series_id is None else prices[prices["series_id"] == series_id]
    held = sorted(set(rows["series_id"]))
    if len(held) != 1:
        raise MetricError(
            f"a deflator is one series, these rows hold {len(held)} of "
            f"{prices['series_id'].nunique()} ({', '.join(held) or series_id}): seasonally "
            "adjusted and not adjusted, and two areas, never mix. Name one series_id."
        )
    rows = rows.sort_values(["year", "month"])
    _check_months(rows, held[0])
    months = [
        (int(year), int(month)) for year, month in zip(rows["year"], rows["month"], strict=True)
    ]
    first, last = date(*months[0], 1), date(*months[-1], 1)
    gaps = [month for month in months_between(first, last) if month not in set(months)]
    adjusted, area = bool(rows["is_seasonally_adjusted"].iloc[0]), str(rows["area"].iloc[0])
    return Deflator(
        series_id=held[0],
        title=_title(held[0], area, adjusted),
        area=area,
        is_seasonally_adjusted=adjusted,
        base_period="1982-84 = 100" if held[0] in _BASE_1982 else "the publisher's own base",
        first=first,
        last=last,
        missing=tuple(month_name(*month) for month in gaps),
        prices=rows,
    )


@formula("the published index of the month")
def index_at(prices: Deflator, on: date | datetime | str) -> Level:
    """Return the index of the month of a day. It is never filled from a neighbour.

    Raises
    ------
    MetricError
        If the month was not published: the months beside it are named.
    """
    day = as_day(on)
    rows = _month(prices, day.year, day.month)
    if rows.empty:
        raise MetricError(_no_month(prices, day))
    return _level(prices, rows, Basis.MONTH, month_name(day.year, day.month), 1)


@formula("mean of the months published, January to December")
def calendar_year_average(prices: Deflator, year: int) -> Level:
    """Return the mean of a calendar year's published months; the label counts them.

    It is not the average of a fiscal year, and not the publisher's own rounding of it. A year
    that is not over has a mean, but `growth` refuses it.
    """
    months = [(year, month) for month in range(1, 13)]
    return _average(prices, months, Basis.CALENDAR_YEAR, f"calendar year {year}")


@formula("mean of the months published, July to June")
def fiscal_year_average(prices: Deflator, fiscal_year: int) -> Level:
    """Return the mean of an Illinois fiscal year's published months, named by its end.

    FY2026 runs from July 2025 to June 2026. This is the average for a rate that changes on
    July 1.
    """
    months = months_of_fiscal_year(fiscal_year)
    return _average(prices, months, Basis.FISCAL_YEAR, f"fiscal year {fiscal_year}")


def _average(prices: Deflator, months: list[tuple[int, int]], basis: Basis, name: str) -> Level:
    keys = pd.MultiIndex.from_arrays([prices.prices["year"], prices.prices["month"]])
    rows = prices.prices[keys.isin(months)]
    if rows.empty:
        raise MetricError(
            f"{prices.title}: no month of {name} was published; the series runs from "
            f"{month_name(prices.first.year, prices.first.month)} to "
            f"{month_name(prices.last.year, prices.last.month)}."
        )
    outside = [month for month in months if not prices.first <= date(*month, 1) <= prices.last]
    return _level(prices, rows, basis, name, len(months), len(outside))


def _level(
    prices: Deflator,
    rows: pd.DataFrame,
    basis: Basis,
    name: str,
    expected: int,
    outside: int = 0,
) -> Level:
    counted = len(rows)
    label = name if expected == 1 else f"{name}, mean of {counted} months"
    return Level(
        index_id=prices.series_id,
        index_title=prices.title,
        basis=basis,
        value=float(rows["index"].mean()),
        label=label,
        months=counted,
        months_expected=expected,
        rows=rows,
        base_period=prices.base_period,
        months_outside=outside,
    )


def _month(prices: Deflator, year: int, month: int) -> pd.DataFrame:
    rows = prices.prices
    return rows[(rows["year"] == year) & (rows["month"] == month)]


def _no_month(prices: Deflator, day: date) -> str:
    wanted = month_name(day.year, day.month)
    start, end = (month_name(known.year, known.month) for known in (prices.first, prices.last))
    if not prices.first <= day.replace(day=1) <= prices.last:
        return f"{prices.title} runs from {start} to {end}: {wanted} is not in it."
    before = prices.prices[_ordinal(prices.prices) < day.year * 12 + day.month].iloc[-1]
    after = prices.prices[_ordinal(prices.prices) > day.year * 12 + day.month].iloc[0]
    beside = [month_name(int(row["year"]), int(row["month"])) for row in (before, after)]
    return (
        f"{prices.title}: {wanted} does not exist, it was never published, and it is not "
        f"filled. Ask for {beside[0]} or {beside[1]}."
    )


def _ordinal(rows: pd.DataFrame) -> "pd.Series[int]":
    return rows["year"] * 12 + rows["month"]


def _check_months(rows: pd.DataFrame, series_id: str) -> None:
    thirteenth = rows[~rows["month"].between(1, 12)]
    twice = rows[rows.duplicated(["year", "month"], keep=False)]
    years = rows[~(rows["year"] % 1 == 0)]
    level = rows[~((rows["index"] > 0) & (rows["index"] < float("inf")))]
    areas = rows[
        (rows["area"] != rows["area"].iloc[0])
        | (rows["is_seasonally_adjusted"] != rows["is_seasonally_adjusted"].iloc[0])
    ]
    for offenders, why in (
        (thirteenth, "a month outside 1 to 12 (an annual average is no month)"),
        (years, "no whole year"),
        (twice, "the same month twice"),
        (level, "no positive level"),
        (areas, "another area or adjustment than the first row"),
    ):
        if len(offenders):
            raise MetricError(
                f"{series_id}: {len(offenders)} of {len(rows)} rows have {why}, first "
                f"{offenders.index[0]}. Correct the rows before they are averaged."
            )


def _title(series_id: str, area: str, adjusted: bool) -> str:
    code = series_id[8:] if len(series_id) > 8 else ""
    item = _ITEMS.get(code, f"item {code}" if code else "")
    said = "seasonally adjusted" if adjusted else "not seasonally adjusted"
    return ", ".join(part for part in ("CPI-U", item, area, said) if part)
