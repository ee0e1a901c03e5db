"""Sentences that follow from numbers, so that prose never claims more than they do."""

import math
from datetime import date

import pandas as pd

from research.ground.errors import FindingError
from research.ground.terms import Unit
from research.tables.formats import written

_WORDS = (
    "none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve",
)  # fmt: skip


def counted(number: int) -> str:
    """Return a count in words up to twelve, in digits above."""
    return _WORDS[number] if 0 <= number < len(_WORDS) else f"{number:,}"


def stated(amount: float, unit: str, means: str) -> str:
    """Return an amount with what it means, or the meaning alone where there is no amount."""
    if math.isnan(amount):
        return means[:1].upper() + means[1:]
    counted_in = Unit(unit)
    return f"{written(amount, counted_in, 0 if counted_in is Unit.SHARE else None)} {means}"


def pace_sentence(kept: pd.DataFrame) -> str:
    """Return how many series kept pace with prices, fell behind, or depend on the index.

    Parameters
    ----------
    kept
        Rows of `metrics.pace.pace`: title, erosion_low, erosion_high.
    """
    if kept.empty:
        raise FindingError("no series to count: the pace of nothing is no sentence.")
    behind = kept[kept["erosion_high"] < 0]
    ahead = int((kept["erosion_low"] >= 0).sum())
    unclear = len(kept) - len(behind) - ahead
    parts = [
        f"{counted(ahead)} kept pace with prices or did better",
        f"{counted(len(behind))} fell behind under both price indexes",
    ]
    if unclear:
        parts.append(f"{counted(unclear)} {'depends' if unclear == 1 else 'depend'} on the index")
    listed = ", ".join(parts[:-1]) + " and " + parts[-1]
    said = (
        f"Of the {counted(len(kept))} rates and wages that we could hold against prices, {listed}."
    )
    kinds = {str(title).split(",")[0].lower() for title in behind["title"]}
    if len(behind) > 1 and len(kinds) == 1:
        said += f" All that fell behind are {kinds.pop()} rates."
    return said


def pending_sentence(pending: pd.DataFrame, title: str) -> str:
    """Return what is announced but not paid of a series, or that nothing is.

    Parameters
    ----------
    pending
        Rows of `rates` that do not count as paid: effective, amount_usd, kind.
    """
    waits = pending[pending["kind"] == "pending"].sort_values("effective")
    if waits.empty:
        return f"Nothing is announced beyond that for the {title}."
    row = waits.iloc[-1]
    amount = written(float(row["amount_usd"]), Unit.USD_PER_HOUR)
    day = written(row["effective"].date(), Unit.DATE)
    return (
        f"A further step to {amount} from {day} was announced subject to federal approval. A trade "
        "news item reports that it was approved. We did not find the state's own notice, so it "
        "does not count here as paid."
    )


def silence_sentence(last: date, as_of: date) -> str:
    """Return the sentence for a series that we cannot follow: a gap in knowledge, not a freeze."""
    years = written((as_of - last).days / 365.25, Unit.YEARS)
    return (
        f"That was {years} years before this report. We could not read any later rate, and say "
        "nothing of it: a gap in what we know is not a freeze."
    )


def gain_sentence(who: str, share: float) -> str:
    """Return whether something gained on prices or lost to them, and how much."""
    verb = "gained" if share >= 0 else "lost"
    return f"{who} {verb} {written(abs(share), Unit.SHARE)}."
