"""A center's cost by age as one page of text, or as JSON."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from textwrap import wrap

from research.cli.rate_json import exact
from research.ground.terms import Unit
from research.models.quality_cost import (
    AgeCost,
    AllocationRange,
    CenterCost,
    CenterModel,
    Corner,
    Coverage,
    DrawnAge,
    build_center,
    corners,
    joint_range,
    over_allocations,
)
from research.tables.formats import written

WIDTH = 100
_GRADES = {1: "firm", 2: "usable", 3: "weak: do not act on it alone"}


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
    drawn = () if draws is None else _drawn(changed, *draws)
    is_subsidized = all(age.subsidy is not None for age in built.ages)
    ends = corners(changed) if draws is not None and is_subsidized else ()
    plain = said(built) | {
        "over_allocations": asdict(ways),
        "draws": [asdict(one) for one in drawn] or None,
        "ends": [asdict(one) for one in ends] or None,
    }
    titles = [model.plan.scenarios[name].title for name in named]
    return [*page(built, ways, titles), *_draws(drawn, draws), *_ends(ends)], plain


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
        "exact_total_usd": exact(built.exact_total_usd),
    }


def page(built: CenterCost, ways: AllocationRange, titles: Sequence[str] = ()) -> list[str]:
    """Return the page: rooms, workers, every age line by line, coverage, sources, assumptions."""
    return [
        *wrap(f"{built.title}. {built.place}, in dollars of {built.as_of}", WIDTH),
        *(text for title in titles for text in wrap(f"Scenario: {title}", WIDTH)),
        *wrap(
            f"Shared cost is given out {built.allocation}: a choice, which moves cost from one "
            "age to another. Nothing is rounded but the month and the day, half up to cents.",
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
    yield f"  Full-time workers hired for each on duty: {built.rooms[0].staffing_factor:g}"


def _workers(built: CenterCost) -> Iterator[str]:
    yield from ("", "A full-time worker a year: pay + benefits + substitutes")
    for one in built.workers:
        yield _row(
            f"  {one.title}{', for all rooms' if one.is_shared else ''} ({one.hired:g} hired)",
            f"{one.pay_usd:,.2f} + {one.benefits_usd:,.2f} + {one.substitutes_usd:,.2f}",
        )


def _age(age: AgeCost) -> Iterator[str]:
    yield from ("", f"A child {age.age}, a year ({age.children:g} of {age.places:g} places filled)")
    for number, line in enumerate(age.lines, 1):
        said = f"{line.formula}; {line.assumption}" if line.assumption else line.formula
        yield _row(f"{number:>3}  {line.name} ({said})", f"{line.value:,.2f}")
    yield _row("     Cost a year", f"{age.cost_usd_per_year:,.2f}")
    yield _row("     a month, a day of care", f"{age.cost_usd_per_month:,.2f}, {_day(age)}")
    for side in (age.subsidy, age.price):
        if side is not None:
            yield from wrap(
                _coverage(side), WIDTH, initial_indent="     ", subsequent_indent="       "
            )


def _day(age: AgeCost) -> str:
    return f"{age.cost_usd_per_day:,.2f}"


def _coverage(side: Coverage) -> str:
    text = f"The {side.against} brings {side.revenue_usd_per_year:,.2f} a year"
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
    yield from wrap(f"Grade {int(built.grade)} ({_GRADES[int(built.grade)]}){why}.", WIDTH)
    if built.note:
        yield from wrap(built.note, WIDTH)
    if built.assumptions:
        yield from ("", "Assumptions")
    for text in built.assumptions:
        yield from wrap(text, WIDTH, subsequent_indent="    ")
    if built.sources:
        yield from ("", "Sources")
    for source in built.sources:
        text = f"{source.title}, {source.date}, grade {source.grade}. {source.url}"
        yield from wrap(
            text, WIDTH, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
        )


def _drawn(model: CenterModel, count: int, seed: int) -> tuple[DrawnAge, ...]:
    import numpy as np

    return joint_range(model, count, np.random.default_rng(seed))


def _draws(drawn: tuple[DrawnAge, ...], draws: tuple[int, int] | None) -> Iterator[str]:
    if draws is None:
        return
    yield from ("", f"All ranges at once, {draws[0]:,} draws (seed {draws[1]}): 95 percent of them")
    for one in drawn:
        said = f"{one.cost_usd_per_day_low:,.2f} to {one.cost_usd_per_day_high:,.2f} a day"
        if one.coverage_low is not None and one.coverage_high is not None:
            said += f"; subsidy covers {one.coverage_low:.0%} to {one.coverage_high:.0%}"
        yield _row(f"  {one.age}", said)


def _ends(ends: tuple[Corner, ...]) -> Iterator[str]:
    if ends:
        yield from ("", "Every range at its harshest end at once, and at its kindest")
    for one in ends:
        said = f"subsidy covers {one.coverage_low:.0%}, and {one.coverage_high:.0%}"
        yield _row(f"  {one.age}", said)
