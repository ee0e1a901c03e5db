"""Sentences about a modelled rate that claim no more than its draws and ranges do.

"Nineteen draws of twenty" are the middle 95 of 100 of `models.rate_model.draws`.
"""

from collections.abc import Sequence

from research.ground.errors import FindingError
from research.ground.terms import Unit
from research.models.rate_model import RateModel
from research.models.rate_model.draws import Draws
from research.models.rate_model.reach import Reach
from research.tables.formats import written

_MOST = "nineteen draws of twenty"


def cover_sentence(service: str, wage: str, adequacy: float, draws: Draws) -> str:
    """Return whether a rate paid for its cost: as the parts stand, and over the draws.

    Parameters
    ----------
    wage
        The wage that the cost was built on, as in "one agency's start wage".
    adequacy
        What is paid ÷ the cost as its parts stand.

    Raises
    ------
    FindingError
        If nothing is paid for the unit of the cost.
    """
    low, middle, high = draws.adequacy_low, draws.adequacy_median, draws.adequacy_high
    if low is None or middle is None or high is None or draws.share_paid is None:
        raise FindingError("no rate is paid for this unit, so none covers it: print the cost.")
    if low >= 1:
        verdict = "paid for"
    elif high < 1:
        verdict = "did not pay for"
    else:
        verdict = "may or may not have paid for"
    stands, shown, most, center, whole = (
        written(share, Unit.SHARE, 0) for share in (adequacy, low, high, middle, draws.share_paid)
    )
    return (
        f"The rate for {service} {verdict} what an hour cost at {wage}. With each part at the "
        f"value that we took, it covered {stands} of the cost. With the uncertain parts drawn "
        f"from their ranges {draws.count:,} times, it covered {shown} to {most} in {_MOST}, "
        f"{center} in the middle one, and the whole cost in {whole} of them."
    )


def middle_sentence(model: RateModel, draws: Draws) -> str:
    """Return how the middle draw lies to the value taken, and which parts stand at an end."""
    value, middle = _dollars(draws.value), _dollars(draws.median)
    if value == middle:
        said = f"The middle draw is {middle}, as is the cost with each part at the value taken."
    else:
        way = "more" if draws.median > draws.value else "less"
        said = (
            f"The middle draw is {middle}, {way} than the {value} with each part at the value "
            "taken."
        )
    ranged = [one for one in model.parameters.values() if one.has_range]
    for end, name in (("low", "lowest"), ("high", "highest")):
        there = [_named(one.title) for one in ranged if one.value == getattr(one, end)]
        if there:
            said += f" Taken at the {name} of the range tried: {'; '.join(there)}."
    return said


def reach_sentence(reaches: Sequence[Reach], paid_usd: float) -> str:
    """Return what would have to change for what is paid to be the cost; no advice.

    Parameters
    ----------
    reaches
        Of `models.rate_model.reach.what_would_pay`.
    """
    found = [one for one in reaches if one.needed is not None]
    inside = [_needed(one) for one in found if one.is_in_range]
    beyond = [_needed(one) for one in found if not one.is_in_range]
    paid = _dollars(paid_usd)
    if not found:
        return f"No single part could bring the cost to {paid}."
    start = f"{paid} would pay for the hour exactly if one part were otherwise and the rest stayed"
    if not inside:
        return f"{start}, but none gets there within a range that we tried: {_or(beyond)}."
    said = f"{start}. Within the range tried: {_or(inside)}."
    return f"{said} Outside of it, or with no range: {_or(beyond)}." if beyond else said


def proposal_sentence(rate: str, asked_usd: float, draws: Draws) -> str:
    """Return whether a proposed rate would cover the hour that is proposed with it.

    Parameters
    ----------
    rate
        What it is called: "the proposed rate". A proposal is never said to be paid.
    """
    share = written(float((draws.sample <= asked_usd).mean()), Unit.SHARE, 0)
    verdict = _place(asked_usd, draws, "would not cover", "may or may not cover", "would cover")
    return (
        f"Built up in the same way, an hour at the wage and the limit of the bill costs "
        f"{_dollars(draws.value)} with each part at the value taken, and {_dollars(draws.low)} to "
        f"{_dollars(draws.high)} in {_MOST}. {_up(rate)}, {_dollars(asked_usd)}, {verdict} it: it "
        f"is enough in {share} of the draws."
    )


def check_sentence(whose: str, price_usd: float, draws: Draws) -> str:
    """Return how a price from elsewhere lies to a modelled hour; whatever it is, it is said.

    Parameters
    ----------
    whose
        Whose price it is, at the start of a sentence: "The providers' association".
    """
    lies = _place(price_usd, draws, "below", "inside", "above")
    return (
        f"{whose} prices one such hour at {_dollars(price_usd)}. The hour that we build up comes "
        f"to {_dollars(draws.value)}, and to {_dollars(draws.low)} to {_dollars(draws.high)} in "
        f"{_MOST}: the price from elsewhere lies {lies} that range."
    )


def _place(amount: float, draws: Draws, below: str, inside: str, above: str) -> str:
    return below if amount < draws.low else above if amount > draws.high else inside


def _needed(one: Reach) -> str:
    if one.needed is None:
        raise FindingError(f"{one.name}: no value gets there, so none is printed.")
    return (
        f"{_named(one.title)}, {_said(one.needed, one.unit)} instead of {_said(one.now, one.unit)}"
    )


def _said(value: float, unit: str) -> str:
    known = {known.value: known for known in Unit}
    return written(value, known[unit]) if unit in known else f"{value:,.3g} {unit}"


def _or(parts: Sequence[str]) -> str:
    return "; or ".join(parts)


def _named(title: str) -> str:
    return title[:1].lower() + title[1:]


def _dollars(amount: float) -> str:
    return written(amount, Unit.USD_PER_HOUR)


def _up(text: str) -> str:
    return text[:1].upper() + text[1:]
