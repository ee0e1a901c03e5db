"""The second page of a rate: how far it moves, what moves it, and what would have to change."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from textwrap import wrap
from typing import TYPE_CHECKING

from research.cli.rate_page import WIDTH
from research.models.rate_model import RateModel, changed
from research.models.rate_model.ranges import (
    RateRange,
    ScenarioRate,
    Swing,
    range_of,
    ranged_parameters,
    scenarios_of,
    sensitivity,
)

if TYPE_CHECKING:
    from research.models.rate_model.draws import Draws
    from research.models.rate_model.reach import Reach

_SHOWN = 8


@dataclass(frozen=True)
class Moves:
    """What moves one rate; None where nothing is ranged, or nothing paid."""

    bounds: RateRange | None
    swings: tuple[Swing, ...]
    draws: "Draws | None"
    seed: int
    reaches: "tuple[Reach, ...]"
    scenarios: tuple[ScenarioRate, ...]


def moves(
    model: RateModel, changes: dict[str, object], scenario: str | None, count: int, seed: int
) -> Moves:
    """Return what moves the rate of a model, under a scenario and changes by hand.

    Raises
    ------
    ModelError
        If an end of a range or a draw breaks the chain.
    """
    import numpy as np

    from research.models.rate_model import build_rate
    from research.models.rate_model.draws import draw_rates
    from research.models.rate_model.reach import what_would_pay

    held = as_it_stands(model, changes, scenario)
    is_ranged = bool(ranged_parameters(held))
    return Moves(
        bounds=range_of(held) if is_ranged else None,
        swings=sensitivity(held) if is_ranged else (),
        draws=draw_rates(held, np.random.default_rng(seed), count) if is_ranged else None,
        seed=seed,
        reaches=what_would_pay(held) if build_rate(held).adequacy is not None else (),
        scenarios=scenarios_of(model) if model.scenarios else (),
    )


def as_it_stands(model: RateModel, changes: dict[str, object], scenario: str | None) -> RateModel:
    """Return the model with a scenario and changes made in it, paid what is paid on that day."""
    paid = model.paid
    if scenario is not None and scenario in model.scenarios:
        told = model.scenarios[scenario]
        paid = told.paid or (paid if told.as_of in ("", model.as_of) else None)
    return replace(model, parameters=changed(model, changes, scenario), paid=paid)


def page(found: Moves) -> list[str]:
    """Return the lines of the page."""
    return ["", *_bounds(found), *_swings(found), *_draws(found), *_reaches(found),
            *_scenarios(found)]  # fmt: skip


def said(found: Moves) -> dict[str, object]:
    """Return what the page says as plain values, without the single draws."""
    drawn = found.draws
    kept = None
    if drawn is not None:
        kept = {
            key: value for key, value in vars(drawn).items() if key not in ("drivers", "sample")
        }
        kept |= {"seed": found.seed, "drivers": drawn.drivers.to_dict("records")}
    return {
        "bounds": None if found.bounds is None else asdict(found.bounds),
        "one_at_a_time": [asdict(one) for one in found.swings],
        "draws": kept,
        "what_would_pay": [asdict(one) for one in found.reaches],
        "scenarios": [asdict(one) for one in found.scenarios],
    }


def _bounds(found: Moves) -> Iterator[str]:
    held = found.bounds
    if held is None:
        yield "No parameter has a range, so nothing was varied: give low and high in the file."
        return
    yield from wrap(
        f"Lowest and highest that the {len(held.varied)} ranges allow together: {held.low:,.2f} to "
        f"{held.high:,.2f} {held.unit}. It is an outer bound.",
        WIDTH, subsequent_indent="  ",
    )  # fmt: skip


def _swings(found: Moves) -> Iterator[str]:
    if not found.swings:
        return
    yield ""
    yield "One at a time, the strongest first (from → to: the rate)"
    for one in found.swings:
        title = one.title + (" (assumed)" if one.is_assumed else "")
        moved = f"{one.rate_at_low:,.2f} → {one.rate_at_high:,.2f}"
        yield from _row(title, f"{one.low:g} → {one.high:g} {one.unit}: {moved}")


def _draws(found: Moves) -> Iterator[str]:
    drawn = found.draws
    if drawn is None:
        return
    yield ""
    text = (
        f"All at once, {drawn.count:,} draws (seed {found.seed}): 95 of 100 lie from "
        f"{drawn.low:,.2f} to {drawn.high:,.2f} {drawn.unit}, the middle one is "
        f"{drawn.median:,.2f}."
    )
    if drawn.adequacy_low is not None and drawn.adequacy_high is not None:
        text += f" Adequacy {drawn.adequacy_low:.1%} to {drawn.adequacy_high:.1%}"
        text += f"; what is paid covers the rate in {drawn.share_paid:.0%} of the draws."
    yield from wrap(text, WIDTH, subsequent_indent="  ")


def _reaches(found: Moves) -> Iterator[str]:
    if not found.reaches:
        return
    yield ""
    yield "For what is paid to cover the rate one of these would have to be (no advice)"
    for one in found.reaches[:_SHOWN]:
        if one.needed is None:
            yield from _row(one.title, f"{one.now:g} {one.unit}: no value gets there")
            continue
        inside = {True: ", inside its range", False: ", outside its range", None: ""}[
            one.is_in_range
        ]
        yield from _row(one.title, f"{one.needed:.4g} {one.unit} instead of {one.now:g}{inside}")
    if len(found.reaches) > _SHOWN:
        yield f"  and {len(found.reaches) - _SHOWN} more (--json has all)"


def _scenarios(found: Moves) -> Iterator[str]:
    if not found.scenarios:
        return
    yield ""
    yield "Scenarios"
    for one in found.scenarios:
        value = f"{one.rate_usd:,.2f} {one.unit} ({one.change_share:+.1%})"
        if one.adequacy is not None:
            value += f", paid {one.paid_usd:,.2f}, adequacy {one.adequacy:.1%}"
        yield from _row(one.title, value)


def _row(left: str, right: str) -> Iterator[str]:
    room = WIDTH - 2 - len(right)
    if len(left) + 4 <= room:
        yield f"  {left}{right:>{WIDTH - 2 - len(left)}}"
        return
    yield from wrap(left, WIDTH - 2, initial_indent="  ", subsequent_indent="    ")
    yield f"{right:>{WIDTH}}"
