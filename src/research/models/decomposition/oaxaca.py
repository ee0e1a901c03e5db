"""Blinder-Oaxaca: a gap between two means, by what groups have and what it earns them."""

from dataclasses import dataclass, field
from typing import TypedDict

import numpy as np
import pandas as pd

from research.metrics.formula import formula
from research.models.decomposition.references import (
    Fits,
    Reference,
    check_groups,
    fits_of,
    reference_coefficients,
    reference_of,
    words_of,
)
from research.models.design import Design, GapQuestion, Numbers, design_of

DETAIL = (
    "Each value of a category is held against the plain mean of its values, so the detail does "
    "not depend on which value was left out of the regression."
)
DETAIL_OF_OMITTED = (
    "The unexplained detail of a category and of the intercept depends on which value was left "
    "out of the regression; the totals do not."
)
UNEXPLAINED = (
    "Unexplained is what the listed variables do not account for; it is not by itself "
    "discrimination or underpayment."
)


@dataclass(frozen=True)
class Threefold:
    """A gap in three parts. ``gap`` is the mean of a less the mean of b.

    Attributes
    ----------
    endowments
        What the difference in characteristics is worth at b's coefficients.
    coefficients
        What the difference in coefficients is worth at b's characteristics.
    interaction
        What both differences make together.
    by_variable
        One row a variable: variable, mean_a, mean_b, coefficient_a, coefficient_b, and the
        three parts.
    words
        What must stand beside the numbers.
    """

    question: GapQuestion
    gap: float
    mean_a: float
    mean_b: float
    endowments: float
    coefficients: float
    interaction: float
    count_a: int
    count_b: int
    words: str
    by_variable: pd.DataFrame = field(repr=False, compare=False)

    @property
    def overall(self) -> pd.DataFrame:
        """The parts as a frame: part, value, share_of_gap."""
        return _overall(self.by_variable, ("endowments", "coefficients", "interaction"))


@dataclass(frozen=True)
class Twofold:
    """A gap in what the variables explain and what they do not.

    Attributes
    ----------
    explained
        What the difference in characteristics is worth at the reference coefficients.
    unexplained
        The rest; ``unexplained_a`` is a's advantage over the reference, ``unexplained_b``
        the reference's over b.
    by_variable
        One row a variable: variable, mean_a, mean_b, reference_coefficient, and the parts.
    words
        What must stand beside the numbers: the reference, and what unexplained is not.
    """

    question: GapQuestion
    reference: Reference | float
    gap: float
    mean_a: float
    mean_b: float
    explained: float
    unexplained: float
    unexplained_a: float
    unexplained_b: float
    count_a: int
    count_b: int
    words: str
    by_variable: pd.DataFrame = field(repr=False, compare=False)

    @property
    def overall(self) -> pd.DataFrame:
        """The parts as a frame: part, value, share_of_gap."""
        return _overall(self.by_variable, TWO_PARTS)


class _Sides(TypedDict):
    gap: float
    mean_a: float
    mean_b: float
    count_a: int
    count_b: int


THREE_PARTS = ("endowments", "coefficients", "interaction")
TWO_PARTS = ("explained", "unexplained", "unexplained_a", "unexplained_b")


@formula("(x̄A − x̄B)βB + x̄B(βA − βB) + (x̄A − x̄B)(βA − βB)")
def threefold(data: pd.DataFrame, question: GapQuestion, *, by_deviation: bool = True) -> Threefold:
    """Return the threefold Blinder-Oaxaca decomposition, seen from group b.

    Parameters
    ----------
    data
        One row an observation.
    by_deviation
        Whether categories are held against the mean of their values (Yun 2005), or against
        the omitted value. It moves the detail of categories and of the intercept only.

    Raises
    ------
    MetricError
        See `design_of`; and if a group has fewer rows than parameters, or a variable that in
        it does not vary or is a combination of others.
    """
    design = design_of(data, question)
    check_groups(design)
    fits = fits_of(design, by_deviation=by_deviation)
    parts = threefold_parts(fits)
    frame = _by_variable(fits, THREE_PARTS, parts).assign(
        coefficient_a=fits.b_a, coefficient_b=fits.b_b
    )
    endowments, coefficients, interaction = (float(total) for total in parts.sum(axis=0))
    return Threefold(
        question=question,
        **_sides(design),
        endowments=endowments,
        coefficients=coefficients,
        interaction=interaction,
        words=_words(f"Seen from {question.b}.", design, by_deviation),
        by_variable=frame,
    )


