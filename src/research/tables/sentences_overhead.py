"""Sentences about overhead that claim no more than their intervals do.

They speak of a sample and of links, never of causes and never of all agencies.
"""

from research.ground.errors import FindingError
from research.ground.terms import Unit
from research.metrics.distribution import Distribution
from research.metrics.recovery import Recovery
from research.metrics.shares import Base
from research.models.overhead_regression import Link, OverheadRegression
from research.tables.formats import listed, written

_BASES = {
    Base.TOTAL: "total cost",
    Base.CONTRACT: "the contract",
    Base.DIRECT: "direct cost",
    Base.OTHER_COSTS: "other costs",
    Base.MTDC: "modified total direct cost",
    Base.SALARIES: "salaries",
}


def link_sentence(found: OverheadRegression, sample: str) -> str:
    """Return what a regression says, as strongly as its interval allows.

    Parameters
    ----------
    found
        Of `deficit_on_overhead`, or `overhead_on_size` by doublings.
    sample
        What the returns are of, in the plural: "returns of human-service charities, 2021".

    Raises
    ------
    FindingError
        If size entered class by class (see `classes_sentence`), or the sample is not named.
    """
    if found.link is None:
        raise FindingError("a regression by classes has no one number: use classes_sentence.")
    link = found.link
    fixed = f", with {listed(found.held_fixed)} held fixed" if found.held_fixed else ""
    if not link.is_told_from_chance:
        return (
            f"{_in_sample(found.returns, sample)}, no link between {link.step} and the "
            f"{link.outcome} can be told from chance: the difference is {_points(link.points)}, "
            f"anywhere from {_points(link.low)} to {_points(link.high)} percentage points{fixed}."
            f"{_check(found)}"
        )
    way, near, far = _way(link)
    return (
        f"{_in_sample(found.returns, sample)}, {link.step} goes along with a {way} "
        f"{link.outcome}: by {_size(link.points)} percentage points, between {near} and "
        f"{far}{fixed}. This is a link, not a cause.{_check(found)}{_told(found)}"
    )


def classes_sentence(found: OverheadRegression, sample: str) -> str:
    """Return whether overhead differs between classes of size, and which differ from the first.

    Parameters as `link_sentence`; ``found`` is of `overhead_on_size` by classes.
    """
    if found.joint_p is None:
        raise FindingError("a regression by doublings has no classes: use link_sentence.")
    start = f"{_in_sample(found.returns, sample)}, "
    if found.joint_p >= 1 - found.level:
        return f"{start}no difference in mean overhead share between sizes can be told from chance."
    terms = found.terms.set_index("term")
    others = [str(name) for name in terms.index if str(name).startswith(("under", "$"))]
    apart = [name for name in others if terms["low"][name] > 0 or terms["high"][name] < 0]
    if not apart:
        return (
            f"{start}mean overhead share differs between sizes by more than chance, but no single "
            f"size can be told from {found.compared_with[0]}."
        )
    each = [f"{name} by {_points(float(terms['points'][name]))}" for name in apart]
    return (
        f"{start}mean overhead share differs between sizes by more than chance. Against agencies "
        f"that spend {found.compared_with[0]}, it differs in {listed(each)} percentage points. "
        "This is a link, not a cause."
    )


def spread_sentence(found: Distribution, sample: str) -> str:
    """Return the middle overhead share of a sample with its interval, and the middle half.

    ``sample`` as in `link_sentence`.
    """
    if found.share_p50_coverage != found.share_p50_coverage:
        raise FindingError(
            f"{found.agencies} returns bound no median: print their shares, not a sentence."
        )
    middle, low, high, p25, p75 = (
        written(share, Unit.SHARE)
        for share in (
            found.share_p50, found.share_p50_low, found.share_p50_high,
            found.share_p25, found.share_p75,
        )
    )  # fmt: skip
    return (
        f"{_in_sample(found.agencies, sample)}, the middle agency spent {middle} outside its "
        f"programs (chance in sampling alone allows {low} to {high}). Half of them spent between "
        f"{p25} and {p75}."
    )


def recovery_sentence(found: Recovery, award: str) -> str:
    """Return what a cap leaves unpaid of one award: "On this award, a cap of 15% of …".

    A cap that is not in force is said to be so, and what it "would" pay.
    """
    cap = found.cap
    incurred, paid, left = (
        written(dollars, Unit.USD_WHOLE)
        for dollars in (found.incurred_usd, found.recovered_usd, found.unrecovered_usd)
    )
    share = written(1 - found.recovery_share, Unit.SHARE)
    verb = "pays" if cap.is_in_force else f"({cap.status.value}, not in force) would pay"
    named = f"a cap of {written(cap.value, Unit.SHARE)} of {_BASES[found.base]} ({cap.authority})"
    if found.unrecovered_usd <= 0:
        return f"On {award}, {named} {verb} all of the {incurred} of indirect cost."
    return (
        f"On {award}, {named} {verb} {paid} of {incurred} of indirect cost. {left}, or {share}, "
        f"{'is' if cap.is_in_force else 'would be'} left for others to pay."
    )


def _in_sample(returns: int, sample: str) -> str:
    if not sample.strip():
        raise FindingError("name the sample: whose returns, of which year.")
    return f"In this sample of {returns:,} {sample.strip()}"


def _way(link: Link) -> tuple[str, str, str]:
    """Return the direction, and the near and far end of the interval without sign."""
    if link.points > 0:
        return "higher", _size(link.low), _size(link.high)
    return "lower", _size(link.high), _size(link.low)


def _points(points: float) -> str:
    return written(points, Unit.POINTS)


def _size(points: float) -> str:
    return written(abs(points), Unit.POINTS).removeprefix("+")


def _check(found: OverheadRegression) -> str:
    if found.check is None:
        return ""
    agrees = found.link is not None and (
        found.check.is_told_from_chance is found.link.is_told_from_chance
    )
    if agrees:
        return f" A logit says the same ({_points(found.check.points)})."
    return (
        f" A logit does not bear it out ({_points(found.check.points)}, from "
        f"{_points(found.check.low)} to {_points(found.check.high)}), so take neither for firm."
    )


def _told(found: OverheadRegression) -> str:
    share = written(found.r_squared, Unit.SHARE, 0)
    return f" All that was looked at goes along with {share} of the differences between agencies."
