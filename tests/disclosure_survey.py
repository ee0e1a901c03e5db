"""A seeded synthetic survey of agencies, for the tests of disclosure control."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from research.models.disclosure.system import Dimension, Split, System, crossed
from research.models.disclosure.tabulate import tabulate

SEED = 20260401
AGENCIES, DISTRICTS, REGIONS = 400, 59, 10
YEARS = ("2024", "2025")
SERVICES = ("respite", "day", "in_home", "residential", "employment")


@dataclass(frozen=True)
class Survey:
    """Answers, and the dimensions over which a batch of reports prints them."""

    answers: pd.DataFrame
    dimensions: tuple[Dimension, ...]

    def system(self) -> System:
        """Every cell of every report, counts and wages, in one system."""
        counts = tabulate(self.answers, self.dimensions, measure="agencies", contributor="agency")
        wages = tabulate(
            self.answers,
            self.dimensions,
            measure="wages_usd",
            contributor="agency",
            amount="wages_usd",
        )
        return crossed(counts, self.dimensions).joined(crossed(wages, self.dimensions))


def place_of(districts: int = DISTRICTS, regions: int = REGIONS) -> Dimension:
    """The state, its regions, their Senate districts, and two House districts in each."""
    senate = [f"S{number:02}" for number in range(1, districts + 1)]
    region = [f"R{number:02}" for number in range(1, regions + 1)]
    groups = [tuple(senate[at::regions]) for at in range(regions)]
    house = [
        Split(code, (f"H{2 * number - 1:03}", f"H{2 * number:03}"))
        for number, code in enumerate(senate, start=1)
    ]
    inside = [Split(code, group) for code, group in zip(region, groups, strict=True)]
    return Dimension("place", (Split("state", tuple(region)), *inside, *house))


def survey(seed: int = SEED, agencies: int = AGENCIES, districts: int = DISTRICTS) -> Survey:
    """Agencies of very different size, crowded in few districts, each with one or two services."""
    draw = np.random.default_rng(seed)
    place = place_of(districts)
    houses = place.leaves
    crowding = np.exp(draw.normal(0, 1.3, len(houses)))
    home = draw.choice(houses, agencies, p=crowding / crowding.sum())
    size = 50_000 * (1 + draw.pareto(0.8, agencies))
    rows = []
    for number, (where, pay) in enumerate(zip(home, size, strict=True)):
        services = draw.choice(SERVICES, draw.integers(1, 3), replace=False)
        for year in YEARS:
            if draw.random() < 0.9:
                rows += [
                    (f"A{number:03}", year, where, one, round(pay * draw.uniform(0.3, 1)))
                    for one in services
                ]
    answers = pd.DataFrame(rows, columns=["agency", "year", "place", "service", "wages_usd"])
    every = Dimension("service", (Split("all", SERVICES),), overlaps=True)
    return Survey(answers, (Dimension("year", codes=YEARS), place, every))
