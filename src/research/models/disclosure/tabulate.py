"""Cells from answers: every code of every dimension, crossed, with who stands behind each."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

import pandas as pd

from research.ground.errors import MetricError
from research.models.disclosure.cells import Cell, Key, cell_of
from research.models.disclosure.system import Dimension


def tabulate(
    answers: pd.DataFrame,
    dimensions: Sequence[Dimension],
    *,
    measure: str,
    contributor: str,
    amount: str | None = None,
    is_whole: bool = False,
) -> list[Cell]:
    """Return the cells of one measure over every combination of codes, empty ones included.

    Parameters
    ----------
    answers
        One row an answer, with a column of leaf codes named as each dimension.
    contributor
        The column that says who answered; what it gave to one cell counts as one contribution.
    amount
        The column to sum; without it contributors are counted, each once a cell.

    Raises
    ------
    MetricError
        If a column or value is missing, an amount is negative, or a code is no leaf.
    """
    wanted = [*(one.name for one in dimensions), contributor, *([amount] if amount else [])]
    lost = [column for column in wanted if column not in answers.columns]
    if lost or answers[wanted].isna().any(axis=None):
        raise MetricError(
            f"{len(answers)} answers lack {', '.join(lost) or 'a value'} in {', '.join(wanted)}: "
            "leave out what nobody answered before it is counted."
        )
    given: dict[Key, dict[str, float]] = {
        (measure, *codes): {} for codes in product(*(one.all_codes for one in dimensions))
    }
    for codes, who, much in _answers(answers[wanted], dimensions, amount is not None):
        cell = given[measure, *codes]
        cell[who] = cell.get(who, 0.0) + much
    is_count = amount is None
    return [cell_of(key, gave, is_count=is_count, is_whole=is_whole) for key, gave in given.items()]


def _answers(
    answers: pd.DataFrame, dimensions: Sequence[Dimension], has_amount: bool
) -> Iterator[tuple[tuple[str, ...], str, float]]:
    """Yield each answer once for every combination of codes that hold it."""
    above = [one.above() for one in dimensions]
    for row in answers.itertuples(index=False, name=None):
        leaves, who = row[: len(dimensions)], str(row[len(dimensions)])
        held = [
            _held(one, up, code) for one, up, code in zip(dimensions, above, leaves, strict=True)
        ]
        much = float(row[-1]) if has_amount else 1.0
        for codes in product(*held):
            yield codes, who, much


def _held(
    dimension: Dimension, above: Mapping[str, tuple[str, ...]], code: object
) -> tuple[str, ...]:
    found = above.get(str(code))
    if found is None:
        raise MetricError(
            f"an answer has {code!r} for {dimension.name}, which is none of its "
            f"{len(above)} smallest codes."
        )
    return found
