"""Rows of two groups, for the tests of gaps: made ones, and published ones."""

import numpy as np
import pandas as pd
from statsmodels.datasets import ccard

from research.models.design import GapQuestion

QUESTION = GapQuestion(
    outcome="wage", group="owner", a="state", b="private", numbers=("years",), categories=("place",)
)
ON_CARDS = GapQuestion("avgexp", "ownrent", a=1, b=0, numbers=("age", "income", "incomesq"))


def staff(people: int = 60, seed: int = 1) -> pd.DataFrame:
    """Return made staff: the state pays 3 dollars more, and its staff stay longer."""
    draw = np.random.default_rng(seed)
    state = np.arange(people) % 2 == 0
    years = draw.integers(0, 15, people) + 4 * state
    place = draw.choice(["city", "suburb", "town"], people)
    rows = pd.DataFrame(
        {
            "owner": np.where(state, "state", "private"),
            "years": years,
            "place": place,
            "agency": [f"agency {number % 20 // 2 * 2 + number % 2}" for number in range(people)],
            "hours": draw.integers(1, 5, people),
            "wage": 15 + 3 * state + 0.4 * years + (place == "city") + draw.normal(0, 1, people),
        }
    )
    return rows.rename(index=lambda number: f"staff:{number}")


def cards() -> pd.DataFrame:
    """Return Greene's 72 credit-card holders, who own or rent, as statsmodels ships them."""
    rows = ccard.load_pandas().data.rename(columns=str.lower)
    bands = pd.cut(rows["age"], [0, 27, 35, 200], labels=["young", "middle", "older"])
    return rows.assign(band=bands.astype(str))
