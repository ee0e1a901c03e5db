"""Productivity is billable ÷ paid hours: it divides, lies in 0 to 1, and never lowers a cost."""

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction

from research.ground.errors import ModelError
from research.models.rate_model.expressions import Extreme, Name, Node, Operation
from research.models.rate_model.parameters import plain

_WORDS = re.compile(r"\b(productivity|utili[sz]ation)\b")


def is_productivity(name: str, title: str) -> bool:
    """Return whether a name or a title says productivity or utilisation."""
    return bool(_WORDS.search(f"{name.replace('_', ' ')} {title}".lower()))


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


def factors(node: Node) -> Iterator[str]:
    """Yield the names that an expression is a multiple of."""
    match node:
        case Name(text):
            yield text
        case Operation("×", left, right):
            yield from factors(left)
            yield from factors(right)
        case Operation("÷", left, _):
            yield from factors(left)


def check_productivity(
    at: str, divided: tuple[str, ...], multiplied: tuple[str, ...], values: Mapping[str, Fraction]
) -> None:
    """Refuse a productivity over 1 that divides, or one below 1 that multiplies.

    Raises
    ------
    ModelError
        Naming it, with the other way round.
    """
    for name in divided:
        if values[name] > 1:
            raise ModelError(
                f"{at} divides by {name}, which is {plain(values[name])}: productivity is billable "
                "÷ paid hours, at most 1. An adjustment over 1 multiplies instead."
            )
    for name in multiplied:
        if values[name] < 1:
            raise ModelError(
                f"{at} multiplies by {name}, which is {plain(values[name])} and lowers the cost. "
                f"Productivity divides: pay / {name}."
            )
