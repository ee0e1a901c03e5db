"""Turn rows into the numbers of a regression, and refuse rows that cannot carry one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from research.ground.errors import MetricError

INTERCEPT = "(intercept)"
_TINY = 1e-9
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class GapQuestion:
    """Whose outcomes are compared, and what is held equal.

    Attributes
    ----------
    outcome
        The column compared, such as a wage or its logarithm.
    group, a, b
        The column that names the groups, and its two values. A gap is a's mean less b's.
    numbers
        Columns that enter as they are; yes or no enters as 1 or 0.
    categories
        Columns that enter as one variable a value, one value omitted.
    omitted
        The omitted value of a category; the first in order where it is not given.
    weights
        The column of observation weights; none counts every row once.
    clusters
        The column that names what was sampled together, such as the agency.
    """

    outcome: str
    group: str
    a: str | float
    b: str | float
    numbers: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    omitted: Mapping[str, str] = field(default_factory=dict)
    weights: str | None = None
    clusters: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        given = (self.outcome, self.group, *self.numbers, *self.categories)
        return given + tuple(name for name in (self.weights, self.clusters) if name)


@dataclass(frozen=True)
class Category:
    """One category of a design: its values, the one omitted, and the columns of the others."""

    name: str
    labels: tuple[str, ...]
    omitted: str
    columns: tuple[int, ...]

    @property
    def shown(self) -> list[str]:
        return [self.variable(label) for label in self.labels if label != self.omitted]

    def variable(self, label: str) -> str:
        return f"{self.name}: {label}"


@dataclass(frozen=True)
class Design:
    """The numbers of a regression, one row an observation.

    ``x`` has the intercept first and ``names`` beside its columns; ``in_b`` marks group b;
    ``clusters`` numbers the clusters from 0.
    """

    question: GapQuestion
    y: Numbers = field(repr=False)
    x: Numbers = field(repr=False)
    names: tuple[str, ...]
    in_b: NDArray[np.bool_] = field(repr=False)
    weights: Numbers = field(repr=False)
    clusters: NDArray[np.intp] | None = field(repr=False)
    cluster_names: tuple[str, ...]
    categories: tuple[Category, ...]

    def take(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> "Design":
        """Return the design of some rows, in the order given; a row may come twice."""
        clusters = None if self.clusters is None else self.clusters[rows]
        return replace(
            self,
            y=self.y[rows],
            x=self.x[rows],
            in_b=self.in_b[rows],
            weights=self.weights[rows],
            clusters=clusters,
        )


def design_of(data: pd.DataFrame, question: GapQuestion) -> Design:
    """Return the numbers of a comparison of two groups.

    Parameters
    ----------
    data
        One row an observation, with the columns that the question names.

    Raises
    ------
    MetricError
        If a column is unknown or named twice, a value is missing or no number, there are not
        exactly the two groups, a group has one row, a weight is negative, or a variable
        never varies.
    """
    _check_columns(data, question)
    _check_present(data, question)
    in_b = _sides(data, question)
    columns: list[Numbers] = [np.ones(len(data))]
    names = [INTERCEPT]
    for name in question.numbers:
        columns.append(_as_numbers(data, name))
        names.append(name)
    categories = []
    for name in question.categories:
        category, dummies = _expand(labels_of(data[name]), question, first=len(columns))
        columns += dummies
        names += category.shown
        categories.append(category)
    codes, labels = _clusters(data, question)
    return Design(
        question=question,
        y=_as_numbers(data, question.outcome),
        x=np.column_stack(columns),
        names=tuple(names),
        in_b=in_b,
        weights=_weights(data, question, in_b),
        clusters=codes,
        cluster_names=labels,
        categories=tuple(categories),
    )


def refuse_collinear(x: Numbers, names: tuple[str, ...], where: str) -> None:
    """Refuse columns of which one is a combination of others, and name them.

    Raises
    ------
    MetricError
        If there are fewer rows than columns, a column does not vary, or is a combination.
    """
    rows, count = x.shape
    if rows < count:
        raise MetricError(
            f"{where}: {rows} observations for {count} parameters ({', '.join(names)}). Leave "
            "out variables, combine values of a category, or bring more rows."
        )
    size = np.sqrt((x**2).sum(axis=0))
    scaled = x / np.where(size > 0, size, 1)
    kept: list[int] = []
    for column in range(count):
        share = np.linalg.lstsq(scaled[:, kept], scaled[:, column])[0] if kept else np.zeros(0)
        left = scaled[:, column] - scaled[:, kept] @ share
        if float(left @ left) > _TINY**2 * max(1, rows):
            kept.append(column)
            continue
        parts = [names[k] for k, part in zip(kept, share, strict=True) if abs(part) > 1e-6]
        raise MetricError(f"{where}: {_combination(names[column], parts)}")


def labels_of(values: "pd.Series[Any]") -> "pd.Series[str]":
    """Return values as the words that name them: 1.0 and 1 are both "1"."""
    return values.map(label_of)


def label_of(value: object) -> str:
    """Return one value as the word that names it."""
    return re.sub(r"^(-?\d+)\.0$", r"\1", str(value))


def weighted_x(design: Design) -> tuple[Numbers, Numbers]:
    """Return x and y times the square roots of the weights, as least squares takes them."""
    root = np.sqrt(design.weights)
    return design.x * root[:, None], design.y * root


def _combination(name: str, parts: list[str]) -> str:
    if parts in ([], [INTERCEPT]):
        return f"{name} does not vary. Leave it out, or choose rows in which it does."
    others = ", ".join(parts)
    return f"{name} is a combination of {others} (collinear). Leave one of them out."


def _check_columns(data: pd.DataFrame, question: GapQuestion) -> None:
    wanted = question.columns
    unknown = [name for name in wanted if name not in data.columns]
    twice = sorted({name for name in wanted if wanted.count(name) > 1} - {question.clusters})
    if unknown or twice:
        raise MetricError(
            f"{len(unknown)} of {len(wanted)} columns are not in these rows and {len(twice)} are "
            f"named twice (first {(unknown + twice)[0]!r}). Known: {', '.join(map(str, data))}."
        )
    stray = sorted(set(question.omitted) - set(question.categories))
    if stray:
        raise MetricError(f"an omitted value is given for {stray[0]!r}, which is no category.")


def _check_present(data: pd.DataFrame, question: GapQuestion) -> None:
    if data.empty:
        raise MetricError("there are no rows to compare. Choose rows of both groups.")
    for name in dict.fromkeys(question.columns):
        missing = data[name].isna()
        if missing.any():
            raise MetricError(
                f"{name}: {int(missing.sum())} of {len(data)} rows have no value, first "
                f"{data.index[missing][0]}. Leave such rows out and say how many they are."
            )


def _sides(data: pd.DataFrame, question: GapQuestion) -> NDArray[np.bool_]:
    sides = labels_of(data[question.group])
    wanted = {label_of(question.a), label_of(question.b)}
    found = set(sides)
    if len(wanted) != 2 or found != wanted:
        raise MetricError(
            f"{question.group} holds {len(found)} groups ({', '.join(sorted(found)[:4])}), the "
            f"question names {' and '.join(sorted(wanted))}. Choose rows of exactly two groups."
        )
    in_b = np.asarray(sides == label_of(question.b), dtype=np.bool_)
    for name, count in ((question.a, int((~in_b).sum())), (question.b, int(in_b.sum()))):
        if count < 2:
            raise MetricError(
                f"{question.group} {name}: {count} of {len(data)} rows, a group of one. It has "
                "no spread; bring more rows of it."
            )
    return in_b


def _as_numbers(data: pd.DataFrame, name: str) -> Numbers:
    column = data[name]
    if not (pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column)):
        raise MetricError(
            f"{name} holds text (first {column.iloc[0]!r}), not numbers. Name it among the "
            "categories, or give numbers."
        )
    found = column.to_numpy(dtype=np.float64)
    endless = ~np.isfinite(found)
    if endless.any():
        raise MetricError(
            f"{name}: {int(endless.sum())} of {len(found)} values are infinite, first "
            f"{data.index[endless][0]}. The logarithm of 0 is one; correct or leave out."
        )
    return found


def _expand(
    values: "pd.Series[str]", question: GapQuestion, first: int
) -> tuple[Category, list[Numbers]]:
    name = str(values.name)
    labels = tuple(sorted(set(values)))
    omitted = label_of(question.omitted.get(name, labels[0]))
    if omitted not in labels:
        raise MetricError(f"{name} has no value {omitted!r} to omit: {', '.join(labels)}.")
    if len(labels) < 2:
        raise MetricError(f"{name} does not vary: all rows are {labels[0]!r}. Leave it out.")
    shown = [label for label in labels if label != omitted]
    dummies = [np.asarray(values == label, dtype=np.float64) for label in shown]
    columns = tuple(range(first, first + len(shown)))
    return Category(name, labels, omitted, columns), dummies


def _weights(data: pd.DataFrame, question: GapQuestion, in_b: NDArray[np.bool_]) -> Numbers:
    if question.weights is None:
        return np.ones(len(data))
    found = _as_numbers(data, question.weights)
    negative = found < 0
    if negative.any() or not found[in_b].sum() > 0 or not found[~in_b].sum() > 0:
        first = data.index[negative][0] if negative.any() else "none"
        raise MetricError(
            f"{question.weights}: {int(negative.sum())} of {len(found)} weights are negative "
            f"(first {first}), or a group weighs nothing. Give weights of 0 or more."
        )
    return found


def _clusters(
    data: pd.DataFrame, question: GapQuestion
) -> tuple[NDArray[np.intp] | None, tuple[str, ...]]:
    if question.clusters is None:
        return None, ()
    codes, labels = pd.factorize(labels_of(data[question.clusters]), sort=True)
    return np.asarray(codes, dtype=np.intp), tuple(str(label) for label in labels)
