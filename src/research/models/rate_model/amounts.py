"""One way of writing an amount: thousands with commas, whole cents, the unit once and in words."""

from decimal import Decimal
from fractions import Fraction

from research.models.rate_model.parameters import Parameter, plain
from research.models.rate_model.rounding import Rounding

_MONEY = ("dollars", "pounds", "euros")
_BARE = ("share", "factor", "ratio", "count", "number", "times", "multiple")
_CENTS, _FREE = 2, 4


def unit_said(unit: str) -> str:
    """Return a unit as it is printed: full-time workers in capitals, a plain number without."""
    if unit.split(" ", maxsplit=1)[0] in _BARE:
        return ""
    return " ".join("FTE" if word == "fte" else word for word in unit.split(" "))


def number(value: float | Fraction, unit: str = "") -> str:
    """Return a number as it is printed: 36,833, 0.1204; money with no or with two places."""
    text = plain(value if isinstance(value, Fraction) else Fraction(Decimal(str(value))))
    whole, _, places = text.partition(".")
    return f"{whole}.{places:0<2}" if places and unit.startswith(_MONEY) else text


def with_unit(value: float | Fraction, unit: str) -> str:
    """Return a number with its unit: "3,000 dollars a year", "7.65 percent", "0.85"."""
    return f"{number(value, unit)} {unit_said(unit)}".rstrip()


def tried(one: Parameter) -> str:
    """Return the range of a parameter, "tried from 30 to 45 minutes"; empty where it has none."""
    if one.exact_low is None or one.exact_high is None:
        return ""
    unit = one.unit_known.text
    return f"tried from {number(one.exact_low, unit)} to {with_unit(one.exact_high, unit)}"


def about(value: float, unit: str = "") -> str:
    """Return a number that was searched for, to four digits and never with a power of ten."""
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    digits = Fraction(Decimal(f"{value:.4g}"))
    return number(digits, unit) if abs(value) >= 1e-8 else "0"


def places_of(rounding: Rounding) -> int:
    """Return how many places a rate is printed to in a list: those that its rounding leaves."""
    if rounding.step is None:
        return _FREE
    _, _, places = plain(rounding.step, 12).partition(".")
    return max(_CENTS, len(places))
