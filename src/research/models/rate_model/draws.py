"""A rate under joint uncertainty: every range drawn at once, from a generator that is given."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from research.ground.errors import ModelError
from research.metrics.formula import formula
from research.models.rate_model.build import build_rate, rate_of, rates_of
from research.models.rate_model.model import RateModel
from research.models.rate_model.parameters import Parameter
from research.models.rate_model.ranges import ranged_parameters
from research.models.rate_model.terms import Shape

_FEWEST = 100
_MIDDLE = (0.025, 0.5, 0.975)
_NORMAL_95 = float(stats.norm.ppf(0.975))

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Draws:
    """What many joint draws of the parameters make of a rate.

    Attributes
    ----------
    count
        How many draws.
    value
        The rate as the model stands, before rounding, in ``unit``.
    low, median, high
        Of the draws: 95 of 100 lie from low to high. That is as good as the ranges and shapes
        that were assumed, and no interval of confidence.
    adequacy_low, adequacy_median, adequacy_high
        What is paid ÷ the rate drawn, over the same middle 95 of 100; None unless a rate is
        paid for the same unit.
    share_paid
        The share of draws in which what is paid covers the rate; None as above.
    drivers
        One row a parameter drawn, strongest first: name, title, rank_correlation (−1 to 1).
    sample
        The rates drawn.
    """

    count: int
    value: float
    low: float
    median: float
    high: float
    unit: str
    adequacy_low: float | None
    adequacy_median: float | None
    adequacy_high: float | None
    share_paid: float | None
    drivers: pd.DataFrame = field(repr=False, compare=False)
    sample: Floats = field(repr=False, compare=False)


@formula("middle 95 of 100 rates, each parameter drawn from its range at once")
def draw_rates(
    model: RateModel,
    generator: np.random.Generator,
    count: int = 10_000,
    scenario: str | None = None,
) -> Draws:
    """Return the spread of a rate when all its parameters with a range are drawn together.

    A parameter is drawn by its ``shape``: triangular with its value as the peak, uniform, or
    normal with 95 of 100 between low and high and nothing outside what its unit allows.
    Parameters are drawn apart from one another, but one with ``moves_with`` takes the same
    place in its range as the one that it names.

    Parameters
    ----------
    generator
        Where the draws come from; the same seed gives the same draws.
    count
        How many draws, at least 100.

    Raises
    ------
    ModelError
        If no parameter has a range, there are too few draws, or a draw breaks the chain.
    """
    ranged = ranged_parameters(model, scenario)
    if not ranged or count < _FEWEST:
        raise ModelError(
            f"{model.where}: {len(ranged)} of {len(model.parameters)} parameters have a range, and "
            f"{count} draws were asked for. Give ranges (low, high), and at least {_FEWEST} draws."
        )
    drawn = _drawn(ranged, generator, count)
    rates = rates_of(model, drawn, scenario)
    low, median, high = (float(end) for end in np.quantile(rates, _MIDDLE))
    built = build_rate(model, scenario=scenario)
    covered = None if built.paid is None or built.adequacy is None else built.paid.value / rates
    return Draws(
        count=count,
        value=float(rate_of(model, scenario=scenario)),
        low=low,
        median=median,
        high=high,
        unit=built.unit,
        adequacy_low=_at(covered, _MIDDLE[0]),
        adequacy_median=_at(covered, _MIDDLE[1]),
        adequacy_high=_at(covered, _MIDDLE[2]),
        share_paid=None if covered is None else float((covered >= 1).mean()),
        drivers=_drivers(ranged, drawn, rates),
        sample=rates,
    )


def _drawn(
    ranged: Mapping[str, Parameter], generator: np.random.Generator, count: int
) -> dict[str, Floats]:
    places = {name: generator.random(count) for name in ranged}
    return {name: _within(one, places[_leader(ranged, one)]) for name, one in ranged.items()}


def _leader(ranged: Mapping[str, Parameter], one: Parameter) -> str:
    """Return whose place in its range a parameter takes: its own, or that of what it moves with."""
    passed = [one.name]
    while one.moves_with:
        if one.moves_with in passed:
            raise ModelError(
                f"{' moves with '.join([*passed, one.moves_with])}: a circle. Let one of them "
                "move by itself."
            )
        if one.moves_with not in ranged:
            raise ModelError(
                f"{one.name} moves with {one.moves_with}, which has no range here. Give it one, "
                "or let go of moves_with."
            )
        one = ranged[one.moves_with]
        passed.append(one.name)
    return one.name


def _within(one: Parameter, place: Floats) -> Floats:
    """Return values of a parameter at places from 0 to 1 in its range, in its own unit."""
    low, high = one.low, one.high
    if low is None or high is None:
        raise ModelError(f"{one.name} has no range.")
    if one.shape is Shape.UNIFORM:
        values = low + (high - low) * place
    elif one.shape is Shape.NORMAL:
        spread = (high - low) / (2 * _NORMAL_95)
        unit = one.unit_known
        most = 1.0 if unit.is_share else 100.0 if unit.is_percent else np.inf
        cut = ((0.0 - one.value) / spread, (most - one.value) / spread)
        values = stats.truncnorm.ppf(place, *cut, loc=one.value, scale=spread)
    else:
        peak = (one.value - low) / (high - low)
        values = stats.triang.ppf(place, peak, loc=low, scale=high - low)
    return np.asarray(values, dtype=float)


def _drivers(
    ranged: Mapping[str, Parameter], drawn: Mapping[str, Floats], rates: Floats
) -> pd.DataFrame:
    rows = [
        {"name": name, "title": one.title, "rank_correlation": _together(drawn[name], rates)}
        for name, one in ranged.items()
    ]
    frame = pd.DataFrame(rows)
    order = frame["rank_correlation"].abs().sort_values(ascending=False, kind="stable").index
    return frame.loc[order].reset_index(drop=True)


def _together(drawn: Floats, rates: Floats) -> float:
    if np.ptp(rates) == 0:
        return 0.0
    return float(stats.spearmanr(drawn, rates).statistic)


def _at(covered: Floats | None, place: float) -> float | None:
    return None if covered is None else float(np.quantile(covered, place))
