"""A number known only as a range, with where it comes from."""

import math
from dataclasses import dataclass

from research.ground.errors import MetricError


@dataclass(frozen=True)
class Between:
    """A low and a high value; without a source they are printed as assumed.

    Raises
    ------
    MetricError
        If one of them is missing or infinite, or low is above high.
    """

    low: float
    high: float
    source: str = ""

    def __post_init__(self) -> None:
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low <= self.high):
            raise MetricError(
                f"a range from {self.low!r} to {self.high!r}: give two numbers, the lower first."
            )

    @property
    def said(self) -> str:
        """Return "0.08 to 0.12, assumed", as an assumption is printed."""
        ends = f"{self.low:,g}" if self.low == self.high else f"{self.low:,g} to {self.high:,g}"
        return f"{ends}, {self.source or 'assumed'}"


def exactly(value: float, source: str = "") -> Between:
    """Return a single number as a range of no width."""
    return Between(value, value, source)