@formula("(x̄A − x̄B)βR explained, x̄A(βA − βR) + x̄B(βR − βB) unexplained")
def twofold(
    data: pd.DataFrame,
    question: GapQuestion,
    reference: Reference | float | str,
    *,
    by_deviation: bool = True,
) -> Twofold:
    """Return the twofold Blinder-Oaxaca decomposition at a named reference.

    Parameters
    ----------
    reference
        Whose coefficients value the difference in characteristics; a number from 0 to 1 is
        the weight of a's. There is no default: the choice moves the answer.

    Raises
    ------
    MetricError
        As `threefold`; and if the weight is not from 0 to 1.
    """
    reference = reference_of(reference)
    design = design_of(data, question)
    check_groups(design)
    fits = fits_of(design, by_deviation=by_deviation)
    star = reference_coefficients(design, fits, reference, by_deviation=by_deviation)
    parts = twofold_parts(fits, star)
    explained, unexplained, to_a, to_b = (float(total) for total in parts.sum(axis=0))
    valued = f"Differences are valued at {words_of(question, reference)}."
    return Twofold(
        question=question,
        reference=reference,
        **_sides(design),
        explained=explained,
        unexplained=unexplained,
        unexplained_a=to_a,
        unexplained_b=to_b,
        words=_words(valued, design, by_deviation),
        by_variable=_by_variable(fits, TWO_PARTS, parts).assign(reference_coefficient=star),
    )


@formula("the twofold decomposition at each usual reference")
def every_reference(data: pd.DataFrame, question: GapQuestion) -> pd.DataFrame:
    """Return the twofold decomposition at all six references, one row each.

    Columns: reference, words, gap, explained, unexplained, unexplained_a, unexplained_b,
    explained_share. Where the rows disagree, the reference is part of the finding.
    """
    rows = []
    for reference in Reference:
        found = twofold(data, question, reference)
        parts = {part: getattr(found, part) for part in ("gap", *TWO_PARTS)}
        words = words_of(question, reference)
        rows.append({"reference": reference.value, "words": words} | parts)
    frame = pd.DataFrame(rows)
    return frame.assign(explained_share=_share(frame["explained"], frame["gap"]))


def threefold_parts(fits: Fits) -> Numbers:
    """Return endowments, coefficients and interaction, one row a variable."""
    x, b = fits.mean_a - fits.mean_b, fits.b_a - fits.b_b
    return np.column_stack([x * fits.b_b, fits.mean_b * b, x * b])


def twofold_parts(fits: Fits, star: Numbers) -> Numbers:
    """Return explained, unexplained, and the latter's two parts, one row a variable."""
    to_a, to_b = fits.mean_a * (fits.b_a - star), fits.mean_b * (star - fits.b_b)
    return np.column_stack([(fits.mean_a - fits.mean_b) * star, to_a + to_b, to_a, to_b])


def _sides(design: Design) -> _Sides:
    a, b = ~design.in_b, design.in_b
    mean_a = float(np.average(design.y[a], weights=design.weights[a]))
    mean_b = float(np.average(design.y[b], weights=design.weights[b]))
    return {
        "gap": mean_a - mean_b,
        "mean_a": mean_a,
        "mean_b": mean_b,
        "count_a": int(a.sum()),
        "count_b": int(b.sum()),
    }


def _by_variable(fits: Fits, names: tuple[str, ...], parts: Numbers) -> pd.DataFrame:
    frame = pd.DataFrame(
        {"variable": list(fits.names), "mean_a": fits.mean_a, "mean_b": fits.mean_b}
    )
    return frame.assign(**{name: parts[:, place] for place, name in enumerate(names)})


def _overall(by_variable: pd.DataFrame, parts: tuple[str, ...]) -> pd.DataFrame:
    values = [float(by_variable[part].sum()) for part in parts]
    gap = sum(values[:2]) if len(parts) == 4 else sum(values)
    frame = pd.DataFrame({"part": list(parts), "value": values})
    return frame.assign(share_of_gap=_share(frame["value"], pd.Series([gap] * len(parts))))


def _share(values: "pd.Series[float]", gap: "pd.Series[float]") -> "pd.Series[float]":
    return values / gap.where(gap.abs() > 1e-12)


def _words(first: str, design: Design, by_deviation: bool) -> str:
    detail = [DETAIL if by_deviation else DETAIL_OF_OMITTED] if design.categories else []
    return " ".join([first, *detail, UNEXPLAINED])
