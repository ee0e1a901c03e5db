"""The system as arrays, in parts that share no row, and the linear programs over them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse

from research.ground.errors import MetricError
from research.models.disclosure.cells import Key
from research.models.disclosure.system import Row

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

FAR = 1e7
"""What stands for no upper end, in units of a part's scale."""

EXACT = 1e-10
"""How far a solved row may be off, in units of a part's scale."""


@dataclass(frozen=True)
class Part:
    """Cells that share rows with one another and with no others.

    ``rows`` is a sparse matrix, one line a row and one column a cell; ``low`` and ``high`` bound
    each line. ``scale`` is the size of the cells: programs are solved in units of it.
    """

    keys: tuple[Key, ...]
    rows: Any
    low: Floats
    high: Floats
    scale: float

    @property
    def place(self) -> dict[Key, int]:
        """Return the column of each cell."""
        return {key: at for at, key in enumerate(self.keys)}


def parts(values: Mapping[Key, float], rows: Iterable[Row]) -> list[Part]:
    """Return a system as parts; ``values`` names the cells and says how large they are."""
    keys, kept = list(values), list(rows)
    place = {key: at for at, key in enumerate(keys)}
    matrix = _matrix(kept, place)
    bound = abs(matrix)
    linked = sparse.csgraph.connected_components(bound.T @ bound, directed=False)[1]
    low = np.array([row.low for row in kept])
    high = np.array([row.high for row in kept])
    of_row = linked[[place[next(iter(row.factors))] for row in kept]] if kept else np.array([])
    found = []
    for number in range(linked.max() + 1 if keys else 0):
        cells, lines = np.flatnonzero(linked == number), np.flatnonzero(of_row == number)
        sizes = np.array([values[keys[at]] for at in cells])
        scale = float(np.median(sizes[sizes > 0])) if (sizes > 0).any() else 1.0
        found.append(
            Part(
                tuple(keys[at] for at in cells),
                matrix[lines][:, cells].tocsr(),
                low[lines],
                high[lines],
                max(scale, 1.0),
            )
        )
    return found


def _matrix(rows: list[Row], place: Mapping[Key, int]) -> Any:
    entries = [
        (at, place[key], factor)
        for at, row in enumerate(rows)
        for key, factor in row.factors.items()
    ]
    lines, columns, factors = zip(*entries, strict=True) if entries else ((), (), ())
    return sparse.csr_matrix((factors, (lines, columns)), shape=(len(rows), len(place)))


def solve(
    cost: Floats, part: Part, offset: Floats, bounds: Floats, whole: Flags | None = None
) -> Floats | None:
    """Return the point that costs least, or None where there is none.

    Parameters
    ----------
    cost
        What one of each unknown costs; (n,).
    part
        Its rows bound the unknowns.
    offset
        What the rows come to with all unknowns at zero; (m,).
    bounds
        Lowest and highest value of each unknown; (n, 2). No end is further away than `FAR`.
    whole
        Which unknowns are whole numbers; then a slower program is solved.

    Raises
    ------
    MetricError
        If the solver gives up.
    """
    low, high = part.low - offset, part.high - offset
    bounds = np.clip(bounds, -FAR, FAR)
    if whole is not None and whole.any():
        ran = optimize.milp(
            cost,
            integrality=whole.astype(int),
            bounds=optimize.Bounds(bounds[:, 0], bounds[:, 1]),
            constraints=optimize.LinearConstraint(part.rows, low, high),
            options={"time_limit": 20.0},
        )
    else:
        ran = _linear(cost, part.rows, low, high, bounds)
    if ran.status == 2:
        return None
    if ran.x is None:
        raise MetricError(
            f"a system of {len(cost)} cells and {len(low)} rows was not solved ({ran.message}): "
            "nothing of it may be printed."
        )
    point: Floats = ran.x
    return point


def _linear(cost: Floats, rows: Any, low: Floats, high: Floats, bounds: Floats) -> Any:
    """Solve to the tenth digit: one part may hold cells of fifty dollars and of millions."""
    tight = low == high
    over, under = ~tight & np.isfinite(high), ~tight & np.isfinite(low)
    loose = sparse.vstack([rows[over], -rows[under]]) if over.any() or under.any() else None
    asked = {
        "A_eq": rows[tight] if tight.any() else None,
        "b_eq": low[tight] if tight.any() else None,
        "A_ub": loose,
        "b_ub": None if loose is None else np.concatenate([high[over], -low[under]]),
        "bounds": bounds,
        "method": "highs",
    }
    ran = optimize.linprog(cost, **asked, options={"primal_feasibility_tolerance": EXACT})
    return ran if ran.status != 4 else optimize.linprog(cost, **asked)


def narrowed(part: Part, columns: NDArray[np.intp]) -> Part:
    """Return a part with some of its cells only, and the rows that hold any of them."""
    rows = part.rows[:, columns]
    held = np.flatnonzero(np.diff(rows.indptr))
    keys = tuple(part.keys[at] for at in columns)
    return Part(keys, rows[held], part.low[held], part.high[held], part.scale)
