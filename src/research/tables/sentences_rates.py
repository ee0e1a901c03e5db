"""How the days of a rate are said: no more exactly than its source gave them."""

from datetime import date

from research.ground.errors import FindingError
from research.ground.terms import Unit
from research.tables.formats import written


def known_day(day: date, precision: str) -> str:
    """Return a day as exactly as it was read: "January 1, 2016", "July 2019" or "2016".

    Parameters
    ----------
    day
        The day that stands for it in the rows.
    precision
        What of it was read: day, month or year.

    Raises
    ------
    FindingError
        If the precision is none of these.
    """
    if precision == "year":
        return written(day.year, Unit.YEAR)
    if precision == "month":
        return f"{day:%B} {day.year}"
    if precision == "day":
        return written(day, Unit.DATE)
    raise FindingError(
        f"{precision!r} is no precision of a day ({day}): say day, month or year, as its row does."
    )
