"""The file of a center: parameters with their sources, and the drawing that uses them."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from research.ground.errors import ModelError
from research.models.quality_cost.kinds import check_kinds
from research.models.quality_cost.reading import (
    read_benefit,
    read_center_table,
    read_other,
    read_revenue,
    read_roles,
    read_room,
    read_shared,
    read_substitute,
)
from research.models.quality_cost.shape import Allocation, Number, Plan, Scenario
from research.models.quality_cost.uses import Uses
from research.models.rate_model.names import check_keys, nearest
from research.models.rate_model.parameters import Found, Parameter, Source
from research.models.rate_model.read_parameters import day, read_parameters, read_sources, text
from research.models.rate_model.units import Unit, parse_unit

_KEYS = (
    "title", "place", "as_of", "note", "allocation", "ages", "sources", "parameters", "center",
    "roles", "rooms", "shared_staff", "benefits", "substitutes", "other_costs", "revenue",
    "scenarios",
)  # fmt: skip
_LOOKED_UP_WAGES = ("wage_of", "minimum_wage")


@dataclass(frozen=True)
class CenterModel:
    """A center's budget as its file states it.

    Attributes
    ----------
    allocation
        By what shared cost is given to the ages: a named choice.
    parameters
        Every number with its unit and source, or assumed.
    typed
        Counts that the drawing itself states: rooms, workers who serve all rooms.
    plan
        What is drawn: rooms, roles, benefits, costs, revenue, scenarios.
    """

    title: str
    place: str
    as_of: str
    note: str
    allocation: Allocation
    sources: Mapping[str, Source]
    parameters: Mapping[str, Parameter]
    typed: Mapping[str, Fraction]
    plan: Plan
    where: str = "the model"

    @property
    def look_ups(self) -> dict[str, Mapping[str, object]]:
        """Return what must still be found in tables, by parameter."""
        return {name: held.look_up for name, held in self.parameters.items() if held.look_up}

    @property
    def in_effect(self) -> dict[str, Parameter]:
        """Return the parameters that the drawing uses, without those kept for scenarios."""
        return {name: self.parameters[name] for name in self.parameters if name in self.plan.used}

    @property
    def numbers(self) -> dict[str, Number]:
        """Return the value of every parameter in its own unit, and every typed count."""
        held = {
            name: each.in_base / each.unit_known.scale for name, each in self.parameters.items()
        }
        return {**held, **self.typed}

    def resolved(self, found: Mapping[str, Found]) -> "CenterModel":
        """Return the model with what the look-ups found.

        Raises
        ------
        ModelError
            If a look-up is missing, or its unit is another than the drawing needs.
        """
        missing = [name for name in self.look_ups if name not in found]
        if missing:
            raise ModelError(
                f"{self.where}: {len(missing)} of {len(self.look_ups)} look-ups were not found, "
                f"first {missing[0]}."
            )
        held = {
            name: each.found(found[name], self.where) if each.look_up else each
            for name, each in self.parameters.items()
        }
        return replace(self, parameters=held)

    def changed(self, changes: Mapping[str, object], *scenarios: str) -> "CenterModel":
        """Return the model with scenarios applied in order, then changes set by hand.

        Raises
        ------
        ModelError
            If a scenario or a parameter is unknown (the nearest known one), or a value is none.
        """
        model = self
        for name in scenarios:
            if name not in self.plan.scenarios:
                raise ModelError(
                    f'{self.where}: the scenario "{name}" is unknown'
                    f"{nearest(name, self.plan.scenarios)}. "
                    f"Known are {', '.join(self.plan.scenarios) or 'none'}."
                )
            for target, value in self.plan.scenarios[name].changes:
                model = model.one_changed(target, value)
        for target, value in changes.items():
            model = model.one_changed(target, value)
        return model

    def one_changed(self, name: str, value: object) -> "CenterModel":
        """Return the model with one parameter or count at another value."""
        if name in self.typed:
            count = Parameter(name, name, parse_unit("factor", name)).set_to(value, self.where)
            return replace(self, typed={**self.typed, name: count.in_base})
        if name not in self.parameters:
            known = [*self.parameters, *self.typed]
            raise ModelError(
                f"{self.where}: {name} is no parameter of this center{nearest(name, known)}."
            )
        held = self.parameters[name]
        if isinstance(value, str):
            other = self.parameters[value]
            if held.unit is not None and other.unit is not None and not held.unit.same(other.unit):
                raise ModelError(
                    f"{self.where}: {name} is in {held.unit.text} and {value} in "
                    f"{other.unit.text}: only like can take the place of like."
                )
            changed = replace(other, name=name)
        else:
            changed = held.set_to(value, self.where)
        return replace(self, parameters={**self.parameters, name: changed})


def read_center(content: str, where: str = "the model") -> CenterModel:
    """Return the model that a TOML text states.

    Parameters
    ----------
    content
        The file's text; ``docs/writing-a-center-model.md`` shows one.
    where
        What to call it in a message: its file name.

    Raises
    ------
    ModelError
        Naming the first thing that is missing, unknown, given twice or out of range.
    """
    tables = _parsed(content, where)
    check_keys(tables, _KEYS, where)
    check_kinds(tables, where)
    sources = read_sources(tables.get("sources", {}), where)
    parameters = read_parameters(tables.get("parameters", {}), sources, where)
    uses = Uses({name: _unit(each, where) for name, each in parameters.items()})
    plan = _plan(tables, uses, where)
    named = {target for each in plan.scenarios.values() for pair in each.changes for target in pair}
    unused = [name for name in parameters if name not in uses.used | named]
    if unused:
        raise ModelError(
            f"{where}: {len(unused)} of {len(parameters)} parameters are used nowhere, first "
            f'"{unused[0]}". Use it or take it out.'
        )
    return CenterModel(
        title=text(tables, "title", where, needed=True),
        place=text(tables, "place", where),
        as_of=day(tables.get("as_of"), where),
        note=text(tables, "note", where),
        allocation=allocation_named(tables.get("allocation"), where),
        sources=sources,
        parameters=parameters,
        typed=uses.typed,
        plan=plan,
        where=where,
    )


def has_rooms(content: str) -> bool:
    """Return whether a model's text draws a center, rather than the chain of a rate."""
    try:
        return "rooms" in tomllib.loads(content)
    except tomllib.TOMLDecodeError:
        return False  # whoever reads it says what is wrong, and where


