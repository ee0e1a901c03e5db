"""Read sources and parameters out of a model's file, and refuse what is not whole."""

import datetime
import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from research.ground.errors import ModelError
from research.models.rate_model.names import check_keys, check_name, nearest
from research.models.rate_model.parameters import Parameter, Source, amount, check_range
from research.models.rate_model.terms import Shape
from research.models.rate_model.units import Unit, parse_unit

_SOURCE = ("title", "url", "date", "grade", "in_force", "note")
_PARAMETER = (
    "value", "unit", "source", "where", "assumed", "low", "high", "title", "look_up",
    "percentile", "percentiles", "interpolation", "shape", "moves_with", "covers", "note",
    "range_why",
)  # fmt: skip
LOOK_UPS = {
    "wage_of": ("area", "percentile", "mean", "industry", "ownership", "interpolation", "year"),
    "fact": (), "cap": (), "series": ("as_of",), "minimum_wage": ("place", "as_of"),
}  # fmt: skip
_STRAIGHT, _GEOMETRIC = "straight line", "geometric"


def mapping(given: object, where: str, how: str) -> dict[str, Any]:
    """Return a table of the file, or refuse what is none."""
    if not isinstance(given, dict):
        raise ModelError(f"{where} is {given!r}: write {how}.")
    return given


def text(table: Mapping[str, Any], key: str, where: str, needed: bool = False) -> str:
    """Return a text of a table; empty where it is left out and not needed."""
    given = table.get(key, "")
    if not isinstance(given, str) or (needed and not given.strip()):
        raise ModelError(f'{where}: {key} must be a text: {key} = "…".')
    return given.strip()


def day(given: object, where: str) -> str:
    """Return a date of the file as text: a day, a month or a year."""
    if isinstance(given, datetime.datetime):
        return given.date().isoformat()
    if isinstance(given, datetime.date):
        return given.isoformat()
    if isinstance(given, int | str) and re.fullmatch(
        r"(19|20)\d\d(-(0[1-9]|1[0-2])(-[0-3]\d)?)?", str(given)
    ):
        return str(given)
    if given is None:
        raise ModelError(f"{where}: the date is missing: write 2024-07-01 (or a year).")
    raise ModelError(f"{where}: the date is {given!r}: write 2024-07-01 (or a year, 2024).")


def read_sources(given: object, where: str) -> dict[str, Source]:
    """Return the sources by their short names."""
    how = '[sources.book] with title = "…", date = 2024-07-01, grade = 2'
    sources = {}
    for key, table in mapping(given, f"{where}, sources", how).items():
        at = f"{where}, source {key}"
        held = mapping(table, at, how)
        check_keys(held, _SOURCE, at)
        grade = held.get("grade")
        if isinstance(grade, bool) or grade not in (1, 2, 3):
            said = "has no grade" if grade is None else f"says grade = {grade!r}"
            raise ModelError(
                f"{at} {said}: 1 is the issuer's own data file, 2 a figure on the "
                "issuer's own page, 3 a secondary source."
            )
        title = text(held, "title", at, needed=True)
        in_force = held.get("in_force", False)
        if not isinstance(in_force, bool):
            raise ModelError(
                f"{at}: in_force is {in_force!r}: write in_force = true for a rule or a rate that "
                "holds on the day of the model, however old; else leave it out."
            )
        sources[key] = Source(key, title, text(held, "url", at), day(held.get("date"), at), grade,
                              is_in_force=in_force)  # fmt: skip
    return sources


def read_parameters(
    given: object, sources: Mapping[str, Source], where: str
) -> dict[str, Parameter]:
    """Return the parameters by name, in the order of the file."""
    how = '[parameters] with wage = { value = 11.17, unit = "dollars an hour", source = "book" }'
    tables = mapping(given, f"{where}, parameters", how)
    held = {
        name: read_parameter(check_name(name, f"{where}, parameters"), table, sources, where)
        for name, table in tables.items()
    }
    for name, parameter in held.items():
        if parameter.moves_with and (
            parameter.moves_with not in held or parameter.moves_with == name
        ):
            raise ModelError(
                f"{where}, parameter {name}: moves_with names {parameter.moves_with!r}, which is "
                f"no other parameter{nearest(parameter.moves_with, held)}."
            )
    return held


