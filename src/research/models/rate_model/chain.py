"""Reckon a chain: exactly on fractions for print, or on arrays of draws."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from research.ground.errors import ModelError
from research.models.rate_model.expressions import evaluate
from research.models.rate_model.parameters import Parameter, plain
from research.models.rate_model.plan import Plan, Step
from research.models.rate_model.productivity import check_productivity
from research.models.rate_model.terms import Part

EXACT: Mapping[str, Callable[..., Any]] = {"min": min, "max": max}


def reckon(plan: Plan, parameters: Mapping[str, Parameter]) -> dict[str, Fraction]:
    """Return every parameter and line in base units, exactly.

    Raises
    ------
    ModelError
        If a divisor is 0, shares of the rate leave nothing, weights do not add up to 1,
        a line falls below 0, or productivity lowers a cost.
    """
    values = {name: parameter.in_base for name, parameter in parameters.items()}
    for step in plan.steps:
        _check_shares(step, values)
        check_productivity(step.at, step.divided, step.multiplied, values)
        value = Fraction(_evaluated(step, values, EXACT))
        if value < 0:
            raise ModelError(f"{step.at} falls below 0 ({plain(value)}): check what it subtracts.")
        values[step.line.name] = _rounded(step, value)
        _check_productivity(step, values)
    return values


def reckon_many(plan: Plan, values: Mapping[str, Any]) -> Any:
    """Return the rate of many draws at once, unrounded, in base units.

    Parameters
    ----------
    values
        Arrays of one length, or single floats, in base units.

    Raises
    ------
    ModelError
        If in any draw a divisor is 0 or shares of the rate reach 1: in how many of how many.
    """
    import numpy as np

    extreme = {"min": np.minimum, "max": np.maximum}
    held = dict(values)
    for step in plan.steps:
        if step.reckoned.left is not None:
            left = np.asarray(evaluate(step.reckoned.left, held, extreme))
            if (left <= 0).any():
                raise ModelError(
                    f"{step.at}: in {int((left <= 0).sum())} of {left.size} draws the shares of "
                    "the rate reach 1. Narrow their ranges."
                )
        value = _evaluated(step, held, extreme)
        if step.line.rounded is not None:
            scale = float(step.unit.scale)
            value = step.line.rounded.of_many(value / scale) * scale
        held[step.line.name] = value
    return evaluate(plan.total, held, extreme)


def _evaluated(
    step: Step, values: Mapping[str, Any], extreme: Mapping[str, Callable[..., Any]]
) -> Any:
    try:
        return evaluate(step.reckoned.node, values, extreme)
    except ModelError as error:
        raise ModelError(
            f"{step.at} {error}: give more than 0, or leave it out of the divisor."
        ) from None


def _rounded(step: Step, value: Fraction) -> Fraction:
    if step.line.rounded is None:
        return value
    return step.line.rounded.of(value / step.unit.scale) * step.unit.scale


def _check_shares(step: Step, values: Mapping[str, Fraction]) -> None:
    done = step.reckoned
    if done.left is not None:
        left = Fraction(evaluate(done.left, values, EXACT))
        if left <= 0:
            raise ModelError(
                f"{step.at}: the shares of the rate add up to {plain((1 - left) * 100)} percent: "
                "nothing is left for care. If they are mark-ups on cost, say so in convention."
            )
    if done.weights is not None:
        weights = Fraction(evaluate(done.weights, values, EXACT))
        if done.weights_are_shares and weights != 1:
            raise ModelError(
                f"{step.at}: the weights of the mix add up to {plain(weights)}, not to 1. Set all "
                "of them."
            )


def _check_productivity(step: Step, values: Mapping[str, Fraction]) -> None:
    if step.line.part is not Part.PRODUCTIVITY:
        return
    value = values[step.line.name]
    if not step.dimension.is_money:
        return
    before = sum((values[name] for name in step.taken), Fraction(0))
    if step.line.rounded is None and value < before:
        raise ModelError(
            f"{step.at} lowers the cost from {plain(before)} to {plain(value)}: productivity is "
            "at most 1 and divides, pay ÷ productivity."
        )
