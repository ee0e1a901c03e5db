"""Are the tables of a center's file tables, its lists lists, its words words: asked once."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from research.ground.errors import ModelError

_TABLES = {
    "center": '[center] with days = "care_days", filled = "filled"',
    "roles": '[roles] with lead = { pay = "lead_wage" }',
    "scenarios": "[scenarios.NAME.set] with wage = 14.20",
}
_LISTS = ("rooms", "shared_staff", "benefits", "substitutes", "other_costs", "revenue")
_INNER = {"staff": dict, "ages": list, "on_substitutes": bool, "for_shared": bool}
_WORDS = ("name", "title", "age", "lead", "others", "role", "kind", "per", "convention")


def check_kinds(tables: Mapping[str, Any], where: str) -> None:
    """Refuse what is written as another kind of thing than it is.

    Raises
    ------
    ModelError
        Naming the place, and how to write it.
    """
    for key, how in _TABLES.items():
        _is(tables.get(key, {}), dict, f"{where}, {key}", f"write {how}")
    for name, role in tables.get("roles", {}).items():
        _is(role, dict, f'{where}, role "{name}"', 'write lead = { pay = "lead_wage" }')
        _check_inner(role, f'{where}, role "{name}"')
    for name, scenario in tables.get("scenarios", {}).items():
        _check_scenario(scenario, f'{where}, scenario "{name}"')
    for key in _LISTS:
        entries = tables.get(key, [])
        _is(entries, list, f"{where}, {key}", f"write [[{key}]] above each")
        for number, entry in enumerate(entries, 1):
            _is(entry, dict, f"{where}, {key} {number}", f"write [[{key}]] above each")
            _check_inner(entry, f"{where}, {key} {number}")
    _check_words(tables.get("ages", []), f"{where}, ages")


def _check_inner(entry: Mapping[str, Any], at: str) -> None:
    for key, kind in _INNER.items():
        if key in entry:
            _is(entry[key], kind, f"{at}, {key}", "see the table of keys in the docs")
    for key in _WORDS:
        if key in entry:
            _is(entry[key], str, f"{at}, {key}", f'write {key} = "…"')
    if "ages" in entry:
        _check_words(entry["ages"], f"{at}, ages")


def _check_scenario(scenario: object, at: str) -> None:
    _is(scenario, dict, at, "write [scenarios.NAME.set] with wage = 14.20")
    assert isinstance(scenario, dict)
    _check_inner(scenario, at)
    changes = scenario.get("set", {})
    _is(changes, dict, f"{at}, set", "write [scenarios.NAME.set] with wage = 14.20")
    for name, value in changes.items():
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
            raise ModelError(f"{at}: {name} is {value!r}: give a number, or another parameter.")


def _check_words(given: object, at: str) -> None:
    _is(given, list, at, 'write ages = ["under 2", "age 2"]')
    assert isinstance(given, list)
    for word in given:
        _is(word, str, at, 'write ages = ["under 2", "age 2"]')


def _is(given: object, kind: type, at: str, how: str) -> None:
    if not isinstance(given, kind):
        raise ModelError(f"{at} is {given!r}: {how}.")
