"""A pay gap before and after what can be counted is held equal, with its interval."""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import pandas as pd

from research.ground.errors import MetricError
from research.metrics.formula import formula
from research.metrics.wages import raise_to_close
from research.models.clustered import Errors, Regression, regress
from research.models.design import (
    Design,
    GapQuestion,
    Numbers,
    design_of,
    label_of,
    weighted_x,
)
from research.models.wild_bootstrap import Flips, WildTest, wild_test

FEWEST_CLUSTERS = 10
"""Below it clustered errors are too small to be trusted; no sharp line, our choice."""

ADJUSTED = (
    "The adjusted gap is what remains at equal values of the listed variables. What is not "
    "listed, such as benefits, is not held equal, and a listed variable may itself be part of "
    "how pay is set."
)


class Scale(StrEnum):
    """What the outcome is: dollars whose logarithm is taken, a logarithm, or itself."""

    LOG_OF_DOLLARS = "log of dollars"
    LOG = "log"
    DOLLARS = "dollars"


@dataclass(frozen=True)
class GapEstimate:
    """How much b differs from a: negative where b is less.

    Attributes
    ----------
    difference, standard_error, low, high, p
        The coefficient of group b in the scale of the regression, its error, interval and p.
    share, share_low, share_high
        The difference as a share of a: exp(difference) − 1. Missing in dollars.
    less_share, raise_to_close
        How much less b is, as a share of a, and the raise of b that closes it. Missing in
        dollars.
    """

    difference: float
    standard_error: float
    low: float
    high: float
    p: float
    share: float
    share_low: float
    share_high: float
    less_share: float
    raise_to_close: float


@dataclass(frozen=True)
class AdjustedGap:
    """The raw gap and the adjusted one, of the same rows with the same kind of errors."""

    question: GapQuestion
    scale: Scale
    raw: GapEstimate
    adjusted: GapEstimate
    errors: Errors
    freedom: int
    observations: int
    clusters: int | None
    words: str
    regression: Regression

    @property
    def table(self) -> pd.DataFrame:
        """One row for the raw gap and one for the adjusted gap, for print."""
        kept = ("share", "share_low", "share_high", "raise_to_close")
        if self.scale is Scale.DOLLARS:
            kept = ("difference", "low", "high", "standard_error")
        rows = [
            {"gap": name} | {key: getattr(estimate, key) for key in kept}
            for name, estimate in (("raw", self.raw), ("adjusted", self.adjusted))
        ]
        return pd.DataFrame(rows)


@formula("exp(coefficient) − 1")
def share_of_log(difference: float) -> float:
    """Return a difference of logarithms as a share: −0.105 is 10 percent less.

    It compares geometric means, which are nearer to medians than to means.
    """
    if not np.isfinite(difference):
        raise MetricError(f"a difference of {difference!r} logarithms is no share.")
    return float(np.expm1(difference))


@formula("coefficient of the group in least squares on the group and what is held equal")
def adjusted_gap(
    data: pd.DataFrame,
    question: GapQuestion,
    scale: Scale,
    *,
    errors: Errors | None = None,
    with_few_clusters: bool = False,
) -> AdjustedGap:
    """Return by how much group b differs from group a, raw and at equal characteristics.

    Parameters
    ----------
    data
        One row a person or job; the columns that the question names.
    scale
        Whether the logarithm of the outcome is taken, it is one already, or stays as it is.
    errors
        CR1 with clusters and HC1 without, unless said otherwise; CR3 is wider.
    with_few_clusters
        True to accept fewer than 10 clusters; print the wild bootstrap beside it.

    Raises
    ------
    MetricError
        As `design_of` and `regress`; and if a wage whose logarithm is taken is not positive,
        clusters are fewer than 10, or one group lies in a single cluster.
    """
    design = _in_scale(design_of(data, question), scale)
    _check_clusters(design, with_few_clusters)
    x, names = _with_group(design)
    raw = _regress(design, x[:, [0, -1]], (names[0], names[-1]), errors)
    full = _regress(design, x, names, errors)
    return AdjustedGap(
        question=question,
        scale=scale,
        raw=_estimate(raw, names[-1], scale),
        adjusted=_estimate(full, names[-1], scale),
        errors=full.errors,
        freedom=full.freedom,
        observations=full.observations,
        clusters=full.clusters,
        words=_words(question),
        regression=full,
    )


