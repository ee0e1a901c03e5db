"""What a rate is built from, and what such parts may not say."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import StrEnum

from research.ground.errors import MetricError
from research.models.parameters import Parameter

USD_AN_HOUR = "dollars an hour"
_UNITS = {
    "wage": USD_AN_HOUR,
    "ere_usd": USD_AN_HOUR,
    "supervisor_wage": USD_AN_HOUR,
    "non_wage": USD_AN_HOUR,
    "span": "ratio",
}


class Convention(StrEnum):
    """What the percentages of program support and administration are taken of."""

    MARK_UP = "mark-up on cost"
    SHARE_OF_RATE = "share of the rate"


_LABELS = {
    "wage": "direct-care wage",
    "ere_share": "employee-related expenses, as a share of wage",
    "ere_usd": "employee-related expenses, whatever the wage",
    "productivity": "productivity, billable to paid hours",
    "pto_of_wage": "paid time off, as a share of wage",
    "pto_of_hours": "paid time off, as a share of paid hours",
    "supervisor_wage": "supervisor's wage",
    "span": "workers per supervisor",
    "non_wage": "non-wage direct cost",
    "program_support": "program support",
    "administration": "administration",
}


@dataclass(frozen=True)
class RateParts:
    """What a rate is built from. Shares run from 0 to 1; dollars are an hour, nominal.

    Attributes
    ----------
    wage
        Direct-care wage.
    ere_share
        Employee-related expenses as a share of wage: payroll tax, insurance, retirement.
    productivity
        Billable hours ÷ paid hours, before paid time off.
    program_support, administration
        Percentages under the convention, which must be named.
    ere_usd
        What is paid an hour whatever the wage, such as health insurance.
    pto_of_wage, pto_of_hours
        Paid time off, as a cost on the wage or as hours not worked: one of them, never both.
    supervisor_wage, span
        A supervisor's wage, and workers per supervisor. Both or neither.
    non_wage
        Mileage, supplies, space: dollars a billable hour.
    hours_per_unit, unit
        0.25 for a unit of 15 minutes.
    """

    wage: Parameter
    ere_share: Parameter
    productivity: Parameter
    program_support: Parameter
    administration: Parameter
    convention: Convention
    ere_usd: Parameter | None = None
    pto_of_wage: Parameter | None = None
    pto_of_hours: Parameter | None = None
    supervisor_wage: Parameter | None = None
    span: Parameter | None = None
    non_wage: Parameter | None = None
    hours_per_unit: float = 1.0
    unit: str = USD_AN_HOUR

    def parameters(self) -> Iterator[tuple[str, Parameter]]:
        """Yield the name and value of every parameter that is set."""
        for field in fields(self):
            held = getattr(self, field.name)
            if isinstance(held, Parameter):
                yield field.name, held


def unit_of(name: str) -> str:
    """Return what a parameter counts: dollars an hour, a ratio, or a share."""
    return _UNITS.get(name, "share")


def label_of(name: str) -> str:
    """Return what a parameter is called in print."""
    return _LABELS[name]


def check(parts: RateParts) -> None:
    """Refuse parts that contradict one another or lie out of range.

    Raises
    ------
    MetricError
        If paid time off is counted twice, a supervisor has no span, a percentage is not a
        share, or the shares of the rate leave nothing for care.
    """
    if parts.pto_of_wage is not None and parts.pto_of_hours is not None:
        raise MetricError(
            "paid time off stands both in employee-related expenses (pto_of_wage) and in "
            "productivity (pto_of_hours): it would be paid twice. Keep one."
        )
    if (parts.supervisor_wage is None) != (parts.span is None):
        raise MetricError("supervision needs both a wage and a span of control, or neither.")
    for name, parameter in parts.parameters():
        _check_sign(name, parameter)
    if not isinstance(parts.convention, Convention):
        raise MetricError(
            f"{parts.convention!r} is no convention: name MARK_UP or SHARE_OF_RATE; 12 percent "
            "are two different amounts under the two."
        )
    _check_sums(parts)


def _check_sign(name: str, parameter: Parameter) -> None:
    positive = name in ("wage", "supervisor_wage", "span", "productivity")
    if parameter.value < 0 or (positive and parameter.value == 0):
        raise MetricError(f"{name} is {parameter.value:g}: it must be above 0.")
    if unit_of(name) == "share" and parameter.value > 1:
        raise MetricError(f"{name} is {parameter.value:g}: give a share (0.12 for 12 percent).")


def _check_sums(parts: RateParts) -> None:
    off = 0.0 if parts.pto_of_hours is None else parts.pto_of_hours.value
    if parts.productivity.value - off <= 0:
        raise MetricError(
            f"productivity {parts.productivity.value:g} less paid time off {off:g} leaves no "
            "billable hour."
        )
    shares = parts.program_support.value + parts.administration.value
    if parts.convention is Convention.SHARE_OF_RATE and shares >= 1:
        raise MetricError(f"shares of the rate add up to {shares:g}: nothing is left for care.")
    if not parts.hours_per_unit > 0:
        raise MetricError(f"a unit of {parts.hours_per_unit!r} hours: give more than 0.")
