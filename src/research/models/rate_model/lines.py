"""One line of a chain: a name, one of three verbs, and what it says about itself."""

from dataclasses import dataclass

from research.models.rate_model.expressions import Node
from research.models.rate_model.rounding import Rounding
from research.models.rate_model.terms import Convention, Part
from research.models.rate_model.units import Unit


@dataclass(frozen=True)
class Formula:
    """Arithmetic over parameters and lines above."""

    node: Node


@dataclass(frozen=True)
class Loading:
    """A share of named bases; empty `on` means everything before.

    `up_to` (money a year) caps the base; `paid_hours` (hours a year) makes the cap hourly.
    """

    shares: Node
    on: tuple[str, ...] = ()
    convention: Convention | None = None
    up_to: str = ""
    paid_hours: str = ""


@dataclass(frozen=True)
class Mix:
    """A weighted mean: pairs of what is mixed and its weight."""

    pairs: tuple[tuple[str, str], ...]


Verb = Formula | Loading | Mix


@dataclass(frozen=True)
class ModelLine:
    """One line as the file states it.

    `beside` says what becomes of the lines that a formula names: True stands beside them, False
    takes them up and may come out smaller, None takes them up and may not. A line that is not
    added is only looked at by others, and is no part of the rate.
    """

    name: str
    title: str
    verb: Verb
    part: Part | None = None
    rounded: Rounding | None = None
    unit: Unit | None = None
    beside: bool | None = None
    is_added: bool = True
    note: str = ""
