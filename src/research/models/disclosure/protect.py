"""Hide what must not be known, and what would give it away, over a whole batch at once.

One system holds every table of every report. First the cells that a rule hides; then, one after
another, the cheapest others that leave each of them in doubt; then the sums of hidden cells that
are still told. More that is hidden never takes doubt away, so one pass over the targets is enough.
"""

from collections.abc import Collection, Mapping

import numpy as np

from research.metrics.formula import formula
from research.models.disclosure.cells import Cell, Key, name, union
from research.models.disclosure.doubt import FINEST, State, Target, cover, unproven
from research.models.disclosure.problem import Part, parts
from research.models.disclosure.published import Published
from research.models.disclosure.rules import SECONDARY, Need, Rules, need, primary, primary_reasons
from research.models.disclosure.system import System
from research.models.disclosure.unions import Splits, splits_of, told_unions

_LAST = 1000.0
"""How many times dearer the grand total is than its size says: hidden if nothing else will do."""


def protect(system: System, rules: Rules | None = None) -> Published:
    """Return what of a system may be printed, so that no hidden cell can be worked out.

    Raises
    ------
    MetricError
        If what was printed before, or is empty, gives a cell away whatever else is hidden.
    """
    rules = rules or Rules()
    reasons = primary_reasons(system, rules)
    hidden = set(reasons) | {key for key, one in system.cells.items() if not one.is_printed}
    hidden -= {key for key, one in system.cells.items() if one.is_empty}
    values = {key: one.value for key, one in system.cells.items()}
    splits = splits_of(system.rows)
    tops = set(splits) - {part for ways in splits.values() for _, parts_ in ways for part in parts_}
    for part in parts(values, system.rows):
        if any(key in reasons for key in part.keys):
            state = _state(system, part, hidden, tops)
            _protect_part(system, rules, state, reasons)
            hidden |= {key for key, is_in in zip(part.keys, state.hidden, strict=True) if is_in}
    return hide(system, hidden)


@formula("1 + √contributors; the grand total a thousand times that")
def price(cell: Cell, is_top: bool) -> float:
    """Return what it costs to hide a cell: the smallest go first, the grand total last."""
    if not cell.is_printed:
        return 0.0
    return (1.0 + float(np.sqrt(cell.contributors))) * (_LAST if is_top else 1.0)


def _state(system: System, part: Part, hidden: set[Key], tops: set[Key]) -> State:
    cells = [system.cells[key] for key in part.keys]
    return State(
        part=part,
        truth=np.array([cell.value for cell in cells]),
        least=np.array([cell.least for cell in cells]),
        whole=np.array([cell.is_whole for cell in cells]),
        stuck=np.array([cell.is_out or cell.is_empty for cell in cells]),
        price=np.array([price(cell, cell.key in tops) for cell in cells]),
        hidden=np.array([key in hidden for key in part.keys]),
    )


def _protect_part(system: System, rules: Rules, state: State, reasons: Mapping[Key, str]) -> None:
    """Hide further cells of a part until every cell and every told sum in it is in doubt."""
    place = state.part.place
    rows = [row for row in system.rows if next(iter(row.factors)) in place]
    splits = splits_of(rows)
    targets = [
        target
        for key in state.part.keys
        if key in reasons
        for target in _targets(state, name(key), (place[key],), need(system.cells[key], rules))
    ]
    known: set[frozenset[Key]] = set()
    while targets:
        _cover_all(state, targets)
        targets = _of_unions(system, rules, state, splits, known)


def _cover_all(state: State, targets: list[Target]) -> None:
    """Hide until every target is in doubt; one change of the table often proves several."""
    left = unproven(state, targets)
    while left:
        change = cover(state, left[0])
        state.hide(change)
        left = [one for one in left[1:] if not state.is_proof(change, one)]


def _targets(state: State, said: str, columns: tuple[int, ...], asked: Need) -> list[Target]:
    """Return the ways in which doubt is asked for; upwards never less than can be told apart."""
    finest = FINEST * state.part.scale
    up = Target(said, columns, 1.0, max(asked.up, finest))
    return [up, Target(said, columns, -1.0, asked.down)] if asked.down > finest else [up]


def _of_unions(
    system: System, rules: Rules, state: State, splits: Splits, known: set[frozenset[Key]]
) -> list[Target]:
    """Return as targets the told sums of hidden cells that a rule would hide."""
    keys, place = state.part.keys, state.part.place
    hidden = frozenset(key for key, is_in in zip(keys, state.hidden, strict=True) if is_in)
    targets = []
    for members in told_unions(splits, hidden):
        if len(members) > 1 and members not in known:
            known.add(members)
            ordered = sorted(members)
            said = f"the sum of {len(members)} hidden cells, first {name(ordered[0])},"
            asked = union_need([system.cells[key] for key in ordered], rules)
            columns = tuple(place[key] for key in ordered)
            targets += _targets(state, said, columns, asked) if asked else []
    return targets


def union_need(members: list[Cell], rules: Rules) -> Need | None:
    """Return how far a told sum of cells must stay unknown, or None where it is safe.

    Where who gave is not known, it is safe only if one of the cells is safe by itself.
    """
    whole = union(members[0].key, members)
    if whole is not None:
        return need(whole, rules) if primary(whole, rules) else None
    if any(not primary(cell, rules) and cell.contributors for cell in members):
        return None
    asked = [need(cell, rules) for cell in members]
    return Need(max(one.up for one in asked), max(one.down for one in asked))


def hide(system: System, hidden: Collection[Key]) -> Published:
    """Return a system with just these cells hidden: to attack what was hidden by other means."""
    cells = system.cells
    return Published(
        shown={key: cell.value for key, cell in cells.items() if key not in hidden},
        least={key: cell.least for key, cell in cells.items() if key in hidden},
        whole=frozenset(key for key in hidden if cells[key].is_whole),
        rows=tuple(row for row in system.rows if any(key in hidden for key in row.factors)),
        unprinted=frozenset(key for key, cell in cells.items() if not cell.is_printed),
    )


def why_hidden(system: System, published: Published, rules: Rules | None = None) -> dict[Key, str]:
    """Return for whoever checks a release why each cell is hidden; never to be printed."""
    reasons = primary_reasons(system, rules or Rules())
    return {key: reasons.get(key, SECONDARY) for key in published.hidden}