@formula("the wild cluster bootstrap of the group's coefficient")
def wild_gap(
    data: pd.DataFrame,
    question: GapQuestion,
    scale: Scale,
    generator: np.random.Generator,
    *,
    draws: int = 9_999,
    flips: Flips | None = None,
) -> WildTest:
    """Return the test for few clusters of the adjusted gap, in the scale of the regression.

    Parameters
    ----------
    flips
        Two values a cluster, or with fewer than 13 clusters Webb's six, unless said otherwise.

    Raises
    ------
    MetricError
        As `wild_test`; and if the question names no clusters.
    """
    design = _in_scale(design_of(data, question), scale)
    if design.clusters is None:
        raise MetricError("the question names no clusters: the wild bootstrap flips clusters.")
    _check_clusters(design, with_few=True)
    x, names = _with_group(design)
    _regress(design, x, names, None)  # refuses what no regression carries
    few = len(design.cluster_names) < 13
    wide, y = weighted_x(replace(design, x=x))
    return wild_test(
        wide,
        y,
        design.clusters,
        len(names) - 1,
        generator,
        draws=draws,
        flips=flips or (Flips.WEBB if few else Flips.RADEMACHER),
    )


def _in_scale(design: Design, scale: Scale) -> Design:
    if scale is not Scale.LOG_OF_DOLLARS:
        return design
    bad = design.y <= 0
    if bad.any():
        raise MetricError(
            f"{design.question.outcome}: {int(bad.sum())} of {len(bad)} values are 0 or less "
            f"(first {design.y[bad][0]:g}), which has no logarithm. Correct or leave out."
        )
    return replace(design, y=np.log(design.y))


def _with_group(design: Design) -> tuple[Numbers, tuple[str, ...]]:
    group = f"{design.question.group}: {label_of(design.question.b)}"
    x = np.column_stack([design.x, design.in_b.astype(np.float64)])
    return x, (*design.names, group)


def _regress(
    design: Design, x: Numbers, names: tuple[str, ...], errors: Errors | None
) -> Regression:
    return regress(x, design.y, names, design.clusters, weights=design.weights, errors=errors)


def _check_clusters(design: Design, with_few: bool) -> None:
    if design.clusters is None:
        return
    question, count = design.question, len(design.cluster_names)
    if count < FEWEST_CLUSTERS and not with_few:
        raise MetricError(
            f"{count} clusters ({question.clusters}): below {FEWEST_CLUSTERS} their errors are "
            "too small. Use wild_gap, or pass with_few_clusters=True and print the wild "
            "bootstrap beside it."
        )
    for side, name in ((design.in_b, question.b), (~design.in_b, question.a)):
        held = np.unique(design.clusters[side])
        if len(held) == 1:
            raise MetricError(
                f"{question.group} {label_of(name)} lies in one of {count} clusters "
                f"({design.cluster_names[int(held[0])]}): a group of one cluster cannot be told "
                "from that cluster. Cluster by something finer, or describe without a test."
            )


def _estimate(regression: Regression, name: str, scale: Scale) -> GapEstimate:
    difference = regression.coefficient(name)
    low, high = regression.interval(name)
    logs = scale is not Scale.DOLLARS
    less = -share_of_log(difference) if logs else float("nan")
    closing = raise_to_close(less) if logs else float("nan")
    return GapEstimate(
        difference=difference,
        standard_error=regression.standard_error(name),
        low=low,
        high=high,
        p=regression.p_value(name),
        share=-less,
        share_low=share_of_log(low) if logs else float("nan"),
        share_high=share_of_log(high) if logs else float("nan"),
        less_share=less,
        raise_to_close=closing,
    )


def _words(question: GapQuestion) -> str:
    held = ", ".join((*question.numbers, *question.categories)) or "nothing"
    return f"Held equal: {held}. {ADJUSTED}"
