"""Sentences about a gap taken apart by occupation, and about what a wage gained on prices."""

from collections.abc import Mapping, Sequence

from research.ground.errors import FindingError
from research.ground.terms import Unit
from research.metrics.shortfall import Shortfall
from research.models.comparison.discovery import Discoveries
from research.models.comparison.estimate import Estimate
from research.models.decomposition.cells import CellGap
from research.tables.formats import listed, written
from research.tables.sentences import counted

_LOWEST = "$0.00"


def cells_sentence(found: CellGap, sides: tuple[str, str]) -> str:
    """Return how much of a gap in mean wages lies within occupations, and how much in their mix.

    Parameters
    ----------
    sides
        What the two sides of the gap are called, a before b, as in "state-owned hospitals".
    """
    sign = 1 if found.gap >= 0 else -1
    higher, lower = sides if sign == 1 else sides[::-1]
    gap, pay, mix = (sign * part for part in (found.gap, found.pay, found.mix))
    among = f"Over the {counted(len(found.cells))} occupations compared"
    if _dollars(gap) == _LOWEST:
        first = f"{among}, {higher} and {lower} pay alike on average."
        return f"{first} {_within(pay, f'{higher} pay')}, and {_mixed(mix, 'their')}."
    return (
        f"{among}, {higher} pay {_dollars(gap)} an hour more on average than {lower}. "
        f"{_within(pay, 'they pay')}, and {_mixed(mix, 'their')}."
    )


def carried_sentence(found: CellGap, most: int = 3) -> str:
    """Return which occupations carry the part of a gap that lies within occupations.

    Each counts with its difference in pay times its average share of the staff. What the
    others make is not printed, since rounded parts need not add up to the cent.

    Raises
    ------
    FindingError
        If none or all of the occupations are to be named.
    """
    rows = found.cells.sort_values("pay", ascending=found.pay < 0, kind="stable")
    if not 0 < most < len(rows):
        raise FindingError(f"{most} of {len(rows)} occupations: name some, and leave some.")
    sign = 1 if found.pay >= 0 else -1
    named = [
        f"{str(cell).lower()} {'' if at else 'account '}for {_dollars(sign * pay)}"
        for at, (cell, pay) in enumerate(zip(rows["cell"][:most], rows["pay"][:most], strict=True))
    ]
    left = sign * float(rows["pay"][most:].sum())
    other = f"the other {counted(len(rows) - most)}"
    rest = f"{other} for the rest" if left > 0 else f"{other} for minus {_dollars(-left)}"
    return f"Of the {_dollars(abs(found.pay))} within occupations, {_named([*named, rest])}."


def covered_sentence(found: CellGap, sides: tuple[str, str]) -> str:
    """Return which share of each side's staff was compared, and which occupations were not."""
    shares = [written(share, Unit.SHARE, 0) for share in (found.covered_a, found.covered_b)]
    said = (
        f"These occupations hold {shares[0]} of the staff of {sides[0]} and {shares[1]} of that "
        f"of {sides[1]}."
    )
    left = [
        (found.withheld, "a wage or a count was not released"),
        (found.only_a, f"they are listed for {sides[0]} alone"),
        (found.only_b, f"they are listed for {sides[1]} alone"),
    ]
    for names, why in left:
        if names:
            said += f" Left out because {why}: {_named([one.lower() for one in names])}."
    return said


def apart_sentence(
    found: Discoveries, gaps: Mapping[str, Estimate], sides: tuple[str, str], noun: str
) -> str:
    """Return in how many of a family each side surely pays more, allowing for every test.

    Parameters
    ----------
    gaps
        By name, the difference of the first side less the second.
    noun
        What the family consists of, as in "occupations".

    Raises
    ------
    FindingError
        If the gaps are not those that were tested.
    """
    if set(gaps) != {row.name for row in found.rows}:
        raise FindingError(
            f"{len(gaps)} gaps are given, {found.size} were tested: give the gap of each test."
        )
    more = sum(gaps[name].value > 0 for name in found.differ)
    less, left = len(found.differ) - more, found.size - len(found.differ)
    parts = [
        f"{side} pay more in {_of_all(number, found.size)}"
        for side, number in zip(sides, (more, less), strict=True)
        if number
    ]
    if left:
        parts.append(f"{_of_all(left, found.size)} cannot be told apart")
    return (
        f"By the mean wage of {counted(found.size)} {noun}, {listed(parts)}, after allowing for "
        f"sampling error and for {counted(found.size)} tests ({found.control.value})."
    )


def turned_sentence(means: Mapping[str, float], medians: Mapping[str, float]) -> str:
    """Return where the medians lie the other way than the means, and that they have no error.

    Parameters
    ----------
    means, medians
        By occupation, the difference of one side less the other.
    """
    if set(means) != set(medians) or not means:
        raise FindingError(
            f"{len(means)} means and {len(medians)} medians: give both of each occupation."
        )
    turned = [name.lower() for name in means if means[name] * medians[name] < 0]
    end = "No error is published for a median."
    if not turned:
        return f"The medians lie the same way in each. {end}"
    which = "one" if len(turned) == 1 else counted(len(turned))
    return f"The medians lie the other way in {which}: {_named(turned)}. {end}"


def ahead_sentence(found: Shortfall, who: str) -> str:
    """Return what a wage brought more or less than if it had moved with prices, added up.

    Parameters
    ----------
    found
        The shortfall over hours a year; below 0 the wage was ahead.
    who
        The wage, as in "the wage in the rate".
    """
    is_ahead = found.total_usd < 0
    start, end = (written(day.isoformat(), Unit.DATE) for day in (found.start, found.end))
    said = (
        f"From {start} to {end} {who} came to {_whole(abs(found.total_usd))} "
        f"{'more' if is_ahead else 'less'}, over {found.volume.a_year:,g} hours a year, than if it "
        "had moved with prices from the first day."
    )
    other = _whole(found.below_usd if is_ahead else found.above_usd)
    if other != "$0":
        when = "less while prices were ahead" if is_ahead else "more while it was ahead"
        said += f" That is after {other} {when}."
    if found.months_skipped:
        said += f" Left out, since no index was published: {listed(found.months_skipped)}."
    return said


def _within(pay: float, who: str) -> str:
    """Return the part of pay within occupations, from the side of who is named."""
    if _dollars(pay) == _LOWEST:
        return f"Within the same occupation {who} the same"
    return f"Within the same occupation {who} {_dollars(abs(pay))} {'more' if pay > 0 else 'less'}"


def _mixed(mix: float, whose: str) -> str:
    if _dollars(mix) == _LOWEST:
        return f"{whose} mix of occupations changes nothing"
    if mix > 0:
        return (
            f"{whose} mix of occupations, with more of the better-paid work, adds {_dollars(mix)}"
        )
    return (
        f"{whose} mix of occupations, with more of the lower-paid work, takes off {_dollars(-mix)}"
    )


def _of_all(number: int, size: int) -> str:
    return f"all {counted(size)}" if number == size else counted(number)


def _named(names: Sequence[str]) -> str:
    """Return names in a row, parted by semicolons where a name holds a comma."""
    if len(names) > 1 and any("," in name for name in names):
        return f"{'; '.join(names[:-1])}; and {names[-1]}"
    return listed(names)


def _dollars(amount: float) -> str:
    said = written(amount, Unit.USD)
    return _LOWEST if not any(digit in "123456789" for digit in said) else said


def _whole(amount: float) -> str:
    return written(amount, Unit.USD_WHOLE)
