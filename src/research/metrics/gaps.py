"""A gap between two wages in its three ways of being told, which are never one number."""

from dataclasses import dataclass

from research.metrics.formula import formula
from research.metrics.rates import positive
from research.metrics.wages import raise_to_close, raw_gap


@dataclass(frozen=True)
class Gap:
    """How a wage lies below another.

    Attributes
    ----------
    usd
        The difference in dollars.
    less_share
        How much less the lower is, as a share of the higher.
    raise_to_close
        The raise that closes the gap, as a share of the lower: g ÷ (1 − g), always the
        larger of the two shares.
    """

    lower_usd: float
    higher_usd: float
    usd: float
    less_share: float
    raise_to_close: float

    @property
    def words(self) -> str:
        """The gap in a sentence that names both shares, so that neither is taken for the other."""
        if abs(self.less_share) < 0.0005:
            return "The two are equal to within 0.1 percent."
        way = "less" if self.less_share > 0 else "more"
        change = "a raise of" if self.less_share > 0 else "a cut of"
        return (
            f"{abs(self.less_share):.0%} {way}; it takes {change} "
            f"{abs(self.raise_to_close):.0%} to be equal."
        ).replace("%", " percent")


@formula("higher − lower dollars, 1 − lower ÷ higher less, higher ÷ lower − 1 the raise")
def wage_gap(lower: float, higher: float) -> Gap:
    """Return a gap as dollars, as a share less, and as the raise that closes it.

    A first wage that is higher than the second gives a negative gap, told as "more".

    Raises
    ------
    MetricError
        If a wage is missing, 0 or less.
    """
    less = raw_gap(lower, higher)
    return Gap(
        lower_usd=lower,
        higher_usd=higher,
        usd=positive(higher, "the higher") - positive(lower, "the lower"),
        less_share=less,
        raise_to_close=raise_to_close(less),
    )
