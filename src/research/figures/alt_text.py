"""Alt text from the arguments of the chart: its message, then form, axes, values, extremes.

Each text is true of the data because it is written from it; it repeats no caption.
"""

from collections.abc import Sequence

import pandas as pd

from research.figures import messages
from research.figures.given import Point, Rule, Track, tracks
from research.figures.pairs import pair_items
from research.figures.parts import parts
from research.figures.rows import Item, items
from research.figures.spread import groups
from research.ground.terms import Unit
from research.tables.formats import listed, written

_MOST_SAID = 12


def alt_of_step(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    series: str | None = None,
    unit: Unit | str = Unit.USD_PER_HOUR,
    until: str | None = None,
    rule: Rule | None = None,
) -> str:
    """Return the alt text of ``charts.step`` for the same arguments."""
    found = tracks(frame, x, y, series, until)
    return _over_time("Step chart", found, Unit(unit), rule)


def alt_of_line(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    series: str | None = None,
    unit: Unit | str,
    until: str | None = None,
    rule: Rule | None = None,
) -> str:
    """Return the alt text of ``charts.line`` for the same arguments."""
    found = tracks(frame, x, y, series, until)
    return _over_time("Line chart", found, Unit(unit), rule)


def alt_of_dots(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    series: str | None = None,
    unit: Unit | str,
    rule: Rule | None = None,
) -> str:
    """Return the alt text of ``charts.dots`` for the same arguments: every dot, not joined."""
    found = tracks(frame, x, y, series)
    counted = Unit(unit)
    said = messages.of_dots(found, counted)
    said.append(f"Chart of dots that are not joined, {_in_unit(counted)}.")
    for track in found:
        values = listed([f"{written(p.y, counted)} in {p.when}" for p in track.known])
        said.append(f"{_named(track)}{values}." if track.name else f"{_first_up(values)}.")
        said += _proposals(track, counted)
    return " ".join([*said, *_ruled(rule, counted)])


def alt_of_bars(
    frame: pd.DataFrame,
    *,
    category: str,
    value: str,
    unit: Unit | str,
    whiskers: tuple[str, str] | None = None,
    rule: Rule | None = None,
    highlight: Sequence[str] = (),
) -> str:
    """Return the alt text of ``charts.bars`` for the same arguments."""
    found = items(frame, category, value, whiskers)
    counted = Unit(unit)
    said = [messages.of_amounts(found, rule, counted)]
    said += [f"Bar chart of {len(found)} amounts {_in_unit(counted)}.", _each(found, counted)]
    if highlight:
        said.append(f"Set off by color: {listed(list(highlight))}.")
    return " ".join(said)


def alt_of_ranges(
    frame: pd.DataFrame,
    *,
    category: str,
    value: str,
    low: str,
    high: str,
    unit: Unit | str,
    rule: Rule | None = None,
) -> str:
    """Return the alt text of ``charts.ranges`` for the same arguments."""
    found = items(frame, category, value, (low, high))
    counted = Unit(unit)
    said = [messages.of_amounts(found, rule, counted)]
    said.append(f"Chart of {len(found)} values with their ranges, {_in_unit(counted)}.")
    said.append(_each(found, counted))
    return " ".join(said)


def alt_of_pairs(
    frame: pd.DataFrame,
    *,
    category: str,
    first: str,
    second: str,
    unit: Unit | str,
    names: tuple[str, str],
) -> str:
    """Return the alt text of ``charts.pairs`` for the same arguments."""
    found = pair_items(frame, category, first, second)
    counted = Unit(unit)
    each = "; ".join(
        f"{i.name}: {written(i.low, counted)} and {written(i.high, counted)}"
        for i in found[:_MOST_SAID]
    )
    return (
        f"{messages.of_pairs(found, counted, names)} "
        f"Chart of pairs, {names[0]} and {names[1]}, {_in_unit(counted)}. "
        f"{each}{_rest(len(found))}."
    )


