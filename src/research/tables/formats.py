"""How a number is written: one rule a unit, half-up in decimal arithmetic."""

import math
import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from research.ground.errors import FindingError
from research.ground.terms import Unit

_MINUS = "−"
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_DAY_FIRST = re.compile(
    rf"\b(\d{{1,2}}) ({'|'.join(m[:3] for m in _MONTHS)})([a-z]*)\.? (\d{{4}})\b"
)


def _rounded(value: float, places: int) -> str:
    step = Decimal(1).scaleb(-places)
    number = Decimal(str(value)).quantize(step, rounding=ROUND_HALF_UP)
    return f"{abs(number):,f}"


def _signed(value: float, body: str, always: bool = False) -> str:
    if not any(digit in body for digit in "123456789"):
        return body
    return _MINUS + body if value < 0 else "+" + body if always else body


_PLACES = {
    Unit.USD: 2,
    Unit.USD_WHOLE: 0,
    Unit.USD_PER_HOUR: 2,
    Unit.USD_PER_DAY: 2,
    Unit.USD_PER_YEAR: 0,
    Unit.USD_PER_PERSON_YEAR: 0,
    Unit.RATIO: 2,
    Unit.YEARS: 1,
    Unit.MONTHS: 0,
    Unit.COUNT: 0,
    Unit.INDEX_NUMBER: 1,
    Unit.POINTS: 1,
}
_DOLLARS = {
    Unit.USD, Unit.USD_WHOLE, Unit.USD_PER_HOUR, Unit.USD_PER_DAY, Unit.USD_PER_YEAR,
    Unit.USD_PER_PERSON_YEAR,
}  # fmt: skip


def written(value: object, unit: Unit, places: int | None = None) -> str:
    """Return a value as it is printed: "$20.50", "12.3%", "−4.1%", "1 July 2026".

    Parameters
    ----------
    value
        A number, a date, or a text; shares run from 0 to 1 and become percent in print.
    unit
        What the value counts; it decides sign, symbol and number of places.
    places
        Decimal places, where the unit's own are not wanted; −3 rounds to thousands.

    Raises
    ------
    FindingError
        If a number is missing or infinite: a hole is a failure, not a blank.
    """
    if unit is Unit.TEXT:
        return str(value)
    if unit is Unit.DATE:
        return _long_date(value)
    number = float(value)  # type: ignore[arg-type]
    if not math.isfinite(number):
        raise FindingError(f"{value!r} cannot be printed as {unit.value}: it is not a number.")
    if unit is Unit.YEAR:
        return str(int(number))
    if unit in (Unit.SHARE, Unit.SIGNED_SHARE):
        body = _rounded(number * 100, 1 if places is None else places) + "%"
        return _signed(number, body, always=unit is Unit.SIGNED_SHARE)
    if unit is Unit.USD_MILLION:
        return _signed(number, f"${_rounded(number, 1 if places is None else places)} million")
    body = _rounded(number, _PLACES[unit] if places is None else places)
    return _signed(number, "$" + body if unit in _DOLLARS else body, always=unit is Unit.POINTS)


def _long_date(value: object) -> str:
    day = value if isinstance(value, date) else datetime.fromisoformat(str(value)).date()
    return f"{day:%B} {day.day}, {day.year}"


def month_first(text: str) -> str:
    """Return a text with its dates as an American reader writes them: "February 20, 2026".

    Only "20 Feb 2026" and "20 February 2026" are changed; a month is spelled out in full.
    """

    def turned(match: re.Match[str]) -> str:
        day, start, rest, year = match.groups()
        month = next(name for name in _MONTHS if name.startswith(start))
        is_month = month.startswith(start + rest) or start + rest == "Sept"
        return f"{month} {int(day)}, {year}" if is_month else match.group(0)

    return _DAY_FIRST.sub(turned, text)


def ranged(low: object, high: object, unit: Unit, places: int | None = None) -> str:
    """Return a range as it is printed: "$18.10 to $26.40", "12.0% to 15.5%"."""
    return f"{written(low, unit, places)} to {written(high, unit, places)}"


def listed(parts: Sequence[str]) -> str:
    """Return parts as a list in a sentence: "a", "a and b", "a, b, and c"."""
    if len(parts) < 3:
        return " and ".join(parts)
    return f"{', '.join(parts[:-1])}, and {parts[-1]}"


_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def counted(number: int, one: str, many: str = "") -> str:
    """Return a count with its noun, small ones in words: "three rates", "1,204 agencies"."""
    said = _WORDS[number] if 0 <= number < len(_WORDS) else f"{number:,}"
    return f"{said} {one if number == 1 else many or one + 's'}"
