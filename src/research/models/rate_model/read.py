"""Read a model from the text of its file: every key checked, every refusal with what to do."""

from collections.abc import Mapping
from fractions import Fraction

from research.ground.errors import ModelError
from research.models.rate_model.build import build_rate
from research.models.rate_model.model import PAID, RateModel, Scenario, paid_of
from research.models.rate_model.names import check_keys, check_name, nearest
from research.models.rate_model.order import check_order
from research.models.rate_model.parameters import Parameter, Source, amount
from research.models.rate_model.read_lines import read_lines
from research.models.rate_model.read_parameters import (
    day,
    mapping,
    read_parameter,
    read_parameters,
    read_sources,
    text,
)
from research.models.rate_model.rounding import parse_rounding
from research.models.rate_model.toml_text import check_head, parsed
from research.models.rate_model.units import paid_unit, parse_unit

_TOP = (
    "title", "place", "as_of", "pays_for", "rounding", "note", "sources", "parameters", "lines",
    "paid", "scenarios", "printed",
)  # fmt: skip
_SCENARIO = ("title", "as_of", "set", "paid", "source", "note")


def read_model(source: str, where: str = "the model") -> RateModel:
    """Return the model that a text in TOML states.

    Parameters
    ----------
    source
        The text of the file; docs/methods/rate-model.md says what it holds.
    where
        The name of the file, for messages.

    Raises
    ------
    ModelError
        If anything is missing, misspelt, given twice, without unit or source, out of range,
        counted twice, or circular. The message says what to do.
    """
    table = parsed(source, where)
    check_head(table, where)
    check_keys(table, _TOP, where)
    sources = read_sources(table.get("sources", {}), where)
    parameters = read_parameters(table.get("parameters"), sources, where)
    lines = read_lines(table.get("lines"), where)
    paid = read_parameter(PAID, table["paid"], sources, where) if "paid" in table else None
    model = RateModel(
        where=where,
        title=text(table, "title", where, needed=True),
        place=text(table, "place", where, needed=True),
        as_of=day(table.get("as_of"), f"{where}, as_of"),
        pays_for=paid_unit(table.get("pays_for"), f"{where}, pays_for"),
        rounding=parse_rounding(table.get("rounding", "half up to cents"), f"{where}, rounding"),
        sources=sources,
        parameters=parameters,
        lines=lines,
        scenarios=_scenarios(table.get("scenarios", {}), parameters, sources, where),
        paid=paid,
        note=text(table, "note", where),
        printed=_printed(table, where),
    )
    check_order(where, parameters, lines)
    if not model.look_ups:
        build_rate(model)
    return model


def _printed(table: Mapping[str, object], where: str) -> Fraction | None:
    if "printed" not in table:
        return None
    return amount(table["printed"], parse_unit("factor", where), f"{where}, printed")


def _scenarios(
    given: object,
    parameters: Mapping[str, Parameter],
    sources: Mapping[str, Source],
    where: str,
) -> dict[str, Scenario]:
    how = "[scenarios.high_wage] with set = { wage = 14.20 }"
    held = {}
    for name, table in mapping(given, f"{where}, scenarios", how).items():
        at = f"{where}, scenario {check_name(name, f'{where}, scenarios')}"
        one = mapping(table, at, how)
        check_keys(one, _SCENARIO, at)
        changes = mapping(one.get("set", {}), f"{at}, set", "{ wage = 14.20 }")
        for changed, value in changes.items():
            if changed not in parameters:
                raise ModelError(
                    f'{at} sets "{changed}", no parameter{nearest(changed, parameters)}.'
                )
            if parameters[changed].unit is not None:
                parameters[changed].set_to(value, at)
        key = text(one, "source", at, needed="source" in one)
        if key and key not in sources:
            raise ModelError(f'{at}: source "{key}" is not in [sources]{nearest(key, sources)}.')
        paid = read_parameter(paid_of(name), one["paid"], sources, where) if "paid" in one else None
        if not changes and paid is None:
            raise ModelError(f"{at} changes nothing: {how}.")
        title = text(one, "title", at) or name.replace("_", " ")
        held[name] = Scenario(
            name=name,
            title=title,
            changes=changes,
            paid=paid,
            source=sources.get(key),
            note=text(one, "note", at),
            as_of=day(one["as_of"], f"{at}, as_of") if "as_of" in one else "",
        )
    return held
