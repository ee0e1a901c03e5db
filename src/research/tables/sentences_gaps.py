"""Sentences about a gap taken apart by occupation."""

from collections.abc import Mapping, Sequence

from research.ground.errors import FindingError
from research.ground.terms import Unit
from research.models.comparison.discovery import Discoveries
from research.models.comparison.estimate import Estimate
from research.models.decomposition.cells import CellGap
from research.tables.formats import listed, written
from research.tables.sentences import counted

_LOWEST = "$0.00"


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


def left_out_sentence(found: CellGap, sides: tuple[str, str]) -> str:
    """Return which occupations of the list could not be compared, and why.

    Parameters
    ----------
    sides
        What the two sides of the gap are called, a before b, as in "state-owned hospitals".
    """
    left = [
        (found.withheld, "a wage or a count was not released"),
        (found.only_a, f"they are listed for {sides[0]} alone"),
        (found.only_b, f"they are listed for {sides[1]} alone"),
    ]
    said = [
        f"Left out because {why}: {_named([one.lower() for one in names])}."
        for names, why in left
        if names
    ]
    return " ".join(said) or "No occupation on our list was left out."


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
