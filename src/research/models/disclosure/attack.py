"""What a reader can work out of everything that is published: the interval of each hidden cell.

The attacker holds every printed cell, knows how cells add up, that no amount is below zero, and
that a hidden count is not zero. Nothing here sees a hidden value.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from research.ground.errors import MetricError
from research.metrics.formula import formula
from research.models.disclosure.cells import Key, name
from research.models.disclosure.problem import FAR, Flags, Floats, Part, narrowed, parts, solve
from research.models.disclosure.published import Published
from research.models.disclosure.rules import Rules, need, primary_reasons
from research.models.disclosure.system import System


@dataclass(frozen=True)
class Interval:
    """The lowest and the highest value that a hidden cell can have, for all a reader knows."""

    low: float
    high: float

    @property
    def width(self) -> float:
        return self.high - self.low

    def holds(self, value: float) -> bool:
        """Return whether a value lies in it, to a millionth of its size."""
        slack = 1e-6 * max(1.0, abs(value))
        return self.low - slack <= value <= self.high + slack


@formula("lowest and highest x, with rows × x between low and high and x ≥ least")
def attack(
    published: Published, keys: Iterable[Key] | None = None, *, in_whole_numbers: bool = False
) -> dict[Key, Interval]:
    """Return the interval of hidden cells, by two linear programs each.

    Parameters
    ----------
    keys
        The cells asked for; all hidden ones by default.
    in_whole_numbers
        Use as well that counts are whole numbers in all rows at once; slower, and never wider.

    Raises
    ------
    MetricError
        If a cell is not hidden, or the published cells contradict one another.
    """
    wanted = set(published.hidden if keys is None else keys)
    stray = [key for key in wanted if key not in published.least]
    if stray:
        raise MetricError(f"{len(stray)} of {len(wanted)} cells are not hidden: {name(stray[0])}.")
    found: dict[Key, Interval] = {}
    for part, offset, least in unknowns(published):
        whole = np.array([key in published.whole for key in part.keys])
        for at, key in enumerate(part.keys):
            if key in wanted:
                found[key] = _interval(part, offset, least, whole, at, in_whole_numbers)
    return found


def unknowns(published: Published) -> list[tuple[Part, Floats, Floats]]:
    """Return the hidden cells in parts, with what the printed ones put into each row, and bounds.

    A row without a hidden cell says nothing more and is left out.
    """
    sizes = {key: published.shown.get(key, 0.0) for key in (*published.shown, *published.least)}
    found = []
    for part in parts(sizes, published.rows):
        known = np.array([published.shown.get(key, 0.0) for key in part.keys])
        at = np.flatnonzero([key in published.least for key in part.keys])
        if not len(at):
            continue
        told = part.rows @ known
        inner = narrowed(part, at)
        held = np.flatnonzero(np.diff(part.rows[:, at].indptr))
        least = np.array([published.least[key] for key in inner.keys])
        found.append((inner, told[held], least))
    return found


def _interval(
    part: Part, offset: Floats, least: Floats, whole: Flags, at: int, in_whole_numbers: bool
) -> Interval:
    scale = 1.0 if in_whole_numbers else part.scale
    bounds = np.column_stack([least / scale, np.full(len(least), np.inf)])
    shrunk = Part(part.keys, part.rows, part.low / scale, part.high / scale, 1.0)
    ends = []
    for sign in (1.0, -1.0):
        cost = np.zeros(len(least))
        cost[at] = sign
        if not part.rows.getcol(at).nnz:
            ends.append(least[at] if sign > 0 else np.inf)
            continue
        point = solve(cost, shrunk, offset / scale, bounds, whole if in_whole_numbers else None)
        if point is None:
            raise MetricError(
                f"no table agrees with what is printed around {name(part.keys[at])}: the printed "
                "cells contradict one another."
            )
        ends.append(float(point[at]) * scale if point[at] < FAR / 2 else np.inf)
    if whole[at]:
        ends = [np.ceil(ends[0] - 1e-6), np.floor(ends[1] + 1e-6)]
    return Interval(float(ends[0]), float(ends[1]))


def weak_cells(
    published: Published, system: System, rules: Rules | None = None
) -> dict[Key, Interval]:
    """Return the cells by a rule of their own that the attack narrows beyond that rule.

    This is for who has the answers: only against the true values can doubt be measured. A cell
    that a rule hides and that is printed all the same has an interval of no width. A hundredth
    of what a rule asks may be missing: that is the solver's.
    """
    rules = rules or Rules()
    wanted = primary_reasons(system, rules)
    bare = {key for key in wanted if key in published.shown}
    found = attack(published, [key for key in wanted if key not in bare])
    weak = {}
    for key in wanted:
        cell, asked = system.cells[key], need(system.cells[key], rules)
        one = Interval(cell.value, cell.value) if key in bare else found[key]
        slack = 0.01 * asked.up
        if one.high < cell.value + asked.up - slack or one.low > cell.value - asked.down + slack:
            weak[key] = one
    return weak
