"""Trace one finding: value, formula, rows, snapshot, address, and what has moved since."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from research.builds.last_runs import find
from research.ground.errors import SnapshotError, TableMissingError
from research.ground.paths import Project, using
from research.ground.provenance import digest_file
from research.ground.terms import Grade
from research.studies.record import Assumption, Finding, RunRecord, SourceLine


@dataclass(frozen=True)
class TracedRow:
    """One row that a finding rests on, as its table holds it now; no values if it is gone."""

    row_id: str
    values: dict[str, str]


@dataclass(frozen=True)
class TracedSnapshot:
    """One kept file: where it is, and whether it is the one that the tables were built from."""

    snapshot: str
    path: str
    publisher: str
    retrieved: str
    licence: str
    sha256: str
    state: str


@dataclass(frozen=True)
class Trace:
    """The whole way from a printed value to the address that its rows were read from."""

    finding: str
    kind: str
    printed: str
    value: Any
    low: str
    high: str
    unit: str
    grade: int
    grade_reasons: tuple[str, ...]
    formula: str
    note: str
    is_synthetic: bool
    assumed: tuple[Assumption, ...]
    brief: str
    study: str
    notebook: str
    cell: int
    as_of: str
    run: str
    row_count: int
    rows: tuple[TracedRow, ...]
    snapshots: tuple[TracedSnapshot, ...]
    sources: tuple[SourceLine, ...]
    moved: tuple[str, ...]


def trace(project: Project, name: str) -> Trace:
    """Return where a finding of the last pages, or else of the last runs, comes from.

    Parameters
    ----------
    project
        Where the runs stand.
    name
        The name of a finding; ``H042.own_share`` for that of a run about one subject.

    Raises
    ------
    UsageError
        If no run holds it.
    """
    manifest, finding, record = find(project, name)
    study = manifest.studies[record.study]
    with using(project.root):
        rows, moved = _rows(finding, record)
        snapshots = tuple(_snapshots(project, finding))
    is_value = finding.kind in ("number", "sentence")
    return Trace(
        finding=finding.name,
        kind=finding.kind,
        printed=finding.printed,
        value=finding.value if is_value else finding.kind,
        low=finding.printed_low,
        high=finding.printed_high,
        unit=finding.unit,
        grade=finding.grade,
        grade_reasons=finding.grade_reasons,
        formula=finding.formula,
        note=finding.note,
        is_synthetic=finding.is_synthetic,
        assumed=finding.assumed,
        brief=manifest.brief,
        study=record.study,
        notebook=project.short(study.notebook),
        cell=finding.cell,
        as_of=record.as_of,
        run=record.key[:16],
        row_count=finding.row_count,
        rows=rows,
        snapshots=snapshots,
        sources=finding.sources,
        moved=(*moved, *(f"{s.path} {s.state}" for s in snapshots if s.state != _SAME)),
    )


def _rows(finding: Finding, record: RunRecord) -> tuple[tuple[TracedRow, ...], list[str]]:
    """Return the rows as the tables hold them now, and what is no longer as the run read it."""
    from research.warehouse import store

    moved: list[str] = []
    tables: dict[str, Any] = {}
    for table in dict.fromkeys(row.split(":", 1)[0] for row in finding.rows):
        try:
            tables[table] = store.read_whole(table)
        except TableMissingError as error:
            moved.append(str(error))
            continue
        if record.tables.get(table) != digest_file(store.table_path(table)):
            moved.append(
                f"table {table} was rebuilt since run {record.key[:16]}: the rows shown are those "
                "of now"
            )
    rows = [TracedRow(row, _values(tables.get(row.split(":", 1)[0]), row)) for row in finding.rows]
    gone = [row for row in rows if not row.values]
    if gone and tables:
        moved.append(f"{len(gone)} of {len(rows)} rows are no longer there, first {gone[0].row_id}")
    return tuple(rows), moved


def _values(table: Any, row: str) -> dict[str, str]:
    if table is None or row not in table.index:
        return {}
    said = {str(key): _said(value) for key, value in table.loc[row].items()}
    return {key: value for key, value in said.items() if value}


def _said(value: Any) -> str:
    """Return a cell as it is read: a day as a day, a missing cell as nothing."""
    import pandas as pd

    if pd.api.types.is_scalar(value) and pd.isna(value):
        return ""
    if isinstance(value, pd.Timestamp) and value == value.normalize():
        return value.date().isoformat()
    return str(value)


_SAME = "is the file that the tables were built from"


def _snapshots(project: Project, finding: Finding) -> Iterator[TracedSnapshot]:
    from research.sources.snapshots import kept_path, read_sidecar

    built_from = _built_from(finding)
    for snapshot in dict.fromkeys(line.snapshot for line in finding.sources):
        path = kept_path(project.raw, snapshot)
        try:
            side = read_sidecar(path)
        except SnapshotError:
            side = None
        found = digest_file(path) if path.is_file() else ""
        yield TracedSnapshot(
            snapshot=snapshot,
            path=project.short(path),
            publisher=side.publisher_name if side else "",
            retrieved=side.retrieved if side else "",
            licence=side.licence if side else "",
            sha256=found,
            state=_state(found, built_from.get(snapshot) or built_from.get(project.short(path))),
        )


def _built_from(finding: Finding) -> dict[str, str]:
    """Return the digest of each snapshot at the time when the finding's tables were built."""
    from research.warehouse import store

    found: dict[str, str] = {}
    for table in dict.fromkeys(row.split(":", 1)[0] for row in finding.rows):
        try:
            found |= store.lineage(table).snapshots
        except TableMissingError:
            continue
    return found


