"""The second page of a center: what each number moves alone, all at once, and at the ends."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from research.cli.rate_lists import row
from research.models.quality_cost import (
    CenterModel,
    CenterSwing,
    Corner,
    DrawnAge,
    build_center,
    corners,
    joint_range,
    one_at_a_time,
)
from research.models.rate_model.amounts import number, with_unit

_SHOWN = 10


@dataclass(frozen=True)
class CenterMoves:
    """What moves a center's cost; ``draws`` says how many were drawn, and from which seed."""

    swings: tuple[CenterSwing, ...]
    drawn: tuple[DrawnAge, ...]
    ends: tuple[Corner, ...]
    draws: tuple[int, int]


def center_moves(model: CenterModel, draws: tuple[int, int]) -> CenterMoves:
    """Return what moves the cost of a center, its scenarios and changes made in it already."""
    import numpy as np

    count, seed = draws
    is_subsidized = all(age.subsidy is not None for age in build_center(model).ages)
    return CenterMoves(
        one_at_a_time(model),
        joint_range(model, count, np.random.default_rng(seed)),
        corners(model) if is_subsidized else (),
        draws,
    )


def said(found: CenterMoves | None) -> dict[str, object]:
    """Return the same as plain values; None for what was not asked for."""
    if found is None:
        return {"one_at_a_time": None, "draws": None, "ends": None}
    return {
        "one_at_a_time": [asdict(one) for one in found.swings],
        "draws": [asdict(one) for one in found.drawn] or None,
        "ends": [asdict(one) for one in found.ends] or None,
    }


def page(found: CenterMoves | None) -> Iterator[str]:
    """Yield the lines of the page."""
    if found is not None:
        yield from _swings(found.swings)
        yield from _draws(found)
        yield from _ends(found.ends)


def _swings(swings: tuple[CenterSwing, ...]) -> Iterator[str]:
    if not swings:
        return
    yield from ("", "One at a time, the strongest first (from → to: the cost of a day)")
    moving = [one for one in swings if one.swing]
    for one in moving[:_SHOWN]:
        title = one.title + (" (assumed)" if one.is_assumed else "")
        yield from row(title, f"{number(one.low, one.unit)} → {with_unit(one.high, one.unit)}")
        ends = "; ".join(f"{age} {low:,.2f} → {high:,.2f}" for age, low, high in one.usd_per_day)
        yield f"      {ends}"
    if len(moving) > _SHOWN:
        yield f"  and {len(moving) - _SHOWN} more (--json has all)"
    still = [one.title for one in swings if not one.swing]
    if still:
        yield f"  No cost moves with: {'; '.join(still)}"


def _draws(found: CenterMoves) -> Iterator[str]:
    count, seed = found.draws
    yield from ("", f"All ranges at once, {count:,} draws (seed {seed}): 95 percent of them")
    for one in found.drawn:
        text = f"{one.cost_usd_per_day_low:,.2f} to {one.cost_usd_per_day_high:,.2f} a day"
        if one.coverage_low is not None and one.coverage_high is not None:
            text += f"; subsidy covers {one.coverage_low:.0%} to {one.coverage_high:.0%}"
        yield from row(one.age, text)


def _ends(ends: tuple[Corner, ...]) -> Iterator[str]:
    if ends:
        yield from ("", "Every range at its harshest end at once, and at its kindest")
    for one in ends:
        yield from row(
            one.age, f"subsidy covers {one.coverage_low:.0%}, and {one.coverage_high:.0%}"
        )
