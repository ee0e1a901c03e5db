"""Hidden cells whose sum is printed all the same: together they are one cell, and must be safe.

If only two districts of a region are hidden, the region minus the shown ones is both of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, combinations

from research.models.disclosure.cells import Key
from research.models.disclosure.system import Row

Splits = Mapping[Key, Sequence[tuple[str, tuple[Key, ...]]]]
"""The ways in which each whole is split: along which family, into which parts."""


def splits_of(rows: Sequence[Row]) -> Splits:
    """Return how each whole is split."""
    found: dict[Key, list[tuple[str, tuple[Key, ...]]]] = {}
    for row in rows:
        if row.whole is not None:
            found.setdefault(row.whole, []).append((row.family, row.parts))
    return found


def told_unions(splits: Splits, hidden: frozenset[Key]) -> Iterator[frozenset[Key]]:
    """Yield sets of hidden cells whose sum follows from what is shown.

    Looked for are the hidden parts of each shown whole, and the same with hidden wholes among
    them replaced by their own hidden parts, along every choice of families. Sums that follow
    only from several wholes at once are not looked for.
    """
    seen: set[frozenset[Key]] = set()
    families = sorted({family for ways in splits.values() for family, _ in ways})
    choices = list(
        chain.from_iterable(combinations(families, size) for size in range(len(families) + 1))
    )
    for whole, ways in splits.items():
        if whole in hidden:
            continue
        for _, parts in ways:
            start = [part for part in parts if part in hidden]
            for choice in choices if start else ():
                found = frozenset(_down(start, splits, hidden, set(choice)))
                if found and found not in seen:
                    seen.add(found)
                    yield found


def _down(
    start: Sequence[Key], splits: Splits, hidden: frozenset[Key], families: set[str]
) -> Iterator[Key]:
    """Yield the hidden cells that are left when hidden wholes are replaced by hidden parts."""
    rest = list(start)
    while rest:
        key = rest.pop()
        ways = [parts for family, parts in splits.get(key, ()) if family in families]
        if ways:
            rest += [part for part in ways[0] if part in hidden]
        else:
            yield key
