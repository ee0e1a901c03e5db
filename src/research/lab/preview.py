"""The brief as it would read with what this kernel found: quick, and never a release."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from research.builds.pipeline import gather
from research.ground.errors import MissingFindingError, UsageError
from research.ground.paths import Project
from research.render.brief import render_brief
from research.studies.binding import bind
from research.studies.freshness import Present
from research.studies.manifest import Manifest, Study, at_day, briefs, load
from research.studies.notebook import cells
from research.studies.parameters import Value
from research.studies.record import Finding, RunRecord, read_record
from research.studies.slots import finished


@dataclass(frozen=True)
class Moved:
    """A finding that this kernel prints otherwise than the last run did."""

    name: str
    kind: str
    before: str
    now: str

    @property
    def is_drawn(self) -> bool:
        """Return whether it is a picture or a table, of which a line cannot say what moved."""
        return self.kind in ("figure", "table")


@dataclass(frozen=True)
class Preview:
    """A brief set as one HTML page, with what is new on it."""

    study: Study
    parameters: dict[str, Value]
    page: str
    moved: tuple[Moved, ...]
    is_compared: bool
    older: tuple[str, ...]


def choose(
    project: Project, wanted: str, notebook: str, found: Mapping[str, Finding]
) -> tuple[Manifest, Study]:
    """Return the brief and the study that a notebook belongs to.

    Parameters
    ----------
    wanted
        The name of a brief or a study, or nothing.
    notebook
        The path of the notebook, as far as the kernel knows it.
    found
        What the kernel recorded; tells the study where nothing else does.

    Raises
    ------
    UsageError
        If no study fits, or a name is none.
    """
    known = [load(project, brief) for brief in briefs(project)]
    pairs = [(manifest, study) for manifest in known for study in manifest.studies.values()]
    if wanted:
        pairs = [(m, s) for m, s in pairs if wanted in (m.brief, s.name)]
        if not pairs:
            names = sorted({m.brief for m in known} | {s for m in known for s in m.studies})
            raise UsageError(f"no brief or study {wanted!r}; there are: {', '.join(names)}.")
    same = [pair for pair in pairs if pair[1].notebook.name == Path(notebook).name]
    scored = sorted(pairs, key=lambda pair: -len(set(declared(pair[1])) & set(found)))
    if same or len(pairs) == 1:
        return (same or pairs)[0]
    if scored and set(declared(scored[0][1])) & set(found):
        return scored[0]
    raise UsageError(
        f"{Path(notebook).name or 'this notebook'} is not the notebook of any study: say which "
        f"page to show, `%preview {pairs[0][1].name if pairs else 'STUDY'}`, "
        "or declare the notebook in study.toml."
    )


def declared(study: Study) -> list[str]:
    """Return the findings that a study may record."""
    return [*study.findings, *(name for gap in study.optional for name in gap.findings)]


def preview(
    project: Project,
    manifest: Manifest,
    study: Study,
    found: Mapping[str, Finding],
    held: Mapping[str, object],
) -> Preview:
    """Set the brief from this kernel's findings and the last runs of its other studies.

    Parameters
    ----------
    found
        The findings of this kernel by name.
    held
        The variables of this kernel; its parameters are read from them.

    Raises
    ------
    MissingFindingError
        If this kernel has not recorded what its study declares, or another study of the
        brief was never run.
    """
    records, older = _other_runs(project, manifest, study)
    before, _ = last_run(project, manifest, study)
    if "as_of" in study.parameters and "as_of" in held:
        manifest = at_day(manifest, str(held["as_of"]))
    own = _own(project, manifest, study, found, held)
    records[study.name] = own
    ordered = {name: records[name] for name in manifest.studies}
    with tempfile.TemporaryDirectory(prefix="research-preview-") as folder:
        only = replace(manifest, formats=("html",))
        files = render_brief(project, only, gather(ordered), ordered, Path(folder))
        page = next(path for path in files if path.suffix == ".html")
        text = page.read_text(encoding="utf-8")
    return Preview(
        study, own.parameters, text, _moved(before, own), before is not None, tuple(older)
    )


def last_run(project: Project, manifest: Manifest, study: Study) -> tuple[RunRecord | None, bool]:
    """Return the run that a report would use, and True; else the newest one, and False."""
    held = bind(study, {}, manifest.as_of)
    record = Present(project).current(study, held, manifest.as_of)
    if record is not None:
        return record, True
    kept = sorted(finished(project, study.name), key=lambda path: path.stat().st_mtime)
    return (read_record(kept[-1]) if kept else None), False


def _other_runs(
    project: Project, manifest: Manifest, study: Study
) -> tuple[dict[str, RunRecord], list[str]]:
    records: dict[str, RunRecord] = {}
    older, never = [], []
    for other in manifest.studies.values():
        if other.name == study.name:
            continue
        record, is_current = last_run(project, manifest, other)
        if record is None:
            never.append(other.name)
        else:
            records[other.name] = record
            older += [] if is_current else [other.name]
    if never:
        raise MissingFindingError(
            f"the page of {manifest.brief} needs {len(never)} more of its {len(manifest.studies)} "
            f"studies, which were never run: {', '.join(never)}. "
            f"In a terminal: `research report {manifest.brief}`."
        )
    return records, older


def _own(
    project: Project,
    manifest: Manifest,
    study: Study,
    found: Mapping[str, Finding],
    held: Mapping[str, object],
) -> RunRecord:
    """Return what a run record would hold if this kernel were a run."""
    absent = [gap for gap in study.optional if not _has(project, gap.table)]
    skipped = {name for gap in absent for name in gap.findings}
    wanted = [name for name in declared(study) if name not in skipped]
    missing = [name for name in wanted if name not in found]
    if missing:
        raise MissingFindingError(
            f"{len(missing)} of {len(wanted)} findings of {study.name} are not recorded in this "
            f"kernel yet, first {missing[0]}: run the cells above (Run, Run All Above Selected "
            "Cell), then %preview again."
        )
    given = {name: held[name] for name in study.parameters if name in held}
    own = tuple(
        replace(found[name], study=study.name, cell=_cell(study, name))
        for name in found
        if name in wanted
    )
    return RunRecord(
        study=study.name,
        brief=manifest.brief,
        key="preview",
        as_of=manifest.as_of,
        parameters=bind(study, given, manifest.as_of),
        findings=own,
        is_synthetic=any(finding.is_synthetic for finding in own),
        skipped=tuple(gap.table for gap in absent),
    )


def _cell(study: Study, name: str) -> int:
    """Return the number of the cell that records a finding, as the saved notebook has it."""
    quoted = (f'"{name}"', f"'{name}'")
    said = (c.number for c in cells(study.notebook) if any(text in c.source for text in quoted))
    return next(said, 0)


def _has(project: Project, table: str) -> bool:
    return (project.processed / f"{table}.parquet").is_file()


def _moved(before: RunRecord | None, own: RunRecord) -> tuple[Moved, ...]:
    old = {finding.name: finding for finding in before.findings} if before else {}
    return tuple(
        Moved(new.name, new.kind, _said(old[new.name]), _said(new))
        for new in own.findings
        if new.name in old and _differs(old[new.name], new)
    )


def _differs(old: Finding, new: Finding) -> bool:
    drawn = new.kind in ("figure", "table") and old.value != new.value
    return drawn or _said(old) != _said(new)


def _said(finding: Finding) -> str:
    """Return what is printed of a finding, with its range."""
    low, high = finding.printed_low, finding.printed_high
    return f"{finding.printed} ({low} to {high})" if low else finding.printed
