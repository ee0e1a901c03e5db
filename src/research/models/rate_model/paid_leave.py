"""Paid time off is a cost, or hours that are not worked; never both."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from research.ground.errors import ModelError
from research.models.rate_model.expressions import Extreme, Name, Node, Operation
from research.models.rate_model.lines import Formula, Loading, Mix, ModelLine
from research.models.rate_model.parameters import Parameter
from research.models.rate_model.productivity import divisors
from research.models.rate_model.terms import Part
from research.models.rate_model.units import Dimension

COVERED = "paid time off"
_WORDS = re.compile(
    r"\b(pto|paid time off|(time|days?|hours?) off|leave"
    r"|vacation|sick|holidays?)\b"
)
_NOT = re.compile(
    r"\b(premiums?|overtime|substitutes?|without|unpaid|family|medical|insurance|tax(es)?)\b"
)


@dataclass(frozen=True)
class _Place:
    """Where paid time off stands: which parameter or line, in which money line, on which side."""

    name: str
    line: str
    is_hours: bool


def covers_leave(parameter: Parameter) -> bool:
    """Return whether a parameter is paid time off, by `covers` or else by its name and title."""
    if parameter.covers:
        return parameter.covers.strip().lower() == COVERED
    return _sounds_like_leave(parameter.name, parameter.title)


def check_paid_leave(
    where: str,
    parameters: Mapping[str, Parameter],
    lines: tuple[ModelLine, ...],
    dimensions: Mapping[str, Dimension],
    taken: Mapping[str, tuple[str, ...]],
) -> None:
    """Refuse paid time off that is paid as a cost and taken out of the hours as well.

    Which side it stands on is read from how it is used, not from the part of the line.

    Parameters
    ----------
    taken
        What each money line takes up.

    Raises
    ------
    ModelError
        Naming both places.
    """
    leave = {name for name, parameter in parameters.items() if covers_leave(parameter)}
    leave |= {line.name for line in lines if line.part is Part.PAID_TIME_OFF}
    own = {line.name for line in lines if line.name in leave and dimensions[line.name].is_money}
    plain = {line.name: line for line in lines if not dimensions[line.name].is_money}
    places = [
        place
        for line in lines
        if line.name not in plain
        for place in _one_side(
            list(_places(line, leave - own, plain)), line, own, taken.get(line.name, ())
        )
    ]
    cost = next((place for place in places if not place.is_hours), None)
    hours = next((place for place in places if place.is_hours), None)
    if cost and hours:
        raise ModelError(
            f"{where}: paid time off is counted twice: {cost.name} adds to the cost in line "
            f"{cost.line}, and {hours.name} takes hours away in line {hours.line}. Keep one; if "
            f'one of them is something else, say covers = "something else" on it.'
        )


def _one_side(
    found: list[_Place], line: ModelLine, own: set[str], taken: tuple[str, ...]
) -> list[_Place]:
    """Return the side of a line: wage × leave ÷ (paid − leave) is one cost, not two.

    A line of paid time off that names nothing known as such takes hours away where it takes up
    pay and divides, and else is a cost.
    """
    cost = {place.name for place in found if not place.is_hours}
    hours = {place.name for place in found if place.is_hours}
    if line.name in own and not found:
        divides = any(any(divisors(node)) for node, _ in _nodes(line))
        return [_Place(line.name, line.name, is_hours=bool(taken) and divides)]
    return [place for place in found if not place.is_hours] if cost & hours else found


def _places(line: ModelLine, leave: set[str], plain: Mapping[str, ModelLine]) -> Iterator[_Place]:
    for node, is_hours in _nodes(line):
        for name, hours in _walk(node, is_hours, leave, plain):
            yield _Place(name, line.name, hours)


def _nodes(line: ModelLine) -> Iterator[tuple[Node, bool]]:
    match line.verb:
        case Formula(node):
            yield node, False
        case Loading(shares):
            yield shares, False
        case Mix(pairs):
            for mixed, weight in pairs:
                yield Operation("×", Name(mixed), Name(weight)), False


def _walk(
    node: Node, is_hours: bool, leave: set[str], plain: Mapping[str, ModelLine]
) -> Iterator[tuple[str, bool]]:
    match node:
        case Name(text) if text in leave:
            yield text, is_hours
        case Name(text) if text in plain:
            for inner, side in _nodes(plain[text]):
                yield from _walk(inner, is_hours or side, leave, plain)
        case Operation(sign, left, right):
            yield from _walk(left, is_hours, leave, plain)
            yield from _walk(right, is_hours or sign in "÷−", leave, plain)
        case Extreme(_, among):
            for one in among:
                yield from _walk(one, is_hours, leave, plain)


def _sounds_like_leave(name: str, title: str) -> bool:
    said = f"{name.replace('_', ' ')} {title}".lower()
    return bool(_WORDS.search(said)) and not _NOT.search(said)
