"""Findings as plain values, and the run record that keeps them: no pandas, quick to load.

The first line of a record is its head: what the run rests on and a digest of each finding.
Whether a run is current, and whether its pages are, is decided by heads alone.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from research.ground.errors import MissingFindingError
from research.ground.provenance import digest_values, write_whole
from research.warehouse.reads import FINDING_READ, Read
from research.warehouse.reads import from_dict as read_from_dict

FINDING_TYPE = "application/vnd.research.finding+json"
CLOSING_TYPE = "application/vnd.research.closing+json"
RUN = "run.json"


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
        """Return it as plain values; what it holds is not copied."""
        return {
            **vars(self),
            "sources": tuple(dict(vars(line)) for line in self.sources),
            "assumed": tuple(dict(vars(line)) for line in self.assumed),
        }

    @property
    def digest(self) -> str:
        """Return the digest of all that may be printed of it; where it was recorded aside."""
        return _digest(self.to_dict())

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


@dataclass(frozen=True, kw_only=True)
class RunHead:
    """One execution without what it found: what it read, with which code, for which day.

    Attributes
    ----------
    key
        The digest of everything below that decides what is found.
    subject
        Whom it is about; empty where the study has no subject.
    cells, declared
        The digest of the notebook's cells, and of the findings that study.toml asks for.
    reads
        Every slice of a table, rate model and shared finding that it read.
    imports
        The digest of each module of research that its notebook imports, by name.
    lock
        The digest of the pinned packages.
    digests
        The digest of each finding, by name.
    """

    study: str
    brief: str
    key: str
    as_of: str
    parameters: dict[str, Any]
    subject: str = ""
    cells: str = ""
    declared: str = ""
    reads: tuple[Read, ...] = ()
    imports: dict[str, str] = field(default_factory=dict)
    lock: str = ""
    cell_count: int = 0
    is_synthetic: bool = False
    skipped: tuple[str, ...] = ()
    digests: dict[str, str] = field(default_factory=dict)

    @property
    def tables(self) -> dict[str, str]:
        """Return the digest of the file of each table and rate model that was read."""
        named = [read for read in self.reads if not read.table.startswith(FINDING_READ)]
        return {read.table: read.file for read in named if not read.is_presence}


@dataclass(frozen=True, kw_only=True)
class RunRecord(RunHead):
    """One execution, with what it found."""

    findings: tuple[Finding, ...] = ()

    def write(self, path: Path) -> None:
        """Write a record: one line of head, then a line a finding; see `read_head`."""
        found = [finding.to_dict() for finding in self.findings]
        rest = '"findings": [\n' + ",\n".join(map(_text, found)) + "\n]}\n"
        said = {name: getattr(self, name) for name in RunHead.__dataclass_fields__}
        said["digests"] = self.digests or {one["name"]: _digest(one) for one in found}
        said["reads"] = [read.to_dict() for read in self.reads]
        said["rest"] = len(rest.encode())
        write_whole(path, f'{{"head": {_text(said)},\n{rest}'.encode())


def _text(said: object) -> str:
    """Return a value as one line: what is indented takes ten times as long to write."""
    return json.dumps(said, sort_keys=True, ensure_ascii=False)


def _digest(found: Mapping[str, Any]) -> str:
    return digest_values({**found, "study": "", "cell": -1})[:32]


def read_head(path: Path) -> RunHead:
    """Return the head of a run record; the findings are not read.

    Raises
    ------
    MissingFindingError
        If there is none, or the file is cut short.
    """
    try:
        with path.open("rb") as handle:
            line = handle.readline()
        said = json.loads(line.rstrip(b",\n") + b"}")["head"]
        if path.stat().st_size != len(line) + said.pop("rest"):
            raise ValueError("it is cut short")
        return RunHead(**_typed(said))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _no_record(path, error) from error


def read_record(path: Path) -> RunRecord:
    """Return the run record of a file.

    Raises
    ------
    MissingFindingError
        If there is none, or it is cut short.
    """
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        head = said["head"]
        head.pop("rest")
        return RunRecord(
            **_typed(head), findings=tuple(from_dict(found) for found in said["findings"])
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _no_record(path, error) from error


def _typed(said: dict[str, Any]) -> dict[str, Any]:
    return {
        **said,
        "reads": tuple(read_from_dict(read) for read in said["reads"]),
        "skipped": tuple(said["skipped"]),
    }


def _no_record(path: Path, error: Exception) -> MissingFindingError:
    return MissingFindingError(f"{path.name} is no run record ({error}): run the study again.")
