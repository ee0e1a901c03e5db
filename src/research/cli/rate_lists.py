"""Lists of the second page of a rate: what would cover it, its scenarios, values at an end."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING

from research.models.rate_model import Parameter, RateModel, build_rate, changed
from research.models.rate_model.amounts import about, number, tried, unit_said, with_unit

if TYPE_CHECKING:
    from research.models.rate_model.ranges import ScenarioRate
    from research.models.rate_model.reach import Reach

WIDTH = 100
_SHOWN = 8
_EDGE = 0.05


@dataclass(frozen=True)
class Told:
    """What a scenario sets, "wage = 24 dollars an hour", and why nothing is paid in it."""

    sets: tuple[str, ...]
    why_no_adequacy: str


def told_of(model: RateModel) -> dict[str, Told]:
    """Return what each scenario of a model says, by its name."""
    told = {}
    for name, scenario in model.scenarios.items():
        held = changed(model, {}, name)
        built = build_rate(model, scenario=name)
        # Without any rate that is paid, it is said once, on the first page.
        why = built.why_no_adequacy if model.paid or scenario.paid else ""
        told[name] = Told(tuple(_set(held[one]) for one in scenario.changes), why)
    return told


def rows_of_reaches(reaches: "Sequence[Reach]", *, covers: bool) -> Iterator[str]:
    """Yield what each number would have to be, or how far it could move before nothing covers."""
    held = [one for one in reaches if one.needed is None or _said(one.needed, one) != _now(one)]
    if not held:
        return
    yield ""
    yield (
        "How far one could move before what is paid no longer covers the rate (no advice)"
        if covers
        else "For what is paid to cover the rate one of these would have to be (no advice)"
    )
    for one in held[:_SHOWN]:
        if one.needed is None:
            said = "any value is covered" if covers else "no value gets there"
            yield from row(one.title, f"{with_unit(one.now, one.unit)}: {said}")
            continue
        inside = {True: ", inside its range", False: ", outside its range", None: ""}[
            one.is_in_range
        ]
        value = f"{_said(one.needed, one)} {unit_said(one.unit)}".rstrip()
        yield from row(one.title, f"{value} instead of {_now(one)}{inside}")
    if len(held) > _SHOWN:
        yield f"  and {len(held) - _SHOWN} more (--json has all)"


def rows_of_scenarios(
    scenarios: "Sequence[ScenarioRate]", told: Mapping[str, Told], places: int
) -> Iterator[str]:
    """Yield each scenario with its rate, what it sets, and what is paid then or why nothing is."""
    if scenarios:
        yield from ("", "Scenarios")
    for one in scenarios:
        value = f"{one.rate_usd:,.{places}f} {one.unit}"
        if one.name:
            value += f" ({one.change_share:+.1%})"
        if one.adequacy is not None and one.paid_usd is not None:
            value += f", paid {one.paid_usd:,.{places}f}, adequacy {one.adequacy:.1%}"
        yield from row(one.title, value)
        if one.name in told:
            yield from _more(told[one.name])


def at_an_end(ranged: Sequence[Parameter], below: float) -> str:
    """Return which values stand at an end of their range, and where the rate then lies.

    Parameters
    ----------
    below
        The share of the draws, 0 to 1, that lie below the rate as it stands.
    """
    ends = [
        f"{one.name} stands at the {'low' if one.exact == one.exact_low else 'high'} end of its "
        "range"
        for one in ranged
        if one.exact in (one.exact_low, one.exact_high)
    ]
    if not ends:
        return ""
    said = f" {' and '.join(ends)}"
    if min(below, 1 - below) <= _EDGE:
        return f"{said}, so the rate lies at the edge of the draws: {below:.0%} of them are lower."
    return f"{said}; {below:.0%} of the draws are lower than the rate."


def row(left: str, right: str) -> Iterator[str]:
    """Yield a row with its value at the right edge, on two rows where it is too long for one."""
    room = WIDTH - 2 - len(right)
    if len(left) + 4 <= room:
        yield f"  {left}{right:>{WIDTH - 2 - len(left)}}"
        return
    yield from wrap(left, WIDTH - 2, initial_indent="  ", subsequent_indent="    ")
    yield f"{right:>{WIDTH}}"


def _more(told: Told) -> Iterator[str]:
    if told.sets:
        text = f"sets {'; '.join(told.sets)}"
        yield from wrap(text, WIDTH, initial_indent=" " * 4, subsequent_indent=" " * 6)
    if told.why_no_adequacy:
        text = f"no paid: {told.why_no_adequacy}"
        yield from wrap(text, WIDTH, initial_indent=" " * 4, subsequent_indent=" " * 6)


def _set(one: Parameter) -> str:
    span = f", {tried(one)}" if one.has_range else ""
    return f"{one.name} = {with_unit(one.value, one.unit_known.text)}{span}"


def _said(needed: float, one: "Reach") -> str:
    return about(needed, one.unit)


def _now(one: "Reach") -> str:
    return number(one.now, one.unit)
