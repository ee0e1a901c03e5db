"""What may be printed of a confidential table: shown cells, hidden ones, and what binds them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from research.ground.errors import MetricError
from research.metrics.formula import formula
from research.models.disclosure.cells import Key, name
from research.models.disclosure.system import Row

MARK = "–"
NOTE = (
    "A dash stands where few answered, where one gave most of it, or where the number would give "
    "such a one away."
)


@dataclass(frozen=True)
class Published:
    """A batch after it was protected. It holds nothing that a reader may not know.

    ``shown`` has the value of each printed cell, ``least`` what every reader knows that a hidden
    one is at least. Which dash stands for a rule and which covers another is not in it: that
    tells of the first that it is small. `protect.why_hidden` says it to who has the answers.
    """

    shown: Mapping[Key, float]
    least: Mapping[Key, float]
    whole: frozenset[Key]
    rows: tuple[Row, ...] = field(repr=False)
    unprinted: frozenset[Key] = frozenset()

    @property
    def hidden(self) -> tuple[Key, ...]:
        """Return the cells of which no value is printed."""
        return tuple(self.least)

    def value(self, key: Key) -> float | None:
        """Return a cell's value, or None where it is hidden.

        Raises
        ------
        MetricError
            If the batch has no such cell.
        """
        if key not in self.shown and key not in self.least:
            raise MetricError(f"no cell {name(key)} among the {len(self.shown)} that were printed.")
        return self.shown.get(key)

    def table(self, dimensions: Sequence[str], **where: str) -> pd.DataFrame:
        """Return cells as rows: the codes, ``value`` (missing where hidden) and ``is_hidden``.

        Parameters
        ----------
        dimensions
            The names of the dimensions, in the order of the keys.
        **where
            Dimension or "measure" = code, to choose cells by.

        Raises
        ------
        MetricError
            If no cell is left.
        """
        columns = ["measure", *dimensions]
        printed = [key for key in (*self.shown, *self.least) if key not in self.unprinted]
        keys = [key for key in printed if len(key) == len(columns)]
        frame = pd.DataFrame(keys, columns=columns)
        frame["value"] = [self.shown.get(key, np.nan) for key in keys]
        frame["is_hidden"] = [key in self.least for key in keys]
        for column, code in where.items():
            if column not in columns:
                raise MetricError(f"cells have no {column}; they have {', '.join(columns)}.")
            frame = frame[frame[column] == code]
        if frame.empty:
            raise MetricError(f"no cell with {', '.join(f'{k} {v}' for k, v in where.items())}.")
        return frame.sort_values(columns).reset_index(drop=True)


@formula("part ÷ whole, where both are printed")
def shown_share(published: Published, part: Key, whole: Key) -> float | None:
    """Return the share of one printed cell in another, or None where either is hidden.

    So no share says more than the cells beside it.

    Raises
    ------
    MetricError
        If the whole is zero.
    """
    top, bottom = published.value(part), published.value(whole)
    if top is None or bottom is None:
        return None
    if bottom == 0:
        raise MetricError(f"{name(whole)} is zero: it has no shares.")
    return top / bottom
