"""The lines of a chain as they are printed: formula in names, and the same in numbers."""

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from research.models.rate_model.amounts import tried, with_unit
from research.models.rate_model.built import ChainLine, Saying
from research.models.rate_model.expressions import written
from research.models.rate_model.in_numbers import Numbers, in_numbers, times
from research.models.rate_model.order import named_by
from research.models.rate_model.parameters import Parameter, plain
from research.models.rate_model.plan import Plan, Step

if TYPE_CHECKING:
    from research.models.rate_model.model import RateModel

SUM, UNIT, RATE = "all lines", "one unit", "rounded rate"


def chain_lines(
    model: "RateModel",
    parameters: Mapping[str, Parameter],
    values: Mapping[str, Fraction],
    exact: Fraction,
    rate: Fraction,
    set_by: Mapping[str, str],
) -> tuple[ChainLine, ...]:
    """Return every line in order, then the sum, the turn into one unit, and the rounding."""
    plan = model.plan
    say = _numbers(plan, values)
    says = {
        name: _saying(one, model.parameters[name], set_by.get(name, ""))
        for name, one in parameters.items()
    }
    into = {name: number for number, step in enumerate(plan.steps, 1) for name in step.taken}
    lines = [
        _line(number, step, says, values, say, into.get(step.line.name))
        for number, step in enumerate(plan.steps, 1)
    ]
    grade = max(one.grade for one in parameters.values())
    total = sum((values[name] for name in plan.open_lines), Fraction(0))

    def add(name: str, title: str, text: str, numbers: str, value: Fraction, unit: str,
            rounding: str = "") -> None:  # fmt: skip
        lines.append(ChainLine(len(lines) + 1, name, title, text, numbers, float(value), value,
                               unit, "", rounding, "", False, grade))  # fmt: skip

    unit, paid = plan.total_unit, plan.rate
    if len(plan.open_lines) > 1:
        numbers = in_numbers(plan.total, say, unit.scale)
        shown = total / unit.scale
        add(SUM, "All together", _names(plan), numbers, shown, unit.text)
    if not unit.same(paid):
        numbers = f"{plain(total / unit.scale)}{times(unit.scale * plan.scale)}"
        text = f"{unit.text}, for one {model.pays_for.text}"
        add(UNIT, f"For one {model.pays_for.text}", text, numbers, exact, plan.rate_unit)
    rule = model.rounding.text
    text = "not rounded" if model.rounding.step is None else f"rounded once, {rule}"
    add(RATE, "Rate", text, plain(exact), rate, plan.rate_unit, rule)
    return tuple(lines)


def _names(plan: Plan) -> str:
    return written(plan.total, lambda name: (name, 3))


def _line(
    number: int,
    step: Step,
    says: Mapping[str, tuple[Saying, int]],
    values: Mapping[str, Fraction],
    say: Numbers,
    goes_into: int | None,
) -> ChainLine:
    line, shown = step.line, step.reckoned.shown
    numbers = in_numbers(shown, say, Fraction(1) if step.unit.is_percent else step.unit.scale)
    named = dict.fromkeys(name for name, _ in named_by(line) if name in says)
    sayings = tuple(says[name][0] for name in named)
    value = values[line.name] / step.unit.scale
    return ChainLine(
        number=number,
        name=line.name,
        title=line.title,
        formula=written(shown, lambda name: (name, 3)),
        with_numbers=numbers,
        value=float(value),
        exact=value,
        unit=step.unit.text,
        part=line.part.value if line.part else "",
        rounding=line.rounded.text if line.rounded else "",
        source="; ".join(f"{saying.name}: {saying.said}" for saying in sayings),
        is_assumed=any(saying.is_assumed for saying in sayings),
        grade=max((says[name][1] for name in named), default=0),
        sayings=sayings,
        note=line.note,
        goes_into=goes_into,
        is_added=line.is_added,
    )


def _saying(one: Parameter, of_model: Parameter, set_by: str) -> tuple[Saying, int]:
    """Return who gives a value, and its grade."""
    held = Saying(
        one.name, one.title, one.said, one.source, one.is_assumed, one.where, tried(one),
        with_unit(one.value, one.unit_known.text), set_by,
        with_unit(of_model.value, of_model.unit_known.text) if set_by else "",
    )  # fmt: skip
    return held, one.grade


def _numbers(plan: Plan, values: Mapping[str, Fraction]) -> Numbers:
    """Return how a name is written as a number, in its own unit."""

    def amount(name: str) -> Fraction:
        return values[name] / plan.units[name].scale

    return Numbers(amount, plan.units.__getitem__)
