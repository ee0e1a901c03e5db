"""Many places, each with an estimate: built from columns, checked before they are compared."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import numpy as np
import numpy.typing as npt
import pandas as pd

from research.ground.errors import MetricError
from research.ground.terms import Unit
from research.models.comparison.estimate import LEVEL, Estimate, from_mean, from_relative

Places = Mapping[str, Estimate]
Floats = npt.NDArray[np.float64]


def places_of(
    names: Sequence[str],
    values: Sequence[float],
    standard_errors: Sequence[float],
    unit: Unit | str,
    *,
    sample: str = "",
    level: float = LEVEL,
) -> dict[str, Estimate]:
    """Return the estimates of places by name, from three sequences of one length.

    Raises
    ------
    MetricError
        If the lengths differ, a name stands twice, or a number is missing or no error.
    """
    if not len(names) == len(values) == len(standard_errors):
        raise MetricError(
            f"{len(names)} names, {len(values)} values and {len(standard_errors)} standard "
            "errors: give one of each a place."
        )
    check_names(names)
    found = {}
    for name, value, error in zip(names, values, standard_errors, strict=True):
        with told(name):
            found[name] = from_mean(float(value), float(error), unit, sample=sample, level=level)
    return found


def places_from_wages(
    wages: pd.DataFrame, *, name: str = "area_name", level: float = LEVEL
) -> dict[str, Estimate]:
    """Return the mean hourly wage of each row of ``occupation_wages`` with its interval.

    Parameters
    ----------
    wages
        Rows of one occupation, industry and ownership: ``name``, wage_mean_usd_per_hour,
        wage_rse_percent. Leave out rows that hold others, such as the state as a whole.

    Raises
    ------
    MetricError
        If several occupations, industries or owners are mixed, a name stands twice, or a wage
        or its error was not released.
    """
    for column in ("occupation_code", "industry_code", "ownership"):
        if column in wages and wages[column].nunique() > 1:
            raise MetricError(
                f"{wages[column].nunique()} values of {column} are mixed: places are compared "
                "within one. Choose one."
            )
    check_names(list(wages[name]))
    rows = zip(wages[name], wages["wage_mean_usd_per_hour"], wages["wage_rse_percent"], strict=True)
    survey, found = "employers that BLS surveyed", {}
    for place, wage, rse in rows:
        with told(str(place)):
            found[str(place)] = from_relative(
                float(wage), float(rse), Unit.USD_PER_HOUR, sample=survey, level=level
            )
    return found


@contextmanager
def told(place: str) -> Iterator[None]:
    """Put the name of a place before a refusal that concerns it."""
    try:
        yield
    except MetricError as refused:
        raise MetricError(f"{place}: {refused}") from refused


def check_names(names: Sequence[str]) -> None:
    """Refuse names that stand twice: two places of one name are not told apart."""
    twice = [name for place, name in enumerate(names) if name in names[:place]]
    if twice:
        raise MetricError(
            f"{len(twice)} of {len(names)} places bear a name that stands before, first "
            f"{twice[0]!r}: give each its own, such as its county."
        )


def check_places(places: Places, fewest: int = 2) -> tuple[list[str], Floats, Floats]:
    """Return names, values and standard errors, all in one unit and at one level.

    Raises
    ------
    MetricError
        If there are fewer than ``fewest``, units differ, an estimate has no standard error, or
        all values and all errors are equal.
    """
    if len(places) < fewest:
        raise MetricError(
            f"{len(places)} of at least {fewest} places: there is nothing to compare. Print the "
            "value with its interval."
        )
    units = {estimate.unit for estimate in places.values()}
    if len(units) > 1:
        raise MetricError(
            f"places are given in {len(units)} units ({', '.join(sorted(units))}): compare one."
        )
    names = list(places)
    values = np.array([places[name].value for name in names], dtype=np.float64)
    errors = np.empty(len(names))
    for place, name in enumerate(names):
        with told(name):
            errors[place] = places[name].needed_error
    if np.ptp(values) == 0:
        raise MetricError(
            f"all {len(names)} places have the value {values[0]:g}: there is no order among them. "
            "Say that they are alike, or give more decimal places."
        )
    return names, values, errors
