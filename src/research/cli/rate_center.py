"""A center's cost by age as one page of text, or as JSON."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from textwrap import wrap

from research.cli import rate_center_moves
from research.cli.rate_json import exact, parameter
from research.cli.rate_sources import GRADES, listed, marked
from research.ground.terms import Unit
from research.models.quality_cost import (
    AgeCost,
    AllocationRange,
    CenterCost,
    CenterModel,
    Coverage,
    RoomDetail,
    build_center,
    over_allocations,
)
from research.models.rate_model import Parameter, Source
from research.models.rate_model.amounts import tried, with_unit
from research.tables.formats import written

WIDTH = 100


def center(
    model: CenterModel,
    changes: dict[str, object],
    scenario: str | None,
    draws: tuple[int, int] | None = None,
) -> tuple[list[str], dict[str, object]]:
    """Return a center's page and the same as plain values.

    Parameters
    ----------
    changes
        What ``--set`` gives.
    scenario
        What ``--scenario`` gives: several are parted by commas and applied in order.
    draws
        How many joint draws and their seed; None for none.
    """
    named = tuple(one.strip() for one in scenario.split(",")) if scenario else ()
    built = build_center(model, changes, named)
    changed = model.changed(changes, *named)
    ways = over_allocations(changed)
    moved = None if draws is None else rate_center_moves.center_moves(changed, draws)
    plain = said(built) | {"over_allocations": asdict(ways)} | rate_center_moves.said(moved)
    titles = [model.plan.scenarios[name].title for name in named]
    return [*page(built, ways, titles), *rate_center_moves.page(moved)], plain


def said(built: CenterCost) -> dict[str, object]:
    """Return everything that the page says: floats, and exact sums as decimal texts."""
    ages = [asdict(one) for one in built.ages]
    for one, age in zip(ages, built.ages, strict=True):
        one["exact_usd_per_year"] = exact(age.exact_usd_per_year)
    return {
        **asdict(built),
        "allocation": str(built.allocation),
        "grade": int(built.grade),
        "grade_reasons": list(built.grade_reasons),
        "ages": ages,
        "parameters": [parameter(one) for one in built.parameters],
        "exact_total_usd": exact(built.exact_total_usd),
    }


def page(built: CenterCost, ways: AllocationRange, titles: Sequence[str] = ()) -> list[str]:
    """Return the page: rooms, workers, every age line by line, coverage, sources, assumptions."""
    return [
        *wrap(f"{built.title}. {built.place}, in dollars of {built.as_of}", WIDTH),
        *(text for title in titles for text in wrap(f"Scenario: {title}", WIDTH)),
        *wrap(
            f"Shared cost is given out {built.allocation}: a choice, which moves cost from one "
            "age to another. Nothing is rounded but the month and the day, half up to cents. Each "
            "line stands in words and in numbers; what it takes from another line stands to the "
            "cent.",
            WIDTH,
        ),
        *_rooms(built),
        *_workers(built),
        *(text for age in built.ages for text in _age(age)),
        *_ways(ways),
        *_center(built),
        *_last(built),
    ]


def _row(left: str, right: str) -> str:
    return f"{left}{right:>{max(WIDTH - len(left), len(right) + 2)}}"


def _rooms(built: CenterCost) -> Iterator[str]:
    yield from ("", "Rooms")
    for one in built.rooms:
        duty = ", ".join(f"{count:g} × {title.lower()}" for title, count in one.on_duty)
        yield _row(
            f"  {one.rooms:g} × {one.title.replace('_', ' ')} ({one.age})",
            f"{one.group_size:g} places, {one.children:g} children; on duty {duty}",
        )
    yield f"  Full-time workers hired for each on duty (staffing factor): {_factor(built.rooms[0])}"


def _factor(one: RoomDetail) -> str:
    value = f"{one.staffing_factor:g}"
    return value if one.factor_in_numbers == value else f"{one.factor_in_numbers} = {value}"


def _workers(built: CenterCost) -> Iterator[str]:
    yield from (
        "",
        "A full-time worker a year: pay + benefits + substitutes; a tax stops at its wage base",
    )
    for one in built.workers:
        whole = one.pay_usd + one.benefits_usd + one.substitutes_usd
        yield _row(
            f"  {one.title}{', for all rooms' if one.is_shared else ''} ({one.hired:g} hired)",
            f"{whole:,.2f}",
        )
        is_alone = " " not in one.pay_in_numbers
        value = "" if is_alone else f"{one.pay_usd:,.2f}"
        yield from _in_numbers(f"pay = {one.pay_in_numbers}", value)
        if one.benefits_usd:
            text = f"benefits = {one.benefits_in_numbers}"
            yield from _in_numbers(text, f"{one.benefits_usd:,.2f}")
        if one.substitutes_usd:
            text = f"substitutes = {one.substitutes_in_numbers}"
            yield from _in_numbers(text, f"{one.substitutes_usd:,.2f}")


def _in_numbers(text: str, value: str = "") -> list[str]:
    shown = f"{text} = {value}" if value else text
    return wrap(shown, WIDTH, initial_indent=" " * 5, subsequent_indent=" " * 7)


def _age(age: AgeCost) -> Iterator[str]:
    yield from ("", f"A child {age.age}, a year ({age.children:g} of {age.places:g} places filled)")
    both = zip(age.lines, age.lines_in_numbers, strict=True)
    for number, (line, numbers) in enumerate(both, 1):
        given = f" ({line.assumption})" if line.assumption else ""
        yield _row(f"{number:>3}  {line.name}{given}", f"{line.value:,.2f}")
        whole = f"{line.formula} = {numbers}"
        for text in (whole,) if len(whole) <= WIDTH - 5 else (line.formula, f"= {numbers}"):
            yield from _in_numbers(text)
    yield _row("     Cost a year", f"{age.cost_usd_per_year:,.2f}")
    yield _row("     a month (÷ 12)", f"{age.cost_usd_per_month:,.2f}")
    yield _row(f"     a day of care (÷ {age.days_of_care:g})", f"{age.cost_usd_per_day:,.2f}")
    for side in (age.subsidy, age.price):
        if side is not None:
            yield from wrap(
                _coverage(side), WIDTH, initial_indent="     ", subsequent_indent="       "
            )


def _coverage(side: Coverage) -> str:
    text = f"The {side.against} brings {side.in_numbers} = {side.revenue_usd_per_year:,.2f} a year"
    if side.rate_usd_per_day is not None:
        text += f" ({side.rate_usd_per_day:,.2f} a paid day)"
    text += f": {side.coverage:.1%} of the cost"
    gap = side.gap_usd_per_year
    text += f", {gap:,.2f} too little." if gap > 0 else f", {-gap:,.2f} more than it."
    if side.needed_usd_per_day is not None:
        needed = written(side.needed_usd_per_day, Unit.USD_PER_DAY).removeprefix("$")
        text += f" It would be covered at {needed} a paid day."
    return text


def _ways(ways: AllocationRange) -> Iterator[str]:
    yield from ("", "A day of care under every allocation of shared cost")
    for one in ways.ages:
        said = ", ".join(f"{name} {value:,.2f}" for name, value in one.by_allocation.items())
        yield _row(f"  {one.age}", said)
    for name in ways.left_out:
        yield f"  {name} is left out: a room has no square feet."


def _center(built: CenterCost) -> Iterator[str]:
    yield from ("", "The center a year")
    for line in built.lines:
        yield _row(f"  {line.name}", f"{line.value:,.2f}")
    yield _row("  Total", f"{built.total_usd:,.2f}")
    if built.gap_usd_per_year is not None:
        yield _row("  Cost less revenue", f"{built.gap_usd_per_year:,.2f}")


def _last(built: CenterCost) -> Iterator[str]:
    why = f": {'; '.join(built.grade_reasons)}" if built.grade_reasons else ""
    yield ""
    yield from wrap(f"Grade {int(built.grade)} ({GRADES[int(built.grade)]}){why}.", WIDTH)
    if built.note:
        of = "Of the model as it stands: " if built.scenarios else ""
        yield from wrap(f"{of}{built.note}", WIDTH)
    marks = marked(built.sources)
    sourced = [one for one in built.parameters if not one.is_assumed]
    if sourced:
        yield from (
            "",
            f"Numbers from sources: {len(sourced)} of the {len(built.parameters)} in use",
        )
    for one in sourced:
        yield from _indented(_number(one, marks))
    if built.assumptions:
        held = f"{len(built.assumptions)} of the {len(built.parameters)} numbers in use"
        yield from ("", f"Assumptions: {held}")
    for text in built.assumptions:
        yield from _indented(text)
    if marks:
        yield from ("", "Sources")
    yield from listed(marks)


def _number(one: Parameter, marks: dict[Source, int]) -> str:
    mark = "" if one.source is None else str(marks[one.source])
    at = ", ".join(text for text in (mark, one.where) if text)
    text = f"{one.title}: {with_unit(one.value, one.unit_known.text)} [{at}]"
    if one.has_range:
        text += f", {tried(one)}" + (f" ({one.range_why})" if one.range_why else "")
    return text


def _indented(text: str) -> list[str]:
    return wrap(text, WIDTH, subsequent_indent="    ")
