"""Overhead share, program share, indirect rate and cap as values that do not mix.

A bare 0.15 says neither of what nor of whom. These values carry their base: they compare and
subtract with their like on one base, and refuse everything else in words. ``.value`` gives the
bare number to whoever says so on purpose.
"""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import NoReturn

from research.ground.errors import MetricError


class Base(StrEnum):
    """What a cap or an indirect rate is a share of."""

    TOTAL = "total"
    CONTRACT = "contract"
    DIRECT = "direct"
    OTHER_COSTS = "other_costs"
    MTDC = "mtdc"
    SALARIES = "salaries"


def base_named(base: Base | str) -> Base:
    """Return the base of this name, or refuse it and list the known ones."""
    known = {member.value for member in Base}
    if str(base) not in known:
        raise MetricError(f"{base!r} is no base of a cap; known are {', '.join(sorted(known))}.")
    return Base(base)


@dataclass(frozen=True, eq=False)
class Measured:
    """A share with its base; compares and subtracts with its like only."""

    value: float

    def __post_init__(self) -> None:
        ceiling = self._ceiling
        if not 0 <= self.value <= ceiling or not math.isfinite(self.value):
            allowed = "from 0 to 1" if ceiling == 1 else "of 0 or more"
            raise MetricError(
                f"{type(self).__name__}({self.value!r}): give a share {allowed} "
                "(0.22 for 22 percent)."
            )

    @property
    def base(self) -> Base:
        """Return what it is a share of."""
        raise NotImplementedError

    @property
    def _ceiling(self) -> float:
        return 1.0

    def _other(self, other: object) -> float:
        if not isinstance(other, Measured) or type(other) is not type(self):
            raise MetricError(
                f"{self!r} and {other!r} are two different numbers and are not compared: an "
                "overhead share and a program share are of total expenses, an indirect rate and "
                "a cap of a named base. Restate one with indirect_of_total or restate_cap, "
                "and say so."
            )
        if other.base is not self.base:
            raise MetricError(
                f"{self!r} and {other!r} have two bases: restate both on one with restate_cap."
            )
        return other.value

    def __eq__(self, other: object) -> bool:
        return self.value == self._other(other)

    def __lt__(self, other: object) -> bool:
        return self.value < self._other(other)

    def __le__(self, other: object) -> bool:
        return self.value <= self._other(other)

    def __gt__(self, other: object) -> bool:
        return self.value > self._other(other)

    def __ge__(self, other: object) -> bool:
        return self.value >= self._other(other)

    def __sub__(self, other: object) -> float:
        return self.value - self._other(other)

    def __hash__(self) -> int:
        return hash((type(self), self.base, self.value))

    def _refuse(self, *_: object) -> NoReturn:
        raise MetricError(
            f"{self!r} is not added, multiplied, divided or turned into a bare number: a share of "
            f"{self.base.value} needs its own dollars. Take .value and name the base in print."
        )

    __add__ = __radd__ = __rsub__ = __mul__ = __rmul__ = _refuse
    __truediv__ = __rtruediv__ = __floordiv__ = __pow__ = __neg__ = __abs__ = _refuse
    __float__ = __int__ = __round__ = __bool__ = _refuse


@dataclass(frozen=True, eq=False)
class OverheadShare(Measured):
    """(Management + fundraising) ÷ total expenses of an agency; compares with its like only."""

    @property
    def base(self) -> Base:
        """Return total: an overhead share has no other base."""
        return Base.TOTAL


@dataclass(frozen=True, eq=False)
class ProgramShare(Measured):
    """Program ÷ total expenses of an agency; what it leaves is the overhead share."""

    @property
    def base(self) -> Base:
        """Return total: a program share has no other base."""
        return Base.TOTAL


@dataclass(frozen=True, eq=False)
class IndirectRate(Measured):
    """Indirect cost ÷ a named base of one award; compares with rates on the same base only."""

    on: Base

    @property
    def base(self) -> Base:
        """Return what it is a share of."""
        return base_named(self.on)

    @property
    def _ceiling(self) -> float:
        return 1.0 if self.base in (Base.TOTAL, Base.CONTRACT) else math.inf
