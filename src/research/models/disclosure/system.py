"""What every reader knows of a set of cells: how they add up, and what else is printed of them."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from research.ground.errors import MetricError
from research.models.disclosure.cells import Cell, Key, name


@dataclass(frozen=True)
class Split:
    """A whole and the parts that make it up: the state and its regions."""

    whole: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Dimension:
    """One coordinate of the cells, with every way in which its codes add up.

    A whole may be split more than once: a state by regions and by kinds of county. Where a
    contributor can stand in two parts of one whole (an agency with two services) it
    ``overlaps``: sums still add up, counts of contributors do not.
    """

    name: str
    splits: tuple[Split, ...] = ()
    codes: tuple[str, ...] = ()
    overlaps: bool = False

    @property
    def all_codes(self) -> tuple[str, ...]:
        """Return every code, wholes first."""
        said = [code for split in self.splits for code in (split.whole, *split.parts)]
        return tuple(dict.fromkeys((*said, *self.codes)))

    @property
    def leaves(self) -> tuple[str, ...]:
        """Return the codes that are not split."""
        wholes = {split.whole for split in self.splits}
        return tuple(code for code in self.all_codes if code not in wholes)

    def above(self) -> dict[str, tuple[str, ...]]:
        """Return every leaf with all codes that hold it, itself included."""
        parents: dict[str, list[str]] = {}
        for split in self.splits:
            for part in split.parts:
                parents.setdefault(part, []).append(split.whole)
        found = {}
        for leaf in self.leaves:
            reached, rest = dict.fromkeys([leaf]), [leaf]
            while rest:
                for parent in parents.get(rest.pop(), ()):
                    if parent not in reached:
                        reached[parent] = None
                        rest.append(parent)
            found[leaf] = tuple(reached)
        return found


@dataclass(frozen=True)
class Row:
    """What is known of some cells together: low ≤ Σ factor × cell ≤ high.

    ``family`` names the dimension along which a whole is split; nothing for other statements.
    """

    factors: Mapping[Key, float]
    low: float = 0.0
    high: float = 0.0
    family: str = ""

    @property
    def whole(self) -> Key | None:
        """Return the whole of a split, where it is one."""
        if not self.family or self.low != 0 or self.high != 0:
            return None
        return next(key for key, factor in self.factors.items() if factor > 0)

    @property
    def parts(self) -> tuple[Key, ...]:
        """Return the parts of a split."""
        return tuple(key for key, factor in self.factors.items() if factor < 0)


@dataclass(frozen=True)
class System:
    """Every cell of a batch, and every row that binds them, over all tables and subjects."""

    cells: Mapping[Key, Cell]
    rows: tuple[Row, ...] = field(default=())

    def __post_init__(self) -> None:
        for row in self.rows:
            lost = [key for key in row.factors if key not in self.cells]
            if lost:
                raise MetricError(
                    f"a row names {len(lost)} of {len(row.factors)} cells that are not there, "
                    f"first {name(lost[0])}."
                )
            told = math.fsum(factor * self.cells[key].value for key, factor in row.factors.items())
            slack = 1e-9 * max(1.0, *(self.cells[key].value for key in row.factors))
            if not row.low - slack <= told <= row.high + slack:
                first = next(iter(row.factors))
                raise MetricError(
                    f"the row of {name(first)} with {len(row.factors) - 1} other cells does not "
                    f"hold: {told:g} is not between {row.low:g} and {row.high:g}. Cells that do "
                    "not add up cannot be protected together."
                )

    def with_rows(self, rows: Iterable[Row]) -> "System":
        """Return the system with more that a reader knows."""
        return System(self.cells, (*self.rows, *rows))

    def joined(self, other: "System") -> "System":
        """Return two systems as one; a cell that stands in both counts once."""
        return System({**self.cells, **other.cells}, (*self.rows, *other.rows))


def crossed(cells: Iterable[Cell], dimensions: Sequence[Dimension]) -> System:
    """Return the system of cells whose keys are a measure and one code a dimension.

    Raises
    ------
    MetricError
        If a cell of a split is missing, stands twice, or the cells do not add up.
    """
    found: dict[Key, Cell] = {}
    for cell in cells:
        if cell.key in found or len(cell.key) != len(dimensions) + 1:
            raise MetricError(
                f"cell {name(cell.key)} stands twice, or has another number of codes than the "
                f"{len(dimensions)} dimensions after its measure."
            )
        found[cell.key] = cell
    rows: list[Row] = []
    for at, dimension in enumerate(dimensions, start=1):
        others = dict.fromkeys((key[:at], key[at + 1 :]) for key in found)
        for split, (before, after) in product(dimension.splits, others):
            keys = [(*before, code, *after) for code in (split.whole, *split.parts)]
            if all(key not in found for key in keys):
                continue
            lost = [key for key in keys if key not in found]
            if lost:
                raise MetricError(
                    f"{len(lost)} of {len(keys)} cells of {name(keys[0])} are missing, first "
                    f"{name(lost[0])}: give empty ones too, and unprinted ones as unprinted."
                )
            loose = dimension.overlaps and found[keys[0]].is_count
            rows += _loose(keys) if loose else [split_row(keys[0], keys[1:], dimension.name)]
    return System(found, tuple(rows))


def split_row(whole: Key, parts: Sequence[Key], family: str = "split") -> Row:
    """Return the row: the whole is the sum of its parts."""
    return Row({whole: 1.0, **dict.fromkeys(parts, -1.0)}, family=family)


def _loose(keys: Sequence[Key]) -> list[Row]:
    """Return what holds of counts whose parts overlap: no part exceeds the whole, nor it them."""
    whole, parts = keys[0], keys[1:]
    held = [Row({whole: 1.0, part: -1.0}, 0.0, math.inf) for part in parts]
    return [*held, Row({**dict.fromkeys(parts, 1.0), whole: -1.0}, 0.0, math.inf)]


def share_row(part: Key, whole: Key, share: float, places: int) -> tuple[Row, Row]:
    """Return what a printed share of two cells says of them.

    Parameters
    ----------
    share
        0 to 1, as printed.
    places
        Decimal places of the printed percentage.
    """
    half = 0.5 * 10.0 ** -(places + 2)
    above = Row({part: 1.0, whole: -(share - half)}, 0.0, math.inf)
    return above, Row({part: 1.0, whole: -(share + half)}, -math.inf, 0.0)


def order_row(larger: Key, smaller: Key) -> Row:
    """Return what a printed rank says of two cells."""
    return Row({larger: 1.0, smaller: -1.0}, 0.0, math.inf)


def bound_row(key: Key, low: float, high: float) -> Row:
    """Return that a cell is known to lie between two amounts, from wherever."""
    return Row({key: 1.0}, low, high)
