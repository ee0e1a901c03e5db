"""The arithmetic of a line: names, 0 and 1, + − × ÷, parentheses, min() and max()."""

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from research.ground.errors import ModelError

LONGEST = 1000
_SIGNS: dict[type[ast.operator], str] = {
    ast.Add: "+", ast.Sub: "−", ast.Mult: "×", ast.Div: "÷",
}  # fmt: skip
_ALLOWED = "names, 0, 1, + − × ÷ (or * /), parentheses, min() and max()"


@dataclass(frozen=True)
class Name:
    """A parameter or a line above."""

    text: str


@dataclass(frozen=True)
class Number:
    """0 or 1; any other number is a parameter with a source."""

    value: int


@dataclass(frozen=True)
class Operation:
    """left sign right."""

    sign: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True)
class Extreme:
    """The smallest (min) or largest (max) of two or more."""

    kind: str
    among: tuple["Node", ...]


Node = Name | Number | Operation | Extreme


def parse(text: object, where: str) -> Node:
    """Return the expression that a formula writes.

    Raises
    ------
    ModelError
        If it holds anything but the arithmetic allowed, or a number other than 0 and 1.
    """
    if not isinstance(text, str) or not text.strip():
        raise ModelError(f'{where}: the formula is empty. Write formula = "wage * (1 + ere)".')
    if len(text) > LONGEST:
        raise ModelError(f"{where}: the formula is longer than {LONGEST} letters: use more lines.")
    plain = text.replace("×", "*").replace("÷", "/").replace("−", "-").replace("–", "-")
    try:
        tree = ast.parse(" ".join(plain.split()), mode="eval")
    except (SyntaxError, ValueError) as error:
        raise ModelError(
            f'{where}: "{text}" is no formula ({error.args[0]}). Allowed are {_ALLOWED}.'
        ) from None
    return _node(tree.body, text, where)


def names(node: Node) -> Iterator[str]:
    """Yield every name of an expression, in order, as often as it stands there."""
    match node:
        case Name(text):
            yield text
        case Operation(_, left, right):
            yield from names(left)
            yield from names(right)
        case Extreme(_, among):
            for one in among:
                yield from names(one)


def evaluate(
    node: Node, values: Mapping[str, Any], extreme: Mapping[str, Callable[..., Any]]
) -> Any:
    """Return the value, in whatever numbers the values are: Fractions, floats or arrays.

    Parameters
    ----------
    extreme
        How two numbers become the smaller ("min") and the larger ("max") of them.

    Raises
    ------
    ModelError
        If a divisor is 0: which.
    """
    match node:
        case Name(text):
            return values[text]
        case Number(value):
            return value
        case Operation(sign, left, right):
            first = evaluate(left, values, extreme)
            second = evaluate(right, values, extreme)
            return _operate(sign, first, second, right)
        case Extreme(kind, among):
            held = [evaluate(one, values, extreme) for one in among]
            best = held[0]
            for other in held[1:]:
                best = extreme[kind](best, other)
            return best


def total(parts: list[Node]) -> Node:
    """Return the sum of one or more expressions."""
    added = parts[0]
    for part in parts[1:]:
        added = Operation("+", added, part)
    return added


def replaced(node: Node, name: str, by: Node) -> Node:
    """Return the expression with one name replaced by another expression."""
    match node:
        case Name(text):
            return by if text == name else node
        case Operation(sign, left, right):
            return Operation(sign, replaced(left, name, by), replaced(right, name, by))
        case Extreme(kind, among):
            return Extreme(kind, tuple(replaced(one, name, by) for one in among))
        case _:
            return node


def written(node: Node, say: Callable[[str], tuple[str, int]]) -> str:
    """Return the expression in words or numbers, with as few parentheses as are needed.

    Parameters
    ----------
    say
        Returns the text of a name and how tightly it binds: 3 alone, 2 a product, 1 a sum.
    """
    return _written(node, say)[0]


def _written(node: Node, say: Callable[[str], tuple[str, int]]) -> tuple[str, int]:
    match node:
        case Name(text):
            return say(text)
        case Number(value):
            return str(value), 3
        case Extreme(kind, among):
            what = "the smaller of" if kind == "min" else "the larger of"
            return f"{what} ({'; '.join(written(one, say) for one in among)})", 3
        case Operation(sign, left, right):
            binds = 1 if sign in "+−" else 2
            first, second = _written(left, say), _written(right, say)
            before = first[0] if first[1] >= binds else f"({first[0]})"
            tight = binds + 1 if sign in "−÷" else binds
            after = second[0] if second[1] >= tight else f"({second[0]})"
            return f"{before} {sign} {after}", binds


def _operate(sign: str, first: Any, second: Any, divisor: Node) -> Any:
    if sign == "+":
        return first + second
    if sign == "−":
        return first - second
    if sign == "×":
        return first * second
    zero = second == 0
    if zero.any() if hasattr(zero, "any") else zero:
        raise ModelError(f"divides by {_plainly(divisor)}, which is 0")
    return first / second


def _plainly(node: Node) -> str:
    return written(node, lambda name: (name, 3))


def _node(tree: ast.expr, text: str, where: str) -> Node:
    match tree:
        case ast.Name(id=name):
            return Name(name)
        case ast.Constant(value=int(value)) if value in (0, 1) and not isinstance(value, bool):
            return Number(value)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _SIGNS:
            return Operation(_SIGNS[type(op)], _node(left, text, where), _node(right, text, where))
        case ast.Call(func=ast.Name(id=("min" | "max") as kind), args=among, keywords=[]) if (
            len(among) >= 2
        ):
            return Extreme(kind, tuple(_node(one, text, where) for one in among))
    raise ModelError(_refused(tree, text, where))


def _refused(tree: ast.expr, text: str, where: str) -> str:
    piece = ast.unparse(tree)
    if isinstance(tree, ast.Constant) and isinstance(tree.value, int | float):
        return (
            f'{where}: {piece} stands in the formula "{text}". Only 0 and 1 may: make it a '
            f"parameter with a unit and a source, and write its name here."
        )
    if isinstance(tree, ast.UnaryOp):
        return f'{where}: "{piece}" in "{text}" starts with a sign: write a difference, b − a.'
    return f'{where}: "{piece}" cannot stand in "{text}". Allowed are {_ALLOWED}.'
