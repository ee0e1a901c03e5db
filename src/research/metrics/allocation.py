"""Amounts known for one kind of place, stated for another: whole by points, or split by weights.

Every way of allocating keeps the total: what is stated for the districts adds up to what was
known for the tracts or counties, exactly for counts, within a billionth for other amounts.
"""

from datetime import date

import numpy as np
import pandas as pd

from research.ground.errors import MetricError
from research.metrics.days import as_day
from research.metrics.formula import formula
from research.metrics.grades import Design, Evidence, Graded, SourceKind, grade_of

NEAR_KM = 1.0
"""A place whose point lies within this far of a border may lie partly across it. Ours."""

_CLOSE = 1e-9


@formula("sum over the places whose point lies in the district")
def by_points(amounts: "pd.Series[float]", districts: "pd.Series[str]") -> "pd.Series[float]":
    """Return what each district has, each place going whole to the district of its point.

    A place that two districts share goes to one of them. How far off that is, `placing_error`
    measures for people, because districts were drawn to hold equally many.

    Parameters
    ----------
    amounts
        One amount a place (a tract, say), 0 or more.
    districts
        The district of the point of each place, with the same index.

    Returns
    -------
    pd.Series
        By district, in the order of their ids; the type of the amounts. It adds up to them.

    Raises
    ------
    MetricError
        If an amount is missing or negative, or a place has no district.
    """
    _require_amounts(amounts)
    lacking = districts.isna() | districts.eq("")
    if lacking.any() or not districts.index.equals(amounts.index):
        first = districts.index[lacking][0] if lacking.any() else "their indexes differ"
        raise MetricError(
            f"{int(lacking.sum())} of {len(amounts)} places have no district, first {first}: the "
            "sum over districts would not be the total. Place them, or leave them out by a rule."
        )
    return amounts.groupby(districts.rename("district_id")).sum()


@formula("amount × weight ÷ sum of the weights of its place")
def by_weights(amounts: "pd.Series[float]", weights: "pd.Series[float]") -> "pd.Series[float]":
    """Return what of each place goes to each district, by people or area that they share.

    Counts (whole numbers) stay whole: each pair gets its share rounded down, and what is left
    goes one by one to the largest remainders; equal remainders go in the order of the pairs.

    Parameters
    ----------
    amounts
        One amount a place, 0 or more, indexed by place.
    weights
        One weight a pair, 0 or more, indexed by (place, district): people or square km that
        they share. They need not add up to 1.

    Returns
    -------
    pd.Series
        By pair; the pairs of a place add up to its amount. Sum over the second level for
        districts.

    Raises
    ------
    MetricError
        If an amount or a weight is missing or negative, a pair is there twice, or a place with
        an amount above 0 has no weight above 0.
    """
    _require_amounts(amounts)
    _require_amounts(weights, "weight")
    if weights.index.has_duplicates:
        twice = weights.index[weights.index.duplicated()][0]
        raise MetricError(f"weights hold {twice} twice: give one weight a place and district.")
    places = weights.index.get_level_values(0)
    whole = weights.groupby(level=0).sum()
    lost = amounts.index[amounts.gt(0) & ~amounts.index.isin(whole.index[whole.gt(0)])]
    if len(lost):
        raise MetricError(
            f"{len(lost)} of {len(amounts)} places share nothing with any district, first "
            f"{lost[0]} with {amounts[lost[0]]}: their amounts would be lost. Give their weights."
        )
    held = weights[places.isin(amounts.index)]
    at = held.index.get_level_values(0)
    each = amounts.reindex(at).to_numpy(dtype=float)
    base = whole.reindex(at).to_numpy(dtype=float)
    share = np.divide(held.to_numpy(dtype=float), base, out=np.zeros(len(base)), where=base > 0)
    exact = pd.Series(each * share, index=held.index, name=amounts.name)
    return _kept_whole(exact, amounts) if pd.api.types.is_integer_dtype(amounts) else exact


@formula(
    "distance of its people from an equal share ÷ equal share; "
    "equal share = state ÷ number of districts"
)
def placing_error(people: "pd.Series[float]") -> "pd.Series[float]":
    """Return how far the people placed in each district are from an equal share of the state.

    "Legislative Districts shall be compact, contiguous and substantially equal in population"
    (Illinois Constitution, article IV, section 3 (a)), by the census of 2020 for the maps in
    force. So what a district lacks or has too much was placed wrong. It says nothing about
    who was placed wrong: of children, say, more or less may have been.

    Parameters
    ----------
    people
        The population of every district of one chamber by the census that the maps rest on.

    Raises
    ------
    MetricError
        If there is no district, a population is missing or negative, or nobody lives in any.
    """
    _require_amounts(people)
    if people.sum() <= 0:
        raise MetricError(f"nobody lives in {len(people)} districts: there is no equal share.")
    equal = people.sum() / len(people)
    return ((people - equal).abs() / equal).rename("placing_error")


