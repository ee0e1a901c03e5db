"""Sentences and short lines of a district's sheet: whom it is for, where, and what holds there."""

import re
from collections.abc import Sequence
from datetime import date

import pandas as pd

from research.ground.errors import FindingError
from research.ground.terms import Unit
from research.metrics.seats import RosterState
from research.tables.formats import counted, listed, written

_MOST_COUNTIES = 4
_MOST_NAMED = 3
_HOURLY = Unit.USD_PER_HOUR

JOBS = {
    "311120": "Home and personal care aides",
    "399011": "Child care workers",
    "311131": "Nursing assistants",
    "412031": "Retail salespersons",
    "537065": "Stockers and order fillers",
    "537062": "Freight and stock movers",
}
"""Jobs by their code in the wage survey, as a sheet calls them: care first, then what else pays."""

CARE = ("311120", "399011", "311131")
"""The jobs of care among them."""


def addressee(name: str, *, is_vacant: bool) -> str:
    """Return whom a sheet is for: the member, or "Office of the member" for an empty seat.

    Raises
    ------
    FindingError
        If a seat that is held has no name.
    """
    if is_vacant:
        return "Office of the member"
    if not name.strip():
        raise FindingError("a seat that is held has no name: look at its row of seats.")
    return name.strip()


def counties_line(names: Sequence[str]) -> str:
    """Return the counties of a district, the largest part first: "DuPage and Will Counties".

    Raises
    ------
    FindingError
        If there is none.
    """
    if not names:
        raise FindingError("a district lies in no county: look at its rows of county_districts.")
    if len(names) == 1:
        return f"{names[0]} County"
    if len(names) <= _MOST_COUNTIES:
        return f"{listed(list(names))} Counties"
    rest = counted(len(names) - _MOST_COUNTIES + 1, "other county", "other counties")
    return f"{', '.join(names[: _MOST_COUNTIES - 1])}, and {rest}"


def place_line(label: str, area_label: str, names: Sequence[str]) -> str:
    """Return the counties of a district, or of the Senate district around it, which is named."""
    counties = counties_line(names)
    return counties if label == area_label else f"In {area_label}: {counties}"


def scope_sentence(label: str, area_label: str) -> str:
    """Return which area the figures of a district are of.

    Parameters
    ----------
    label
        The district of the sheet.
    area_label
        The district that the figures are of: itself, or the Senate district around it.
    """
    if label == area_label:
        return f"Counts of people are of {label} as drawn since 2023."
    return (
        "No outline of House districts was read: map, counties, people, prices, wages, and "
        f"agencies are those of {area_label}, which is {label} and one more."
    )


def first_clause(text: str) -> str:
    """Return a text up to its first semicolon or "which", with a capital and no closing period."""
    clause = re.split(r";|, which ", text, maxsplit=1)[0].strip().rstrip(".")
    return (clause[:1].upper() + clause[1:]).replace("'", "’")


def area_phrase(area: str, *, is_state: bool) -> str:
    """Return an area of the wage survey as a sentence names it: "in the Chicago area".

    Where no smaller area was read, the wages are of the state, and the sentence says so.
    """
    return "in Illinois as a whole" if is_state else f"in the {re.split('[-,]', area)[0]} area"


def wages_sentence(wages: pd.DataFrame, where: str) -> str:
    """Return how the median aide's wage stands beside the jobs that an aide could take instead.

    Parameters
    ----------
    wages
        One row a job of `JOBS`: occupation_code, wage_p50_usd_per_hour.
    where
        The area that they are of, as `area_phrase` says it.

    Raises
    ------
    FindingError
        If there are no aides, or no other job, among them.
    """
    by_job = wages.set_index("occupation_code")["wage_p50_usd_per_hour"]
    others = by_job[[code for code in JOBS if code not in CARE and code in by_job.index]]
    if "311120" not in by_job.index or others.empty:
        raise FindingError(
            f"wages of {len(by_job)} jobs: those of aides (311120) and of one other job are needed."
        )
    aide = by_job["311120"]
    parts = [
        f"{written(abs(other - aide), _HOURLY)} {'less' if other > aide else 'more'} than "
        f"{JOBS[str(code)].lower()}"
        for code, other in ((others.idxmax(), others.max()), (others.idxmin(), others.min()))
        if written(other, _HOURLY) != written(aide, _HOURLY)
    ]
    said = f"The median home or personal care aide {where} earns {written(aide, _HOURLY)} an hour"
    return (
        f"{said}: {' and '.join(dict.fromkeys(parts))}." if parts else f"{said}, like the others."
    )


