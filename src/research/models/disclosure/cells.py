"""One cell of a confidential table: a count or a sum, and who stands behind it."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from research.ground.errors import MetricError

Key = tuple[str, ...]
"""What a cell is about: its measure, then one code a dimension ("wages_usd", "2025", "S21")."""


@dataclass(frozen=True)
class Cell:
    """A count of contributors, or a sum of what they gave; never below zero.

    ``gave`` says who gave how much, where known: then a union of cells that share contributors
    is told exactly, and else by the safe side. Amounts in few whole units (people, beds; not
    dollars) are ``is_whole``: a reader can round what he works out. A cell that is not
    ``is_printed`` stands in no table, but follows from some: those who said no, from all and
    those who said yes. One that ``is_out`` was printed before and cannot be hidden any more.
    """

    key: Key
    value: float
    contributors: int
    largest: float = 0.0
    second: float = 0.0
    is_count: bool = False
    is_whole: bool = False
    is_printed: bool = True
    is_out: bool = False
    gave: Mapping[str, float] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        amounts = (self.value, self.largest, self.second)
        if not all(math.isfinite(one) and one >= 0 for one in amounts) or self.contributors < 0:
            raise MetricError(
                f"cell {name(self.key)}: {self.value!r} from {self.contributors} contributors. "
                "Hiding by sums holds for amounts from 0: shift or split what can be negative."
            )
        if (self.is_count and self.value != self.contributors) or (
            self.value and not self.contributors
        ):
            raise MetricError(
                f"cell {name(self.key)}: {self.value:g} from {self.contributors} contributors "
                "does not go together."
            )

    @property
    def least(self) -> float:
        """Return what every reader knows it is at least: a zero count is never hidden."""
        return 1.0 if self.is_count and self.contributors else 0.0

    @property
    def is_empty(self) -> bool:
        """Return whether nobody contributes: such a zero is public."""
        return self.contributors == 0


def cell_of(
    key: Key,
    gave: Mapping[str, float],
    *,
    is_count: bool = False,
    is_whole: bool = False,
    is_printed: bool = True,
    is_out: bool = False,
) -> Cell:
    """Return the cell to which these contributors gave these amounts.

    Everything that one contributor gave counts as one contribution, however many sites or rows
    it came from.
    """
    amounts = sorted((1.0 if is_count else float(one) for one in gave.values()), reverse=True)
    top = (*amounts[:2], 0.0, 0.0)
    return Cell(
        key,
        math.fsum(amounts),
        len(amounts),
        top[0],
        top[1],
        is_count,
        is_whole or is_count,
        is_printed,
        is_out,
        gave,
    )


def union(key: Key, members: Iterable[Cell]) -> Cell | None:
    """Return several cells as the one cell that they make together, if it can be told.

    None where who gave is not known for each of them.
    """
    cells = list(members)
    if not all(cell.gave for cell in cells if cell.contributors):
        return None
    gave: dict[str, float] = {}
    is_count = all(cell.is_count for cell in cells)
    for cell in cells:
        for who, amount in cell.gave.items():
            gave[who] = gave.get(who, 0.0) + (1.0 if is_count else amount)
    amounts = sorted(gave.values(), reverse=True)
    top = (*amounts[:2], 0.0, 0.0)
    value = math.fsum(cell.value for cell in cells)
    return Cell(
        key,
        value,
        len(gave),
        top[0],
        top[1],
        is_count=is_count and value == len(gave),
        is_whole=all(cell.is_whole for cell in cells),
        is_printed=False,
        gave=gave,
    )


def name(key: Key) -> str:
    """Return a cell's key as it stands in messages."""
    return " · ".join(key)