@formula("people in places whose point lies within 1 km of the district's border ÷ its people")
def near_border_share(
    amounts: "pd.Series[float]", districts: "pd.Series[str]", border_km: "pd.Series[float]"
) -> "pd.Series[float]":
    """Return which share of each district lies in places that may reach across its border.

    It is the most that can have been placed wrong where places are small; 0 where a district
    has nobody. Distances are those from the point of a place to the border, in km.
    """
    whole = by_points(amounts, districts)
    near = by_points(amounts.where(border_km.lt(NEAR_KM), 0), districts)
    return (near / whole.where(whole.gt(0))).fillna(0.0).rename("near_border_share")


@formula("the grade of a census whose number moves by the placing error")
def placed_grade(error: float, age_years: float) -> Graded:
    """Return the grade of a number placed by points, by the written rules of grades.

    The error is what the number moves by its assumption that a place lies whole where its
    point lies. Where it was measured for people and the number is of children, it stands in.

    Parameters
    ----------
    error
        The placing error of the district, 0 or more.
    age_years
        Years from the census to the use of the number.
    """
    return grade_of(Evidence(SourceKind.DATA_FILE, Design.WHOLE, age_years=age_years, swing=error))


def require_total(parts: "pd.Series[float]", total: float, what: str) -> None:
    """Refuse parts that do not add up to the total that was published.

    Raises
    ------
    MetricError
        What was allocated, both sums and their difference.
    """
    found = parts.sum()
    if abs(found - total) > _CLOSE * max(1.0, abs(total)):
        raise MetricError(
            f"{what}: {len(parts)} parts add up to {found:,}, the total is {total:,}, a difference "
            f"of {found - total:,}. Look for a place without district, or one counted twice."
        )


def map_in_force(districts: pd.DataFrame, day: date | str) -> pd.DataFrame:
    """Return the districts of the maps in force on a day.

    Parameters
    ----------
    districts
        Rows of the table `districts`: map_from, map_to (the first day no longer in force).
    day
        The day that a number or a brief is about.

    Raises
    ------
    MetricError
        If no map is in force on that day: which ones there are, and what to do.
    """
    on = pd.Timestamp(as_day(day))
    held = districts[districts["map_from"].le(on) & districts["map_to"].gt(on)]
    if held.empty:
        spans = districts[["map_from", "map_to"]].drop_duplicates().sort_values("map_from")
        known = "; ".join(
            f"{first:%Y-%m-%d} to {last:%Y-%m-%d}" for first, last in spans.itertuples(index=False)
        )
        raise MetricError(
            f"no map of districts is in force on {on:%Y-%m-%d}; there are those of "
            f"{known or 'no year'}. Take the snapshot of the map of that day, or ask for a day "
            "within."
        )
    return held


def _kept_whole(exact: "pd.Series[float]", amounts: "pd.Series[float]") -> "pd.Series[float]":
    """Return shares of counts as counts: largest remainders get what rounding down left."""
    place = exact.index.get_level_values(0)
    pairs = pd.DataFrame(
        {"exact": exact.to_numpy(), "place": place, "order": np.arange(len(exact))}
    )
    pairs["count"] = np.floor(pairs["exact"] + _CLOSE).astype("int64")
    pairs["rest"] = (pairs["exact"] - pairs["count"]).round(9)
    rounded_down = pairs.groupby("place")["count"].sum()
    left = amounts.reindex(rounded_down.index).sub(rounded_down)
    pairs = pairs.sort_values("rest", ascending=False, kind="stable")
    gets = pairs.groupby("place").cumcount().lt(pairs["place"].map(left))
    pairs["count"] += gets.astype("int64")
    counts = pairs.sort_values("order")["count"].to_numpy()
    return pd.Series(counts, index=exact.index, name=amounts.name)


def _require_amounts(amounts: "pd.Series[float]", what: str = "amount") -> None:
    bad = ~np.isfinite(amounts.to_numpy(dtype=float)) | amounts.lt(0).to_numpy()
    if bad.any() or amounts.empty:
        first = f", first {amounts.index[bad][0]}" if bad.any() else ""
        raise MetricError(
            f"{int(bad.sum())} of {len(amounts)} {what}s are missing, infinite or below 0{first}: "
            f"give every place one {what} of 0 or more."
        )
