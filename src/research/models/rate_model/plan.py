"""Turn the lines of a model into arithmetic, once: what each takes up, and what is left open."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from research.ground.errors import ModelError
from research.models.rate_model.dimensions import Known, advice, check_calendar, dimension_of
from research.models.rate_model.expressions import Name, Node, names, total
from research.models.rate_model.in_numbers import scale_of
from research.models.rate_model.lines import Loading, ModelLine
from research.models.rate_model.order import named_by
from research.models.rate_model.paid_leave import check_paid_leave
from research.models.rate_model.parameters import Parameter
from research.models.rate_model.productivity import divisors, factors, is_productivity
from research.models.rate_model.taking_up import (
    check_bases,
    check_convention,
    check_share_alone,
    check_taken,
)
from research.models.rate_model.terms import Part
from research.models.rate_model.units import Dimension, Unit, base_unit, parse_unit, unit_at
from research.models.rate_model.verbs import Reckoned, reckoned


@dataclass(frozen=True)
class Step:
    """One line as arithmetic in base units, and the unit in which it is shown and rounded."""

    line: ModelLine
    reckoned: Reckoned
    dimension: Dimension
    unit: Unit
    taken: tuple[str, ...]
    keeps_dimension: bool
    divided: tuple[str, ...]
    multiplied: tuple[str, ...]
    at: str


@dataclass(frozen=True)
class Plan:
    """All lines as arithmetic; the open ones are added up, and turned into one unit paid for."""

    where: str
    steps: tuple[Step, ...]
    open_lines: tuple[str, ...]
    total: Node
    total_unit: Unit
    scale: Fraction
    rate: Unit
    units: Mapping[str, Unit]

    @property
    def rate_unit(self) -> str:
        """Return the unit of the finished rate in words: dollars a quarter hour."""
        return self.rate.text


@dataclass
class _Making:
    """What is known while the lines are read from the first to the last."""

    where: str
    dimensions: dict[str, Dimension]
    units: dict[str, Unit]
    steps: list[Step] = field(default_factory=list)
    open_lines: list[str] = field(default_factory=list)
    shares: set[str] = field(default_factory=set)
    productivity: set[str] = field(default_factory=set)
    inside: dict[str, frozenset[str]] = field(default_factory=dict)
    taken_by: dict[str, str] = field(default_factory=dict)


def make_plan(
    where: str,
    parameters: Mapping[str, Parameter],
    lines: tuple[ModelLine, ...],
    pays_for: Unit,
) -> Plan:
    """Return the chain as arithmetic.

    Raises
    ------
    ModelError
        If units disagree, a line is counted twice or by nobody, paid time off stands on both
        sides, or what is left open is not what the rate pays for.
    """
    units = {name: parameter.unit_known for name, parameter in parameters.items()}
    making = _Making(where, {name: unit.dimension for name, unit in units.items()}, units)
    making.productivity.update(
        name
        for name, one in parameters.items()
        if units[name].is_pure and is_productivity(name, one.title)
    )
    making.shares.update(name for name, unit in units.items() if unit.is_share or unit.is_percent)
    for place in range(len(lines)):
        _add(making, lines, place, pays_for)
    _check_counted(making, parameters)
    _check_idle(making)
    taken = {step.line.name: step.taken for step in making.steps}
    check_paid_leave(where, parameters, lines, making.dimensions, taken)
    return _closed(making, pays_for)


def _add(making: _Making, lines: tuple[ModelLine, ...], place: int, pays_for: Unit) -> None:
    line = lines[place]
    at = f"{making.where}, line {line.name}"
    before = tuple(making.open_lines)
    done = reckoned(lines, place, before, making.dimensions, making.shares, at)
    dimension = dimension_of(done.node, _known(making), at)
    if not dimension.is_money and (line.beside or not line.is_added):
        raise ModelError(f"{at} is no money, so it is never added: leave beside and added out.")
    if isinstance(line.verb, Loading):
        check_bases(at, line.verb, making.inside)
    is_share = not dimension.powers and set(names(done.node)) <= making.shares
    unit = _unit_of(making, line, done.shown, dimension, pays_for, at)
    if is_share and line.unit is None:
        unit = parse_unit("share" if line.rounded else "percent", at)
    taken = _take_up(making, line, done, at) if dimension.is_money else ()
    making.dimensions[line.name] = dimension
    making.units[line.name] = unit
    if dimension.is_money and line.is_added:
        making.open_lines.append(line.name)
    keeps = all(making.dimensions[name] == dimension for name in taken)
    held = making.productivity
    divided = tuple(name for name in divisors(done.node) if name in held)
    multiplied = tuple(name for name in factors(done.node) if name in held)
    making.steps.append(
        Step(line, done, dimension, unit, taken, keeps, divided,
             multiplied if dimension.is_money else (), at)
    )  # fmt: skip
    if is_share:
        making.shares.add(line.name)
    named = line.part is Part.PRODUCTIVITY or is_productivity(line.name, line.title)
    if named and not dimension.powers:
        held.add(line.name)


def _known(making: _Making) -> Known:
    lines = {step.line.name: step.reckoned.shown for step in making.steps}
    return Known(making.dimensions, making.units, lines)


def _take_up(making: _Making, line: ModelLine, done: Reckoned, at: str) -> tuple[str, ...]:
    """Return what a money line takes up, and strike it from the open lines."""
    taken: tuple[str, ...] = ()
    money = _money_lines(making, done.node)
    check_convention(at, line, done.node, money, making.shares)
    if done.takes_up and line.is_added and not line.beside:
        taken = tuple(name for name in money if name in making.open_lines)
        check_taken(at, line, [name for name in money if name not in taken], making.taken_by)
        check_share_alone(at, line, done.node, taken, making.shares)
    making.inside[line.name] = frozenset(taken).union(*(making.inside[name] for name in taken))
    for name in taken:
        making.open_lines.remove(name)
        making.taken_by[name] = line.name
    return taken


def _money_lines(making: _Making, node: Node) -> list[str]:
    held = {step.line.name for step in making.steps
            if step.dimension.is_money and step.line.is_added}  # fmt: skip
    return [name for name in dict.fromkeys(names(node)) if name in held]


def _unit_of(
    making: _Making, line: ModelLine, node: Node, dimension: Dimension, pays_for: Unit, at: str
) -> Unit:
    """Return the unit that a line names, else that of its terms, else one without a scale."""
    if line.unit is not None:
        if line.unit.dimension != dimension:
            raise ModelError(
                f'{at} says unit = "{line.unit.text}", and its formula gives {dimension.said}. '
                "Correct the one that is wrong."
            )
        return line.unit
    scale = scale_of(node, making.units.__getitem__)
    terms = [making.units[name] for name in names(node)]
    if any((term.dimension, term.scale) == (dimension, scale) for term in terms):
        found = unit_at(dimension, scale) if scale not in (None, 1) else None
        if found is not None:
            return found
    money = next((word for word, power in dimension.powers if power == 1 and word in _MONEY), None)
    if money and pays_for.text in ("week", "month") and len(dimension.powers) == 2:
        shown = parse_unit(f"{money}s a {pays_for.text}", at)
        if shown.dimension == dimension:
            return shown
    return base_unit(dimension)


_MONEY = ("dollar", "pound", "euro")


def _check_counted(making: _Making, parameters: Mapping[str, Parameter]) -> None:
    """Refuse money that only serves as a base: a loading looks, and counts its base nowhere."""
    counted = {name for step in making.steps for name, key in named_by(step.line)
               if key in ("formula", "mix", "up_to")}  # fmt: skip
    for step in making.steps:
        for name, key in named_by(step.line):
            if key == "on" and name in parameters and name not in counted:
                raise ModelError(
                    f"{step.at} is taken of {name}, which no line counts. Add a line with "
                    f'formula = "{name}" above if it is paid, or write this one as a formula, '
                    f"share * {name}, if it is not."
                )


def _check_idle(making: _Making) -> None:
    used = {name for step in making.steps for name, _ in named_by(step.line)}
    for step in making.steps:
        is_part = step.dimension.is_money and step.line.is_added
        if not is_part and step.line.name not in used:
            why = (
                "is not added" if step.dimension.is_money else f"is {step.dimension.said}, no money"
            )
            raise ModelError(f"{step.at} {why}, and no line uses it. Use it or delete it.")


def _closed(making: _Making, pays_for: Unit) -> Plan:
    where, left = making.where, making.open_lines
    if not left:
        raise ModelError(f"{where}: no line comes out in money, so nothing adds up to a rate.")
    first = making.dimensions[left[0]]
    paid = next((word for word, power in first.powers if word in _MONEY), "dollar")
    wanted = Dimension(((paid, 1),)).times(pays_for.dimension, -1)
    for name in left:
        dimension = making.dimensions[name]
        if dimension == wanted:
            continue
        check_calendar(name, _known(making), where)
        like = [other for other in left if making.dimensions[other] != dimension]
        beside = f" beside {making.dimensions[like[0]].said} ({like[0]})" if like else ""
        raise ModelError(
            f"{where}: line {name} is left to be added up as {dimension.said}{beside}, which "
            f"cannot become {paid}s for one {pays_for.text}{_hint(dimension, wanted)}."
        )
    rate_unit = f"{paid}s {_article(pays_for.text)} {pays_for.text}"
    total_unit = next(step.unit for step in making.steps if step.line.name == left[0])
    node = total([Name(name) for name in left])
    rate = Unit(rate_unit, wanted, 1 / pays_for.scale)
    return Plan(where, tuple(making.steps), tuple(left), node, total_unit, pays_for.scale,
                rate, making.units)  # fmt: skip


def _hint(dimension: Dimension, wanted: Dimension) -> str:
    said = advice(wanted, dimension)
    return (
        said.replace("; divide the second", ": divide it")
        .replace("; multiply the second", ": multiply it")
        .replace(" first", " in a line of its own")
    )


def _article(word: str) -> str:
    return "an" if word.startswith(("a", "e", "i", "o", "hour")) else "a"
