"""Time 10,000 joint draws of a rate: ours, a loop over the exact chain, and the floor beneath.

    .venv/bin/python benchmarks/rate_draws.py [--model in_home_care_hour] [--draws 10000]

All three draw the same parameters in one run and take turns:

ours     `draw_rates`: the lines of the model evaluated on arrays, with quantiles and drivers
one by   the printed chain, exactly, once a draw (over a tenth of the draws, then × 10): what a
one      spreadsheet or a loop over a function of one rate does
floor    the same random numbers and the same quantiles in numpy, on a chain written by hand
         that has as many multiplications as the model has lines

Seconds are medians. It is no test: what it prints depends on the machine.
"""

import argparse
import statistics
import time
from collections.abc import Callable

import numpy as np

from research.models.rate_model import RateModel, rate_of
from research.models.rate_model.draws import draw_rates
from research.models.rate_model.ranges import ranged_parameters
from research.warehouse import rate_models


def ours(model: RateModel, draws: int) -> None:
    """Draw with the model's own lines."""
    draw_rates(model, np.random.default_rng(1), draws)


def one_by_one(model: RateModel, draws: int) -> None:
    """Build the exact chain once a draw."""
    generator = np.random.default_rng(1)
    ranged = ranged_parameters(model)
    for _ in range(draws // 10):
        rate_of(
            model,
            {
                name: generator.triangular(one.low, one.value, one.high)
                for name, one in ranged.items()
            },
        )


def floor(model: RateModel, draws: int) -> None:
    """Draw, multiply and sort, without a model."""
    generator = np.random.default_rng(1)
    rates = np.ones(draws)
    for one in ranged_parameters(model).values():
        rates = rates * generator.triangular(one.low, one.value, one.high, draws)
    for _ in model.lines:
        rates = rates * 1.01
    np.quantile(rates, (0.025, 0.5, 0.975))


def timed(what: Callable[[RateModel, int], None], model: RateModel, draws: int) -> float:
    """Return the seconds that one call takes."""
    start = time.perf_counter()
    what(model, draws)
    return time.perf_counter() - start


def main() -> None:
    """Print the medians and their ratios."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--model", default="in_home_care_hour")
    asked.add_argument("--draws", type=int, default=10_000)
    asked.add_argument("--rounds", type=int, default=5)
    given = asked.parse_args()
    model = rate_models.open_model(given.model)
    seconds: dict[str, list[float]] = {"ours": [], "one by one": [], "floor": []}
    for _ in range(given.rounds):
        seconds["ours"].append(timed(ours, model, given.draws))
        seconds["one by one"].append(10 * timed(one_by_one, model, given.draws))
        seconds["floor"].append(timed(floor, model, given.draws))
    own = statistics.median(seconds["ours"])
    for name, taken in seconds.items():
        median = statistics.median(taken)
        print(f"{name:10} {median:9.4f} s   {median / own:7.2f} × ours")


if __name__ == "__main__":
    main()
