"""A value with its interval, sample and method; nothing is compared without one."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from scipy import stats

from research.ground.errors import MetricError
from research.ground.terms import Unit
from research.metrics.formula import formula

LEVEL = 0.95


@dataclass(frozen=True)
class Estimate:
    """One value and how sure it is.

    Attributes
    ----------
    value, low, high
        The value and the ends of its interval, in ``unit``.
    unit
        What it counts.
    method
        How the interval was made, in words that can be printed.
    standard_error
        In the same unit; None where the method gives none.
    n
        How many were asked or counted; None where the publisher does not say.
    sample
        Whom the value is about, and how they were chosen.
    level
        The share of such intervals that hold the true value.
    """

    value: float
    low: float
    high: float
    unit: Unit
    method: str
    standard_error: float | None = None
    n: int | None = None
    sample: str = ""
    level: float = LEVEL

    def __post_init__(self) -> None:
        object.__setattr__(self, "unit", _unit(self.unit))
        check_level(self.level)
        for name in ("value", "low", "high"):
            _finite(getattr(self, name), name)
        if not self.low <= self.value <= self.high:
            raise MetricError(
                f"an estimate of {self.value:g} lies outside its interval, {self.low:g} to "
                f"{self.high:g}: give low, value and high in that order."
            )
        if self.standard_error is not None:
            _finite(self.standard_error, "standard error", above=0)
        if self.n is not None and self.n < 1:
            raise MetricError(f"an estimate over {self.n} answers: at least 1 is needed.")

    @property
    def needed_error(self) -> float:
        """Return the standard error, or refuse where the method gave none."""
        if self.standard_error is None:
            raise MetricError(
                f"the estimate {self.value:g} ({self.method}) has no standard error, so it "
                "cannot be ranked or tested: use one that was made from a mean or a share."
            )
        return self.standard_error


@formula("value ± quantile × standard error; normal, or Student's t where degrees are given")
def from_mean(
    value: float,
    standard_error: float,
    unit: Unit | str,
    *,
    degrees: float | None = None,
    n: int | None = None,
    sample: str = "",
    level: float = LEVEL,
) -> Estimate:
    """Return an estimate from a mean and its standard error.

    Parameters
    ----------
    value, standard_error
        In ``unit``; the error is positive.
    degrees
        Degrees of freedom; the normal distribution is used where they are not given.

    Raises
    ------
    MetricError
        If a number is missing or infinite, or the error is not positive.
    """
    _finite(value, "value")
    _finite(standard_error, "standard error", above=0)
    if degrees is None:
        wide, method = quantile(level), "normal interval"
    else:
        _finite(degrees, "degrees of freedom", above=0)
        wide = float(stats.t.ppf(0.5 + check_level(level) / 2, degrees))
        method = f"t interval, {degrees:g} degrees of freedom"
    half = wide * standard_error
    return Estimate(
        value, value - half, value + half, _unit(unit), method, standard_error, n, sample, level
    )


@formula("standard error = value × relative standard error ÷ 100")
def from_relative(
    value: float,
    rse_percent: float,
    unit: Unit | str,
    *,
    n: int | None = None,
    sample: str = "",
    level: float = LEVEL,
) -> Estimate:
    """Return an estimate from a value and its relative standard error in percent.

    BLS publishes the error of a mean wage so (``wage_rse_percent``), rounded to a tenth. It is
    the error of the *mean* wage, not of the median or another percentile. A printed 0.0 is
    refused: it stands for less than 0.05, not for certainty.
    """
    _finite(value, "value", above=0)
    _finite(rse_percent, "relative standard error", above=0)
    error = value * rse_percent / 100
    return from_mean(value, error, unit, n=n, sample=sample, level=level)


@formula("Wilson: (share + z²÷2n ± z√(share(1 − share)÷n + z²÷4n²)) ÷ (1 + z²÷n)")
def from_share(
    count: float,
    total: float,
    *,
    sample: str = "",
    level: float = LEVEL,
    unit: Unit | str = Unit.SHARE,
) -> Estimate:
    """Return the share ``count ÷ total`` with Wilson's interval, which stays between 0 and 1.

    It holds for a simple random sample; a volunteer survey has no such interval. The standard
    error is √(share(1 − share) ÷ n), and none where all or none were counted.

    Raises
    ------
    MetricError
        If the total is not positive or the count is not between 0 and it.
    """
    is_whole = math.isfinite(total) and count % 1 == 0 == total % 1
    if not is_whole or total < 1 or not 0 <= count <= total:
        raise MetricError(f"{count!r} of {total!r} is no share: count whole ones, of at least 1.")
    share, z = count / total, quantile(level)
    middle = share + z * z / (2 * total)
    half = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    low = 0.0 if count == 0 else (middle - half) / scale
    high = 1.0 if count == total else (middle + half) / scale
    error = math.sqrt(share * (1 - share) / total) or None
    return Estimate(
        share, low, high, _unit(unit), "Wilson interval", error, int(total), sample, level
    )


@formula("k-th smallest to k-th largest, k the greatest with 1 − 2 P(Binomial(n, ½) < k) ≥ level")
def from_median(
    values: Sequence[float], unit: Unit | str, *, sample: str = "", level: float = LEVEL
) -> Estimate:
    """Return the median with the interval between two of the values themselves.

    Nothing is assumed of the shape of the values, only that they were drawn at random. The
    level is at least the one asked for; it has no standard error.

    Raises
    ------
    MetricError
        If a value is missing, or there are too few for the level (6 for 95 percent).
    """
    for value in values:
        _finite(value, "value")
    count = len(values)
    outside = (1 - check_level(level)) / 2
    depth = sum(
        1 for k in range(1, count // 2 + 1) if stats.binom.cdf(k - 1, count, 0.5) <= outside
    )
    if depth == 0:
        raise MetricError(
            f"{count} values are too few for a {level:.0%} interval of a median: "
            f"{math.ceil(1 - math.log2(1 - level))} are the fewest. Print the values themselves."
        )
    ordered = sorted(float(value) for value in values)
    method = f"order statistics {depth} and {count + 1 - depth} of {count}"
    low, high = ordered[depth - 1], ordered[-depth]
    return Estimate(median(ordered), low, high, _unit(unit), method, None, count, sample, level)


@formula("standard error = (high − low) ÷ (2 × quantile), for an interval said to be normal")
def with_normal_error(published: Estimate) -> Estimate:
    """Return a published interval with the standard error that a normal interval implies.

    Only for an interval that its publisher says is normal: its ends must lie alike around the
    value, to 5 percent of its width. Any other interval stays an `Estimate` without an error.
    """
    low, value, high = published.low, published.value, published.high
    if abs((high - value) - (value - low)) > 0.05 * (high - low):
        raise MetricError(
            f"{low:g} to {high:g} does not lie alike around {value:g}: it is no normal interval, "
            "so it has no standard error. Print it as it is, and do not rank it."
        )
    error = (high - low) / (2 * quantile(published.level))
    return replace(published, standard_error=error)


def quantile(level: float, tests: int = 1) -> float:
    """Return the normal quantile of a two-sided interval, divided over ``tests`` (Bonferroni)."""
    return float(stats.norm.isf((1 - check_level(level)) / (2 * tests)))


def check_level(level: float) -> float:
    """Return a level between one half and one, or refuse it (0.95 for 95 percent)."""
    if not 0.5 <= level < 1:
        raise MetricError(f"a level of {level!r}: write 95 percent as 0.95.")
    return level


def _finite(number: float, what: str, above: float | None = None) -> None:
    if not math.isfinite(number) or (above is not None and number <= above):
        wanted = "a finite number" if above is None else f"a finite number above {above:g}"
        raise MetricError(
            f"{what} {number!r}: {wanted} is needed. What was not released cannot be compared."
        )


def _unit(unit: Unit | str) -> Unit:
    if unit not in list(Unit):
        raise MetricError(f"unit {unit!r} is none of ours: {', '.join(Unit)}.")
    return Unit(unit)
