"""Sentences and rows about a modelled rate that claim no more than its draws and ranges do.

"95 of 100 draws" are the middle 95 of `models.rate_model.draws`.
"""

from collections.abc import Sequence

import pandas as pd

from research.ground.errors import FindingError
from research.ground.terms import Unit
from research.models.rate_model import RateModel
from research.models.rate_model.draws import Draws
from research.models.rate_model.reach import Reach
from research.tables.formats import listed, written

_MOST = "95 of 100 draws"


def cover_sentence(service: str, wage: str, draws: Draws) -> str:
    """Return whether a rate paid for its cost, and in what share of the draws it paid for all.

    Parameters
    ----------
    wage
        The wage that the cost was built on, as in "one agency's start wage".

    Raises
    ------
    FindingError
        If nothing is paid for the unit of the cost.
    """
    low, high, whole = draws.adequacy_low, draws.adequacy_high, draws.share_paid
    if low is None or high is None or whole is None:
        raise FindingError("no rate is paid for this unit, so none covers it: print the cost.")
    if low >= 1:
        verdict = "paid for"
    elif high < 1:
        verdict = "did not pay for"
    else:
        verdict = "may or may not have paid for"
    return (
        f"The rate for {service} {verdict} what an hour cost at {wage}: it was enough in "
        f"{written(whole, Unit.SHARE, 0)} of the draws."
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
    ends = [
        f"at the {name} for {_named(one.title)}"
        for end, name in (("low", "lowest"), ("high", "highest"))
        for one in ranged
        if one.value == getattr(one, end)
    ]
    if ends:
        said += f" The value taken stands at an end of the range tried: {listed(ends)}."
    return said


def reach_rows(reaches: Sequence[Reach], model: RateModel) -> pd.DataFrame:
    """Return what each part would have to be for what is paid to be the cost; no advice.

    Parameters
    ----------
    reaches
        Of `models.rate_model.reach.what_would_pay`, for the same model.

    Returns
    -------
    pd.DataFrame
        One row a part, all as printed: part, taken, needed, tried ("inside" or "outside" a
        range, or "no range was tried").
    """
    return pd.DataFrame([_reach_row(one, model) for one in reaches])


def _reach_row(one: Reach, model: RateModel) -> dict[str, str]:
    held = model.parameters[one.name]
    tried = "no range was tried"
    if held.low is not None and held.high is not None:
        place = "inside" if one.is_in_range else "outside"
        tried = f"{place} {_said(held.low, one.unit)} to {_said(held.high, one.unit)}"
    needed = "no value gets there" if one.needed is None else _said(one.needed, one.unit)
    return {"part": one.title, "taken": _said(one.now, one.unit), "needed": needed, "tried": tried}


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
        f"{_up(rate)}, {_dollars(asked_usd)}, {verdict} the hour that is proposed with it: it is "
        f"enough in {share} of the draws."
    )


def _place(amount: float, draws: Draws, below: str, inside: str, above: str) -> str:
    return below if amount < draws.low else above if amount > draws.high else inside


def _said(value: float, unit: str) -> str:
    known = {known.value: known for known in Unit}
    return written(value, known[unit]) if unit in known else f"{value:,.3g} {unit}"


def _named(title: str) -> str:
    return title[:1].lower() + title[1:]


def _dollars(amount: float) -> str:
    return written(amount, Unit.USD_PER_HOUR)


def _up(text: str) -> str:
    return text[:1].upper() + text[1:]
