"""What a rate model is told: parameters, their sources, and what is looked up in tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from research.ground.errors import ModelError
from research.ground.terms import Grade
from research.metrics.grades import Graded, as_read
from research.models.rate_model.names import check_keys
from research.models.rate_model.terms import Shape
from research.models.rate_model.units import Unit, parse_unit

_RANGED = ("value", "low", "high")


@dataclass(frozen=True)
class Source:
    """Who says a value: title, address, date, and grade 1 (firm) to 3 (weak).

    ``row`` is the row of a table that a look-up found it in, which a finding cites; ``reasons``
    are what that table says of its grade. What is in force on the day asked for never grows old.
    """

    key: str
    title: str
    url: str = ""
    date: str = ""
    grade: int = 3
    row: str = field(default="", compare=False)
    is_in_force: bool = field(default=False, compare=False)
    reasons: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class Found:
    """What a look-up found in a table: a value with its unit and its source."""

    value: float
    unit: str
    source_title: str
    url: str
    date: str
    grade: int
    title: str = ""
    row: str = ""
    is_in_force: bool = False
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Parameter:
    """A value in its own unit, and who says it; without a source it is assumed.

    Attributes
    ----------
    exact
        The value as written, in `unit`; None while it waits for a look-up.
    exact_low, exact_high
        The range to try, in `unit`.
    assumed
        Why this value and this range; empty where a source gives it.
    look_up
        What is to be found in a table, until `RateModel.resolved`.
    as_used
        Its grade on the day of the rate, once a rate is built: a source grows old.
    """

    name: str
    title: str
    unit: Unit | None = None
    exact: Fraction | None = None
    source: Source | None = None
    where: str = ""
    assumed: str = ""
    exact_low: Fraction | None = None
    exact_high: Fraction | None = None
    shape: Shape = Shape.TRIANGULAR
    moves_with: str = ""
    covers: str = ""
    note: str = ""
    range_why: str = ""  # who says the range, where that is another than says the value
    look_up: Mapping[str, object] = field(default_factory=dict)
    is_set_by_hand: bool = False
    as_used: Graded | None = field(default=None, compare=False)

    @property
    def value(self) -> float:
        """Return the value in its own unit."""
        return float(self._held)

    @property
    def low(self) -> float | None:
        """Return the low end of the range, in its own unit."""
        return None if self.exact_low is None else float(self.exact_low)

    @property
    def high(self) -> float | None:
        """Return the high end of the range, in its own unit."""
        return None if self.exact_high is None else float(self.exact_high)

    @property
    def in_base(self) -> Fraction:
        """Return the value in base units: dollars, hours, days, years, shares."""
        return self._held * self.unit_known.scale

    @property
    def unit_known(self) -> Unit:
        """Return the unit of a parameter that is resolved."""
        if self.unit is None:
            raise ModelError(f"{self.name} waits for a look-up: resolve the model first.")
        return self.unit

    @property
    def is_assumed(self) -> bool:
        """Return whether it rests on a judgement: assumed, or set by hand."""
        return bool(self.assumed) or self.is_set_by_hand

    @property
    def has_range(self) -> bool:
        """Return whether there is more than one value to try."""
        return None not in (self.exact_low, self.exact_high) and self.exact_low != self.exact_high

    @property
    def grade(self) -> int:
        """Return 3 where assumed, else the grade of the source, on the day of a built rate."""
        return int(self.graded.grade)

    @property
    def graded(self) -> Graded:
        """Return its grade with the reasons for it."""
        if self.as_used is not None:
            return self.as_used
        if self.is_assumed or self.source is None:
            return Graded(Grade.WEAK, (self.said,))
        if self.source.reasons:
            return Graded(Grade(self.source.grade), self.source.reasons)
        return as_read(self.source.grade)

    @property
    def said(self) -> str:
        """Return who says it: the source and place, or "assumed" with the range tried."""
        if self.is_set_by_hand:
            return "set by hand"
        named = ", ".join(
            text for text in (self.source.title if self.source else "", self.where) if text
        )
        if not self.assumed:
            return named
        tried = f"assumed, tried from {plain(self.exact_low)} to {plain(self.exact_high)}"
        return f"{tried} ({named})" if named else tried

    @property
    def _held(self) -> Fraction:
        if self.exact is None:
            raise ModelError(f"{self.name} waits for a look-up: resolve the model first.")
        return self.exact

    def found(self, found: Found, where: str) -> "Parameter":
        """Return the parameter with what a look-up found.

        Raises
        ------
        ModelError
            If the value is no amount, or its unit is not the one that the model states.
        """
        at = f"{where}, parameter {self.name}"
        unit = parse_unit(found.unit, at)
        if self.unit is not None and not self.unit.same(unit):
            raise ModelError(
                f'{at}: the table gives "{found.unit}", the model says "{self.unit.text}". Leave '
                "the unit out: a look-up brings its own."
            )
        value = amount(found.value, unit, at)
        source = Source("", found.source_title, found.url, str(found.date), int(found.grade),
                        found.row, found.is_in_force, found.reasons)  # fmt: skip
        held = replace(self, unit=unit, exact=value, source=source, look_up={},
                       title=self.title or found.title or self.name)  # fmt: skip
        check_range(held, at)
        return held

    def set_to(self, value: object, where: str) -> "Parameter":
        """Return the parameter with another value, given by hand; its range is dropped.

        A mapping of value, low and high brings a range of its own, and stays assumed if the
        parameter was.
        """
        at = f"{where}, parameter {self.name}"
        if isinstance(value, Mapping):
            return self._ranged(value, where, at)
        return replace(self, exact=amount(value, self.unit_known, at), exact_low=None,
                       exact_high=None, assumed="", source=None, where="",
                       is_set_by_hand=True)  # fmt: skip

    def _ranged(self, given: Mapping[str, object], where: str, at: str) -> "Parameter":
        check_keys(given, _RANGED, at)
        missing = [key for key in _RANGED if key not in given]
        if missing:
            raise ModelError(
                f"{at}: {missing[0]} is missing: {{ value = 0.2, low = 0.1, high = 0.3 }}."
            )
        low, high = (amount(given[end], self.unit_known, at) for end in ("low", "high"))
        held = replace(self.set_to(given["value"], where), exact_low=low, exact_high=high,
                       assumed=self.assumed, is_set_by_hand=not self.assumed)  # fmt: skip
        check_range(held, at)
        return held


def amount(value: object, unit: Unit, where: str) -> Fraction:
    """Return a finite number, 0 or more, as the decimal that it is written as.

    Raises
    ------
    ModelError
        If it is no number, NaN or infinite, negative, or a share over 1.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | Fraction):
        raise ModelError(f"{where}: {value!r} is no number. Write it without quotes or signs.")
    if isinstance(value, Fraction):
        number = value
    else:
        decimal = Decimal(str(value))
        if not decimal.is_finite() or abs(decimal.adjusted()) > 15:
            raise ModelError(f"{where} is {value}: give a finite number of at most 15 digits.")
        number = Fraction(decimal)
    if number < 0:
        raise ModelError(f"{where} is {plain(number)}: an amount is 0 or more; subtract in a line.")
    most = 1 if unit.is_share else 100 if unit.is_percent else None
    if most is not None and number > most:
        advice = 'write 0.12 for 12 percent, or unit = "percent"' if most == 1 else "check it"
        raise ModelError(
            f"{where} is {plain(number)} {unit.text}, more than {most}: {advice}; a multiple that "
            'may pass 1 has unit = "factor".'
        )
    return number


def check_range(parameter: Parameter, where: str) -> None:
    """Refuse an assumption without a range, half a range, or a value outside of it.

    Raises
    ------
    ModelError
        Saying which end is missing or wrong.
    """
    low, high = parameter.exact_low, parameter.exact_high
    if parameter.assumed and (low is None or high is None):
        raise ModelError(f"{where} is assumed: give the range to try, low = … and high = ….")
    if (low is None) != (high is None):
        raise ModelError(f"{where} has only one end of a range: give both low and high, or none.")
    if low is None or high is None or parameter.exact is None:
        return
    if not low <= parameter.exact <= high:
        raise ModelError(
            f"{where} is {plain(parameter.exact)}, outside its range {plain(low)} to {plain(high)}."
        )


def plain(value: Fraction | None, places: int = 6) -> str:
    """Return a number as a calculator shows it: 25.3, 2,080, 0.857143."""
    if value is None:
        return "?"
    if 0 < abs(value) < 1:
        places = max(places, 8)
    text = f"{Decimal(value.numerator) / Decimal(value.denominator):,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
