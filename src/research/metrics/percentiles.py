"""A value between published percentiles, by an interpolation that is named."""

import math
from collections.abc import Mapping
from enum import StrEnum

from research.ground.errors import MetricError
from research.metrics.formula import formula


class Interpolation(StrEnum):
    """How a percentile between two published ones is read; neither is the publisher's figure."""

    STRAIGHT_LINE = "straight line"
    GEOMETRIC = "geometric"


def interpolation_named(name: str) -> Interpolation:
    """Return an interpolation by its name.

    Raises
    ------
    MetricError
        If there is none of this name; the message lists those that there are.
    """
    known = [one.value for one in Interpolation]
    if name not in known:
        raise MetricError(f"no interpolation {name!r}; there are {' and '.join(known)}.")
    return Interpolation(name)


@formula("lower + (upper − lower) × part of the way; geometric: lower × (upper ÷ lower) ^ part")
def between_percentiles(
    published: Mapping[int, float],
    percentile: float,
    interpolation: Interpolation | str = Interpolation.STRAIGHT_LINE,
) -> float:
    """Return a percentile that lies on or between published ones.

    On a straight line each percentile between two neighbors adds the same dollars; geometric,
    it adds the same percentage, which is the straight line between their logarithms. The
    geometric value is never the higher one. On a published percentile both give the
    published figure.

    Parameters
    ----------
    published
        Value by percentile, such as 10, 25, 50, 75 and 90; a missing value (NaN) was withheld.
    percentile
        From the lowest to the highest published one.
    interpolation
        "straight line" or "geometric".

    Raises
    ------
    MetricError
        If the percentile lies outside the published ones, a neighbor was withheld (which ones
        were released is named), or the values fall as the percentile rises.
    """
    how = interpolation_named(str(interpolation))
    places = sorted(published)
    if not places or not places[0] <= percentile <= places[-1]:
        raise MetricError(
            f"percentile {percentile!r} is not published: ask from {places[0]} to {places[-1]}."
            if places
            else "no percentile was published: nothing lies between none."
        )
    lower = max(place for place in places if place <= percentile)
    upper = min(place for place in places if place >= percentile)
    _check(published, lower, upper, how)
    if lower == upper:
        return float(published[lower])
    part = (percentile - lower) / (upper - lower)
    low, high = float(published[lower]), float(published[upper])
    if how is Interpolation.GEOMETRIC:
        return float(low * (high / low) ** part)
    return low + (high - low) * part


def _check(published: Mapping[int, float], lower: int, upper: int, how: Interpolation) -> None:
    released = [place for place in sorted(published) if not math.isnan(published[place])]
    if lower not in released or upper not in released:
        named = (
            f"the {lower}th percentile was"
            if lower == upper
            else f"the {lower}th or {upper}th percentile was"
        )
        raise MetricError(
            f"{named} not released. Released are: "
            f"{', '.join(f'the {place}th' for place in released) or 'none'}. Ask for one of "
            "them, or for one between two neighbors that were both released."
        )
    values = [published[place] for place in released]
    if values != sorted(values) or math.isinf(values[-1]):
        raise MetricError(
            f"percentiles {released} are {values}: they never fall as the percentile rises, and "
            "are finite. One is mistyped."
        )
    if how is Interpolation.GEOMETRIC and published[lower] <= 0:
        raise MetricError(
            f"the {lower}th percentile is {published[lower]:g}: a geometric interpolation needs "
            "values above 0. Use a straight line."
        )