def alt_of_strip(
    values: pd.Series,
    *,
    unit: Unit | str,
    by: pd.Series | None = None,
    rule: Rule | None = None,
) -> str:
    """Return the alt text of ``charts.strip`` for the same arguments."""
    found = groups(values, by)
    counted = Unit(unit)
    total = sum(len(group.values) for group in found)
    said = [messages.of_groups(found, rule, counted)]
    said.append(f"Chart of how {total:,} values are distributed, {_in_unit(counted)}.")
    if len(found) > 1:
        said += [f"{group.name}: {messages.middle(group, counted)}." for group in found]
    return " ".join(said)


def alt_of_build_up(
    frame: pd.DataFrame,
    *,
    part: str,
    amount: str,
    unit: Unit | str,
    compare: Rule | None = None,
) -> str:
    """Return the alt text of ``charts.build_up`` for the same arguments."""
    *steps, total = parts(frame, part, amount)
    counted = Unit(unit)
    each = listed([f"{p.name} {written(p.amount, counted)}" for p in steps])
    said = [messages.of_parts(total, compare, counted)]
    said.append(f"Chart that adds {len(steps)} parts {_in_unit(counted)}: {each}.")
    return " ".join(said)


def _over_time(form: str, found: Sequence[Track], unit: Unit, rule: Rule | None) -> str:
    points = [p for track in found for p in track.points]
    first, last = min(points, key=lambda p: p.x), max(points, key=lambda p: p.x)
    span = f"{form} {_in_unit(unit)}, {first.when} to {last.when}."
    said = messages.of_tracks(found, unit)
    return " ".join([*said, span, *(_course(track, unit) for track in found), *_ruled(rule, unit)])


def _course(track: Track, unit: Unit) -> str:
    """Return one series in words: where it starts and ends, its turns, where it is not known."""
    known = track.known
    if not known:
        return f"{_named(track)}no value in force. " + " ".join(_proposals(track, unit))
    first, last = known[0], known[-1]
    said = f"{_named(track)}{written(first.y, unit)} {_in(first)}"
    if len(known) > 1:
        said += f", {written(last.y, unit)} {_in(last)}, in {len(known)} values"
    values = [p.y for p in known if p.y is not None]
    top, low = max(values), min(values)
    ends = (first.y, last.y)
    extremes = [
        f"{word} {written(value, unit)}"
        for word, value in (("highest", top), ("lowest", low))
        if value not in ends
    ]
    said += f"; {listed(extremes)}" if extremes else ""
    said = f"{said}."
    holes = [p.when for p in track.points if p.y is None]
    more = [f"Not known from {listed(holes)}."] if holes else []
    more += [f"Known to {track.until.when}."] if track.until else []
    return " ".join([_first_up(said), *more, *_proposals(track, unit)])


def _proposals(track: Track, unit: Unit) -> list[str]:
    if not track.proposed:
        return []
    each = listed([f"{written(p.y, unit)} {_in(p)} ({p.kind})" for p in track.proposed])
    return [f"Not in force: {each}."]


def _in(point: Point) -> str:
    return f"{'from' if ',' in point.when else 'in'} {point.when}"


_IN = {
    Unit.SHARE: "in percent",
    Unit.SIGNED_SHARE: "of change in percent",
    Unit.INDEX_NUMBER: "as an index",
    Unit.RATIO: "as ratios",
    Unit.COUNT: "as counts",
}


def _in_unit(unit: Unit) -> str:
    return _IN.get(unit, f"in {unit.value}")


def _named(track: Track) -> str:
    return f"{track.name}: " if track.name else ""


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]


def _each(found: Sequence[Item], unit: Unit) -> str:
    each = "; ".join(
        f"{i.name} {written(i.value, unit)}"
        + ("" if i.low is None else f" ({written(i.low, unit)} to {written(i.high, unit)})")
        for i in found[:_MOST_SAID]
    )
    if len(found) <= _MOST_SAID:
        return f"{each}."
    least = min(found, key=lambda item: item.value)
    return f"{each}{_rest(len(found))}; lowest {least.name} {written(least.value, unit)}."


def _rest(count: int) -> str:
    return f"; and {count - _MOST_SAID} more" if count > _MOST_SAID else ""


def _ruled(rule: Rule | None, unit: Unit) -> list[str]:
    return [f"A line marks {rule.named(unit)}."] if rule else []
