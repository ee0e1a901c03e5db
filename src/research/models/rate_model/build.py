"""Build a rate from its model: exactly, under changes, a scenario, or many draws at once."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from research.ground.errors import ModelError
from research.metrics.formula import formula
from research.models.rate_model.built import Assumed, BuiltRate, Paid
from research.models.rate_model.chain import EXACT, reckon, reckon_many
from research.models.rate_model.components import components
from research.models.rate_model.direct_care import direct_care
from research.models.rate_model.expressions import evaluate
from research.models.rate_model.grading import as_used, grade_of_rate
from research.models.rate_model.indirects import indirects
from research.models.rate_model.names import nearest
from research.models.rate_model.notes import remarks
from research.models.rate_model.parameters import Parameter, Source, plain
from research.models.rate_model.shown import chain_lines
from research.models.rate_model.swallowed import check_swallowed

if TYPE_CHECKING:
    from research.models.rate_model.model import RateModel

Changes = Mapping[str, object]


@formula("sum of the lines that no other line takes up, for one unit, rounded once")
def build_rate(
    model: "RateModel", changes: Changes | None = None, scenario: str | None = None
) -> BuiltRate:
    """Return the rate that a model adds up to, with every line of the way.

    It is a modelled cost, as good as its parameters. A share of the wage for insurance grows
    with the wage although the premium does not: put premiums in dollars when wages vary.

    Parameters
    ----------
    changes
        Other values by parameter, each in the unit of the parameter; they count as set by
        hand (grade 3), and come after those of the scenario.
    scenario
        One of the scenarios of the model.

    Raises
    ------
    ModelError
        If a name is unknown, a value out of range, or the chain breaks: by name of the line.
    """
    held = changed(model, changes or {}, scenario)
    as_of = _as_of(model, scenario)
    held = as_used(held, as_of)
    plan = model.plan
    check_swallowed(plan, reckon(plan, model.parameters))
    values = reckon(plan, held)
    exact = Fraction(evaluate(plan.total, values, EXACT)) * plan.scale
    rate = model.rounding.of(exact)
    if rate <= 0:
        raise ModelError(f"{model.where}: the rate comes out as {plain(rate)}: it pays nothing.")
    parts = components(plan, values, rate)
    set_by = _set_by(model, changes or {}, scenario)
    lines = chain_lines(model, held, values, exact, rate, set_by)
    paid, adequacy, why = _paid(model, scenario, rate)
    graded = grade_of_rate(held)
    return BuiltRate(
        title=model.title, place=model.place, as_of=as_of, unit=plan.rate_unit,
        rate_usd=float(rate), exact_usd=float(exact), rate=rate, exact=exact,
        rounding=model.rounding.text, scenario=_title(model, scenario), lines=lines,
        components=parts, indirects=indirects(plan, values, parts, exact),
        direct_care=direct_care(plan, values, parts, exact), paid=paid, adequacy=adequacy,
        why_no_adequacy=why, grade=int(graded.grade), grade_reasons=graded.reasons,
        sources=_sources(held, paid), assumptions=_assumptions(held, set_by),
        parameters=tuple(held.values()), note=model.note,
        remarks=remarks(plan, held), scenario_note=_scenario_note(model, scenario),
        printed=None if scenario is not None or changes else model.printed, set_by=set_by,
    )  # fmt: skip


def rate_of(
    model: "RateModel", changes: Changes | None = None, scenario: str | None = None
) -> Fraction:
    """Return the exact rate of one unit, before the last rounding: quicker than `build_rate`."""
    plan = model.plan
    values = reckon(plan, changed(model, changes or {}, scenario))
    return Fraction(evaluate(plan.total, values, EXACT)) * plan.scale


def rates_of(model: "RateModel", draws: Mapping[str, Any], scenario: str | None = None) -> Any:
    """Return the rates of many draws at once, before the last rounding, as an array of floats.

    Parameters
    ----------
    draws
        Arrays of one length by parameter, each in the unit of the parameter.

    Raises
    ------
    ModelError
        If a name is unknown, or draws are NaN, negative, a share over 1: how many of how many.
    """
    import numpy as np

    held = changed(model, {}, scenario)
    values: dict[str, Any] = {name: float(one.in_base) for name, one in held.items()}
    size = 1
    for name, drawn in draws.items():
        unit = _known(model, name).unit_known
        array = np.asarray(drawn, dtype=float)
        most = 1 if unit.is_share else 100 if unit.is_percent else np.inf
        bad = int((~((array >= 0) & (array <= most) & np.isfinite(array))).sum())
        if bad:
            raise ModelError(
                f"{model.where}, parameter {name}: {bad} of {array.size} draws are no amount from "
                f"0 to {most:g} {unit.text}. Narrow the range, or draw another shape."
            )
        values[name] = array * float(unit.scale)
        size = max(size, array.size)
    rates = reckon_many(model.plan, values) * float(model.plan.scale)
    return np.broadcast_to(np.asarray(rates, dtype=float), (size,)).copy()


def changed(
    model: "RateModel", changes: Changes, scenario: str | None = None
) -> dict[str, Parameter]:
    """Return the parameters under a scenario, then under changes by hand.

    Raises
    ------
    ModelError
        If the scenario or a name is unknown, or a value is no amount of its unit.
    """
    held = dict(model.parameters)
    if scenario is not None:
        if scenario not in model.scenarios:
            known = ", ".join(model.scenarios) or "none"
            raise ModelError(
                f'{model.where} has no scenario "{scenario}"{nearest(scenario, model.scenarios)}. '
                f"It has: {known}."
            )
        chosen = model.scenarios[scenario]
        for name, value in chosen.changes.items():
            one = held[name].set_to(value, f"{model.where}, scenario {scenario}")
            if chosen.source:
                one = replace(one, source=chosen.source, is_set_by_hand=False)
            held[name] = replace(one, range_why="")
    for name, value in changes.items():
        held[name] = _known(model, name).set_to(value, model.where)
    return held


def _known(model: "RateModel", name: str) -> Parameter:
    if name not in model.parameters:
        lines = {line.name for line in model.lines}
        what = "a line, not a parameter" if name in lines else "no parameter"
        raise ModelError(
            f'{model.where}: "{name}" is {what}{nearest(name, model.parameters)}. It has '
            f"{', '.join(model.parameters)}."
        )
    return model.parameters[name]


def _title(model: "RateModel", scenario: str | None) -> str:
    return "" if scenario is None else model.scenarios[scenario].title


def _paid(
    model: "RateModel", scenario: str | None, rate: Fraction
) -> tuple[Paid | None, float | None, str]:
    held = model.paid
    told = model.scenarios[scenario] if scenario is not None else None
    if told is not None and told.paid is not None:
        held = told.paid
    elif held is not None and told is not None and told.as_of not in ("", model.as_of):
        why = (
            f"the scenario is of {told.as_of}, and what the model says is paid is of "
            f"{model.as_of}: give the scenario what is paid on its own day"
        )
        return None, None, why
    if held is None or held.exact is None:
        return None, None, "the model names no rate that is paid for this unit"
    unit = held.unit_known
    paid = Paid(held.value, held.exact, unit.text, held.source, held.said, held.grade)
    if not unit.same(model.plan.rate):
        why = (
            f"what is paid is in {unit.text}, the rate in {model.plan.rate_unit}: they are "
            "compared in one unit only"
        )
        return paid, None, why
    return paid, float(held.exact / rate), ""


def _as_of(model: "RateModel", scenario: str | None) -> str:
    return (model.scenarios[scenario].as_of if scenario else "") or model.as_of


def _sources(held: Mapping[str, Parameter], paid: Paid | None) -> tuple[Source, ...]:
    named = [one.source for one in held.values()] + [paid.source if paid else None]
    return tuple(dict.fromkeys(source for source in named if source is not None))


def _set_by(model: "RateModel", changes: Changes, scenario: str | None) -> dict[str, str]:
    told = model.scenarios[scenario].changes if scenario is not None else {}
    return {**dict.fromkeys(told, "the scenario"), **dict.fromkeys(changes, "hand")}


def _scenario_note(model: "RateModel", scenario: str | None) -> str:
    return "" if scenario is None else model.scenarios[scenario].note


def _assumptions(held: Mapping[str, Parameter], set_by: Mapping[str, str]) -> tuple[Assumed, ...]:
    return tuple(
        Assumed(one.name, one.title, one.value, one.low, one.high, one.unit_known.text,
                one.assumed or f"set by {set_by.get(one.name, 'hand')}", one.range_why,
                set_by.get(one.name, ""))
        for one in held.values()
        if one.is_assumed
    )  # fmt: skip
