"""Whether what is hidden leaves enough doubt, and the cheapest way to make more of it.

A target is in doubt if a table exists that agrees with everything shown and in which the target
is as far from its true value as the rule asks. Such a table, found, is the proof.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from research.ground.errors import MetricError
from research.models.disclosure.problem import Flags, Floats, Part, narrowed, solve

_NOISE = 1e-8
"""Below this share of a part's scale a change is the solver's, not the table's."""

FINEST = 1e-6
"""The least that a target's doubt may have to reach, as a share of its part's scale."""


@dataclass(frozen=True)
class Target:
    """A cell, or cells that together are one, and which way its doubt must reach how far.

    ``columns`` are its cells in the part; ``sign`` is 1 for upwards and −1 for downwards;
    ``reach`` is in the units of the cells.
    """

    said: str
    columns: tuple[int, ...]
    sign: float
    reach: float

    def moved(self, change: Floats) -> float:
        """Return how far a change of the cells moves it its way."""
        return self.sign * float(change[list(self.columns)].sum())


@dataclass
class State:
    """A part while it is protected.

    ``truth`` and ``least`` are the cells' true values and lowest possible ones; ``stuck`` marks
    cells that can never be hidden; ``price`` is what hiding a cell costs.
    """

    part: Part
    truth: Floats
    least: Floats
    whole: Flags
    stuck: Flags
    price: Floats
    hidden: Flags

    def is_fair(self, change: Floats) -> bool:
        """Return whether a change leaves whole numbers whole; what the solver left off is cut."""
        whole = np.round(change)
        if (np.abs(change - whole)[self.whole] > 1e-4).any():
            return False
        change[self.whole] = whole[self.whole]
        return True

    def is_proof(self, change: Floats, target: Target) -> bool:
        """Return whether a change of the table takes a target as far as it must be able to go."""
        is_fair = self.is_fair(change)
        return is_fair and target.moved(change) >= target.reach - _NOISE * self.part.scale

    def hide(self, change: Floats) -> None:
        """Hide every cell that a change moves."""
        self.hidden = self.hidden | (np.abs(change) > _NOISE * self.part.scale)


def unproven(state: State, targets: Sequence[Target]) -> list[Target]:
    """Return the targets that are not seen to be in doubt as things stand.

    One program moves as many targets as it can at once; those that went far enough are done,
    and the rest is tried again until nothing more moves.
    """
    left = list(targets)
    at = np.flatnonzero(state.hidden)
    inner = narrowed(state.part, at)
    while left and len(at):
        change = _moved_together(state, inner, at, left)
        still = left if change is None else [one for one in left if not state.is_proof(change, one)]
        if len(still) == len(left):
            break
        left = still
    return left


def _moved_together(
    state: State, inner: Part, at: NDArray[np.intp], targets: Sequence[Target]
) -> Floats | None:
    scale, count, more = state.part.scale, len(at), len(targets)
    place = {int(column): n for n, column in enumerate(at)}
    lines = [n for n, one in enumerate(targets) for _ in one.columns]
    columns = [place[column] for one in targets for column in one.columns]
    signs = [one.sign for one in targets for _ in one.columns]
    pull = sparse.csr_matrix((signs, (lines, columns)), shape=(more, count))
    rows = sparse.bmat([[inner.rows, None], [pull, -sparse.eye(more)]], format="csr")
    held = _slack(state, inner, at)
    whole = Part(
        (),
        rows,
        np.concatenate([held[:, 0] / scale, np.zeros(more)]),
        np.concatenate([held[:, 1] / scale, np.full(more, np.inf)]),
        1.0,
    )
    reach = np.array([one.reach for one in targets]) / scale
    bounds = np.vstack(
        [
            np.column_stack([(state.least - state.truth)[at] / scale, np.full(count, np.inf)]),
            np.column_stack([np.full(more, -np.inf), reach]),
        ]
    )
    cost = np.concatenate([np.zeros(count), -np.ones(more)])
    point = solve(cost, whole, np.zeros(rows.shape[0]), bounds)
    if point is None:
        return None
    change = np.zeros(len(state.truth))
    change[at] = point[:count] * scale
    return change


def _slack(state: State, inner: Part, at: NDArray[np.intp]) -> Floats:
    """Return how far each row may move from where the true values put it; (rows, 2)."""
    held = np.flatnonzero(np.diff(state.part.rows[:, at].indptr))
    told = (state.part.rows @ state.truth)[held]
    slack: Floats = np.column_stack([inner.low - told, inner.high - told])
    slack[np.abs(slack) < 1e-9 * state.part.scale] = 0.0
    return slack


def cover(state: State, target: Target) -> Floats:
    """Return the cheapest change of the table that puts a target in doubt: what to hide.

    In it the target goes as far as it must, all rows still hold, and what is hidden already
    moves for nothing.

    Raises
    ------
    MetricError
        If no table but the true one agrees with what cannot be hidden any more.
    """
    at = np.flatnonzero(~state.stuck)
    for in_whole_numbers in (False, True) if state.whole.any() else (False,):
        change = _cheapest(state, target, at, in_whole_numbers)
        if change is None:
            break
        if in_whole_numbers or state.is_fair(change):
            return change
    raise MetricError(
        f"{target.said} cannot be kept unknown: what cannot be hidden around it "
        f"({int(state.stuck.sum())} of {len(state.stuck)} cells are empty or were printed before) "
        "gives it away. Print coarser tables: fewer places, services or years."
    )


def _cheapest(
    state: State, target: Target, at: NDArray[np.intp], in_whole_numbers: bool
) -> Floats | None:
    scale = 1.0 if in_whole_numbers else state.part.scale
    inner, count = narrowed(state.part, at), len(at)
    place = {int(column): n for n, column in enumerate(at)}
    aim = np.zeros(count)
    aim[[place[column] for column in target.columns]] = target.sign
    held = _slack(state, inner, at)
    rows = sparse.vstack([inner.rows, sparse.csr_matrix(aim)], format="csr")
    both = Part(
        (),
        sparse.hstack([rows, -rows], format="csr"),
        np.append(held[:, 0], target.reach) / scale,
        np.append(held[:, 1], np.inf) / scale,
        1.0,
    )
    room = (state.truth - state.least)[at] / scale
    bounds = np.zeros((2 * count, 2))
    bounds[:, 1] = np.concatenate([np.full(count, np.inf), room])
    cost = np.where(state.hidden, 0.0, state.price)[at] + 1e-4
    whole = np.tile(state.whole[at], 2) if in_whole_numbers else None
    point = solve(np.tile(cost, 2), both, np.zeros(rows.shape[0]), bounds, whole)
    if point is None:
        return None
    change = np.zeros(len(state.truth))
    change[at] = (point[:count] - point[count:]) * scale
    return change
