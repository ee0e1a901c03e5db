"""Whether a run is current: compare what it rested on with the world as it is. No pandas.

A run is stale exactly when its cells, its parameters, a module that its notebook imports, the
pinned packages, or the rows that it read changed. Another file with the same rows is no change.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from research.ground.errors import MissingFindingError
from research.ground.held import digest_held, digest_or_absent
from research.ground.paths import Project
from research.ground.provenance import MODEL_READ, digest_values
from research.studies.binding import bind
from research.studies.imports import imports
from research.studies.manifest import Manifest, Study, load
from research.studies.notebook import cells
from research.studies.parameters import Value
from research.studies.record import RUN, RunHead, RunRecord, read_head, read_record
from research.studies.slots import finished, slot_of, slot_path
from research.warehouse.reads import ABSENT, FINDING_READ, PRESENT, Read
from research.warehouse.slices import Slices


@dataclass(frozen=True)
class Changed:
    """One thing that is no longer as a run had it: its kind, its name, and the read if one."""

    kind: str
    name: str = ""
    read: Read | None = None

    def __str__(self) -> str:
        return f"{self.kind} {self.name}".strip()


@dataclass(frozen=True)
class Rests:
    """What a run of a study rests on before it reads anything."""

    cells: str
    declared: str
    imports: dict[str, str]
    lock: str


@dataclass
class Present:
    """The world as it is at this moment; each digest is taken once."""

    project: Project
    _rests: dict[str, Rests] = field(default_factory=dict)
    _files: dict[str, str] = field(default_factory=dict)
    _slices: dict[str, Slices] = field(default_factory=dict)
    _heads: dict[Path, RunHead | None] = field(default_factory=dict)
    _manifests: dict[str, Manifest] = field(default_factory=dict)
    _shared: dict[str, str] = field(default_factory=dict)
    _bound: dict[str, dict[str, Value]] = field(default_factory=dict)

    def current(
        self, study: Study, parameters: Mapping[str, Value], as_of: str
    ) -> RunRecord | None:
        """Return the finished run of a study if it is current, with its findings."""
        if self.head(study, parameters, as_of) is None:
            return None
        return read_record(slot_path(self.project, study, parameters, as_of) / RUN)

    def head(self, study: Study, parameters: Mapping[str, Value], as_of: str) -> RunHead | None:
        """Return the head of the finished run of a study if it is current: quicker, for many."""
        head = self.last(study, parameters, as_of)
        if head is None or self.waits_for(study, parameters, as_of):
            return None
        stale = next(self.changed(head, study, parameters, as_of), None)
        return head if stale is None else None

    def last(self, study: Study, parameters: Mapping[str, Value], as_of: str) -> RunHead | None:
        """Return the head of the last finished run in the slot of a study, current or not."""
        return self._head(slot_path(self.project, study, parameters, as_of) / RUN)

    def why(self, study: Study, parameters: Mapping[str, Value], as_of: str) -> str:
        """Return in words why a study must run again, or nothing."""
        head = self.last(study, parameters, as_of)
        if head is None:
            return self._why_none(study, parameters, as_of)
        changed = list(self.changed(head, study, parameters, as_of))
        if changed:
            return f"{', '.join(_grouped(changed))} changed"
        return self.waits_for(study, parameters, as_of)

    def _why_none(self, study: Study, parameters: Mapping[str, Value], as_of: str) -> str:
        if (slot_path(self.project, study, parameters, as_of) / RUN).is_file():
            return "its run record is cut short"
        if study.has_subject or next(finished(self.project, study.name), None) is None:
            return "it was never run"
        return "it was never run with these parameters for this day"

    def waits_for(self, study: Study, parameters: Mapping[str, Value], as_of: str) -> str:
        """Return in words which shared study must run before this one, or nothing."""
        for name, other, held in self.shared(study, parameters, as_of):
            slot = f"{name} {slot_of(other, held, as_of)}"
            if slot not in self._shared:
                self._shared[slot] = self.why(other, held, as_of)
            if self._shared[slot]:
                return f"study {name} runs first: {self._shared[slot]}"
        return ""

    def shared(
        self, study: Study, parameters: Mapping[str, Value], as_of: str
    ) -> Iterator[tuple[str, Study, dict[str, Value]]]:
        """Yield the studies that one comes after, each with what it holds.

        That is the defaults of its notebook, and what both were given under the same name.
        """
        for name in study.after:
            if study.brief not in self._manifests:
                self._manifests[study.brief] = load(self.project, study.brief)
            other = self._manifests[study.brief].studies[name]
            given = {k: v for k, v in parameters.items() if k in other.parameters and k != "as_of"}
            key = f"{name} {as_of} {sorted(given.items())}"
            if key not in self._bound:
                self._bound[key] = bind(other, given, as_of)
            yield name, other, self._bound[key]

    def rests(self, study: Study) -> Rests:
        """Return what a run of a study would rest on now, before it reads anything."""
        if study.name not in self._rests:
            asked = [study.findings, [(gap.table, gap.findings) for gap in study.optional]]
            source = [(cell.type, cell.source) for cell in cells(study.notebook)]
            self._rests[study.name] = Rests(
                cells=digest_values({"cells": source}),
                declared=digest_values({"findings": asked}),
                imports=imports(self.project, study.notebook),
                lock=self._lock,
            )
        return self._rests[study.name]

    @cached_property
    def _lock(self) -> str:
        return digest_held(self.project.lock)

    def changed(
        self, head: RunHead, study: Study, parameters: Mapping[str, Value], as_of: str
    ) -> Iterator[Changed]:
        """Yield what of a finished run is no longer as it was."""
        now = self.rests(study)
        if head.cells != now.cells:
            yield Changed("cells")
        yield from _changed_parameters(head, parameters)
        if head.as_of != as_of:
            yield Changed("as_of")
        if head.declared != now.declared:
            yield Changed("declared findings")
        for name in sorted({*head.imports, *now.imports}):
            if head.imports.get(name) != now.imports.get(name):
                yield Changed("module", name.removeprefix("research."))
        if head.lock != now.lock:
            yield Changed("pinned packages")
        yield from (change for read in head.reads if (change := self._change(read)))

    def _change(self, read: Read) -> Changed | None:
        if read.table.startswith(FINDING_READ):
            same = self._finding(read) == read.digest
            return None if same else Changed("finding", read.table[len(FINDING_READ) :], read)
        if read.table.startswith(MODEL_READ):
            name = read.table[len(MODEL_READ) :]
            same = self._file(self._model(name)) == read.file
            return None if same else Changed("model", name, read)
        path = self.project.processed / f"{read.table}.parquet"
        now = self._file(path)
        if read.is_presence:
            same = (PRESENT if now != ABSENT else ABSENT) == read.digest
        else:
            same = now == read.file or (now != ABSENT and self._slice(path, read) == read.digest)
        return None if same else Changed("table", read.table, read)

    def _model(self, name: str) -> Path:
        is_path = name.endswith(".toml") or "/" in name
        return self.project.root / name if is_path else self.project.models / f"{name}.toml"

    def _file(self, path: Path) -> str:
        key = str(path)
        if key not in self._files:
            self._files[key] = digest_or_absent(path)
        return self._files[key]

    def _slice(self, path: Path, read: Read) -> str:
        if read.table not in self._slices:
            self._slices[read.table] = Slices(path)
        return self._slices[read.table].digest(read.where)

    def _finding(self, read: Read) -> str:
        """Return the digest that a shared finding has now, in the slot that it was read from."""
        study, _, name = read.table[len(FINDING_READ) :].partition(".")
        head = self._head(self.project.runs / study / str(dict(read.where)["slot"]) / RUN)
        return head.digests.get(name, "") if head else ""

    def _head(self, path: Path) -> RunHead | None:
        if path not in self._heads:
            try:
                self._heads[path] = read_head(path) if path.is_file() else None
            except MissingFindingError:
                self._heads[path] = None
        return self._heads[path]


def _changed_parameters(head: RunHead, parameters: Mapping[str, Value]) -> Iterator[Changed]:
    """Yield whether a parameter moved; the day of the whole run is told on its own."""
    old, new = ({k: v for k, v in held.items() if k != "as_of"} for held in (
        head.parameters, parameters
    ))  # fmt: skip
    if old != new:
        yield Changed("parameters")


def _grouped(changed: list[Changed]) -> list[str]:
    """Return each change once: a table is named once, whichever slices of it moved."""
    return list(dict.fromkeys(str(change) for change in changed))
