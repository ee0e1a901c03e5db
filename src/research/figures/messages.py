"""What a chart says, in one sentence that opens its alt text: the finding before the form."""

from collections.abc import Sequence

from research.figures.given import Point, Rule, Track
from research.figures.parts import Part
from research.figures.rows import Item
from research.figures.spread import Group
from research.ground.terms import Unit
from research.tables.formats import written

_MOST_NAMED = 4
_FROM_TO = (Unit.SHARE, Unit.RATIO, Unit.POINTS, Unit.YEAR)
"""Units of which a relative change would be misread; both ends are said instead."""
_NOTHING = 5e-4


def of_tracks(found: Sequence[Track], unit: Unit) -> list[str]:
    """Return how far each series moved from its first value to its last, largest first.

    A series says since when, if not all begin together. Fewer than two values say nothing.
    """
    moved = [track for track in found if len(track.known) > 1]
    moved.sort(key=lambda track: -_size(track, unit))
    is_shared = len({track.known[0].x for track in moved}) < 2
    said = [
        f"{track.name or 'The amount'} {_went(track.known[0], track.known[-1], unit)}"
        + ("" if is_shared else f" since {track.known[0].when}")
        for track in moved
    ]
    return [f"{'; '.join(said)}."] if said else []


def of_dots(found: Sequence[Track], unit: Unit) -> list[str]:
    """Return the lowest and the highest of values that are not to be compared year by year."""
    points = [point for track in found for point in track.known if point.y is not None]
    if len(points) < 2:
        return []
    low, high = min(points, key=_height), max(points, key=_height)
    return [
        f"Values lie from {written(low.y, unit)} in {low.when} to "
        f"{written(high.y, unit)} in {high.when}."
    ]


def of_amounts(found: Sequence[Item], rule: Rule | None, unit: Unit) -> str:
    """Return how many amounts, and how many of their ranges, lie above a line.

    Without a line: which amounts are below zero, or else the highest and the lowest.
    """
    if rule is None:
        return _without_rule(found, unit)
    line = rule.named(unit)
    above = sum(1 for item in found if item.value > rule.at)
    if all(item.high is None for item in found):
        return f"{above} of {len(found)} lie above {line}."
    reach = sum(1 for item in found if item.high is not None and item.high > rule.at)
    whole = sum(1 for item in found if item.low is not None and item.low > rule.at)
    wholly = f" ({whole} of them from end to end)" if whole else ""
    values = f"{above} of {len(found)} values lie above it" if above else "no value lies above it"
    return f"{reach} of {len(found)} ranges reach above {line}{wholly}; {values}."


def of_pairs(found: Sequence[Item], unit: Unit, names: tuple[str, str]) -> str:
    """Return which of two is more often above the other, and which categories go another way."""
    ups = [item for item in found if _first(item) > _second(item)]
    downs = [item for item in found if _first(item) < _second(item)]
    one, two = names if len(ups) >= len(downs) else names[::-1]
    most, others = (ups, downs) if len(ups) >= len(downs) else (downs, ups)
    said = f"{one} is above {two} in {len(most)} of {len(found)}"
    if others:
        named = "; ".join(
            f"{i.name} ({names[0]} {written(i.low, unit)}, {names[1]} {written(i.high, unit)})"
            for i in others[:_MOST_NAMED]
        )
        first = "" if len(others) <= _MOST_NAMED else f"{len(others)}, first "
        said += f"; the other way in {first}{named}"
    equal = len(found) - len(ups) - len(downs)
    return f"{said}; equal in {equal}." if equal else f"{said}."


def of_groups(found: Sequence[Group], rule: Rule | None, unit: Unit) -> str:
    """Return where the medians lie, and how many values lie above a line."""
    low, high = min(found, key=_median), max(found, key=_median)
    said = "M" + middle(low, unit)[1:]
    if len(found) > 1:
        said = (
            f"The medians run from {written(low.median, unit)} ({low.name}) to "
            f"{written(high.median, unit)} ({high.name})"
        )
    if rule is None:
        return f"{said}."
    values = [value for group in found for value in group.values]
    above = sum(1 for value in values if value > rule.at)
    line = rule.named(unit)
    return f"{said}; {above:,} of {len(values):,} values lie above {line}."


def middle(group: Group, unit: Unit) -> str:
    """Return the median of a group, of how many, and its middle half."""
    return (
        f"median {written(group.median, unit)} of {len(group.values):,}, the middle half from "
        f"{written(group.p25, unit)} to {written(group.p75, unit)}"
    )


def of_parts(total: Part, compare: Rule | None, unit: Unit) -> str:
    """Return what the parts make, and whether that is more than what it is compared with."""
    made = written(total.amount, unit)
    if compare is None:
        return f"The parts make {made}."
    line = compare.named(unit)
    if made == written(compare.at, unit):
        return f"The parts make {made}, as much as {line}."
    return f"The parts make {made}, {'more' if total.amount > compare.at else 'less'} than {line}."


def _went(first: Point, last: Point, unit: Unit) -> str:
    """Return the move from one value to another in words: "rose 57.7%"."""
    before, after = _height(first), _height(last)
    size = _moved(before, after, unit)
    ends = written(before, unit), written(after, unit)
    if ends[0] == ends[1]:
        return "did not change"
    verb = "rose" if after > before else "fell"
    if size is None:
        return f"{verb} from {ends[0]} to {ends[1]}"
    return f"{verb} {written(abs(size), Unit.SHARE)}"


def _moved(before: float, after: float, unit: Unit) -> float | None:
    """Return a change as a share of where it began, or None where that would be misread."""
    if unit is Unit.SIGNED_SHARE:
        return after if abs(before) < _NOTHING else None
    return after / before - 1 if before > 0 and unit not in _FROM_TO else None


def _size(track: Track, unit: Unit) -> float:
    before, after = _height(track.known[0]), _height(track.known[-1])
    size = _moved(before, after, unit)
    return after - before if size is None else size


def _without_rule(found: Sequence[Item], unit: Unit) -> str:
    below = [item for item in found if item.value < 0]
    if below and len(below) < len(found):
        named = "; ".join(f"{i.name} {written(i.value, unit)}" for i in below[:_MOST_NAMED])
        first = "" if len(below) <= _MOST_NAMED else f"{len(below)}, first "
        return (
            f"{len(found) - len(below)} of {len(found)} are not below zero; below: {first}{named}."
        )
    low, high = min(found, key=lambda i: i.value), max(found, key=lambda i: i.value)
    if low is high:
        return f"{high.name}: {written(high.value, unit)}."
    return (
        f"Highest is {high.name}, {written(high.value, unit)}; lowest is {low.name}, "
        f"{written(low.value, unit)}."
    )


def _height(point: Point) -> float:
    return point.y or 0.0


def _median(group: Group) -> float:
    return group.median


def _first(item: Item) -> float:
    return item.low or 0.0


def _second(item: Item) -> float:
    return item.high or 0.0
