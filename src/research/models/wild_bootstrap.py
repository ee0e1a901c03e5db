"""A test for few clusters: flip the residuals of whole clusters and see how far t can go."""

from dataclasses import dataclass
from enum import StrEnum
from itertools import product

import numpy as np
from numpy.typing import NDArray

from research.ground.errors import MetricError
from research.metrics.formula import formula
from research.models.design import Numbers

LEAST_DRAWS = 199
REJECT_AT = 0.05
"""The interval holds the values supposed whose p is not below it."""

_HALVINGS = 40


class Flips(StrEnum):
    """What a cluster's residuals are multiplied with.

    Webb's six values are for up to a dozen clusters, where two values repeat themselves.
    """

    RADEMACHER = "Rademacher"
    WEBB = "Webb"

    @property
    def values(self) -> tuple[float, ...]:
        if self is Flips.RADEMACHER:
            return (-1.0, 1.0)
        roots = tuple(float(np.sqrt(size)) for size in (1.5, 1.0, 0.5))
        return tuple(-root for root in roots) + roots[::-1]


@dataclass(frozen=True)
class WildTest:
    """What the wild cluster bootstrap says of one coefficient.

    ``is_every_flip`` tells that all combinations of signs were tried, so that nothing was
    drawn. ``low`` and ``high`` hold the values that the test does not reject; they are
    missing where the test rejects no value, which happens with very few clusters.
    """

    t: float
    p: float
    low: float
    high: float
    draws: int
    flips: Flips
    is_every_flip: bool


@formula("share of flipped samples whose t, at the coefficient supposed, is as far from 0")
def wild_test(
    x: Numbers,
    y: Numbers,
    clusters: NDArray[np.intp],
    column: int,
    generator: np.random.Generator,
    *,
    draws: int = 9_999,
    flips: Flips = Flips.RADEMACHER,
) -> WildTest:
    """Return the restricted wild cluster bootstrap test of a coefficient being 0.

    The regression is fitted with the coefficient held at the value supposed; its residuals
    are multiplied by one random value a cluster; t is made of CR1 errors. The interval holds
    the values supposed that are not rejected at 5 percent. A flip that gives back the sample
    itself counts as being as far; Stata's boottest leaves those out. Source: Cameron,
    Gelbach and Miller (2008); MacKinnon, Nielsen and Webb (2022).

    Parameters
    ----------
    x, y
        One row an observation, both times the square root of the weights where weighted.
    column
        The place of the coefficient among the columns of x.
    draws
        How many samples; with two-valued flips and 2 to the power of the clusters not above
        it, every combination is tried once instead.

    Raises
    ------
    MetricError
        With fewer than 199 draws or fewer than 5 clusters, or where the fit is exact.
    """
    codes, members = np.unique(clusters, return_inverse=True)
    if draws < LEAST_DRAWS or len(codes) < 5:
        raise MetricError(
            f"{draws} draws over {len(codes)} clusters: draw at least {LEAST_DRAWS}, over at "
            "least 5 clusters. With fewer clusters no test is to be had; say the estimate alone."
        )
    every = flips is Flips.RADEMACHER and 2 ** len(codes) <= draws
    thrown = (
        np.array(list(product(flips.values, repeat=len(codes))))
        if every
        else generator.choice(np.array(flips.values), size=(draws, len(codes)))
    )
    test = _Test(x, y, np.asarray(members), column, thrown)
    if not test.se > 1e-12 * float(np.abs(test.b).max()):
        raise MetricError("the regression fits every row exactly, so there is nothing to flip.")
    low, high = _interval(test)
    return WildTest(
        t=test.t_at(0.0),
        p=test.p_at(0.0),
        low=low,
        high=high,
        draws=len(thrown),
        flips=flips,
        is_every_flip=every,
    )


class _Test:
    """The numbers of a test that do not change with the value supposed."""

    def __init__(
        self, x: Numbers, y: Numbers, members: NDArray[np.intp], column: int, thrown: Numbers
    ) -> None:
        self.x, self.y, self.column, self.thrown = x, y, column, thrown
        rows, count = x.shape
        self.members = [members == code for code in range(int(members.max()) + 1)]
        groups = len(self.members)
        self.factor = groups / (groups - 1) * (rows - 1) / (rows - count)
        self.inverse = np.linalg.inv(x.T @ x)
        self.row = self.inverse[column]
        self.crosses = np.stack([self.row @ x[m].T @ x[m] for m in self.members])
        self.b = self.inverse @ x.T @ y
        scores = np.array([self.row @ x[m].T @ (y - x @ self.b)[m] for m in self.members])
        self.se = float(np.sqrt(self.factor * (scores**2).sum()))

    def t_at(self, supposed: float) -> float:
        return float(self.b[self.column] - supposed) / self.se

    def p_at(self, supposed: float) -> float:
        """Return the share of flipped samples whose t is at least as far from 0."""
        others = np.delete(self.x, self.column, axis=1)
        target = self.y - supposed * self.x[:, self.column]
        left = target - others @ np.linalg.lstsq(others, target)[0]
        scores = np.stack([self.x[m].T @ left[m] for m in self.members])
        moved = self.thrown @ (scores @ self.inverse)
        flipped = self.thrown * (scores @ self.row) - moved @ self.crosses.T
        spread = np.sqrt(self.factor * (flipped**2).sum(axis=1))
        t = np.abs(moved[:, self.column]) / np.where(spread > 0, spread, np.inf)
        return float(np.mean(t >= abs(self.t_at(supposed)) * (1 - 1e-10)))


def _interval(test: _Test) -> tuple[float, float]:
    """Return the ends of the values that are not rejected, found by halving."""
    middle = float(test.b[test.column])
    return _end(test, middle, -1), _end(test, middle, 1)


def _end(test: _Test, middle: float, sign: int) -> float:
    inside, outside = middle, middle + sign * 2 * test.se
    for _ in range(12):
        if test.p_at(outside) < REJECT_AT:
            break
        inside, outside = outside, middle + 2 * (outside - middle)
    else:
        return float("nan")
    for _ in range(_HALVINGS):
        between = (inside + outside) / 2
        if test.p_at(between) < REJECT_AT:
            outside = between
        else:
            inside = between
    return (inside + outside) / 2
