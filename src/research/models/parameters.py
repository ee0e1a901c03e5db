"""One parameter of a model: its value, where it comes from, and the range to try."""

import math
from dataclasses import dataclass

from research.ground.errors import MetricError


@dataclass(frozen=True)
class Parameter:
    """A value with its source; without a source it is assumed, and needs a range.

    Attributes
    ----------
    value
        The value used.
    low, high
        The range to try. Required where it is assumed; equal to value where left out.
    source
        Who says it. Empty means assumed.
    why
        Why this value and this range, where it is assumed.
    """

    value: float
    low: float | None = None
    high: float | None = None
    source: str = ""
    why: str = ""

    def __post_init__(self) -> None:
        ends = self.ends
        if not all(math.isfinite(number) for number in (self.value, *ends)):
            raise MetricError(f"{self!r}: value and range must be numbers.")
        if not ends[0] <= self.value <= ends[1]:
            raise MetricError(f"{self!r}: the value lies outside its range.")
        if self.is_assumed and (self.low is None or self.high is None or not self.why.strip()):
            raise MetricError(
                f"{self!r} has no source, so it is assumed: give the range tried (low=, high=) "
                "and why=."
            )

    @property
    def is_assumed(self) -> bool:
        """Return whether no source gives this value."""
        return not self.source.strip()

    @property
    def ends(self) -> tuple[float, float]:
        """Return low and high."""
        low = self.value if self.low is None else self.low
        high = self.value if self.high is None else self.high
        return low, high

    @property
    def has_range(self) -> bool:
        """Return whether there is more than one value to try."""
        low, high = self.ends
        return low < high

    @property
    def said(self) -> str:
        """Return the source, or "assumed" with the range tried."""
        low, high = self.ends
        return f"assumed, tried from {low:g} to {high:g}" if self.is_assumed else self.source


def assumed(value: float, low: float, high: float, why: str) -> Parameter:
    """Return a parameter that no source gives, with the range to try and why."""
    return Parameter(value, low, high, why=why)


def sourced(
    value: float, source: str, low: float | None = None, high: float | None = None
) -> Parameter:
    """Return a parameter that a source gives, with the source's own range if it has one."""
    if not source.strip():
        raise MetricError(f"{value!r} is called sourced and names no source: use assumed().")
    return Parameter(value, low, high, source=source)