def allocation_named(given: object, where: str) -> Allocation:
    """Return the allocation of a name, or refuse its absence: it moves cost between ages."""
    known = [str(each) for each in Allocation]
    if given not in known:
        said = "is not named" if given is None else f'"{given}" is unknown'
        raise ModelError(
            f"{where}: the allocation of shared cost {said}{nearest(str(given), known)}. It moves "
            f"cost from one age to another, so choose one: {', '.join(known)}."
        )
    return Allocation(str(given))


def _parsed(content: str, where: str) -> dict[str, Any]:
    try:
        return tomllib.loads(content, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        twice = re.search(r"overwrite|twice|duplicate|already", str(error), re.IGNORECASE)
        said = "something is given twice" if twice else "this is no TOML"
        raise ModelError(f"{where}: {said}: {error}. Mend that line.") from error


def _unit(parameter: Parameter, where: str) -> Unit:
    if parameter.unit is not None:
        return parameter.unit
    if any(kind in parameter.look_up for kind in _LOOKED_UP_WAGES):
        return parse_unit("dollars an hour", where)
    raise ModelError(f"{where}, parameter {parameter.name}: say its unit beside the look_up.")


def _plan(tables: Mapping[str, Any], uses: Uses, where: str) -> Plan:
    for key in ("ages", "rooms", "center"):
        if not tables.get(key):
            raise ModelError(f"{where} has no {key}: see the page on the cost of quality.")
    ages = tuple(str(age) for age in tables["ages"])
    center = read_center_table(tables["center"], uses)
    roles = read_roles(tables.get("roles", {}), uses, center)
    rooms = tuple(read_room(each, uses, ages, roles) for each in tables["rooms"])
    shared = tuple(read_shared(each, uses, roles) for each in tables.get("shared_staff", ()))
    plan = Plan(
        ages=ages,
        center=center,
        rooms=rooms,
        roles=roles,
        shared=shared,
        benefits=tuple(read_benefit(each, uses) for each in tables.get("benefits", ())),
        substitutes=tuple(read_substitute(each, uses) for each in tables.get("substitutes", ())),
        other_costs=tuple(read_other(each, uses, ages) for each in tables.get("other_costs", ())),
        revenue=tuple(read_revenue(each, uses, ages) for each in tables.get("revenue", ())),
        scenarios=_scenarios(tables.get("scenarios", {}), uses, where),
    )
    _check_names(plan, where)
    return replace(plan, used=frozenset(uses.used))


def _check_names(plan: Plan, where: str) -> None:
    """Refuse an age without a room, an idle role, and whatever is named twice."""
    empty = [age for age in plan.ages if age not in {room.age for room in plan.rooms}]
    if empty:
        raise ModelError(f'{where}: the age group "{empty[0]}" has no room.')
    serving = {role for room in plan.rooms for role, _ in room.staff}
    serving |= {role for room in plan.rooms for role in (room.lead, room.others)}
    idle = [role for role in plan.roles if role not in serving | {s.role for s in plan.shared}]
    if idle:
        raise ModelError(f'{where}: the role "{idle[0]}" serves nowhere. Use it or take it out.')
    costs: list[Any] = [*plan.benefits, *plan.substitutes, *plan.other_costs, *plan.revenue]
    for names in (
        [room.name for room in plan.rooms],
        [each.role for each in plan.shared],
        [each.name for each in costs],
        list(plan.ages),
    ):
        twice = [name for name in names if names.count(name) > 1]
        if twice:
            raise ModelError(f'{where}: "{twice[0]}" stands twice. Keep one, or count them there.')


def _scenarios(given: Mapping[str, Any], uses: Uses, where: str) -> dict[str, Scenario]:
    scenarios = {}
    for name, table in given.items():
        at = f"{where}, scenario {name}"
        check_keys(table, ("title", "set"), at)
        changes = table.get("set", {})
        known = [*uses.units, *uses.typed]
        for target, value in changes.items():
            for each in (target, value) if isinstance(value, str) else (target,):
                if each not in known:
                    raise ModelError(f"{at}: {each} is no parameter{nearest(each, known)}.")
        scenarios[name] = Scenario(name, str(table.get("title", name)), tuple(changes.items()))
    return scenarios
