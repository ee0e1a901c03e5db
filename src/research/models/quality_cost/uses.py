"""Where a center's file names a parameter: is it there, and is its unit one that fits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from research.ground.errors import ModelError
from research.models.quality_cost.shape import Use
from research.models.rate_model.names import nearest
from research.models.rate_model.parameters import amount
from research.models.rate_model.units import Unit, parse_unit

SHARE, COUNT = "a share", "a count"


@dataclass
class Uses:
    """The parameters of a file and which of them were used.

    Attributes
    ----------
    units
        The unit of every parameter.
    typed
        Plain numbers of the drawing (two rooms, one director), by a name of their own.
    used
        Parameters that the drawing names.
    """

    units: Mapping[str, Unit]
    typed: dict[str, Fraction] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def use(self, value: object, where: str, *fitting: str) -> Use:
        """Return a parameter in use.

        Raises
        ------
        ModelError
            If it is no name, is not given (the nearest known one), or its unit fits none.
        """
        if not isinstance(value, str):
            raise ModelError(
                f"{where} is {value!r}. Name a parameter here, so that the number has a unit and "
                "a source, or is assumed with a range."
            )
        if value not in self.units:
            raise ModelError(
                f'{where}: the parameter "{value}" is not given{nearest(value, self.units)}. Add '
                "it under [parameters]."
            )
        self.used.add(value)
        unit = self.units[value]
        if not any(fits(unit, text) for text in fitting):
            raise ModelError(
                f'{where}: "{value}" is in {unit.text}, and {" or ".join(fitting)} is needed here.'
            )
        return Use(value, unit.scale, is_daily=fits(unit, "dollars a day"))

    def maybe(self, table: Mapping[str, Any], key: str, where: str, *fitting: str) -> Use | None:
        """Return the parameter that a key names, or nothing where the key is not there."""
        return self.use(table[key], f"{where}, {key}", *fitting) if key in table else None

    def needed(self, table: Mapping[str, Any], key: str, where: str, *fitting: str) -> Use:
        """Return the parameter that a key names, or refuse its absence."""
        if key not in table:
            raise ModelError(f'{where} has no "{key}": name a parameter in {" or ".join(fitting)}.')
        return self.use(table[key], f"{where}, {key}", *fitting)

    def counted(self, value: object, name: str, where: str) -> Use:
        """Return a count of the drawing: a plain number above 0, or a parameter that counts."""
        if isinstance(value, str):
            return self.use(value, where, COUNT)
        number = amount(value, parse_unit("factor", where), where)
        if number <= 0:
            raise ModelError(f"{where} is {value}: give a number above 0, or leave the line out.")
        self.typed[name] = number
        return Use(name)


def fits(unit: Unit, text: str) -> bool:
    """Return whether a unit is what a place needs: a share, a count, or a unit in words."""
    if text == SHARE:
        return unit.is_percent or unit.is_share
    if text == COUNT:
        return unit.is_pure and not unit.is_percent and not unit.is_share
    wanted = parse_unit(text, text)
    if wanted.dimension != unit.dimension or unit.is_pure:
        return False
    return text != "dollars a day" or unit.scale in (1, Fraction(1, 100))
