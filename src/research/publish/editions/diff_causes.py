"""Why a finding moved between two editions: other rows, other code, other parameters, or none."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from research.builds.row_changes import rows_between
from research.ground.paths import Project
from research.publish.editions.opened import Contents
from research.studies.record import Finding, RunHead
from research.warehouse import kept
from research.warehouse.confidential import is_confidential
from research.warehouse.reads import FINDING_READ, Read

DATA, CODE, PARAMETERS, UNKNOWN = "data", "code", "parameters", "not explained"
_MOST_ROWS = 5


@dataclass(frozen=True)
class Cause:
    """One reason for which a finding moved.

    Attributes
    ----------
    kind
        data, code, parameters, or "not explained".
    what
        Which table, module or parameter.
    details
        The rows, cells and snapshots, or the old and new value.
    """

    kind: str
    what: str
    details: tuple[str, ...] = ()

    @property
    def short(self) -> str:
        return f"{self.kind}: {self.what}"


@dataclass(frozen=True)
class Causes:
    """What can be told of two editions of a brief: why each of their findings moved."""

    project: Project
    old: Contents
    new: Contents
    _known: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def of(self, subject: str, name: str) -> tuple[Cause, ...]:
        """Return why a finding moved; that nothing explains it is a reason to look."""
        found = self.new.findings.get((subject, name)) or self.old.findings.get((subject, name))
        if found is None:
            return ()
        then, now = (side.run(found.study, subject) for side in (self.old, self.new))
        if then is None or now is None:
            where = "either" if then is now else ("the first" if then is None else "the second")
            return (Cause(UNKNOWN, f"no record of the run {found.study} in {where} edition"),)
        causes = [*self._data(found, then, now), *_code(then, now), *_parameters(then, now)]
        return tuple(causes) or (Cause(UNKNOWN, "nothing that its run rests on changed"),)

    def _data(self, found: Finding, then: RunHead, now: RunHead) -> Iterator[Cause]:
        """Yield the tables that moved below a finding: its own rows' first, else all it read."""
        key = (now.study, now.subject)
        if key not in self._known:
            self._known[key] = sorted(self._moved(then, now))
        moved = self._known[key]
        own = {row.split(":", 1)[0] for row in found.rows}
        own |= {f"model {row.split(':', 2)[1]}" for row in found.rows if row.count(":") > 1}
        for name in [one for one in moved if one in own] or moved:
            yield Cause(DATA, _title(name), self._details(name, found))

    def _moved(self, then: RunHead, now: RunHead) -> set[str]:
        """Return the tables and rate models that a run read otherwise, through shared runs too."""
        moved: set[str] = set()
        for read in _changed(then, now):
            if not read.table.startswith(FINDING_READ):
                moved.add(read.table)
                continue
            study = read.table.removeprefix(FINDING_READ).partition(".")[0]
            shared = [side.runs.get((study, "")) for side in (self.old, self.new)]
            if shared[0] is not None and shared[1] is not None:
                moved |= {one.table for one in _changed(shared[0], shared[1])}
        return moved

    def _details(self, table: str, found: Finding) -> tuple[str, ...]:
        rows = self._rows.get(table)
        told: list[str] = []
        if rows:
            cited = {row.removeprefix(f"{table}:") for row in found.rows}
            chosen = {row: said for row, said in rows.items() if row in cited}
            if not chosen and found.row_count > len(found.rows):
                chosen = rows
            lines = [f"{row}: {line}" for row, said in chosen.items() for line in said]
            told += lines[:_MOST_ROWS]
            told += [f"and {len(lines) - _MOST_ROWS} more"] if len(lines) > _MOST_ROWS else []
        return (*told, *self.snapshots(table))

    def snapshots(self, table: str) -> tuple[str, ...]:
        """Return which kept files of a table are others than before."""
        then, now = (side.lineages.get(table) for side in (self.old, self.new))
        if then is None or now is None:
            return ()
        told = []
        for name in sorted({**then.snapshots, **now.snapshots}):
            before, after = then.snapshots.get(name), now.snapshots.get(name)
            if before != after:
                how = "is new" if before is None else "is gone" if after is None else "changed"
                told.append(f"{name} {how}")
        return tuple(told)

    @cached_property
    def _rows(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """Return the rows that changed of each table of which both files are kept."""
        found: dict[str, dict[str, tuple[str, ...]]] = {}
        for key, then in self.old.runs.items():
            now = self.new.runs.get(key)
            for table, file in then.tables.items():
                other = now.tables.get(table, file) if now else file
                if file != other and table not in found:
                    found[table] = self._rows_of(table, file, other)
        return found

    def _rows_of(self, table: str, old: str, new: str) -> dict[str, tuple[str, ...]]:
        if table.startswith("model ") or is_confidential(table, self.project):
            return {}
        then, now = (kept.find(self.project, table, digest) for digest in (old, new))
        return rows_between(then, now, table) if then and now else {}


def _title(name: str) -> str:
    return name if name.startswith("model ") else f"table {name}"


@lru_cache(maxsize=4096)
def _reads(reads: tuple[Read, ...]) -> dict[tuple[str, str], Read]:
    return {(read.table, repr(read.where)): read for read in reads}


def _changed(then: RunHead, now: RunHead) -> list[Read]:
    """Return what was read otherwise: another digest, or read in one of two runs alone."""
    before, after = _reads(then.reads), _reads(now.reads)
    return [
        after.get(key) or before[key]
        for key in {**before, **after}
        if key not in before or key not in after or before[key].digest != after[key].digest
    ]


def _code(then: RunHead, now: RunHead) -> Iterator[Cause]:
    for name in sorted({**then.imports, **now.imports}):
        before, after = then.imports.get(name), now.imports.get(name)
        if before != after:
            how = "is imported now" if before is None else (
                "is no longer imported" if after is None else "changed"
            )  # fmt: skip
            yield Cause(CODE, name.removeprefix("research."), (f"module {name} {how}",))
    if then.cells != now.cells:
        yield Cause(CODE, f"notebook of {now.study}", ("its cells changed",))
    if then.declared != now.declared:
        yield Cause(CODE, "study.toml", ("what it asks of the study changed",))
    if then.lock != now.lock:
        yield Cause(CODE, "pinned packages", ("other packages are pinned",))


def _parameters(then: RunHead, now: RunHead) -> Iterator[Cause]:
    for name in sorted({**then.parameters, **now.parameters}):
        before, after = then.parameters.get(name), now.parameters.get(name)
        if before != after and name != "as_of":
            yield Cause(PARAMETERS, name, (f"was {before!r}, now {after!r}",))
    if then.as_of != now.as_of:
        yield Cause(PARAMETERS, "the day", (f"was {then.as_of}, now {now.as_of}",))
