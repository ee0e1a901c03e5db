"""What each line puts into the finished rate: parts that add up to it exactly."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from research.ground.errors import ModelError
from research.models.rate_model.chain import EXACT
from research.models.rate_model.expressions import evaluate
from research.models.rate_model.lines import ModelLine
from research.models.rate_model.plan import Plan, Step
from research.models.rate_model.terms import Part

ROUNDING = "Rounding"


@dataclass(frozen=True)
class Component:
    """One part of the rate, in dollars a unit paid for; `value` is the float of `exact`."""

    line: str
    name: str
    part: Part | None
    value: float
    exact: Fraction
    unit: str


def components(
    plan: Plan, values: Mapping[str, Fraction], rounded: Fraction
) -> tuple[Component, ...]:
    """Return the parts of the rate, in the order of the lines; they add up to it exactly.

    A line that takes up others either keeps their parts and adds its own (it has a `part`
    and does not lower them), or scales them, where it is linear in them; else it is one part.

    Parameters
    ----------
    values
        Every parameter and line in base units.
    rounded
        The finished rate in units paid for.
    """
    held = parts_of_lines(plan, values)
    lines = {step.line.name: step.line for step in plan.steps}
    together: dict[str, Fraction] = dict.fromkeys(lines, Fraction(0))
    for name in plan.open_lines:
        for part, value in held[name].items():
            together[part] += value * plan.scale
    made = [_component(lines[name], value, plan) for name, value in together.items() if value]
    rest = rounded - sum((one.exact for one in made), Fraction(0))
    if rest:
        made.append(Component("", ROUNDING, None, float(rest), rest, plan.rate_unit))
    return tuple(made)


def parts_of_lines(plan: Plan, values: Mapping[str, Fraction]) -> dict[str, dict[str, Fraction]]:
    """Return what each added line holds of every line, in base units of the line."""
    held: dict[str, dict[str, Fraction]] = {}
    for step in plan.steps:
        if step.dimension.is_money and step.line.is_added:
            held[step.line.name] = _parts(step, values, held)
    return held


def _component(line: ModelLine, value: Fraction, plan: Plan) -> Component:
    return Component(line.name, line.title, line.part, float(value), value, plan.rate_unit)


def _parts(
    step: Step, values: Mapping[str, Fraction], held: Mapping[str, dict[str, Fraction]]
) -> dict[str, Fraction]:
    own, value = step.line.name, values[step.line.name]
    if not step.taken:
        return {own: value}
    before = sum((values[name] for name in step.taken), Fraction(0))
    if step.line.part is not None and step.keeps_dimension and value >= before:
        parts = _scaled(held, dict.fromkeys(step.taken, Fraction(1)))
        parts[own] = parts.get(own, Fraction(0)) + value - before
        return parts
    factors = factors_of(step, values)
    if factors is None:
        return {own: value}
    parts = _scaled(held, factors)
    rest = value - sum(parts.values(), Fraction(0))
    if rest:
        parts[own] = parts.get(own, Fraction(0)) + rest
    return parts


def _scaled(
    held: Mapping[str, dict[str, Fraction]], factors: Mapping[str, Fraction]
) -> dict[str, Fraction]:
    parts: dict[str, Fraction] = {}
    for name, factor in factors.items():
        for part, value in held[name].items():
            parts[part] = parts.get(part, Fraction(0)) + value * factor
    return parts


def factors_of(step: Step, values: Mapping[str, Fraction]) -> dict[str, Fraction] | None:
    """Return by how much each taken-up line is multiplied; None where it is not linear."""
    zero = dict.fromkeys(step.taken, Fraction(0))
    try:
        none = _at(step, {**values, **zero})
        alone = {
            name: _at(step, {**values, **zero, name: values[name]}) - none for name in step.taken
        }
        double = _at(step, {**values, **{name: 2 * values[name] for name in step.taken}})
    except ModelError:
        return None
    all_in = _at(step, values)
    if all_in != none + sum(alone.values()) or double - none != 2 * (all_in - none):
        return None
    return {
        name: alone[name] / values[name] if values[name] else Fraction(0) for name in step.taken
    }


def _at(step: Step, values: Mapping[str, Fraction]) -> Fraction:
    return Fraction(evaluate(step.reckoned.node, values, EXACT))
