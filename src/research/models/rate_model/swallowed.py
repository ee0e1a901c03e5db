"""A formula that takes up money and comes out smaller: the file says whether that is meant."""

from collections.abc import Mapping
from fractions import Fraction

from research.ground.errors import ModelError
from research.models.rate_model.chain import EXACT
from research.models.rate_model.components import factors_of
from research.models.rate_model.expressions import evaluate
from research.models.rate_model.lines import Formula
from research.models.rate_model.parameters import plain
from research.models.rate_model.plan import Plan, Step
from research.models.rate_model.terms import Part


def check_swallowed(plan: Plan, values: Mapping[str, Fraction]) -> None:
    """Refuse a line that takes up more than it comes to, unless the file says that it does.

    A tax above a threshold, or the pay of days off, names the pay and stands beside it; a group
    that shares a worker replaces the worker's cost. Both are a formula over pay that is smaller
    than pay. A weighted mean of lines, and a line of part staffing, only replace.

    Parameters
    ----------
    values
        Every parameter and line in base units, as the file gives them.

    Raises
    ------
    ModelError
        Naming the line, both amounts, and both ways to say which is meant.
    """
    for step in plan.steps:
        if step.line.beside is not None or step.line.part is Part.STAFFING:
            continue
        like = _like(plan, step)
        before = sum((values[name] for name in like), Fraction(0))
        value = Fraction(evaluate(step.reckoned.node, values, EXACT))  # before its own rounding
        is_smaller = isinstance(step.line.verb, Formula) and value < before
        if is_smaller and not _is_mean(step, values, value):
            raise ModelError(_refused(step, like, before, value))


def _like(plan: Plan, step: Step) -> tuple[str, ...]:
    """Return what a line takes up in its own dimension."""
    dimensions = {one.line.name: one.dimension for one in plan.steps}
    return tuple(name for name in step.taken if dimensions[name] == step.dimension)


def _is_mean(step: Step, values: Mapping[str, Fraction], value: Fraction) -> bool:
    factors = factors_of(step, values)
    if factors is None or len(factors) < 2 or sum(factors.values()) != 1:
        return False
    return value == sum(values[name] * by for name, by in factors.items())


def _refused(step: Step, like: tuple[str, ...], before: Fraction, value: Fraction) -> str:
    name, what, scale = step.line.name, " + ".join(like), step.unit.scale
    them, they = ("it", "it") if len(like) == 1 else ("them", "they")
    return (
        f"{step.at} names {what}, {plain(before / scale)} {step.unit.text}, and comes out at "
        f"{plain(value / scale)}: a line takes up what it names, so {they} would be lost. If "
        f"{name} is added beside {what}, give {name} beside = true; if it replaces {them}, as "
        f"where a group shares a worker, beside = false; if it should raise {them}, turn its "
        "division over."
    )
