"""Read the lines of a model's file: exactly one verb a line, every key known."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

from research.ground.errors import ModelError
from research.models.rate_model.expressions import Name, Node, parse, total
from research.models.rate_model.lines import Formula, Loading, Mix, ModelLine, Verb
from research.models.rate_model.names import check_keys, check_name, nearest
from research.models.rate_model.read_parameters import mapping, text
from research.models.rate_model.rounding import parse_rounding
from research.models.rate_model.terms import EVERYTHING, INDIRECT, Convention, Part
from research.models.rate_model.units import parse_unit

_ANY = ("name", "title", "part", "unit", "rounded", "added", "note")
_VERBS = {
    "formula": ("formula", "beside"),
    "loading": ("loading", "on", "convention", "up_to", "paid_hours"),
    "mix": ("mix",),
}
_Closed = TypeVar("_Closed", bound=StrEnum)


def read_lines(given: object, where: str) -> tuple[ModelLine, ...]:
    """Return the lines in the order of the file.

    `[[lines]]` with a name each, or `[lines.NAME]`.

    Raises
    ------
    ModelError
        If there is none, or one has no verb, two verbs, an unknown key or word.
    """
    if isinstance(given, dict):
        if not all(isinstance(table, dict) for table in given.values()):
            raise ModelError(
                f"{where}: [lines] has single brackets: write [[lines]] over each line."
            )
        given = [{"name": name, **mapping(t, f"{where}, line {name}", "a table")}
                 for name, t in given.items()]  # fmt: skip
    if not isinstance(given, list) or not given:
        raise ModelError(
            f"{where} has no lines: write [[lines]] with name and formula, in the order in which "
            "they are printed."
        )
    lines = tuple(_line(table, place, where) for place, table in enumerate(given, 1))
    seen: dict[str, int] = {}
    for place, line in enumerate(lines, 1):
        if line.name in seen:
            raise ModelError(
                f'{where}: the name "{line.name}" is given twice, to line {seen[line.name]} and '
                f"to line {place}. Rename one."
            )
        seen[line.name] = place
    return lines


def _line(given: object, place: int, where: str) -> ModelLine:
    nth = f"{where}, number {place} of the [[lines]]"
    table = mapping(given, nth, "[[lines]] with name and formula")
    name = check_name(table.get("name"), nth)
    at = f"{where}, line {name}"
    verbs = [verb for verb in _VERBS if verb in table]
    if len(verbs) != 1:
        known = (*_ANY, *(key for keys in _VERBS.values() for key in keys))
        check_keys(table, known, at)
        raise ModelError(
            f"{at} has {' and '.join(verbs) or 'no verb'}: a line says exactly one of formula, "
            "loading, mix."
        )
    check_keys(table, (*_ANY, *_VERBS[verbs[0]]), at)
    part = closed(table, "part", Part, at)
    verb = _READ[verbs[0]](table, part, at)
    return ModelLine(
        name=name,
        title=text(table, "title", at) or _titled(name),
        verb=verb,
        part=part,
        rounded=parse_rounding(table["rounded"], at) if "rounded" in table else None,
        unit=parse_unit(table["unit"], at) if "unit" in table else None,
        beside=_flag(table, "beside", False, at) if "beside" in table else None,
        is_added=_flag(table, "added", True, at),
        note=text(table, "note", at),
    )


def closed(table: Mapping[str, Any], key: str, kind: type[_Closed], at: str) -> _Closed | None:
    """Return a word of a closed set, or None where it is left out; refuse any other."""
    if key not in table:
        return None
    words = [member.value for member in kind]
    if table[key] not in words:
        near = nearest(str(table[key]), words)
        raise ModelError(f'{at}: {key} "{table[key]}" is not known{near}: {", ".join(words)}.')
    return kind(table[key])


def _formula(table: Mapping[str, Any], _part: Part | None, at: str) -> Verb:
    return Formula(parse(table["formula"], at))


def _loading(table: Mapping[str, Any], part: Part | None, at: str) -> Verb:
    convention = closed(table, "convention", Convention, at)
    if part in INDIRECT and convention is None:
        raise ModelError(
            f"{at} is {part}, and names no convention: 12 percent are different amounts as "
            f"{', '.join(repr(one.value) for one in Convention)}. Write convention = one of them."
        )
    on = _on(table, convention, at)
    up_to, hours = text(table, "up_to", at), text(table, "paid_hours", at)
    if hours and not up_to:
        raise ModelError(f"{at}: paid_hours needs up_to, the most that the share is taken of.")
    if up_to and convention is Convention.SHARE_OF_RATE:
        raise ModelError(f"{at}: a share of the rate has no cap: leave up_to out.")
    return Loading(_shares(table["loading"], at), on, convention, up_to, hours)


def _on(table: Mapping[str, Any], convention: Convention | None, at: str) -> tuple[str, ...]:
    given = table.get("on", EVERYTHING)
    if "on" not in table and convention not in (Convention.MARK_UP, Convention.SHARE_OF_RATE):
        raise ModelError(
            f'{at}: a loading is taken of something: write on = "wage", on = ["wage", "leave"] or '
            f'on = "{EVERYTHING}".'
        )
    if given in (EVERYTHING, [EVERYTHING]):
        if convention is Convention.ADDITIVE:
            raise ModelError(f'{at} is additive on the wage: name the wage, on = "wage".')
        return ()
    held = [given] if isinstance(given, str) else given
    if not isinstance(held, list) or not held or not all(isinstance(one, str) for one in held):
        raise ModelError(f'{at}: on is {given!r}: write on = "wage" or on = ["wage", "leave"].')
    if len(set(held)) < len(held):
        raise ModelError(f"{at}: on names a base twice: {', '.join(held)}.")
    return tuple(held)


def _shares(given: object, at: str) -> Node:
    if isinstance(given, list):
        if not given or not all(isinstance(one, str) for one in given):
            raise ModelError(f'{at}: loading is {given!r}: write loading = ["fica", "futa"].')
        return total([Name(one) for one in given])
    if not isinstance(given, str):
        raise ModelError(
            f"{at}: loading is {given!r}: make it a parameter with a unit and a source, and write "
            "its name."
        )
    return parse(given, at)


def _mix(table: Mapping[str, Any], _part: Part | None, at: str) -> Verb:
    pairs = mapping(table["mix"], f"{at}, mix", '{ aide_wage = "aide_weight", … }')
    wrong = [weight for weight in pairs.values() if not isinstance(weight, str)]
    if wrong:
        raise ModelError(
            f"{at}: the weight {wrong[0]!r} is no name: make it a parameter with a unit and a "
            "source, and write its name."
        )
    if len(pairs) < 2:
        raise ModelError(f"{at}: a mix has two members or more; this has {len(pairs)}.")
    return Mix(tuple(pairs.items()))


def _titled(name: str) -> str:
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _flag(table: Mapping[str, Any], key: str, usual: bool, at: str) -> bool:
    given = table.get(key, usual)
    if not isinstance(given, bool):
        other = str(not usual).lower()
        raise ModelError(f"{at}: {key} is {given!r}: write {key} = {other}, or leave it out.")
    return given


_READ = {"formula": _formula, "loading": _loading, "mix": _mix}
