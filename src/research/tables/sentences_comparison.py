"""Sentences about places that claim no more than their intervals do."""

from collections.abc import Sequence

from research.ground.errors import FindingError
from research.ground.terms import Unit
from research.models.comparison.differences import difference
from research.models.comparison.discovery import Discoveries
from research.models.comparison.estimate import LEVEL, Estimate
from research.models.comparison.ranking import Ranked, Ranking
from research.models.comparison.shrinkage import Shrinkage
from research.tables.formats import counted, listed, written
from research.tables.sentences import counted as in_words

_PER = {
    Unit.USD_PER_HOUR: " an hour",
    Unit.USD_PER_DAY: " a day",
    Unit.USD_PER_YEAR: " a year",
    Unit.USD_PER_PERSON_YEAR: " a person a year",
}
_NAMED = 4
_ENDS_NAMED = 3


def estimate_sentence(what: str, estimate: Estimate) -> str:
    """Return a value with its interval, level and sample: "The mean wage is …"."""
    of = f" Based on {estimate.sample}." if estimate.sample else ""
    if estimate.n is not None:
        of = f" Based on {estimate.n:,} {estimate.sample or 'answers'}."
    return (
        f"{_up(what)} is {_amount(estimate.value, estimate.unit)}, between {_interval(estimate)} "
        f"({estimate.level:.0%} interval).{of}"
    )


def two_places_sentence(
    first: tuple[str, Estimate],
    second: tuple[str, Estimate],
    *,
    more: str = "has a higher value than",
    comparisons: int = 1,
    level: float = LEVEL,
) -> str:
    """Return which of two places lies higher and by how much, or that they are not told apart.

    Parameters
    ----------
    first, second
        Names with estimates that are independent of one another.
    more
        What the higher one does to the lower one, as in "pays more than".
    comparisons
        How many pairs are looked at in all; the interval is widened for them.
    """
    higher, lower = sorted((first, second), key=lambda place: -place[1].value)
    gap = difference(higher[1], lower[1], comparisons=comparisons, level=level)
    if _is_nothing(gap.value, gap.unit):
        return (
            f"{_up(first[0])} and {second[0]} have the same value as printed, and cannot be told "
            f"apart: the difference may be anywhere from {_from_to(gap)}."
        )
    if gap.low <= 0 or _is_nothing(gap.low, gap.unit):
        return (
            f"{_up(higher[0])} and {lower[0]} cannot be told apart: the difference of "
            f"{_difference(gap.value, gap.unit)} may be anywhere from {_from_to(gap)}."
        )
    return (
        f"{_up(higher[0])} {more} {lower[0]}: {_difference(gap.value, gap.unit)} more"
        f"{_PER.get(gap.unit, '')} ({_from_to(gap)})."
    )


def rank_sentence(ranking: Ranking, name: str) -> str:
    """Return the ranks that a place may hold, and whom it cannot be told from."""
    place, among = ranking[name], ranking.places
    if (place.rank_low, place.rank_high) == (1, among):
        said = f"{_up(name)} may hold any rank of the {among}: the data do not place it."
    elif place.rank_low == place.rank_high:
        said = f"{_up(name)} ranks {_ordinal(place.rank_low)} of {among}."
    else:
        said = (
            f"{_up(name)} ranks between {_ordinal(place.rank_low)} and "
            f"{_ordinal(place.rank_high)} of {among}."
        )
    if not place.alike:
        return said
    if len(place.alike) == among - 1:
        return f"{said} It cannot be told from any other."
    return f"{said} It cannot be told from {_some(place.alike)}."


def first_sentence(ranking: Ranking, most: str = "highest") -> str:
    """Return which place comes first, or which ones may; never more than is known."""
    return _end_sentence(ranking, ranking.maybe_first, ranking.rows[0], most)


def last_sentence(ranking: Ranking, most: str = "lowest") -> str:
    """Return which place comes last, or which ones may."""
    return _end_sentence(ranking, ranking.maybe_last, ranking.rows[-1], most)


def told_apart_sentence(ranking: Ranking) -> str:
    """Return how many pairs of places can be told apart at all."""
    _check_whole(ranking)
    pairs = ranking.places * (ranking.places - 1) // 2
    apart = sum(len(row.behind) for row in ranking.rows)
    if apart == 0:
        return f"No two of the {ranking.places} places can be told apart."
    if apart == pairs:
        return f"All {pairs:,} pairs among {ranking.places} places can be told apart."
    return (
        f"Of the {pairs:,} pairs among {ranking.places} places, {apart:,} can be told apart; the "
        "order of the rest may be chance."
    )


