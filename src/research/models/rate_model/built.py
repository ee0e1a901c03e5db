"""A finished rate: every line, its parts, both percentages of what is indirect."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from research.models.rate_model.components import Component
from research.models.rate_model.direct_care import DirectCare
from research.models.rate_model.parameters import Parameter, Source


@dataclass(frozen=True)
class Saying:
    """Who gives one value that a line uses: a source, an assumption, a scenario or a hand.

    `where` is the place in the source, `tried` the range in words, `value` the value with its
    unit. `set_by` is "the scenario" or "hand", and `was` then the value of the model itself.
    """

    name: str
    title: str
    said: str
    source: Source | None
    is_assumed: bool
    where: str = ""
    tried: str = ""
    value: str = ""
    set_by: str = ""
    was: str = ""


@dataclass(frozen=True)
class ChainLine:
    """One printed line: its formula in names and in numbers, its value in `unit`.

    `exact` is the value as a fraction, `value` the same as a float. Nothing is rounded but
    where `rounding` names a rule. `goes_into` is the number of the line that takes it up; a
    line that is not added is only looked at.
    """

    number: int
    name: str
    title: str
    formula: str
    with_numbers: str
    value: float
    exact: Fraction
    unit: str
    part: str
    rounding: str
    source: str
    is_assumed: bool
    grade: int
    sayings: tuple[Saying, ...] = ()
    note: str = ""
    goes_into: int | None = None
    is_added: bool = True


@dataclass(frozen=True)
class Indirect:
    """Support, administration or margin: dollars a unit, and both percentages as shares.

    `mark_up` is a share of what it is taken of, `share_of_rate` of the rate before rounding.
    """

    name: str
    usd: float
    mark_up: float
    share_of_rate: float
    convention: str
    on: str


@dataclass(frozen=True)
class Assumed:
    """A value that no source gives, in its own unit, with the range tried and why.

    `range_why` is who says the range, and `set_by` "the scenario" or "hand" where the model
    itself says another value.
    """

    name: str
    title: str
    value: float
    low: float | None
    high: float | None
    unit: str
    why: str
    range_why: str = ""
    set_by: str = ""


@dataclass(frozen=True)
class Paid:
    """What is paid, in its own unit."""

    value: float
    exact: Fraction
    unit: str
    source: Source | None
    said: str
    grade: int


@dataclass(frozen=True)
class BuiltRate:
    """A rate with every line of the way.

    Attributes
    ----------
    rate_usd, exact_usd
        The rate as it is paid, rounded by `rounding`, and before rounding, in `unit`.
    rate, exact
        The same as fractions.
    components
        What each line puts into the rate; they add up to `rate` exactly.
    direct_care
        Pay of direct care ÷ the rate before rounding, and the lines that it counts; None where
        no line says part = "wage".
    adequacy
        Paid ÷ rate; None, with `why_no_adequacy`, unless both are for the same unit.
    grade
        The weakest of the parameters on the day of the rate; 3 where anything is assumed or set
        by hand. `grade_reasons` says what decides it, and of which parameters.
    remarks
        What is probably meant otherwise, a sentence each.
    printed
        The rate as its publisher prints it; None under a scenario or a change by hand.
    set_by
        By name of a parameter, "the scenario" or "hand", where that gives its value.
    """

    title: str
    place: str
    as_of: str
    unit: str
    rate_usd: float
    exact_usd: float
    rate: Fraction
    exact: Fraction
    rounding: str
    scenario: str
    lines: tuple[ChainLine, ...]
    components: tuple[Component, ...]
    indirects: tuple[Indirect, ...]
    direct_care: DirectCare | None
    paid: Paid | None
    adequacy: float | None
    why_no_adequacy: str
    grade: int
    sources: tuple[Source, ...]
    assumptions: tuple[Assumed, ...]
    parameters: tuple[Parameter, ...] = ()
    note: str = ""
    grade_reasons: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    scenario_note: str = ""
    printed: Fraction | None = None
    set_by: Mapping[str, str] = field(default_factory=dict)

    @property
    def direct_care_share(self) -> float | None:
        """Return pay of direct care ÷ the rate before rounding, or None."""
        return None if self.direct_care is None else self.direct_care.share

    def line(self, name: str) -> ChainLine:
        """Return one line by its name."""
        return next(line for line in self.lines if line.name == name)
