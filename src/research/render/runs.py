"""Numbers that link to where they stand, drawn together where they follow one another."""

from collections.abc import Iterable


def linked(numbers: Iterable[int], anchor: str) -> str:
    """Return numbers in order as links: "1, 4 to 6", each to #anchor-number."""
    return ", ".join(_span(*run, anchor) for run in _runs(sorted(set(numbers))))


def _runs(numbers: list[int]) -> list[tuple[int, int]]:
    """Return numbers in a row as first and last: 1, 4, 5, 6 as (1, 1), (4, 6)."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


def _span(first: int, last: int, anchor: str) -> str:
    ends = [f"[{number}](#{anchor}-{number})" for number in dict.fromkeys((first, last))]
    return (", " if last == first + 1 else " to ").join(ends)
