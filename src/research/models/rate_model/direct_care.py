"""How much of a rate is pay of direct care, by the parts that the lines name."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from research.models.rate_model.components import Component, parts_of_lines
from research.models.rate_model.expressions import names
from research.models.rate_model.plan import Plan, Step
from research.models.rate_model.terms import PAY, Part

_ALL, _NONE = Fraction(1), Fraction(0)


@dataclass(frozen=True)
class DirectCare:
    """Pay of direct care ÷ the rate before rounding, and the numbers of the lines counted.

    Lines `in_part` pay for others too: expenses on the pay of workers and of supervisors.
    """

    share: float
    lines: tuple[int, ...]
    in_part: tuple[int, ...]


def direct_care(
    plan: Plan, values: Mapping[str, Fraction], parts: tuple[Component, ...], exact: Fraction
) -> DirectCare | None:
    """Return the share of direct care; None where no line says part = "wage".

    Wages count whole. Expenses, paid time off, productivity and staffing count as far as what
    they are taken of does: on a supervisor's pay they count nothing.

    Parameters
    ----------
    values
        Every parameter and line in base units.
    exact
        The rate before rounding, in units paid for.
    """
    if not any(part.part is Part.WAGE for part in parts):
        return None
    direct = _direct(plan, values)
    number = {step.line.name: place for place, step in enumerate(plan.steps, 1)}
    counted = [part for part in parts if direct.get(part.line)]
    usd = sum((part.exact * direct[part.line] for part in counted), _NONE)
    return DirectCare(
        share=float(usd / exact),
        lines=tuple(number[part.line] for part in counted if direct[part.line] == 1),
        in_part=tuple(number[part.line] for part in counted if direct[part.line] < 1),
    )


def _direct(plan: Plan, values: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Return which share of what each line puts into the rate is pay of direct care."""
    held = parts_of_lines(plan, values)
    money = {step.line.name: step for step in plan.steps if step.dimension.is_money}
    own: dict[str, Fraction] = {}

    def of_line(name: str) -> Fraction:
        if name not in held:  # only looked at: a supervisor's wage
            return _ALL if money[name].line.part in PAY else _NONE
        total = sum(held[name].values(), _NONE)
        usd = sum((value * own[part] for part, value in held[name].items()), _NONE)
        return usd / total if total else _NONE

    for name, step in money.items():
        own[name] = _own(step, {base: of_line(base) for base in _bases(step, own)}, values)
    return own


def _bases(step: Step, known: Mapping[str, Fraction]) -> list[str]:
    return [name for name in dict.fromkeys(names(step.reckoned.base or step.reckoned.node))
            if name in known]  # fmt: skip


def _own(step: Step, bases: Mapping[str, Fraction], values: Mapping[str, Fraction]) -> Fraction:
    if step.line.part not in PAY:
        return _NONE
    total = sum((values[name] for name in bases), _NONE)
    if step.line.part is Part.WAGE or not total:
        return _NONE if step.line.part is Part.STAFFING else _ALL
    return sum((values[name] * by for name, by in bases.items()), _NONE) / total
