"""A rate model: what its file says, and what waits for a look-up."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

from research.ground.errors import ModelError
from research.models.rate_model.lines import ModelLine
from research.models.rate_model.names import nearest
from research.models.rate_model.parameters import Found, Parameter, Source
from research.models.rate_model.plan import Plan, make_plan
from research.models.rate_model.rounding import Rounding
from research.models.rate_model.units import Unit

PAID = "[paid]"


@dataclass(frozen=True)
class Scenario:
    """Named changes of parameters, in their own units, and what is paid then if it differs.

    A scenario of another day (`as_of`) is compared with what is paid on that day, or with
    nothing: never with what the model says is paid on its own day.
    """

    name: str
    title: str
    changes: Mapping[str, object]
    paid: Parameter | None = None
    source: Source | None = None
    note: str = ""
    as_of: str = ""


@dataclass(frozen=True)
class RateModel:
    """The chain of one rate.

    Attributes
    ----------
    where
        The name of its file, for messages.
    as_of
        In whose dollars: a day, a month or a year as text.
    pays_for
        What one unit of the rate is.
    printed
        The rate as its publisher prints it, to be held against the one that is built.
    """

    where: str
    title: str
    place: str
    as_of: str
    pays_for: Unit
    rounding: Rounding
    sources: Mapping[str, Source]
    parameters: Mapping[str, Parameter]
    lines: tuple[ModelLine, ...]
    scenarios: Mapping[str, Scenario] = field(default_factory=dict)
    paid: Parameter | None = None
    note: str = ""
    printed: Fraction | None = None

    @property
    def look_ups(self) -> dict[str, Mapping[str, object]]:
        """Return what still has to be found in tables.

        Keys are names of parameters, "[paid]", and "[scenarios.NAME.paid]".
        """
        return {name: held.look_up for name, held in self._all().items() if held and held.look_up}

    def resolved(self, found: Mapping[str, Found]) -> "RateModel":
        """Return the model with what was found for its look-ups.

        Raises
        ------
        ModelError
            If a name waits for no look-up, or what was found is no amount or of another unit.
        """
        waiting = self.look_ups
        strange = [name for name in found if name not in waiting]
        if strange:
            raise ModelError(
                f"{self.where}: {strange[0]} waits for no look-up{nearest(strange[0], waiting)}."
            )

        def fill(name: str, held: Parameter) -> Parameter:
            return held.found(found[name], self.where) if name in found else held

        return replace(
            self,
            parameters={name: fill(name, held) for name, held in self.parameters.items()},
            paid=fill(PAID, self.paid) if self.paid else None,
            scenarios={
                name: replace(one, paid=fill(paid_of(name), one.paid) if one.paid else None)
                for name, one in self.scenarios.items()
            },
        )

    @cached_property
    def plan(self) -> Plan:
        """Return the chain as arithmetic, checked.

        Raises
        ------
        ModelError
            If look-ups are left, units do not agree, or something is counted twice.
        """
        left = self.look_ups
        if left:
            raise ModelError(
                f"{self.where}: {len(left)} values wait for a look-up ({', '.join(left)}): they "
                "come from the tables of a project, so call the model inside one."
            )
        return make_plan(self.where, self.parameters, self.lines, self.pays_for)

    def _all(self) -> dict[str, Parameter | None]:
        scenarios = {paid_of(name): one.paid for name, one in self.scenarios.items()}
        return {**self.parameters, PAID: self.paid, **scenarios}


def paid_of(scenario: str) -> str:
    """Return what the paid rate of a scenario is called in `RateModel.look_ups`."""
    return f"[scenarios.{scenario}.paid]"