def read_parameter(
    name: str, given: object, sources: Mapping[str, Source], where: str
) -> Parameter:
    """Return one parameter of a file.

    Raises
    ------
    ModelError
        If its value, unit, source or range is missing, given twice or wrong.
    """
    at = f"{where}, {'' if name.startswith('[') else 'parameter '}{name}"
    table = mapping(given, at, f'{name} = {{ value = …, unit = "dollars an hour", source = "…" }}')
    check_keys(table, _PARAMETER, at)
    ways = [key for key in ("value", "look_up", "percentiles") if key in table]
    if len(ways) != 1:
        said = f"has {' and '.join(ways)}" if ways else "has no value"
        raise ModelError(f"{at} {said}: give exactly one of value, look_up, percentiles.")
    look_up = _look_up(table["look_up"], at) if "look_up" in table else {}
    unit = None if look_up and "unit" not in table else parse_unit(table.get("unit"), at)
    low, high = (_end(table, end, unit, at) for end in ("low", "high"))
    parameter = Parameter(
        name=name,
        title=text(table, "title", at) or ("" if look_up else _titled(name)),
        unit=unit,
        exact=None if look_up or unit is None else _value(table, unit, at),
        source=_source(table, sources, at),
        where=text(table, "where", at),
        assumed=text(table, "assumed", at, needed="assumed" in table),
        exact_low=low,
        exact_high=high,
        shape=_shape(table, at),
        moves_with=text(table, "moves_with", at),
        covers=text(table, "covers", at),
        note=text(table, "note", at),
        range_why=text(table, "range_why", at, needed="range_why" in table),
        look_up=look_up,
    )
    _check_said(parameter, at)
    if parameter.range_why and (low is None or high is None):
        raise ModelError(f"{at} has range_why and no range: give low = … and high = … with it.")
    check_range(parameter, at)
    return parameter


def _titled(name: str) -> str:
    words = name.replace("_", " ").strip("[] ")
    return words[:1].upper() + words[1:]


def _check_said(parameter: Parameter, at: str) -> None:
    if parameter.look_up:
        if parameter.source is not None:
            raise ModelError(f"{at} is looked up, so its source comes with it: leave source out.")
    elif (parameter.source is None) == (not parameter.assumed):
        said = "both a source and assumed" if parameter.assumed else "neither source nor assumed"
        raise ModelError(
            f'{at} has {said}. Give one: source = "a name of [sources]", or assumed = "why" with '
            "low and high."
        )


def _source(table: Mapping[str, Any], sources: Mapping[str, Source], at: str) -> Source | None:
    if isinstance(table.get("source"), list):
        raise ModelError(
            f"{at} names several sources: keep the one that prints the value, and name the others "
            "in a note."
        )
    key = text(table, "source", at, needed="source" in table)
    if key and key not in sources:
        raise ModelError(
            f'{at}: source "{key}" is not in [sources]{nearest(key, sources)}. Give it there '
            "once, with title, date and grade."
        )
    return sources.get(key)


def _shape(table: Mapping[str, Any], at: str) -> Shape:
    given = text(table, "shape", at) or Shape.TRIANGULAR.value
    if given not in {shape.value for shape in Shape}:
        raise ModelError(f'{at}: shape "{given}" is not known: triangular, uniform or normal.')
    return Shape(given)


def _end(table: Mapping[str, Any], key: str, unit: Unit | None, at: str) -> Fraction | None:
    if key not in table:
        return None
    return amount(table[key], unit or Unit("", parse_unit("factor", at).dimension), f"{at}, {key}")


def _value(table: Mapping[str, Any], unit: Unit, at: str) -> Fraction:
    if "value" in table:
        return amount(table["value"], unit, at)
    points = mapping(table["percentiles"], f"{at}, percentiles", "{ p10 = …, p25 = …, p50 = … }")
    known = [f"p{level}" for level in range(1, 100)]
    check_keys(points, known, f"{at}, percentiles")
    held = sorted((int(key[1:]), amount(value, unit, at)) for key, value in points.items())
    if "percentile" not in table:
        raise ModelError(f"{at} has percentiles and no percentile: write percentile = 50.")
    level = amount(table["percentile"], parse_unit("factor", at), f"{at}, percentile")
    how = text(table, "interpolation", at) or _STRAIGHT
    if how not in (_STRAIGHT, _GEOMETRIC):
        raise ModelError(f'{at}: interpolation "{how}" is not known: straight line or geometric.')
    return _between(held, level, how, at)


def _between(held: list[tuple[int, Fraction]], level: Fraction, how: str, at: str) -> Fraction:
    if len(held) < 2 or not held[0][0] <= level <= held[-1][0]:
        raise ModelError(
            f"{at}: percentile {float(level):g} lies outside the {len(held)} published ones "
            f"({', '.join(f'p{one}' for one, _ in held)}): nothing is extended beyond them."
        )
    upper = next(place for place, (one, _) in enumerate(held) if one >= level)
    (first, low), (last, high) = held[max(upper - 1, 0)], held[upper]
    if low > high:
        raise ModelError(f"{at}: p{first} is above p{last}: percentiles rise.")
    part = (level - first) / (last - first) if last > first else Fraction(0)
    if how == _GEOMETRIC and low > 0 and last > first:
        return Fraction(Decimal(str(float(low) * (float(high) / float(low)) ** float(part))))
    return low + part * (high - low) if last > first else high


def _look_up(given: object, at: str) -> dict[str, Any]:
    held = mapping(given, f"{at}, look_up", '{ wage_of = "31-1120", area = "17", percentile = 50 }')
    kinds = [key for key in LOOK_UPS if key in held]
    if len(kinds) != 1:
        found = " and ".join(kinds) or f"none of them{nearest(next(iter(held), ''), LOOK_UPS)}"
        raise ModelError(f"{at}: a look_up names one of {', '.join(LOOK_UPS)}; this has {found}.")
    check_keys(held, (kinds[0], *LOOK_UPS[kinds[0]]), f"{at}, look_up")
    return held
