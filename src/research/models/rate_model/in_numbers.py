"""Formulas in numbers, in the units that the author wrote, turned only where terms differ."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from research.models.rate_model.expressions import Extreme, Name, Node, Number, Operation
from research.models.rate_model.parameters import plain
from research.models.rate_model.units import Unit

_SINGLE, _PRODUCT, _SUM = 3, 2, 1


@dataclass(frozen=True)
class Numbers:
    """How names are written: the amount of each in its own unit, and that unit."""

    amount: Callable[[str], Fraction]
    unit: Callable[[str], Unit]


def scale_of(node: Node, unit: Callable[[str], Unit]) -> Fraction | None:
    """Return how many base units one of the numbers of an expression is; None for a bare 0.

    Terms of a sum agree, or are turned into base units where one is in them, else into the
    unit of the first.
    """
    match node:
        case Name(text):
            return Fraction(1) if unit(text).is_percent else unit(text).scale
        case Number(value):
            return Fraction(1) if value else None
        case Operation(sign, left, right) if sign in "×÷":
            first, second = _scale(left, unit), _scale(right, unit)
            return first * second if sign == "×" else first / second
        case Operation(_, left, right):
            return _agreed((left, right), unit)
        case Extreme(_, among):
            return _agreed(among, unit)


def in_numbers(node: Node, say: Numbers, scale: Fraction) -> str:
    """Return an expression in numbers whose value is in units of `scale` base units."""
    return _text(node, say, scale)[0]


def _scale(node: Node, unit: Callable[[str], Unit]) -> Fraction:
    found = scale_of(node, unit)
    return Fraction(1) if found is None else found


def _agreed(nodes: tuple[Node, ...], unit: Callable[[str], Unit]) -> Fraction | None:
    held = [found for node in nodes if (found := scale_of(node, unit)) is not None]
    return Fraction(1) if 1 in held else held[0] if held else None


def _text(node: Node, say: Numbers, scale: Fraction) -> tuple[str, int]:
    own = scale_of(node, say.unit) or scale
    match node:
        case Name(text):
            return _turned(*_amount(text, say), own / scale)
        case Number(value):
            return _turned(str(value), _SINGLE, own / scale)
        case Extreme(kind, among):
            what = "the smaller of" if kind == "min" else "the larger of"
            inside = "; ".join(in_numbers(one, say, own) for one in among)
            return _turned(f"{what} ({inside})", _SINGLE, own / scale)
        case Operation(sign, left, right) if sign in "+−":
            text = _joined(sign, _text(left, say, own), _text(right, say, own), _SUM)
            return _turned(text, _SUM, own / scale)
        case Operation():
            return _product(node, say, own / scale)


def _product(node: Node, say: Numbers, turn: Fraction) -> tuple[str, int]:
    """Return a product; its turn stands at the number that needs it: 520 × 12 ÷ 2,080."""
    held = list(_factors(node))
    at = _turned_at(held, say, turn)
    text = ""
    for place, (sign, one) in enumerate(held):
        piece, binds = _text(one, say, _scale(one, say.unit))
        if binds < (_SINGLE if sign == "÷" else _PRODUCT):
            piece = f"({piece})"
        text = f"{text} {sign} {piece}" if place else piece
        if place == at:
            text += times(turn)
    return (text, _PRODUCT) if at is not None else _turned(text, _PRODUCT, turn)


def _turned_at(held: list[tuple[str, Node]], say: Numbers, turn: Fraction) -> int | None:
    for place, (sign, one) in enumerate(held):
        if sign == "×" and isinstance(one, Name) and say.unit(one.text).scale == turn != 1:
            return None if say.unit(one.text).is_percent else place
    return None


def _factors(node: Node, sign: str = "×") -> Iterator[tuple[str, Node]]:
    match node:
        case Operation("×", left, right) if sign == "×":
            yield from (*_factors(left), *_factors(right))
        case Operation("÷", left, right) if sign == "×":
            yield from (*_factors(left), *_factors(right, "÷"))
        case _:
            yield sign, node


def _amount(name: str, say: Numbers) -> tuple[str, int]:
    unit, value = say.unit(name), say.amount(name)
    if unit.is_percent:
        return f"{plain(value)}%", _SINGLE
    return money(plain(value), unit), _SINGLE


def money(text: str, unit: Unit) -> str:
    """Return an amount of dollars with a part of one as cents: 23.4 is 23.40."""
    whole, _, places = text.partition(".")
    is_small = any(word in unit.text for word in ("cent", "¢", "pence", "penny"))
    return (
        f"{whole}.{places}0"
        if unit.dimension.is_money and not is_small and len(places) == 1
        else text
    )


def _joined(sign: str, first: tuple[str, int], second: tuple[str, int], binds: int) -> str:
    before = first[0] if first[1] >= binds else f"({first[0]})"
    tight = binds + 1 if sign in "−÷" else binds
    after = second[0] if second[1] >= tight else f"({second[0]})"
    return f"{before} {sign} {after}"


def _turned(text: str, binds: int, turn: Fraction) -> tuple[str, int]:
    if turn == 1:
        return text, binds
    return f"{text if binds >= _PRODUCT else f'({text})'}{times(turn)}", _PRODUCT


def times(turn: Fraction) -> str:
    """Return a turn of units as a calculator takes it: × 12, ÷ 4."""
    text = f" × {plain(Fraction(turn.numerator))}" if turn.numerator != 1 else ""
    return text + (f" ÷ {plain(Fraction(turn.denominator))}" if turn.denominator != 1 else "")
