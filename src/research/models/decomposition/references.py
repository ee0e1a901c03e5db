"""The coefficients of each group, and those that value a difference in what groups have."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from statsmodels.regression.linear_model import WLS

from research.ground.errors import MetricError
from research.models.design import Category, Design, GapQuestion, Numbers, refuse_collinear


class Reference(StrEnum):
    """Whose coefficients value the difference in characteristics."""

    A = "a"
    B = "b"
    HALF = "half"
    BY_NUMBERS = "by numbers"
    POOLED = "pooled"
    POOLED_WITH_GROUP = "pooled with group"


@dataclass(frozen=True)
class Fits:
    """What two regressions found: means and coefficients of group a and of group b.

    One entry a variable, the intercept first. Under the deviation contrast every value of a
    category has an entry, the omitted one too.
    """

    names: tuple[str, ...]
    mean_a: Numbers
    mean_b: Numbers
    b_a: Numbers
    b_b: Numbers

    @property
    def gap(self) -> float:
        return float(self.mean_a @ self.b_a - self.mean_b @ self.b_b)


def check_groups(design: Design) -> None:
    """Refuse a design of which a group cannot carry its own regression, naming why.

    Raises
    ------
    MetricError
        If a group has fewer rows than parameters, a variable that does not vary in it, or
        one that is a combination of others.
    """
    for side, name in ((~design.in_b, design.question.a), (design.in_b, design.question.b)):
        rows = design.take(side & (design.weights > 0))
        refuse_collinear(rows.x, rows.names, f"among {design.question.group} {name}")


def fits_of(design: Design, *, by_deviation: bool) -> Fits:
    """Return the means and coefficients of each group."""
    a, b = design.take(~design.in_b), design.take(design.in_b)
    names, _ = _spread(design, np.zeros(len(design.names)), by_deviation)
    return Fits(
        names=names,
        mean_a=_means(a, by_deviation),
        mean_b=_means(b, by_deviation),
        b_a=_spread(design, _coefficients(a.x, a.y, a.weights), by_deviation)[1],
        b_b=_spread(design, _coefficients(b.x, b.y, b.weights), by_deviation)[1],
    )


def reference_coefficients(
    design: Design, fits: Fits, reference: Reference | float, *, by_deviation: bool
) -> Numbers:
    """Return the coefficients at which a difference in characteristics is valued.

    A number is the weight of group a's coefficients, and 1 less it that of group b's.
    """
    if reference in (Reference.POOLED, Reference.POOLED_WITH_GROUP):
        x = design.x
        if reference == Reference.POOLED_WITH_GROUP:
            x = np.column_stack([x, design.in_b.astype(np.float64)])
        found = _coefficients(x, design.y, design.weights)[: len(design.names)]
        return _spread(design, found, by_deviation)[1]
    weight = weight_of(design, reference)
    return weight * fits.b_a + (1 - weight) * fits.b_b


def reference_of(given: Reference | float | str) -> Reference | float:
    """Return a reference given as itself, by its word, or as the weight of group a.

    Raises
    ------
    MetricError
        If the word is unknown, or the weight is not from 0 to 1.
    """
    if isinstance(given, str):
        if given in set(Reference):
            return Reference(given)
        raise MetricError(f"reference {given!r} is not known: {', '.join(Reference)}, or a weight.")
    if not 0 <= given <= 1:
        raise MetricError(f"a weight of {given!r} on group a's coefficients: give 0 to 1.")
    return float(given)


def weight_of(design: Design, reference: Reference | float) -> float:
    """Return the weight of group a's coefficients; not defined for the pooled references."""
    share_a = float(design.weights[~design.in_b].sum() / design.weights.sum())
    known = {Reference.A: 1.0, Reference.B: 0.0, Reference.HALF: 0.5, Reference.BY_NUMBERS: share_a}
    if isinstance(reference, Reference):
        return known[reference]
    return reference


def words_of(question: GapQuestion, reference: Reference | float) -> str:
    """Return in words whose coefficients value the difference, groups by name."""
    a, b = question.a, question.b
    if not isinstance(reference, Reference):
        return f"coefficients {reference:.0%} of {a} and {1 - reference:.0%} of {b}"
    return {
        Reference.A: f"the coefficients of {a}",
        Reference.B: f"the coefficients of {b}",
        Reference.HALF: f"the mean of the coefficients of {a} and {b}",
        Reference.BY_NUMBERS: f"the coefficients of {a} and {b}, weighted by their numbers",
        Reference.POOLED: f"the coefficients of {a} and {b} pooled, no difference between them",
        Reference.POOLED_WITH_GROUP: f"the coefficients of {a} and {b} pooled, at equal group",
    }[reference]


def _coefficients(x: Numbers, y: Numbers, weights: Numbers) -> Numbers:
    return np.asarray(WLS(y, x, weights=weights).fit().params, dtype=np.float64)


def _means(side: Design, by_deviation: bool) -> Numbers:
    means = np.asarray(side.weights @ side.x / side.weights.sum(), dtype=np.float64)
    if by_deviation:
        for category in reversed(side.categories):
            rest = 1 - float(means[list(category.columns)].sum())
            means = _insert(means, category, rest)
    return means


def _spread(
    design: Design, coefficients: Numbers, by_deviation: bool
) -> tuple[tuple[str, ...], Numbers]:
    """Return names and coefficients; under deviation around the plain mean of each category.

    Yun's normalization: the omitted value enters with 0, the mean of a category's
    coefficients is taken off each of them and put on the intercept.
    """
    names, found = list(design.names), coefficients.copy()
    if not by_deviation:
        return tuple(names), found
    for category in reversed(design.categories):
        columns = list(category.columns)
        shift = found[columns].sum() / len(category.labels)
        found[columns] -= shift
        found[0] += shift
        found = _insert(found, category, -shift)
        names.insert(_place(category), category.variable(category.omitted))
    return tuple(names), found


def _insert(values: Numbers, category: Category, value: float) -> Numbers:
    return np.insert(values, _place(category), value)


def _place(category: Category) -> int:
    """Return where the omitted value stands among its category's columns, in order."""
    return category.columns[0] + category.labels.index(category.omitted)