def disability_sentence(group: str, place: str, wage: float, near_wage: float, asked: float) -> str:
    """Return what the wage in the disability rate is in a county, beside the wage asked for.

    Parameters
    ----------
    group
        The county's group in the disability program: REST where no addition is paid.
    place
        The county, as in "Cook County".
    wage, near_wage
        The wage in the rate, without and with the addition around Chicago.
    asked
        The wage that is asked for, before the addition.
    """
    if group == "REST":
        return (
            f"In {place} the wage in the disability rate is {written(wage, _HOURLY)} an hour, "
            f"{written(asked - wage, _HOURLY)} below the {written(asked, _HOURLY)} that we ask for."
        )
    return (
        f"In {place} the wage in the disability rate is already {written(near_wage, _HOURLY)} an "
        f"hour, because it has a regional addition. With the same addition the "
        f"{written(asked, _HOURLY)} that we ask for would be "
        f"{written(asked * near_wage / wage, _HOURLY)}."
    )


def agencies_sentence(
    place: str, count: int, total_usd: float, passed_over: Sequence[tuple[str, int]]
) -> str:
    """Return what the agencies of a place in a sample spent, and why not of a smaller place.

    Parameters
    ----------
    place
        The smallest place with enough returns.
    count, total_usd
        Its returns, and what they spent together.
    passed_over
        Smaller places and their returns, the smallest first.
    """
    spent = written(total_usd / 1e6, Unit.USD_MILLION)
    agencies = counted(count, "human service agency", "human service agencies")
    said = f"In a national sample, {agencies} in {place} spent {spent}."
    if not passed_over:
        return said
    if not any(number for _, number in passed_over):
        names = [name for name, _ in passed_over]
        none = f"{names[0]} has none" if len(names) == 1 else f"{listed(names)} have none"
        return f"{said} {none} in it."
    (first, number), *others = passed_over
    fewer = [f"{first} has {_few(number)} in it", *(f"{name} {_few(n)}" for name, n in others)]
    return f"{said} {listed(fewer)}: too few to speak of."


def largest_sentence(returns: pd.DataFrame) -> str:
    """Return the agencies that spent most, by name, each with what it spent; three at most.

    Form 990 is public, and each return is one agency: nothing is hidden.

    Parameters
    ----------
    returns
        One row a return: name, total_usd.
    """
    most = returns.nlargest(_MOST_NAMED, "total_usd")
    named = [
        f"{name} ({written(usd / 1e6, Unit.USD_MILLION, 1)})"
        for name, usd in zip(most["name"], most["total_usd"], strict=True)
    ]
    return f"The largest: {listed(named)}."


def _few(number: int) -> str:
    return "none" if number == 0 else counted(number, "return").split(" ")[0]


def region_name(counties: int, *, is_near_cook: bool) -> str:
    """Return the region of a county: those of child care Group 1A, or all others.

    The other two groups of the subsidy hold too few returns each to speak of.
    """
    if is_near_cook:
        return f"Cook and {counted(counties - 1, 'county', 'counties')} near it"
    return f"the {counted(counties, 'county', 'counties')} outside Cook and six near it"


def map_caption(area_label: str, labels: Sequence[str]) -> str:
    """Return what a map shows, and how it writes the districts around it."""
    if not labels:
        return f"{area_label}, its counties, and where it lies in Illinois."
    first = labels[0]
    kind = {"S": "Senate", "H": "House"}[first[0]]
    number = int(first[1:])
    return (
        f"{area_label}, with its counties and neighbors: {first[0]} {number} is {kind} District "
        f"{number}."
    )


def rate_caption(group_label: str, hour_from: date, as_of: date) -> str:
    """Return what the rates and costs of a sheet are, and how old the one of home care is.

    Parameters
    ----------
    group_label
        The child care group of the county.
    hour_from
        The day from which the home care rate was paid.
    as_of
        The day of the sheet.
    """
    age = counted(
        as_of.year - hour_from.year - (as_of.timetuple()[1:3] < hour_from.timetuple()[1:3]), "year"
    )
    return (
        f"Home care: the last rate that we read is {age} old. Child care: the highest rate in "
        f"county {group_label} before add-ons for quality; the share is of a year, in which some "
        "days of care go unpaid. Costs are modeled; ranges hold 95 of 100 draws."
    )


def wages_caption(area: str, *, is_state: bool) -> str:
    """Return which area wages are of, and why it is the state where no smaller one was read."""
    of = "all of Illinois, because no smaller area was read for this county" if is_state else area
    return f"Median wage an hour in May 2025: {of}."


def roster_sentence(retrieved: date, state: RosterState, *, is_vacant: bool) -> str:
    """Return as of when the member is named, and when the next General Assembly is seated."""
    day = written(retrieved, Unit.DATE)
    named = f"The member named here is as of {day}."
    said = state.sentence or named
    return said.replace(named, f"The seat had no member on {day}.") if is_vacant else said


def agencies_caption(count: int, year: int, *, region: Sequence[str], is_near_cook: bool) -> str:
    """Return what the spending of agencies is read from, and which counties a region holds.

    Parameters
    ----------
    count, year
        The returns, and their tax year.
    region
        The counties of child care Group 1A, where the returns are of a region; else none.
    is_near_cook
        Whether the region is those counties, or all the others.
    """
    said = f"Form 990, tax year {year}: {counted(count, 'return')}, not all agencies."
    if not region:
        return said
    return f"{said} {'In' if is_near_cook else 'All but'} {listed(list(region))} Counties."
