"""What a ranking is: each place with the ranks it may hold, and those it is not told from."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from research.ground.errors import MetricError
from research.models.comparison.estimate import Estimate
from research.models.comparison.places import Places

Beats = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Ranked:
    """One place in a ranking.

    Attributes
    ----------
    rank, rank_tied
        First and last rank by the estimates alone; they differ only where values are equal.
    rank_low, rank_high
        The ranks that the data allow.
    ahead, behind
        Places that surely rank before it, and after it.
    alike
        Places that it cannot be told from.
    """

    name: str
    estimate: Estimate
    rank: int
    rank_tied: int
    rank_low: int
    rank_high: int
    ahead: tuple[str, ...]
    behind: tuple[str, ...]
    alike: tuple[str, ...]


@dataclass(frozen=True)
class Ranking:
    """Places in the order of their estimates, each with the ranks that it may hold.

    Attributes
    ----------
    rows
        First rank first; only the places that were asked for.
    places
        How many were ranked.
    method, level
        How the ranks were found; how often all of them together hold the truth.
    highest_first
        Whether rank 1 is the highest value.
    """

    rows: tuple[Ranked, ...]
    places: int
    method: str
    level: float
    highest_first: bool

    def __getitem__(self, name: str) -> Ranked:
        for row in self.rows:
            if row.name == name:
                return row
        raise MetricError(
            f"{name!r} is none of the {len(self.rows)} ranked places, first "
            f"{self.rows[0].name!r}: write the name as it was given."
        )

    @property
    def maybe_first(self) -> tuple[str, ...]:
        """Return the places that may hold rank 1."""
        return self.among_first(1)

    @property
    def maybe_last(self) -> tuple[str, ...]:
        """Return the places that may hold the last rank."""
        return tuple(row.name for row in self.rows if row.rank_high == self.places)

    def among_first(self, count: int) -> tuple[str, ...]:
        """Return the places that may be among the first ``count``."""
        return tuple(row.name for row in self.rows if row.rank_low <= count)

    def frame(self) -> pd.DataFrame:
        """Return one row a place: name, value, low, high, rank, rank_low, rank_high, alike."""
        return pd.DataFrame(
            {
                "name": row.name,
                "value": row.estimate.value,
                "low": row.estimate.low,
                "high": row.estimate.high,
                "rank": row.rank,
                "rank_low": row.rank_low,
                "rank_high": row.rank_high,
                "alike": len(row.alike),
            }
            for row in self.rows
        )


def ranking_of(
    places: Places,
    beats: Beats,
    method: str,
    level: float,
    highest_first: bool,
    only: Sequence[str] | None,
) -> Ranking:
    """Return a ranking from who surely ranks before whom (row before column)."""
    names = list(places)
    sign = 1 if highest_first else -1
    values = sign * np.array([places[name].value for name in names])
    before = (values[None, :] > values[:, None]).sum(axis=1)
    after = (values[None, :] < values[:, None]).sum(axis=1)
    order = np.lexsort((np.arange(len(names)), before))
    listed = [[names[other] for other in order if beats[at, other]] for at in range(len(names))]
    ahead = [[names[other] for other in order if beats[other, at]] for at in range(len(names))]
    asked = set(names if only is None else only)
    rows = tuple(
        Ranked(
            name=names[at],
            estimate=places[names[at]],
            rank=int(before[at]) + 1,
            rank_tied=len(names) - int(after[at]),
            rank_low=len(ahead[at]) + 1,
            rank_high=len(names) - len(listed[at]),
            ahead=tuple(ahead[at]),
            behind=tuple(listed[at]),
            alike=tuple(
                names[other]
                for other in order
                if other != at and not beats[at, other] and not beats[other, at]
            ),
        )
        for at in order
        if names[at] in asked
    )
    return Ranking(rows, len(names), method, level, highest_first)


def compared_pairs(places: Places, only: Sequence[str] | None) -> Beats:
    """Return which ordered pairs are compared: all, or those that hold a place asked for."""
    names = list(places)
    strange = sorted(set(only or ()) - set(names))
    if strange or (only is not None and not only):
        raise MetricError(
            f"{len(strange)} of {len(only or ())} places asked for are not there, first "
            f"{strange[0] if strange else 'none given'!r}: write names as they were given."
        )
    pairs = ~np.eye(len(names), dtype=bool)
    if only is not None:
        asked = np.array([name in set(only) for name in names])
        pairs &= asked[:, None] | asked[None, :]
    return pairs