def _state(found: str, built_from: str | None) -> str:
    if not found:
        return "is not on this machine"
    if built_from is None:
        return "is not named in the lineage of these tables"
    return _SAME if found == built_from else "changed since the tables were built"


def plain(traced: Trace) -> dict[str, Any]:
    """Return a trace as plain values, for machines."""
    return asdict(traced)


def lines(traced: Trace) -> list[str]:
    """Return a trace as a person reads it: from the value down to the address."""
    return [*_head(traced), *_ground(traced), *(f"  note      {text}" for text in traced.moved)]


def _head(traced: Trace) -> Iterator[str]:
    shown = "" if traced.kind in ("number", "sentence") else f"{traced.kind}: "
    unit = "" if traced.unit == "text" else f"{traced.unit}, "
    yield f"{traced.finding} = {shown}{traced.printed} ({unit}grade {traced.grade})"
    if traced.is_synthetic:
        yield "  DEMONSTRATION DATA: nothing here is real"
    if traced.kind == "number":
        yield f"  value     {traced.value!r}"
    if traced.low:
        yield f"  range     {traced.low} to {traced.high}"
    yield f"  grade     {Grade(traced.grade).meaning}"
    if traced.grade_reasons:
        yield f"  because   {'; '.join(traced.grade_reasons)}"
    yield f"  formula   {traced.formula}"
    for one in traced.assumed:
        tried = f"tried {one.low:g} to {one.high:g}"
        yield f"  assumed   {one.name} = {one.value:g}, {tried} ({one.why})"
    if traced.note:
        yield f"  says      {traced.note}"
    yield f"  notebook  {traced.notebook}, cell {traced.cell}, as of {traced.as_of}"


def _ground(traced: Trace) -> Iterator[str]:
    for row in traced.rows:
        yield f"  row       {row.row_id}"
        hidden = {"source_title", "source_url", "snapshot", "grade", "is_synthetic"}
        values = ", ".join(f"{k}={v}" for k, v in row.values.items() if k not in hidden)
        if values:
            yield f"            {values}"
    if traced.row_count > len(traced.rows):
        yield f"            and {traced.row_count - len(traced.rows)} rows more"
    for kept in traced.snapshots:
        yield f"  snapshot  {kept.path}"
        if kept.sha256:
            yield f"            sha256 {kept.sha256}; it {kept.state}"
    for source in traced.sources:
        yield f"  address   {source.title} (grade {source.grade})"
        yield f"            {source.url}"
