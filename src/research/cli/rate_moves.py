"""The second page of a rate: how far it moves, what moves it, and what would have to change."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from textwrap import wrap
from typing import TYPE_CHECKING

from research.cli.rate_lists import (
    Told,
    at_an_end,
    row,
    rows_of_reaches,
    rows_of_scenarios,
    told_of,
)
from research.cli.rate_page import WIDTH
from research.models.rate_model import Parameter, RateModel, changed
from research.models.rate_model.amounts import number, places_of, with_unit
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


@dataclass(frozen=True)
class Moves:
    """What moves one rate; None where nothing is ranged, or nothing paid.

    ``places`` is how many the rate is rounded to, ``ranged`` the parameters with a range, and
    ``told`` what the model says of its scenarios, by name.
    """

    bounds: RateRange | None
    swings: tuple[Swing, ...]
    draws: "Draws | None"
    seed: int
    reaches: "tuple[Reach, ...]"
    scenarios: tuple[ScenarioRate, ...]
    told: Mapping[str, Told]
    adequacy: float | None
    places: int
    ranged: tuple[Parameter, ...]


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
    ranged = ranged_parameters(held)
    is_ranged, adequacy = bool(ranged), build_rate(held).adequacy
    return Moves(
        bounds=range_of(held) if is_ranged else None,
        swings=sensitivity(held) if is_ranged else (),
        draws=draw_rates(held, np.random.default_rng(seed), count) if is_ranged else None,
        seed=seed,
        reaches=what_would_pay(held) if adequacy is not None else (),
        scenarios=scenarios_of(model) if model.scenarios else (),
        told=told_of(model),
        adequacy=adequacy,
        places=places_of(model.rounding),
        ranged=tuple(ranged.values()),
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
    return [
        "",
        *_bounds(found),
        *_swings(found),
        *_draws(found),
        *rows_of_reaches(found.reaches, covers=(found.adequacy or 0) >= 1),
        *rows_of_scenarios(found.scenarios, found.told, found.places),
    ]


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
        "scenarios": [
            asdict(one) | (asdict(found.told[one.name]) if one.name in found.told else {})
            for one in found.scenarios
        ],
    }


def _bounds(found: Moves) -> Iterator[str]:
    held = found.bounds
    if held is None:
        yield "No parameter has a range, so nothing was varied: give low and high in the file."
        return
    count = len(held.varied)
    allow = "the one range allows" if count == 1 else f"the {count} ranges allow together"
    low, high = (f"{end:,.{found.places}f}" for end in (held.low, held.high))
    yield from wrap(
        f"Lowest and highest that {allow}: {low} to {high} {held.unit}. It is an outer bound.",
        WIDTH, subsequent_indent="  ",
    )  # fmt: skip


def _swings(found: Moves) -> Iterator[str]:
    if not found.swings:
        return
    yield ""
    yield "One at a time, the strongest first (from → to: the rate)"
    for one in found.swings:
        title = one.title + (" (assumed)" if one.is_assumed else "")
        ends = f"{one.rate_at_low:,.{found.places}f} → {one.rate_at_high:,.{found.places}f}"
        span = f"{number(one.low, one.unit)} → {with_unit(one.high, one.unit)}"
        yield from row(title, f"{span}: {ends}")


def _draws(found: Moves) -> Iterator[str]:
    drawn = found.draws
    if drawn is None:
        return
    low, middle, high = (
        f"{one:,.{found.places}f}" for one in (drawn.low, drawn.median, drawn.high)
    )
    text = (
        f"All at once, {drawn.count:,} draws (seed {found.seed}): 95 of 100 lie from {low} to "
        f"{high} {drawn.unit}, the middle one is {middle}."
    )
    if drawn.adequacy_low is not None and drawn.adequacy_high is not None:
        text += f" Adequacy {drawn.adequacy_low:.1%} to {drawn.adequacy_high:.1%}"
        text += f"; what is paid covers the rate in {drawn.share_paid:.0%} of the draws."
    yield ""
    yield from wrap(text + at_an_end(found.ranged, _below(drawn)), WIDTH, subsequent_indent="  ")


def _below(drawn: "Draws") -> float:
    """Return the share of the draws that lie below the rate as it stands."""
    return float((drawn.sample < drawn.value).mean())
