"""Findings as plain values, and the run record that keeps them: no pandas, quick to load."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from research.ground.errors import MissingFindingError
from research.ground.provenance import write_whole

FINDING_TYPE = "application/vnd.research.finding+json"
CLOSING_TYPE = "application/vnd.research.closing+json"


@dataclass(frozen=True)
class Assumption:
    """A value that no source gives: printed as assumed, with the range that was tried."""

    name: str
    value: float
    low: float
    high: float
    unit: str
    why: str


@dataclass(frozen=True)
class SourceLine:
    """One citation of a finding."""

    title: str
    url: str
    snapshot: str
    grade: int


@dataclass(frozen=True)
class Finding:
    """What a brief may quote; ``value`` is a number, a text, table cells, or a chart's spec."""

    name: str
    kind: str
    value: Any
    unit: str
    printed: str
    grade: int
    formula: str
    sources: tuple[SourceLine, ...]
    rows: tuple[str, ...]
    row_count: int
    grade_reasons: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    printed_low: str = ""
    printed_high: str = ""
    assumed: tuple[Assumption, ...] = ()
    note: str = ""
    caption: str = ""
    alt: str = ""
    is_synthetic: bool = False
    study: str = ""
    cell: int = -1

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    def _ipython_display_(self) -> None:
        """Show nothing: it was shown when it was recorded."""


def from_dict(said: Mapping[str, Any]) -> Finding:
    """Return the finding that `Finding.to_dict` wrote."""
    return Finding(
        **{
            **said,
            "sources": tuple(SourceLine(**line) for line in said["sources"]),
            "rows": tuple(said["rows"]),
            "grade_reasons": tuple(said.get("grade_reasons", ())),
            "assumed": tuple(Assumption(**line) for line in said["assumed"]),
        }
    )


@dataclass(frozen=True)
class RunRecord:
    """One execution: what it read, with which code, for which day, and what it found."""

    study: str
    brief: str
    key: str
    as_of: str
    parameters: dict[str, Any]
    tables: dict[str, str]
    code: str
    lock: str
    findings: tuple[Finding, ...]
    cell_count: int
    is_synthetic: bool
    skipped: tuple[str, ...] = field(default=())

    def write(self, path: Path) -> None:
        text = json.dumps(asdict(self), indent=1, sort_keys=True, ensure_ascii=False)
        write_whole(path, (text + "\n").encode())


def read_record(path: Path) -> RunRecord:
    """Return the run record of a file.

    Raises
    ------
    MissingFindingError
        If there is none, or it is cut short.
    """
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        return RunRecord(
            **{
                **said,
                "findings": tuple(from_dict(f) for f in said["findings"]),
                "skipped": tuple(said["skipped"]),
            }
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise MissingFindingError(
            f"{path.name} is no run record ({error}): run the study again."
        ) from error
