"""The account of what this process has read, by which a run answers for its inputs.

A read is a slice: which rows of which table were asked for, and one digest over those rows.
Quick to import: whoever only compares digests needs no pandas.
"""

import hashlib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Plain = str | int | float | bool | None
Where = tuple[tuple[str, Plain | tuple[Plain, ...]], ...]

PRESENT = "present"
ABSENT = "absent"
FINDING_READ = "finding "
"""How a finding of a shared study stands among what a notebook read."""

ROW_DIGEST = "row_digest"
"""The column that every table file has beside its own: the digest of each row."""


@dataclass(frozen=True)
class Read:
    """One thing that a run has read, and how it looked.

    ``table`` is the name of a table, "model NAME" for the text of a rate model, or "finding
    STUDY.NAME" for a shared figure. ``where`` chose the rows, ``digest`` is that of those rows in
    their order, ``file`` that of the whole file. Where a notebook only asked whether a table
    is here, ``digest`` is "present" or "absent". ``said`` is how a shared figure was printed.
    """

    table: str
    where: Where
    digest: str
    file: str
    said: str = ""

    @property
    def is_presence(self) -> bool:
        """Return whether it was only asked if the table is here."""
        return self.digest in (PRESENT, ABSENT)

    @property
    def is_slice(self) -> bool:
        """Return whether rows of a table were read."""
        named = self.table.startswith((FINDING_READ, "model "))
        return not named and not self.is_presence

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain values."""
        where = [[name, list(v) if isinstance(v, tuple) else v] for name, v in self.where]
        held = {"table": self.table, "where": where, "digest": self.digest, "file": self.file}
        return {**held, "said": self.said} if self.said else held


def from_dict(said: Mapping[str, Any]) -> Read:
    """Return the read that `Read.to_dict` wrote."""
    where = tuple((name, tuple(v) if isinstance(v, list) else v) for name, v in said["where"])
    return Read(said["table"], where, said["digest"], said["file"], said.get("said", ""))


_reads: dict[tuple[str, Where, str], Read] = {}
_unreal: list[str] = []


def note(read: Read, is_synthetic: bool = False) -> None:
    """Note what was read, and whether it bears demonstration data."""
    _reads[(read.table, read.where, read.file)] = read
    if is_synthetic:
        _unreal.append(read.table)


def noted() -> tuple[Read, ...]:
    """Return everything read since `forget`, in the order of names and choices."""
    return tuple(sorted(_reads.values(), key=lambda one: (one.table, repr(one.where), one.file)))


def has_unreal() -> bool:
    """Return whether anything read since `forget` bears demonstration data."""
    return bool(_unreal)


def forget() -> None:
    """Start a new account."""
    _reads.clear()
    _unreal.clear()


def where_of(chosen: Mapping[str, object]) -> Where:
    """Return a choice of rows as sorted pairs of plain values."""
    return tuple((name, _choice(chosen[name])) for name in sorted(chosen))


def _choice(wanted: object) -> Plain | tuple[Plain, ...]:
    if isinstance(wanted, list | tuple | set):
        return tuple(sorted({plain(one) for one in wanted}, key=repr))
    return plain(wanted)


def plain(value: Any) -> Plain:
    """Return a cell or a choice as a plain value: a day as text, a missing one as None."""
    if isinstance(value, float):
        return None if math.isnan(value) else float(value)
    for kind in (bool, int, str):
        if isinstance(value, kind):
            return kind(value)
    if value is None:
        return None
    if hasattr(value, "isoformat"):
        said = str(value.isoformat())
        return None if said == "NaT" else said
    return plain(value.item()) if hasattr(value, "item") else str(value)


def digest_of_rows(digests: Iterable[str]) -> str:
    """Return one digest over the digests of some rows, in their order."""
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()