def differ_sentence(found: Discoveries, reference: str) -> str:
    """Return how many places differ from a reference after control, up and down.

    Parameters
    ----------
    reference
        What they were held against, as in "the state mean".
    """
    family, tests = counted(found.size, "place"), counted(found.size, "test")
    if not found.differ:
        return (
            f"None of {family} can be told from {reference}, after allowing for {tests} "
            f"({found.control.value})."
        )
    kept = [row for row in found.rows if row.differs]
    above = sum(row.gap is not None and row.gap.value > 0 for row in kept)
    is_sided = all(row.gap is not None for row in kept)
    sides = f": {_sides(above, len(kept) - above)}" if is_sided else ""
    left = found.size - len(kept)
    rest = f" The other {in_words(left)} cannot be told from it." if left else ""
    verb = "differs" if len(kept) == 1 else "differ"
    bound = found.control.meaning.format(f"{100 * found.level:g} percent")
    return (
        f"Of {family}, {in_words(len(kept))} {verb} from {reference}{sides}.{rest} This allows "
        f"for {tests} ({found.control.value}): {bound}."
    )


def shrunk_sentence(found: Shrinkage, name: str) -> str:
    """Return a drawn-in value with the raw one beside it, and why they differ."""
    row = found[name]
    raw, drawn = (_amount(one.value, one.unit) for one in (row.raw, row.shrunk))
    if found.between_variance == 0:
        return (
            f"{_up(name)} was measured at {raw}. The places differ no more than chance makes "
            f"them, so the best figure for each is the common one, {drawn}."
        )
    return (
        f"{_up(name)} was measured at {raw}. Drawn towards the other places, as far as its own "
        f"uncertainty asks, it is {drawn}, between {_interval(row.shrunk)}; "
        f"{_weight(row.weight)} of that figure is its own."
    )


def _end_sentence(ranking: Ranking, maybe: Sequence[str], end: Ranked, most: str) -> str:
    _check_whole(ranking)
    if not end.alike:
        return f"{_up(end.name)} is the {most} of the {ranking.places}."
    if len(maybe) == 1:
        maybe = (end.name, *end.alike)
    if len(maybe) == ranking.places:
        return f"No place can be called the {most}: any of the {ranking.places} may be it."
    if len(maybe) > _ENDS_NAMED:
        which = f"{in_words(len(maybe))} of the {ranking.places} may be it"
        return f"No single place can be called the {most}: {which}."
    return f"No single place can be called the {most}: it may be {_some(maybe, 'or')}."


def _sides(above: int, below: int) -> str:
    if above and below:
        return f"{in_words(above)} above and {in_words(below)} below"
    return "above it" if above else "below it"


def _check_whole(ranking: Ranking) -> None:
    if len(ranking.rows) != ranking.places:
        raise FindingError(
            f"{len(ranking.rows)} of {ranking.places} places were ranked: a sentence about all of "
            "them needs a ranking without `only`."
        )


def _some(names: Sequence[str], word: str = "and") -> str:
    if len(names) > _NAMED + 1:
        rest = len(names) - _NAMED
        names = [*names[:_NAMED], f"{counted(rest, 'other')}"]
    if any(", " in name for name in names) and len(names) > 1:
        return f"{'; '.join(names[:-1])}{';' if len(names) > 2 else ''} {word} {names[-1]}"
    said = listed(list(names))
    return said if word == "and" else f" {word} ".join(said.rsplit(" and ", 1))


def _amount(value: float, unit: Unit) -> str:
    return f"{written(value, unit)}{_PER.get(unit, '')}"


def _interval(estimate: Estimate) -> str:
    return f"{written(estimate.low, estimate.unit)} and {written(estimate.high, estimate.unit)}"


def _difference(value: float, unit: Unit) -> str:
    """Return a difference; of two shares it is in points, never in percent."""
    if unit is Unit.SHARE:
        points = written(100 * value, Unit.POINTS).lstrip("+")
        return f"{points} percentage points"
    return written(value, unit)


def _from_to(gap: Estimate) -> str:
    if gap.unit is not Unit.SHARE:
        return f"{written(gap.low, gap.unit)} to {written(gap.high, gap.unit)}"
    low, high = (written(100 * end, Unit.POINTS).lstrip("+") for end in (gap.low, gap.high))
    return f"{low} to {high} points"


def _is_nothing(value: float, unit: Unit) -> bool:
    return not any(digit in "123456789" for digit in _difference(value, unit))


def _weight(share: float) -> str:
    """Return a weight in whole percent, and to a tenth where that would say all or nothing."""
    return written(share, Unit.SHARE, 0 if 0.01 <= share < 0.99 else 1)


def _ordinal(number: int) -> str:
    teen = 10 < number % 100 < 20
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _up(text: str) -> str:
    return text[:1].upper() + text[1:]
