"""The smallest place with enough returns to speak of, and where most of a district lives."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from research.ground.errors import MetricError

FEWEST = 10
"""Below ten returns a sum describes single agencies, not a place. Form 990 is public, so this
is a matter of what the number can mean, not of hiding."""


@dataclass(frozen=True)
class Place:
    """One place that rows may lie in: rows whose ``column`` holds one of ``values``.

    ``column`` is empty for a place that holds all rows (the state).
    """

    kind: str
    name: str
    column: str = ""
    values: tuple[str, ...] = ()

    def holds(self, rows: pd.DataFrame) -> "pd.Series[bool]":
        """Return which rows lie in it.

        Raises
        ------
        MetricError
            If the rows have no such column.
        """
        if not self.column:
            return pd.Series(True, index=rows.index)
        if self.column not in rows.columns:
            raise MetricError(
                f"rows have no column {self.column!r} to find {self.name} by; they have "
                f"{', '.join(str(name) for name in rows.columns)}."
            )
        return rows[self.column].isin(list(self.values))


@dataclass(frozen=True)
class SmallestPlace:
    """The place chosen, its rows, and how many rows each smaller place had."""

    place: Place
    rows: pd.DataFrame
    passed_over: tuple[tuple[Place, int], ...]

    @property
    def count(self) -> int:
        return len(self.rows)


def smallest_place(
    rows: pd.DataFrame, places: Sequence[Place], fewest: int = FEWEST
) -> SmallestPlace:
    """Return the first of some places, the smallest first, that at least so many rows lie in.

    Parameters
    ----------
    rows
        One row a return, with the columns that the places are told by.
    places
        From the smallest to the largest; they need not lie within one another.
    fewest
        How many rows a place must hold.

    Raises
    ------
    MetricError
        If none of them holds enough: how many the largest has.
    """
    passed: list[tuple[Place, int]] = []
    for place in places:
        inside = rows[place.holds(rows)]
        if len(inside) >= fewest:
            return SmallestPlace(place, inside, tuple(passed))
        passed.append((place, len(inside)))
    has = ", ".join(f"{place.name} {count}" for place, count in passed) or "no place was given"
    raise MetricError(
        f"no place has {fewest} of {len(rows)} returns ({has}): end the list with a larger "
        "place, such as the state."
    )


def main_county(shares: pd.DataFrame) -> str:
    """Return the county in which most of a district's people live; of equals, the lower code.

    Parameters
    ----------
    shares
        One row a county of one district: county_fips, population.

    Raises
    ------
    MetricError
        If there is no row, or no one lives in any of them.
    """
    if shares.empty or not shares["population"].sum() > 0:
        raise MetricError(
            f"{len(shares)} counties with people: a district without people has no main county. "
            "Pass its rows of county_districts."
        )
    ordered = shares.sort_values(["population", "county_fips"], ascending=[False, True])
    return str(ordered["county_fips"].iloc[0])
