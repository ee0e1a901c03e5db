"""Find what a rate model asks the tables for: a wage, a fact, a rate in force, a cap.

One look-up is one row of one table. The row gives value, unit, title, source and grade, and
its row_id is what a finding that rests on the model cites.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

import pandas as pd

from research.ground.errors import MetricError, ModelError
from research.ground.provenance import GRADE_REASONS
from research.ground.terms import Unit
from research.metrics.days import as_day
from research.metrics.percentiles import interpolation_named
from research.metrics.rates import rate_in_force, rate_series
from research.metrics.wages import percentile_wage
from research.models.rate_model import Found
from research.models.rate_model.names import nearest
from research.warehouse import store

Asked = Mapping[str, object]
_ALL_INDUSTRIES = "000000"
_AMOUNT = "amount_usd"
_CAPS_OF_LAW = ("in force", "superseded")


def look_up(asked: Asked, as_of: str) -> Found:
    """Return the one row of the tables that a model asks for.

    Parameters
    ----------
    asked
        What stands in ``look_up`` of a parameter: ``wage_of`` with ``area`` and ``percentile``
        or ``mean``; ``fact``; ``series``; ``minimum_wage``; or ``cap``.
    as_of
        The day whose rate or minimum wage is meant, where the look-up says no ``as_of`` of its own.

    Raises
    ------
    ModelError
        If there is no such row, wage or rate on that day: what there is, and what to do.
    TableMissingError
        If the table was not built.
    """
    kind = next(key for key in _FINDERS if key in asked)
    try:
        return _FINDERS[kind](asked, as_of)
    except ModelError:
        raise
    except MetricError as error:
        raise ModelError(f"look_up {kind} = {asked[kind]!r}: {error}") from error


def _wage(asked: Asked, _as_of: str) -> Found:
    wages = store.read("occupation_wages")
    _check_year(wages, asked)
    wages = _in_area(wages, asked)
    wages = _in_industry(wages, asked)
    row = _of_occupation(wages, str(asked["wage_of"]))
    mean, percentile = asked.get("mean", False), asked.get("percentile")
    if (mean is True) == (percentile is not None) or not isinstance(mean, bool):
        raise ModelError(
            f"look_up wage_of = {asked['wage_of']!r} needs either percentile = 10 to 90 or "
            "mean = true: one of the two."
        )
    place = f"{row['occupation_name'].item()}, {row['area_name'].item()}"
    if mean:
        return _found(row, _released_mean(row), Unit.USD_PER_HOUR, f"Mean wage: {place}")
    how = interpolation_named(str(asked.get("interpolation", "straight line")))
    wage = percentile_wage(row, _number(percentile, "percentile"), how)
    said = "" if percentile in (10, 25, 50, 75, 90) else f", {how.value} between published ones"
    return _found(row, wage, Unit.USD_PER_HOUR, f"Wage at percentile {percentile}{said}: {place}")


def _check_year(wages: pd.DataFrame, asked: Asked) -> None:
    held = _day_of(wages.head(1))
    if "year" in asked and str(asked["year"]) != held[:4]:
        raise ModelError(
            f"look_up wage_of = {asked['wage_of']!r} wants the year {asked['year']}; the table "
            f"holds the wages of {held}. Leave year out, or type the percentiles with their source."
        )


def _released_mean(row: pd.DataFrame) -> float:
    wage = float(row["wage_mean_usd_per_hour"].item())
    if pd.isna(wage):
        raise ModelError(
            f"{row.index[0]}: the mean wage was not released ({row['released_why'].item()}). "
            "Choose another occupation or area; a wage that was withheld is not 0."
        )
    return wage


def _in_area(wages: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    if "area" not in asked:
        raise ModelError(f"look_up wage_of = {asked['wage_of']!r} names no area: {_areas(wages)}.")
    wanted = str(asked["area"]).strip()
    is_it = (wages["area_code"] == wanted) | (
        wages["area_name"].str.casefold() == wanted.casefold()
    )
    if not is_it.any():
        names = [*wages["area_name"].unique(), *wages["area_code"].unique()]
        raise ModelError(
            f"no wages for area {wanted!r}; there are {_areas(wages)}.{nearest(wanted, names)}"
        )
    return wages[is_it]


def _areas(wages: pd.DataFrame) -> str:
    areas = wages[["area_code", "area_name"]].drop_duplicates()
    return ", ".join(f"{code} ({name})" for code, name in areas.itertuples(index=False, name=None))


def _in_industry(wages: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    wanted = str(asked.get("industry", _ALL_INDUSTRIES)).strip()
    is_it = (wages["industry_code"] == wanted) | (
        wages["industry_name"].str.casefold() == wanted.casefold()
    )
    known = wages.drop_duplicates("industry_code")
    if not is_it.any():
        names = [*known["industry_code"], *known["industry_name"]]
        raise ModelError(
            f"no wages for industry {wanted!r} in {wages['area_name'].iloc[0]}; there are "
            f"{', '.join(known['industry_code'])}.{nearest(wanted, names)}"
        )
    rows = wages[is_it]
    owner = asked.get("ownership")
    if owner is not None and owner not in set(rows["ownership"]):
        raise ModelError(
            f"no wages for ownership {owner!r} in industry {wanted}; there is "
            f"{', '.join(sorted(rows['ownership'].unique()))}. The publisher gives an owner its "
            "own industry code."
        )
    return rows if owner is None else rows[rows["ownership"] == owner]


def _of_occupation(wages: pd.DataFrame, wanted: str) -> pd.DataFrame:
    code = wanted.replace("-", "").strip()
    is_it = (wages["occupation_code"] == code) | (
        wages["occupation_name"].str.casefold() == wanted.strip().casefold()
    )
    if not is_it.any():
        raise ModelError(
            f"no wages for occupation {wanted!r} in {wages['area_name'].iloc[0]}"
            f"{_near_occupation(wanted, code, wages)}: {wages['occupation_code'].nunique()} "
            "occupations are kept here. Take one of them, or type the percentiles with their "
            "source."
        )
    return wages[is_it]


def _near_occupation(wanted: str, code: str, wages: pd.DataFrame) -> str:
    if not code.isdigit():
        return nearest(wanted, wages["occupation_name"].str.lower())
    far = (wages["occupation_code"].astype("int64") - int(code)).abs()
    near = wages[far == far.min()].iloc[0]
    return f" (the nearest is {near['occupation_code']}, {near['occupation_name']})"


def _fact(asked: Asked, _as_of: str) -> Found:
    row = _one("facts", "fact_id", str(asked["fact"]))
    value = float(row["value"].item())
    if pd.isna(value):
        raise ModelError(
            f"fact {asked['fact']!r} has no single value: its source prints "
            f"{row['low'].item():g} to {row['high'].item():g}. Type a value inside, with "
            "assumed = why, low and high."
        )
    return _found(row, value, Unit(row["unit"].item()), str(row["label"].item()))


def _cap(asked: Asked, _as_of: str) -> Found:
    row = _one("overhead_caps", "cap_id", str(asked["cap"]))
    status = str(row["status"].item())
    if status not in _CAPS_OF_LAW:
        raise ModelError(
            f"cap {asked['cap']!r} is {status} ({row['authority'].item()}), so it binds nobody. "
            "Type its share in a scenario, with its source."
        )
    title = f"{row['rule'].item()}, as a share of {row['base'].item()} ({status})"
    return _found(row, float(row["cap_share"].item()), Unit.SHARE, title)


def _series(asked: Asked, as_of: str) -> Found:
    wanted = str(asked["series"])
    _one("series", "series_id", wanted)
    series = rate_series(store.read("rates"), store.read("series"), wanted)
    row = rate_in_force(series, _on(asked, as_of))
    return _found(row, float(row[_AMOUNT].item()), Unit(series.unit), series.title)


def _minimum_wage(asked: Asked, as_of: str) -> Found:
    if asked["minimum_wage"] is not True:
        raise ModelError("look_up minimum_wage is asked for with `minimum_wage = true`.")
    if str(asked.get("place", "Illinois")).casefold() != "illinois":
        raise ModelError(
            f"no minimum wage of {asked['place']!r} is kept, only that of Illinois. Type it with "
            "its source."
        )
    day = _on(asked, as_of)
    steps = store.read("minimum_wage").sort_values("effective")
    read_on = str(store.provenance(steps.index[-1:])["snapshot"].item()).split("/")[1]
    if day.isoformat() > read_on:
        raise ModelError(
            f"the minimum wage was last read on {read_on}: what is in force on {day} is not "
            "known here. Ask for an earlier day, or type it with its source."
        )
    row = steps[steps["effective"] <= pd.Timestamp(day)].tail(1)
    if row.empty:
        raise ModelError(
            f"no minimum wage was in force on {day}: the table starts on "
            f"{as_day(steps['effective'].iloc[0])}. Ask for a later day."
        )
    wage = float(row["wage_usd_per_hour"].item())
    return _found(row, wage, Unit.USD_PER_HOUR, "Illinois minimum wage")


_FINDERS: dict[str, Callable[[Asked, str], Found]] = {
    "wage_of": _wage,
    "fact": _fact,
    "series": _series,
    "minimum_wage": _minimum_wage,
    "cap": _cap,
}


def _one(table: str, column: str, wanted: str) -> pd.DataFrame:
    rows = store.read(table)
    row = rows[rows[column] == wanted]
    if row.empty:
        raise ModelError(
            f"table {table} has no {column} {wanted!r} among {len(rows)} rows."
            f"{nearest(wanted, list(rows[column]))}"
        )
    return row


def _on(asked: Asked, as_of: str) -> date:
    day = str(asked.get("as_of", as_of))
    try:
        return date.fromisoformat(day)
    except ValueError as error:
        raise ModelError(
            f"{day!r} is no day, and what was in force is asked for of one day: write "
            "as_of = 2021-04-01 in the look_up or in the model."
        ) from error


def _number(value: object, what: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ModelError(f"{what} = {value!r} is no number.")
    return float(value)


def _found(row: pd.DataFrame, value: float, unit: Unit, title: str) -> Found:
    said = store.provenance(row.index).iloc[0]
    return Found(
        value=value,
        unit=unit.value,
        source_title=str(said["source_title"]),
        url=str(said["source_url"]),
        date=_day_of(row),
        grade=int(said["grade"]),
        title=title,
        row=str(row.index[0]),
        is_in_force="effective" in row.columns or "in_force_on" in row.columns,
        reasons=tuple(why for why in str(said[GRADE_REASONS]).split("; ") if why),
    )


def _day_of(row: pd.DataFrame) -> str:
    """Return the day, month or period that a row states, as the row states it."""
    if "effective" in row.columns:
        return as_day(row["effective"].item()).isoformat()
    for column in ("period", "in_force_on"):
        if column in row.columns:
            return str(row[column].item())
    return str(store.provenance(row.index)["snapshot"].item()).split("/")[1]
