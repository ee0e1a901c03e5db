"""The chain of a rate: each step in decimals, and each as a printed line."""

from dataclasses import dataclass
from decimal import Decimal

from research.metrics.formula import Line
from research.metrics.rounding import exact, half_up
from research.models.parameters import Parameter
from research.models.rate_parts import USD_AN_HOUR, Convention, RateParts


@dataclass(frozen=True)
class Steps:
    """Every step of a rate, in dollars an hour, unrounded."""

    wage: Decimal
    expenses: Decimal
    productivity: Decimal
    billable: Decimal
    supervision: Decimal
    non_wage: Decimal
    direct: Decimal
    support: Decimal
    administration: Decimal
    hour: Decimal
    unit: Decimal


def reckon(parts: RateParts) -> Steps:
    """Return every step of the chain."""
    wage = _value(parts.wage)
    productivity = _value(parts.productivity) - _value(parts.pto_of_hours)
    expenses = _expenses(parts, wage)
    billable = (wage + expenses) / productivity
    supervision = _supervision(parts, productivity)
    direct = billable + supervision + _value(parts.non_wage)
    support, administration = _indirect_usd(parts, direct)
    hour = direct + support + administration
    return Steps(
        wage=wage,
        expenses=expenses,
        productivity=productivity,
        billable=billable,
        supervision=supervision,
        non_wage=_value(parts.non_wage),
        direct=direct,
        support=support,
        administration=administration,
        hour=hour,
        unit=hour * exact(parts.hours_per_unit),
    )


def chain(parts: RateParts, steps: Steps) -> tuple[Line, ...]:
    """Return the chain as printed lines, in order; parts that are not set have no line."""
    lines = [
        _usd("Direct-care wage", "given", steps.wage, parts.wage),
        _usd(
            "Employee-related expenses",
            _expenses_text(parts),
            steps.expenses,
            parts.ere_share,
            parts.ere_usd,
            parts.pto_of_wage,
        ),
        _usd("Compensation an hour", "wage + expenses", steps.wage + steps.expenses),
        Line(
            "Productivity",
            _productivity_text(parts),
            float(steps.productivity),
            "share",
            _said(parts.productivity, parts.pto_of_hours),
        ),
        _usd("Cost of a billable hour", "compensation ÷ productivity", steps.billable),
    ]
    if parts.span is not None and parts.supervisor_wage is not None:
        text = "supervisor's wage and expenses ÷ (span × productivity)"
        source = (parts.supervisor_wage, parts.span)
        lines.append(_usd("Supervision", text, steps.supervision, *source))
    if parts.non_wage is not None:
        lines.append(_usd("Non-wage direct cost", "given", steps.non_wage, parts.non_wage))
    return (*lines, *_closing(parts, steps))


def components(steps: Steps) -> tuple[Line, ...]:
    """Return the parts of an hour that add up to its rate, for a build-up chart."""
    unbilled = steps.billable - steps.wage - steps.expenses
    named = (
        ("Direct-care wage", "given", steps.wage),
        ("Employee-related expenses", "on the wage", steps.expenses),
        ("Paid hours that cannot be billed", "compensation ÷ productivity − it", unbilled),
        ("Supervision", "a worker's part of a supervisor", steps.supervision),
        ("Non-wage direct cost", "given", steps.non_wage),
        ("Program support", "by the convention", steps.support),
        ("Administration", "by the convention", steps.administration),
    )
    return tuple(_usd(name, text, value) for name, text, value in named if value)


def _closing(parts: RateParts, steps: Steps) -> tuple[Line, ...]:
    return (
        _usd("Direct cost an hour", "sum of the direct costs above", steps.direct),
        _usd(
            "Program support",
            _indirect_text(parts, parts.program_support),
            steps.support,
            parts.program_support,
        ),
        _usd(
            "Administration",
            _indirect_text(parts, parts.administration),
            steps.administration,
            parts.administration,
        ),
        _usd("Rate an hour", "direct cost + support + administration", steps.hour),
        Line("Rate a unit", f"× {parts.hours_per_unit:g} hours", float(steps.unit), parts.unit),
        Line(
            "Rate in whole cents", "rounded once, half up", float(half_up(steps.unit)), parts.unit
        ),
    )


def _expenses(parts: RateParts, wage: Decimal) -> Decimal:
    return wage * (_value(parts.ere_share) + _value(parts.pto_of_wage)) + _value(parts.ere_usd)


def _supervision(parts: RateParts, productivity: Decimal) -> Decimal:
    if parts.supervisor_wage is None or parts.span is None:
        return Decimal(0)
    wage = _value(parts.supervisor_wage)
    return (wage + _expenses(parts, wage)) / (_value(parts.span) * productivity)


def _indirect_usd(parts: RateParts, direct: Decimal) -> tuple[Decimal, Decimal]:
    support, administration = _value(parts.program_support), _value(parts.administration)
    if parts.convention is Convention.MARK_UP:
        return direct * support, direct * (1 + support) * administration
    hour = direct / (1 - support - administration)
    return hour * support, hour * administration


def _expenses_text(parts: RateParts) -> str:
    shares = [f"{parts.ere_share.value:.2%}"]
    if parts.pto_of_wage is not None:
        shares.append(f"{parts.pto_of_wage.value:.2%} paid time off")
    fixed = "" if parts.ere_usd is None else f" + ${parts.ere_usd.value:.2f} whatever the wage"
    said = shares[0] if len(shares) == 1 else f"({' + '.join(shares)})"
    return f"wage × {said}{fixed}"


def _productivity_text(parts: RateParts) -> str:
    if parts.pto_of_hours is None:
        return "billable ÷ paid hours"
    return f"billable ÷ paid hours − {parts.pto_of_hours.value:.2%} paid time off"


def _indirect_text(parts: RateParts, share: Parameter) -> str:
    if parts.convention is Convention.SHARE_OF_RATE:
        return f"{share.value:.2%} of the rate"
    return f"{share.value:.2%} on the cost before it"


def _usd(name: str, text: str, value: Decimal, *given: Parameter | None) -> Line:
    return Line(name, text, float(value), USD_AN_HOUR, _said(*given))


def _said(*given: Parameter | None) -> str:
    return "; ".join(dict.fromkeys(one.said for one in given if one is not None))


def _value(parameter: Parameter | None) -> Decimal:
    return Decimal(0) if parameter is None else exact(parameter.value)
