"""The ledger of publishers' known errors, data/corrections.toml, and how it is applied."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from research.ground.errors import CorrectionError
from research.ground.paths import Project
from research.ground.provenance import digest_values
from research.warehouse.checks import row_ids
from research.warehouse.schema import Contract

Cell = str | int | float | bool

_FIELDS = ("table", "row_id", "column", "expect", "to", "reason", "source_url", "status")


class Status(StrEnum):
    """Where a correction stands with its publisher; a retired one is kept, not applied."""

    OPEN = "open"
    REPORTED = "reported"
    RETIRED = "retired"


@dataclass(frozen=True)
class Correction:
    """One cell that a publisher printed wrongly.

    ``expect`` is the wrong value as it stands in the published file. The correction fails
    once the file holds another, because then the publisher has fixed it.
    """

    table: str
    row_id: str
    column: str
    expect: Cell
    to: Cell
    reason: str
    source_url: str
    status: Status

    @property
    def name(self) -> str:
        return f"{self.row_id} {self.column}"


def read_ledger(project: Project) -> tuple[Correction, ...]:
    """Return every correction that applies.

    Raises
    ------
    CorrectionError
        If an entry lacks a field, has one too many, or states an unknown status.
    """
    if not project.corrections.is_file():
        return ()
    try:
        said = tomllib.loads(project.corrections.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise CorrectionError(f"data/corrections.toml is not readable TOML ({error}).") from error
    entries = [_entry(number, entry) for number, entry in enumerate(said.get("correction", []), 1)]
    return tuple(entry for entry in entries if entry.status is not Status.RETIRED)


def _entry(number: int, entry: dict[str, Cell]) -> Correction:
    lacking = [name for name in _FIELDS if entry.get(name, "") == ""]
    extra = [name for name in entry if name not in _FIELDS]
    statuses = [status.value for status in Status]
    is_one_kind = type(entry.get("expect")) is type(entry.get("to"))
    if lacking or extra or entry["status"] not in statuses or not is_one_kind:
        raise CorrectionError(
            f"data/corrections.toml, entry {number}: it needs {', '.join(_FIELDS)} and no more, "
            f"with a status of {', '.join(statuses)}, and expect and to of one type. "
            f"Lacking: {', '.join(lacking) or 'none'}; unknown: {', '.join(extra) or 'none'}."
        )
    return Correction(
        table=str(entry["table"]),
        row_id=str(entry["row_id"]),
        column=str(entry["column"]),
        expect=entry["expect"],
        to=entry["to"],
        reason=str(entry["reason"]),
        source_url=str(entry["source_url"]),
        status=Status(str(entry["status"])),
    )


def require_known(corrections: tuple[Correction, ...], tables: list[str]) -> None:
    """Refuse a ledger that names a table that there is not."""
    lost = [one for one in corrections if one.table not in tables]
    if lost:
        raise CorrectionError(
            f"data/corrections.toml: {len(lost)} of {len(corrections)} entries name a table that "
            f"there is not, first {lost[0].table}."
        )


def digest_of(corrections: tuple[Correction, ...], table: str) -> str:
    """Return the digest of a table's corrections; nothing where it has none."""
    own = [vars(one) for one in corrections if one.table == table]
    return digest_values({"corrections": own}) if own else ""


def corrected(
    frame: pd.DataFrame, contract: Contract, corrections: tuple[Correction, ...]
) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return a frame with its table's corrections applied, and the reason of each.

    Raises
    ------
    CorrectionError
        If the row or column is not there, or the cell is no longer what the ledger expects.
    """
    own = [one for one in corrections if one.table == contract.table]
    if not own:
        return frame, {}
    fixed = frame.copy()
    ids = row_ids(fixed, contract)
    for one in own:
        rows = fixed.index[ids == one.row_id]
        if len(rows) != 1 or one.column not in fixed.columns:
            raise CorrectionError(
                f"data/corrections.toml: {one.name} meets {len(rows)} of {len(fixed)} rows "
                f"of {contract.table}; it must meet one row and one column. Correct the entry."
            )
        found = fixed.loc[rows[0], one.column]
        if pd.isna(found) or found != one.expect:
            raise CorrectionError(
                f"data/corrections.toml: {one.name} expects {one.expect}, the published file "
                f"has {found}. "
                + (
                    "The publisher fixed it: retire the entry."
                    if found == one.to
                    else "The publisher changed it: look at the file, then change or retire it."
                )
            )
        fixed.loc[rows[0], one.column] = one.to
    return fixed, {one.name: one.reason for one in own}
