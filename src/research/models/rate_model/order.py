"""Names and their order: one namespace, nothing unknown, nothing unused, no circle."""

from collections.abc import Iterator, Mapping

from research.ground.errors import ModelError
from research.models.rate_model.expressions import names
from research.models.rate_model.lines import Formula, Loading, Mix, ModelLine
from research.models.rate_model.names import nearest
from research.models.rate_model.parameters import Parameter

ALL_OPEN = "everything_before"


def named_by(line: ModelLine) -> Iterator[tuple[str, str]]:
    """Yield what a line names, each with the key under which it stands."""
    match line.verb:
        case Formula(node):
            yield from ((name, "formula") for name in names(node) if name != ALL_OPEN)
        case Mix(pairs):
            for mixed, weight in pairs:
                yield from ((mixed, "mix"), (weight, "mix"))
        case Loading(shares, on, _, up_to, hours):
            yield from ((name, "loading") for name in names(shares))
            yield from ((name, "on") for name in on)
            yield from (
                (name, key) for name, key in ((up_to, "up_to"), (hours, "paid_hours")) if name
            )


def check_order(
    where: str, parameters: Mapping[str, Parameter], lines: tuple[ModelLine, ...]
) -> None:
    """Refuse names that are shared, unknown, named too early, circular or unused.

    Raises
    ------
    ModelError
        With the nearest known name, the circle, or what to move.
    """
    place = {line.name: number for number, line in enumerate(lines)}
    both = [name for name in place if name in parameters]
    if both:
        raise ModelError(
            f'{where}: "{both[0]}" is given twice, as a parameter and as a line. Rename one, such '
            f'as "{both[0]}_line".'
        )
    calls = {line.name: [name for name, _ in named_by(line)] for line in lines}
    for line in lines:
        for name, key in named_by(line):
            at = f"{where}, line {line.name}"
            if name not in parameters and name not in place:
                known = (*parameters, *place)
                raise ModelError(
                    f'{at}: {key} names "{name}", which is neither a parameter nor a line'
                    f"{nearest(name, known)}."
                )
            if name in place and place[name] >= place[line.name]:
                raise ModelError(_too_early(line.name, name, calls, at))
    used = {name for held in calls.values() for name in held}
    idle = [name for name in parameters if name not in used]
    if idle:
        raise ModelError(
            f"{where}: {len(idle)} of {len(parameters)} parameters are used by no line, first "
            f'"{idle[0]}". Use it or delete it.'
        )


def _too_early(line: str, name: str, calls: Mapping[str, list[str]], at: str) -> str:
    circle = _way(name, line, calls)
    if circle:
        return f"{at}: circular: {' needs '.join([line, *circle])}. Break the circle."
    return f'{at} names "{name}", which stands below it: move {name} up, above {line}.'


def _way(start: str, end: str, calls: Mapping[str, list[str]]) -> list[str]:
    """Return the way from one line to another by what each names; empty if there is none."""
    ways, seen = [[start]], {start}
    while ways:
        way = ways.pop(0)
        if way[-1] == end:
            return way
        for following in calls.get(way[-1], ()):
            if following not in seen:
                seen.add(following)
                ways.append([*way, following])
    return []
