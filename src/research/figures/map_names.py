"""Names on a map: each where it has most room, none across a border or over another."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from research.figures.canvas import text_width
from research.figures.outlines import Frame, Ring

SIZE = 10.0
"""Pixels of the letters."""
_CELL = 2.0
_AIR = 1.0

Mask = np.ndarray[tuple[int, int], np.dtype[np.bool_]]
Counts = np.ndarray[tuple[int, int], np.dtype[np.int64]]


@dataclass(frozen=True)
class Name:
    """A name, where its middle lies in pixels, and whether it lies on the district."""

    text: str
    x: float
    y: float
    is_on_district: bool
    is_neighbor: bool


@dataclass
class Sheet:
    """What is seen, as a grid of cells: which cells a name may cover, and which it may not."""

    frame: Frame
    own: Mask
    zones: Counts
    free: Mask
    names: list[Name] = field(default_factory=list)

    def write(self, text: str, place: Mask, is_neighbor: bool = False) -> None:
        """Write a name into a place: beside the district, else on it, else not at all."""
        for on_it in (False, True):
            at = self._roomiest(text, place & self.free & (self.own == on_it))
            if at is not None:
                self._take(text, at)
                x, y = at[1] * _CELL, at[0] * _CELL
                self.names.append(Name(text, x, y, on_it, is_neighbor))
                return

    def _roomiest(self, text: str, place: Mask) -> tuple[int, int] | None:
        """Return the cell on which a name has most air around it, within one zone."""
        best: tuple[int, int] | None = None
        most = -1
        half = _half(text)
        for zone in np.unique(self.zones[place]):
            total = _summed(place & (self.zones == zone))
            air = 0
            while True:
                fits = _boxes(total, half[0] + air, half[1] + air)
                rows, columns = np.nonzero(fits)
                if not len(rows):
                    break
                if air > most:
                    middle = len(rows) // 2
                    best, most = (int(rows[middle]), int(columns[middle])), air
                air += 1
        return best

    def _take(self, text: str, at: tuple[int, int]) -> None:
        tall, wide = _half(text)
        rows = slice(max(at[0] - tall, 0), at[0] + tall + 1)
        self.free[rows, max(at[1] - wide, 0) : at[1] + wide + 1] = False


def sheet(
    frame: Frame, own: Sequence[Sequence[Ring]], others: Sequence[Sequence[Sequence[Ring]]]
) -> Sheet:
    """Return an empty sheet: the district, and its neighbors as zones that no name straddles."""
    inner = inside(frame, own)
    zones = np.zeros(inner.shape, dtype=np.int64)
    for number, parts in enumerate(others, 1):
        zones[inside(frame, parts)] = number
    free = np.ones(inner.shape, dtype=bool)
    free[:2], free[-2:], free[:, :2], free[:, -2:] = False, False, False, False
    return Sheet(frame, inner, zones, free)


def inside(frame: Frame, parts: Sequence[Sequence[Ring]]) -> Mask:
    """Return which cells of the frame lie inside a shape, by counting crossings to the left."""
    rows, columns = round(frame.height / _CELL), round(frame.width / _CELL)
    crossed = np.zeros((rows, columns + 1), dtype=np.int64)
    level = (np.arange(rows) + 0.5)[:, None] * _CELL
    for rings in parts:
        for ring in rings:
            corners = np.asarray(ring)
            (x, y), (u, v) = corners[:-1].T, corners[1:].T
            row, edge = np.nonzero((y > level) != (v > level))
            at = x[edge] + (u - x)[edge] * (level[row, 0] - y[edge]) / (v - y)[edge]
            column = np.clip(np.ceil(at / _CELL - 0.5), 0, columns).astype(np.int64)
            np.add.at(crossed, (row, column), 1)
    found: Mask = np.cumsum(crossed, axis=1)[:, :-1] % 2 == 1
    return found


def _half(text: str) -> tuple[int, int]:
    """Return half of the height and width of a name, in cells, with air around it."""
    tall, wide = SIZE / 2 + _AIR, text_width(text, SIZE) / 2 + _AIR
    return int(np.ceil(tall / _CELL)), int(np.ceil(wide / _CELL))


def _summed(mask: Mask) -> Counts:
    """Return how many cells of a mask lie above and to the left of each corner."""
    return np.pad(mask.astype(np.int64), ((1, 0), (1, 0))).cumsum(axis=0).cumsum(axis=1)


def _boxes(total: Counts, tall: int, wide: int) -> Mask:
    """Return around which cells a box of that half height and width lies wholly in the mask."""
    rows, columns = total.shape[0] - 1, total.shape[1] - 1
    fits = np.zeros((rows, columns), dtype=bool)
    high, long = 2 * tall + 1, 2 * wide + 1
    if rows >= high and columns >= long:
        within = (
            total[high:, long:] - total[:-high, long:] - total[high:, :-long]
            + total[:-high, :-long]
        )  # fmt: skip
        fits[tall : rows - tall, wide : columns - wide] = within == high * long
    return fits
