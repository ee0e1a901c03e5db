"""What a formula is counted in: like is added to like, and the message says how to get there."""

from collections.abc import Mapping

from research.ground.errors import ModelError
from research.models.rate_model.expressions import (
    Extreme,
    Name,
    Node,
    Number,
    Operation,
    written,
)
from research.models.rate_model.units import PLAIN, Dimension

_LENGTHS = ("hour", "day", "year")


def dimension_of(node: Node, known: Mapping[str, Dimension], at: str) -> Dimension:
    """Return the dimension of an expression; a bare 0 agrees with everything.

    Raises
    ------
    ModelError
        If unlike quantities are added, subtracted or compared: both in words.
    """
    return _infer(node, known, at) or PLAIN


def _infer(node: Node, known: Mapping[str, Dimension], at: str) -> Dimension | None:
    match node:
        case Name(text):
            return known[text]
        case Number(value):
            return PLAIN if value else None
        case Operation(sign, left, right) if sign in "×÷":
            first, second = _infer(left, known, at), _infer(right, known, at)
            return (first or PLAIN).times(second or PLAIN, 1 if sign == "×" else -1)
        case Operation(_, left, right):
            return _agreed((left, right), known, at)
        case Extreme(_, among):
            return _agreed(among, known, at)


def _agreed(nodes: tuple[Node, ...], known: Mapping[str, Dimension], at: str) -> Dimension | None:
    held = [(node, _infer(node, known, at)) for node in nodes]
    stated = [(node, dimension) for node, dimension in held if dimension is not None]
    for node, dimension in stated[1:]:
        first, agreed = stated[0]
        if dimension != agreed:
            raise ModelError(
                f'{at}: "{_said(first)}" is {agreed.said} and "{_said(node)}" is '
                f"{dimension.said}: unlike things are neither added nor compared"
                f"{advice(agreed, dimension)}."
            )
    return stated[0][1] if stated else None


def advice(first: Dimension, second: Dimension) -> str:
    """Return how the second becomes like the first, where a count of time or pieces does it."""
    between = second.times(first, -1)
    if between.is_money or not between.powers:
        return ""
    turned = PLAIN.times(between, -1)
    if not _is_upside_down(between):
        return f"; divide the second by {between.said} first"
    return f"; multiply the second by {turned.said} first"


def _is_upside_down(between: Dimension) -> bool:
    """Return whether it counts nothing, or long times in a short one: days an hour."""
    long = [
        _LENGTHS.index(word) for word, power in between.powers if power > 0 and word in _LENGTHS
    ]
    short = [
        _LENGTHS.index(word) for word, power in between.powers if power < 0 and word in _LENGTHS
    ]
    counts = any(power > 0 for _, power in between.powers)
    return not counts or bool(long and short and max(long) > min(short))


def _said(node: Node) -> str:
    return written(node, lambda name: (name, 3))
