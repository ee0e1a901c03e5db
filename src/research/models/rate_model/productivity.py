"""Productivity is billable ÷ paid hours: it divides, lies in 0 to 1, and never lowers a cost."""

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction

from research.ground.errors import ModelError
from research.models.rate_model.expressions import Extreme, Name, Node, Operation
from research.models.rate_model.parameters import Parameter, plain

_WORDS = re.compile(r"\b(productivity|utili[sz]ation)\b")


def named_productivity(parameters: Mapping[str, Parameter]) -> frozenset[str]:
    """Return the plain parameters that their name or title calls productivity."""
    return frozenset(
        name
        for name, one in parameters.items()
        if one.unit_known.is_pure and _WORDS.search(f"{name.replace('_', ' ')} {one.title}".lower())
    )


def check_multiplied(at: str, node: Node, shares: frozenset[str]) -> None:
    """Refuse a cost that is multiplied by a productivity, a share that must divide it.

    Raises
    ------
    ModelError
        Naming it.
    """
    for name in _factors(node):
        if name in shares:
            raise ModelError(
                f"{at} multiplies by {name}, a share of the hours, which lowers the cost. "
                f"Productivity divides: pay / {name}."
            )


def divisors(node: Node, inside: bool = False) -> Iterator[str]:
    """Yield the names that stand in a divisor."""
    match node:
        case Name(text) if inside:
            yield text
        case Operation(sign, left, right):
            yield from divisors(left, inside)
            yield from divisors(right, inside or sign == "÷")
        case Extreme(_, among):
            for one in among:
                yield from divisors(one, inside)


def check_value(at: str, name: str, value: Fraction) -> None:
    """Refuse a productivity over 1 that divides.

    Raises
    ------
    ModelError
        With how to write an adjustment over 1.
    """
    if value > 1:
        raise ModelError(
            f"{at} divides by {name}, which is {plain(value)}: productivity is billable ÷ paid "
            "hours, at most 1. An adjustment over 1 multiplies instead."
        )


def _factors(node: Node) -> Iterator[str]:
    match node:
        case Name(text):
            yield text
        case Operation("×", left, right):
            yield from _factors(left)
            yield from _factors(right)
        case Operation("÷", left, _):
            yield from _factors(left)
