"""The three verbs as one arithmetic: formulas, loadings under their conventions, mixes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from research.ground.errors import ModelError
from research.models.rate_model.dimensions import Known, dimension_of
from research.models.rate_model.expressions import (
    Extreme,
    Name,
    Node,
    Number,
    Operation,
    replaced,
    total,
)
from research.models.rate_model.lines import Formula, Loading, Mix, ModelLine
from research.models.rate_model.order import ALL_OPEN
from research.models.rate_model.terms import Convention
from research.models.rate_model.units import PLAIN, Dimension


@dataclass(frozen=True)
class Reckoned:
    """A line as arithmetic.

    Attributes
    ----------
    node, shown
        What is evaluated, and what is printed.
    base
        What a loading is taken of.
    left
        1 − the shares of the rate, which must stay above 0.
    weights
        The sum of the weights of a mix, and whether it must be 1.
    """

    node: Node
    shown: Node
    takes_up: bool
    base: Node | None = None
    left: Node | None = None
    weights: Node | None = None
    weights_are_shares: bool = False


def reckoned(
    lines: tuple[ModelLine, ...],
    place: int,
    open_lines: tuple[str, ...],
    known: Mapping[str, Dimension],
    shares: Collection[str],
    at: str,
) -> Reckoned:
    """Return a line as arithmetic over parameters and lines above.

    Parameters
    ----------
    open_lines
        The money lines above that no line has taken up.
    known
        The dimensions of parameters and lines above.
    shares
        Which of them are shares or percentages.
    """
    match lines[place].verb:
        case Formula(node):
            whole = _with_open(node, open_lines, at)
            return Reckoned(whole, whole, takes_up=True)
        case Mix(pairs):
            return _mix(pairs, shares)
        case Loading() as loading:
            return _loading(loading, lines, place, open_lines, known, at)


def _with_open(node: Node, open_lines: tuple[str, ...], at: str) -> Node:
    if not open_lines:
        if replaced(node, ALL_OPEN, Number(0)) != node:
            raise ModelError(f"{at}: nothing stands before it that {ALL_OPEN} could mean.")
        return node
    return replaced(node, ALL_OPEN, total([Name(name) for name in open_lines]))


def _mix(pairs: tuple[tuple[str, str], ...], shares: Collection[str]) -> Reckoned:
    top = total([Operation("×", Name(weight), Name(mixed)) for mixed, weight in pairs])
    weights = total([Name(weight) for _, weight in pairs])
    are_shares = all(weight in shares for _, weight in pairs)
    node = Operation("÷", top, weights)
    return Reckoned(
        node, top if are_shares else node, True, weights=weights, weights_are_shares=are_shares
    )


def _loading(
    loading: Loading,
    lines: tuple[ModelLine, ...],
    place: int,
    open_lines: tuple[str, ...],
    known: Mapping[str, Dimension],
    at: str,
) -> Reckoned:
    dimension = dimension_of(loading.shares, Known(known), at)
    if dimension != PLAIN:
        raise ModelError(
            f"{at}: a loading is a share or a percentage, and this is {dimension.said}. Write "
            "money as a formula."
        )
    group = _group(loading, lines, place)
    inside = {lines[number].name for number in group}
    bases = loading.on or tuple(name for name in open_lines if name not in inside)
    for name in bases:
        if not known[name].is_money:
            raise ModelError(f"{at}: on names {name}, which is no money: write a formula.")
    if not bases:
        raise ModelError(f"{at}: no money stands before it, so there is nothing to load.")
    base = total([Name(name) for name in bases])
    cap = known[loading.up_to] if loading.up_to else known[bases[0]]
    if not loading.paid_hours and cap != known[bases[0]]:
        raise ModelError(
            f"{at} is taken up to {loading.up_to}, which is {cap.said}, of {bases[0]}, which is "
            f'{known[bases[0]].said}: add paid_hours = "…", a parameter in hours a year.'
        )
    if loading.convention is Convention.SHARE_OF_RATE:
        shares = [_shares_of(lines[number]) for number in group]
        left = Operation("−", Number(1), total(shares))
        node = Operation("÷", Operation("×", loading.shares, base), left)
        return Reckoned(node, node, False, base, left)
    node = Operation("×", loading.shares, _capped(base, loading))
    return Reckoned(node, node, False, base)


def _capped(base: Node, loading: Loading) -> Node:
    if not loading.up_to:
        return base
    if not loading.paid_hours:
        return Extreme("min", (base, Name(loading.up_to)))
    hours = Name(loading.paid_hours)
    lower = Extreme("min", (Operation("×", base, hours), Name(loading.up_to)))
    return Operation("÷", lower, hours)


def _group(loading: Loading, lines: tuple[ModelLine, ...], place: int) -> list[int]:
    """Return the neighbouring lines that share one rate: same convention, same base."""
    if loading.convention is not Convention.SHARE_OF_RATE:
        return [place]

    def is_like(number: int) -> bool:
        verb = lines[number].verb
        return (
            isinstance(verb, Loading)
            and verb.convention is Convention.SHARE_OF_RATE
            and verb.on == loading.on
        )

    first = last = place
    while first > 0 and is_like(first - 1):
        first -= 1
    while last + 1 < len(lines) and is_like(last + 1):
        last += 1
    return list(range(first, last + 1))


def _shares_of(line: ModelLine) -> Node:
    if not isinstance(line.verb, Loading):
        raise TypeError(f"{line.name} is no loading")
    return line.verb.shares
