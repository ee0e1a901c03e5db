"""What a formula is counted in: like is added to like, and the message says how to get there."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from research.ground.errors import ModelError
from research.models.rate_model.expressions import (
    Extreme,
    Name,
    Node,
    Number,
    Operation,
    names,
    written,
)
from research.models.rate_model.units import PLAIN, Dimension, Unit

_LENGTHS = ("hour", "day", "year")


@dataclass(frozen=True)
class Known:
    """What names are counted in, how their units were written, and how the lines came about."""

    dimensions: Mapping[str, Dimension]
    units: Mapping[str, Unit] = field(default_factory=dict)
    lines: Mapping[str, Node] = field(default_factory=dict)

    def said(self, node: Node, dimension: Dimension) -> str:
        """Return in what an expression is counted: as its author wrote it, for a single name."""
        if isinstance(node, Name) and node.text in self.units:
            return self.units[node.text].text
        return dimension.said


def dimension_of(node: Node, known: Known, at: str) -> Dimension:
    """Return the dimension of an expression; a bare 0 agrees with everything.

    Raises
    ------
    ModelError
        If unlike quantities are added, subtracted or compared: both in words.
    """
    return _infer(node, known, at) or PLAIN


def _infer(node: Node, known: Known, at: str) -> Dimension | None:
    match node:
        case Name(text):
            return known.dimensions[text]
        case Number(value):
            return PLAIN if value else None
        case Operation(sign, left, right) if sign in "×÷":
            first, second = _infer(left, known, at), _infer(right, known, at)
            return (first or PLAIN).times(second or PLAIN, 1 if sign == "×" else -1)
        case Operation(_, left, right):
            return _agreed((left, right), known, at)
        case Extreme(_, among):
            return _agreed(among, known, at)


def _agreed(nodes: tuple[Node, ...], known: Known, at: str) -> Dimension | None:
    held = [(node, _infer(node, known, at)) for node in nodes]
    stated = [(node, dimension) for node, dimension in held if dimension is not None]
    for node, dimension in stated[1:]:
        first, agreed = stated[0]
        if dimension != agreed:
            for one in (node, first):
                if isinstance(one, Name) and one.text in known.lines:
                    check_calendar(one.text, known, at.rsplit(", line ", 1)[0])
            raise ModelError(
                f'{at}: "{_said(first)}" is {known.said(first, agreed)} and "{_said(node)}" is '
                f"{known.said(node, dimension)}: unlike things are neither added nor compared"
                f"{_cure(first, agreed, node, dimension, known)}."
            )
    return stated[0][1] if stated else None


def _cure(first: Node, agreed: Dimension, second: Node, dimension: Dimension, known: Known) -> str:
    between = dimension.times(agreed, -1)
    if between.is_money:
        return "; bring both into one currency by a factor with a source"
    if abs(dict(between.powers).get("day", 0)) == 1 and len(between.powers) == 2:
        often = first if ("day", -1) in agreed.powers else second
        word = _repeated(known.said(often, agreed if often is first else dimension))
        if word and "year" in dict(between.powers):
            return f"; multiply {_said(often)} by {word} first"
    return advice(agreed, dimension).replace("the second", _said(second))


def check_calendar(line: str, known: Known, where: str) -> None:
    """Refuse a line that divides what is counted a week by what is counted a year.

    Raises
    ------
    ModelError
        Naming both, in the units in which they were written.
    """
    powers = dict(known.dimensions[line].powers)
    held = [name for name in names(known.lines[line]) if name in known.units]
    often = [name for name in held if ("day", -1) in known.dimensions[name].powers]
    yearly = [name for name in held if ("year", -1) in known.dimensions[name].powers]
    if powers.get("day", 0) * powers.get("year", 0) >= 0 or not often or not yearly:
        return
    one, other = often[0], yearly[0]
    unit = known.units[one].text
    raise ModelError(
        f"{where}, line {line} comes out as {known.dimensions[line].said}: {one} is {unit} and "
        f"{other} is {known.units[other].text}. Multiply {one} by {_repeated(unit)}."
    )


def _repeated(unit: str) -> str:
    """Return what turns a count a week, or a day, into one a year."""
    return "weeks a year (52, a parameter)" if "week" in unit else "days a year (a parameter)"


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
