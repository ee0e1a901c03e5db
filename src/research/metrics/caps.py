"""Which caps stood when last read, one cap as a value, and the room that is left under it.

A proposal, a rule that is adopted for later, and a rule that was replaced are never in force.
Two caps are compared on one base only.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import pandas as pd

from research.ground.errors import MetricError
from research.metrics.formula import formula
from research.metrics.shares import Base, IndirectRate, Measured, base_named

_DAY = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)"
    r" \d{1,2}, \d{4}\b"
)


class Status(StrEnum):
    """What a cap is; only one of these binds anyone."""

    IN_FORCE = "in force"
    PROPOSED = "proposed"
    ADOPTED = "adopted"
    SUPERSEDED = "superseded"


_NOT_IN_FORCE = {
    Status.PROPOSED: "proposed, for {words}",
    Status.ADOPTED: "adopted, applies from {words}",
    Status.SUPERSEDED: "replaced; stood {words}",
}


@dataclass(frozen=True, eq=False)
class Cap(Measured):
    """A share that a rule allows, of a named base, by whom and since when.

    ``limits`` says what is capped: a cap on all costs but the worker is not one on indirect cost.
    Two caps compare on one base only, and only where both are in force or both are not.
    """

    on: Base
    authority: str
    in_force_on: str = ""
    status: Status = Status.IN_FORCE
    limits: str = ""

    @property
    def base(self) -> Base:
        """Return what it is a share of."""
        return base_named(self.on)

    @property
    def is_in_force(self) -> bool:
        """Return whether it binds; a proposal does not."""
        return self.status is Status.IN_FORCE

    def _other(self, other: object) -> float:
        value = super()._other(other)
        if isinstance(other, Cap) and other.is_in_force is not self.is_in_force:
            raise MetricError(
                f"{self.authority} ({self.status.value}) and {other.authority} "
                f"({other.status.value}): a cap in force is not compared with one that is not. "
                "Compare their .value and print the status of both."
            )
        return value


def caps_standing(caps: pd.DataFrame, on: date | str) -> pd.DataFrame:
    """Return the caps with ``is_in_force`` on a date and ``standing``, which says why in words.

    Parameters
    ----------
    caps
        Rows of ``overhead_caps``: status, and in_force_on with a date in words ("October 1,
        2024", "text of March 27, 2024"). For a text that was read on a day the cap counts from
        that day, because when it began was not read. Nobody knows from it whether the text was
        changed later: print the day of the text (text_dated) beside the standing.
    on
        The date asked about.

    Raises
    ------
    MetricError
        If a status is unknown, or a cap in force names no date.
    """
    asked = date.fromisoformat(on) if isinstance(on, str) else on
    said = [
        _standing(str(row), str(status), str(words), asked)
        for row, status, words in zip(caps.index, caps["status"], caps["in_force_on"], strict=True)
    ]
    return caps.assign(is_in_force=[held for held, _ in said], standing=[why for _, why in said])


def caps_in_force(caps: pd.DataFrame, on: date | str) -> pd.DataFrame:
    """Return the caps that stand on a date; what is proposed never does. See `caps_standing`."""
    standing = caps_standing(caps, on)
    return standing[standing["is_in_force"]]


def cap_in_force(caps: pd.DataFrame, cap_id: str, on: date | str) -> Cap:
    """Return one cap of the table as a value, if it stands on a date.

    Raises
    ------
    MetricError
        If there is no such cap, or it does not stand on that date: what it is instead.
    """
    cap = cap_named(caps, cap_id)
    row = caps_standing(caps[caps["cap_id"] == cap_id], on).iloc[0]
    if not row["is_in_force"]:
        raise MetricError(
            f"{cap_id} is not in force on {on}: {row['standing']}. Ask for a cap that is, or take "
            "cap_named and print its status."
        )
    return cap


def cap_named(caps: pd.DataFrame, cap_id: str) -> Cap:
    """Return one cap of the table as a value, whatever its status; the value carries it."""
    rows = caps[caps["cap_id"] == cap_id]
    if len(rows) != 1:
        known = ", ".join(sorted(map(str, caps["cap_id"])))
        raise MetricError(f"{len(rows)} caps are called {cap_id!r}; known are {known}.")
    row = rows.iloc[0]
    return Cap(
        float(row["cap_share"]),
        base_named(str(row["base"])),
        str(row["authority"]),
        str(row["in_force_on"]),
        _status(str(rows.index[0]), str(row["status"])),
        str(row["limits"]),
    )


@formula("cap − actual, in points of one base")
def cap_headroom(cap: Cap, actual: IndirectRate) -> float:
    """Return the room left under a cap as a share of its base; negative where it is exceeded.

    0.03 on direct cost are 3 points of direct cost, not of the total: print the base with it.

    Raises
    ------
    MetricError
        If the two are not on one base.
    """
    if cap.base is not actual.base:
        raise MetricError(
            f"the cap is of {cap.base.value}, the rate of {actual.base.value}: state the rate on "
            "the base of the cap before taking the room that is left."
        )
    return cap.value - actual.value


def _status(row: str, status: str) -> Status:
    known = {member.value for member in Status}
    if status not in known:
        raise MetricError(f"{row}: {status!r} is no status; known are {', '.join(sorted(known))}.")
    return Status(status)


def _standing(row: str, status: str, words: str, asked: date) -> tuple[bool, str]:
    held = _status(row, status)
    if held is not Status.IN_FORCE:
        return False, _NOT_IN_FORCE[held].format(words=words or "no date")
    named = _DAY.search(words)
    if not named:
        raise MetricError(
            f"{row} is in force without a date ({words!r}): write the day as October 1, 2024."
        )
    since = datetime.strptime(named.group(), "%B %d, %Y").date()  # noqa: DTZ007
    if since > asked:
        return False, f"not known to stand before {named.group()}"
    began = (
        "" if words.startswith("text") else f", {'from ' if words == named.group() else ''}{words}"
    )
    return True, f"in force when last read{began}"
