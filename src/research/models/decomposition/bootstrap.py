"""How sure a decomposition is: redo it on samples drawn from its own rows."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from research.ground.errors import MetricError
from research.metrics.formula import formula
from research.models.decomposition.oaxaca import (
    THREE_PARTS,
    TWO_PARTS,
    threefold_parts,
    twofold_parts,
)
from research.models.decomposition.references import (
    Reference,
    check_groups,
    fits_of,
    reference_coefficients,
    reference_of,
)
from research.models.design import Design, GapQuestion, Numbers, design_of, label_of

LEAST_DRAWS = 100
LEAST_USED = 0.9
"""Share of draws that must carry the regressions; below it the rows are too thin."""


@dataclass(frozen=True)
class Spread:
    """Bootstrap errors and percentile intervals of a decomposition.

    Attributes
    ----------
    overall
        One row a part, the gap first: part, value, standard_error, low, high.
    by_variable
        One row a variable and part: variable, part, value, standard_error, low, high.
    drawn
        What was drawn, in words.
    draws, used
        How many samples were drawn, and how many carried the regressions.
    level
        The share of draws inside low and high.
    """

    overall: pd.DataFrame = field(repr=False, compare=False)
    by_variable: pd.DataFrame = field(repr=False, compare=False)
    drawn: str
    draws: int
    used: int
    level: float


@formula("standard deviation and percentiles of the parts over redrawn samples")
def bootstrap(
    data: pd.DataFrame,
    question: GapQuestion,
    reference: Reference | float | str | None,
    generator: np.random.Generator,
    *,
    draws: int = 1000,
    level: float = 0.95,
) -> Spread:
    """Return the bootstrap spread of a twofold decomposition, or of the threefold one.

    Rows are drawn with replacement within each group. Where the question names clusters,
    whole clusters are drawn: within each group if no cluster holds both, else together.

    Parameters
    ----------
    reference
        As for `twofold`; None asks for the threefold decomposition.
    generator
        The source of the draws; seed it, so that the numbers can be had again.

    Raises
    ------
    MetricError
        As `twofold`; and with fewer than 100 draws, fewer than two clusters to draw from, or
        if more than a tenth of the samples cannot carry the regressions.
    """
    if draws < LEAST_DRAWS or not 0 < level < 1:
        raise MetricError(
            f"{draws} draws at level {level}: draw at least {LEAST_DRAWS}, level between 0 and 1."
        )
    reference = None if reference is None else reference_of(reference)
    design = design_of(data, question)
    check_groups(design)
    names, parts = _names(design), THREE_PARTS if reference is None else TWO_PARTS
    found = _parts(design, reference)
    draw, drawn = _drawer(design, generator)
    samples = [
        _parts(sample, reference) for sample in (draw() for _ in range(draws)) if _ok(sample)
    ]
    if len(samples) < LEAST_USED * draws:
        raise MetricError(
            f"{draws - len(samples)} of {draws} samples could not carry the regressions: a value "
            "or group is too rare. Combine rare values, or bring more rows."
        )
    return Spread(
        overall=_overall(found, np.stack(samples), parts, level),
        by_variable=_by_variable(found, np.stack(samples), names, parts, level),
        drawn=drawn,
        draws=draws,
        used=len(samples),
        level=level,
    )


def _parts(design: Design, reference: Reference | float | None) -> Numbers:
    fits = fits_of(design, by_deviation=True)
    if reference is None:
        return threefold_parts(fits)
    star = reference_coefficients(design, fits, reference, by_deviation=True)
    return twofold_parts(fits, star)


def _names(design: Design) -> tuple[str, ...]:
    return fits_of(design, by_deviation=True).names


def _ok(sample: Design) -> bool:
    """Say whether both groups of a sample carry their regression."""
    count = len(sample.names)
    return all(
        np.linalg.matrix_rank(sample.x[side & (sample.weights > 0)]) == count
        for side in (sample.in_b, ~sample.in_b)
    )


def _drawer(design: Design, generator: np.random.Generator) -> tuple[Callable[[], Design], str]:
    """Return a function that draws one sample, and what it draws in words."""
    if design.clusters is None:
        strata = [np.flatnonzero(~design.in_b), np.flatnonzero(design.in_b)]
        return (
            lambda: design.take(np.concatenate([generator.choice(s, len(s)) for s in strata])),
            "rows, within each group",
        )
    members = [np.flatnonzero(design.clusters == code) for code in range(len(design.cluster_names))]
    of_b = np.array([design.in_b[rows].mean() for rows in members])
    mixed = bool(((of_b > 0) & (of_b < 1)).any())
    pools = [np.arange(len(members))] if mixed else [np.flatnonzero(of_b == s) for s in (0, 1)]
    _check_pools(pools, design, mixed)
    name = design.question.clusters
    words = f"whole clusters ({name})" + ("" if mixed else ", within each group")

    def draw() -> Design:
        chosen = np.concatenate([generator.choice(pool, len(pool)) for pool in pools])
        return design.take(np.concatenate([members[code] for code in chosen]))

    return draw, words


def _check_pools(pools: list[NDArray[np.intp]], design: Design, mixed: bool) -> None:
    question = design.question
    sides = ("both groups",) if mixed else (label_of(question.a), label_of(question.b))
    for pool, side in zip(pools, sides, strict=True):
        if len(pool) < 2:
            raise MetricError(
                f"{side}: {len(pool)} clusters ({question.clusters}) to draw from, of "
                f"{len(design.cluster_names)}. At least two are needed; name finer clusters."
            )


def _overall(
    found: Numbers, samples: Numbers, parts: tuple[str, ...], level: float
) -> pd.DataFrame:
    """Return the spread of the totals; the gap is the sum of the parts that make it up."""
    making = 3 if parts == THREE_PARTS else 2
    totals, drawn = found.sum(axis=0), samples.sum(axis=1)
    values = np.concatenate([[totals[:making].sum()], totals])
    spread = np.column_stack([drawn[:, :making].sum(axis=1), drawn])
    return _frame({"part": ["gap", *parts]}, values, spread, level)


def _by_variable(
    found: Numbers,
    samples: Numbers,
    names: tuple[str, ...],
    parts: tuple[str, ...],
    level: float,
) -> pd.DataFrame:
    keys = {
        "variable": [name for name in names for _ in parts],
        "part": [part for _ in names for part in parts],
    }
    return _frame(keys, found.ravel(), samples.reshape(len(samples), -1), level)


def _frame(
    keys: dict[str, list[str]], values: Numbers, samples: Numbers, level: float
) -> pd.DataFrame:
    ends = np.quantile(samples, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return pd.DataFrame(keys).assign(
        value=values, standard_error=samples.std(axis=0, ddof=1), low=ends[0], high=ends[1]
    )
