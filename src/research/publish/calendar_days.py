"""Rules that give a day in each year, and the minutes of a zone; no calendar of the house."""

import calendar as months
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class DayRule:
    """A day that returns each year.

    Attributes
    ----------
    name
        What it is called: convening, Labor Day.
    source
        The name of the source that says so.
    month, day
        A fixed day: 7 and 1.
    weekday, nth
        With ``month``: the nth such weekday, counted from its end if nth is negative. Monday is 0.
    easter
        Instead of all those: so many days after Easter Sunday of the Western churches.
    """

    name: str
    source: str = ""
    month: int = 0
    day: int = 0
    weekday: int | None = None
    nth: int = 0
    easter: int | None = None

    def on(self, year: int) -> date:
        """Return its day in a year."""
        if self.easter is not None:
            return easter_sunday(year) + timedelta(days=self.easter)
        if self.weekday is not None:
            return nth_weekday(year, self.month, self.weekday, self.nth)
        return date(year, self.month, self.day)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """Return the nth weekday of a month; a negative nth counts from its end.

    Raises
    ------
    ValueError
        If every month need not have such a day: nth is 0, above 4, or below -4.
    """
    if nth == 0 or not -4 <= nth <= 4:
        raise ValueError(f"nth is 1 to 4, or -1 to -4 from the end; it is {nth}")
    if nth > 0:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
    last = date(year, month, months.monthrange(year, month)[1])
    return last - timedelta(days=(last.weekday() - weekday) % 7 + 7 * (-nth - 1))


def easter_sunday(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar.

    The method of Meeus, Jones and Butcher. It holds for every year of that calendar.
    """
    golden, century, rest = year % 19, year // 100, year % 100
    skipped = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - century // 4 - skipped + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)


def is_weekend(day: date) -> bool:
    """Return whether a day is a Saturday or a Sunday."""
    return day.weekday() >= 5


def is_working(day: date, holidays: Iterable[DayRule]) -> bool:
    """Return whether a day is neither of a weekend nor a holiday; a holiday is never moved."""
    return not is_weekend(day) and all(rule.on(day.year) != day for rule in holidays)


def working_on_or_before(day: date, holidays: Iterable[DayRule]) -> date:
    """Return a day if it is a working day, otherwise the last working day before it."""
    rules = tuple(holidays)
    while not is_working(day, rules):
        day -= timedelta(days=1)
    return day


def days_before(day: date, count: int, holidays: Iterable[DayRule], working: bool) -> date:
    """Return the day that lies so many days, or working days, before another.

    Working days are counted from the day before; the day itself is not moved, so counting none
    returns it.
    """
    if not working:
        return day - timedelta(days=count)
    rules = tuple(holidays)
    while count > 0:
        day -= timedelta(days=1)
        count -= is_working(day, rules)
    return day


def spoken(day: date) -> str:
    """Return "Wednesday, January 6, 2027"."""
    return f"{day:%A}, {day:%B} {day.day}, {day.year}"


def clock(moment: datetime) -> str:
    """Return "9:00 a.m. CST"."""
    half = "a.m." if moment.hour < 12 else "p.m."
    return f"{moment.hour % 12 or 12}:{moment.minute:02d} {half} {moment:%Z}"


def minute(said: datetime, zone: ZoneInfo) -> datetime:
    """Return a minute as an aware time of a zone.

    Parameters
    ----------
    said
        As written: a local time of the zone, or with an offset from UTC.

    Raises
    ------
    ValueError
        If the clocks of the zone never show it, show it twice, or do not have the offset
        that was written with it; or if it has seconds.
    """
    if said.second or said.microsecond:
        raise ValueError(f"{said} is no whole minute")
    if said.tzinfo is not None:
        local = said.astimezone(zone)
        if local.utcoffset() != said.utcoffset():
            raise ValueError(
                f"{said} has an offset that {zone.key} does not have then: it is {local}"
            )
        return local
    first, second = (said.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != said:
        raise ValueError(
            f"{said} does not exist in {zone.key}: the clocks go forward over it. Take another"
        )
    raise ValueError(
        f"{said} comes twice in {zone.key}: the clocks go back. Write it with its offset, "
        f"{first.isoformat()} or {second.isoformat()}"
    )
