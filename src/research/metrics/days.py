"""Days, months and the two fiscal years: Illinois July to June, federal October to September."""

from datetime import date, datetime

import pandas as pd

from research.ground.errors import MetricError


def as_day(value: date | datetime | str) -> date:
    """Return a day from a date, a timestamp or ISO text.

    Raises
    ------
    MetricError
        If it is missing or no date.
    """
    if isinstance(value, str):
        try:
            return date.fromisoformat(value[:10])
        except ValueError as error:
            raise MetricError(f"{value!r} is no date: write it as 2025-07-01.") from error
    if not isinstance(value, date) or pd.isna(value):
        raise MetricError(f"{value!r} is no date: write it as 2025-07-01.")
    return date(value.year, value.month, value.day)


def month_name(year: int, month: int) -> str:
    """Return "September 2025"."""
    return f"{date(year, month, 1):%B %Y}"


def state_fiscal_year(on: date) -> int:
    """Return the Illinois fiscal year of a day, July to June, named by the year it ends."""
    return on.year + (on.month >= 7)


def federal_fiscal_year(on: date) -> int:
    """Return the federal fiscal year of a day, October to September, named by its end."""
    return on.year + (on.month >= 10)


def months_of_fiscal_year(fiscal_year: int) -> list[tuple[int, int]]:
    """Return the twelve (year, month) of an Illinois fiscal year, July first."""
    return [(fiscal_year - 1, month) for month in range(7, 13)] + [
        (fiscal_year, month) for month in range(1, 7)
    ]


def months_between(start: date, end: date) -> list[tuple[int, int]]:
    """Return every (year, month) from the month of one day to that of another, both included."""
    first, last = start.year * 12 + start.month - 1, end.year * 12 + end.month - 1
    return [(count // 12, count % 12 + 1) for count in range(first, last + 1)]


def years_between(start: date, end: date) -> float:
    """Return the years from one day to another: whole anniversaries, then days of 365.25.

    From July 1, 2020 to July 1, 2025 is exactly 5.
    """
    whole = end.year - start.year - ((end.month, end.day) < (start.month, start.day))
    leap_born = (start.month, start.day) == (2, 29)
    anniversary = date(start.year + whole, start.month, 28 if leap_born else start.day)
    return whole + max((end - anniversary).days, 0) / 365.25
