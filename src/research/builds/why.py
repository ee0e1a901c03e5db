"""Say what changed since a subject's last run and its pages: old and new, row by row."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from research.builds import plan as plans
from research.builds.page_parts import output_folder, page_parts, pages_step, quoted_digests
from research.builds.row_changes import row_changes
from research.ground.errors import UsageError
from research.ground.paths import Project
from research.render.placing import PAGES
from research.studies.binding import spread
from research.studies.freshness import Changed, Present
from research.studies.manifest import SUBJECT, Manifest, at_day, briefs, for_subject, load
from research.studies.notebook import cells
from research.studies.parameters import Value
from research.studies.record import RUN, Finding, RunHead, read_record
from research.studies.slots import slot_path
from research.studies.subjects import nearest, subjects

_MOST = 20


@dataclass(frozen=True)
class Why:
    """What one thing waits for: its runs and pages, and every line of what changed."""

    what: str
    steps: tuple[plans.Step, ...]
    changes: tuple[str, ...]

    @property
    def is_current(self) -> bool:
        return not any(step.is_due for step in self.steps)


def why(
    project: Project, name: str, as_of: str | None = None, given: Mapping[str, str] | None = None
) -> Why:
    """Return what changed since the last run and pages of a subject, a study or a brief.

    Parameters
    ----------
    project
        Where the runs and pages stand.
    name
        The id of a subject of any brief ("H042"), the name of a study, or that of a brief.
    as_of, given
        As the report was asked for.

    Raises
    ------
    UsageError
        If no brief knows the name.
    """
    for brief in briefs(project):
        manifest = at_day(load(project, brief), as_of)
        asked = dict(given or {})
        subject = _subject(project, manifest, name)
        if subject:
            studies = list(manifest.studies)
            return _of(project, manifest, {**asked, SUBJECT: subject}, studies, subject)
        if manifest.subjects is None and name == brief:
            return _of(project, manifest, asked, list(manifest.studies))
        if name in manifest.studies and not manifest.studies[name].has_subject:
            return _of(project, manifest, _only(manifest, name, asked), [name], is_study=True)
        if name == brief or name in manifest.studies:
            return _of_all(project, manifest, asked)
    known = f"there are the briefs {', '.join(briefs(project))}."
    raise UsageError(f"no subject, study or brief {name!r}; {known}{_near(project, name)}")


def _near(project: Project, name: str) -> str:
    """Return whom somebody may have meant, among the subjects of all briefs."""
    every = [load(project, brief) for brief in briefs(project)]
    found = [one for made in every if made.subjects for one in subjects(project, made)]
    near = " or ".join(f"{one.id} ({one.label})" for one in nearest(found, name))
    return f" Did you mean {near}?" if near else ""


def _subject(project: Project, manifest: Manifest, name: str) -> str:
    """Return the id of a subject as its table writes it; nothing if there is none."""
    if manifest.subjects is None or name in manifest.studies or name == manifest.brief:
        return ""
    ids = {one.id.casefold(): one.id for one in subjects(project, manifest)}
    return ids.get(name.casefold(), "")


def _only(manifest: Manifest, name: str, asked: dict[str, str]) -> dict[str, str]:
    own = manifest.studies[name].parameters
    return {key: value for key, value in asked.items() if key in own}


def _of(
    project: Project,
    manifest: Manifest,
    asked: Mapping[str, str],
    names: list[str],
    subject: str = "",
    is_study: bool = False,
) -> Why:
    present = Present(project)
    steps: list[plans.Step] = []
    lines: list[str] = []
    runs: dict[str, RunHead] = {}
    held = spread(manifest, asked)
    for name in names:
        study, values = manifest.studies[name], held[name]
        head = present.last(study, values, manifest.as_of)
        steps.append(plans.Step("run", name, present.why(study, values, manifest.as_of)))
        if head is None:
            continue
        runs[name] = head
        for change in present.changed(head, study, values, manifest.as_of):
            lines += _lines(project, _Asked(name, manifest, head, values), change, present)
    if not is_study:
        own = for_subject(manifest, subject) if subject else manifest
        given = {key: value for key, value in asked.items() if key != SUBJECT}
        home = output_folder(project, manifest, given, subject)
        parts = page_parts(project, own, quoted_digests(own, runs), "embedded")
        step = pages_step(own, parts, home, subject)
        steps.append(step)
        if step.is_due:
            lines += _of_pages(project, manifest, held, home, parts)
    what = subject or (names[0] if is_study else manifest.brief)
    return Why(what, tuple(steps), tuple(dict.fromkeys(lines)))


def _of_all(project: Project, manifest: Manifest, asked: Mapping[str, str]) -> Why:
    """Return why the subjects of a brief are due, those with the same reason together."""
    ids = [one.id for one in subjects(project, manifest)]
    causes: dict[str, list[str]] = {}
    for one in plans.subject_plans(project, manifest, ids, given=dict(asked)):
        reasons = [*(f"run: {step.why}" for step in one.runs if step.is_due)]
        reasons += [f"pages: {one.pages.why}"] if one.pages.is_due and not reasons else []
        for reason in reasons:
            causes.setdefault(reason, []).append(one.subject)
    lines = [
        f"{len(named)} of {len(ids)}: {reason} ({', '.join(named[:3])}"
        f"{f' and {len(named) - 3} more' if len(named) > 3 else ''})"
        for reason, named in causes.items()
    ]
    due = sum(map(len, causes.values()))
    told = f"{due} of {len(ids)} are due" if due else ""
    return Why(manifest.brief, (plans.Step("report", manifest.brief, told),), tuple(lines))


@dataclass(frozen=True)
class _Asked:
    """The run that something changed since."""

    study: str
    manifest: Manifest
    head: RunHead
    values: Mapping[str, Value]


def _lines(project: Project, asked: _Asked, change: Changed, present: Present) -> Iterator[str]:
    """Yield the lines that one change takes."""
    read = change.read
    if change.kind == "table" and read is not None:
        yield from row_changes(project, read)
    elif change.kind == "finding" and read is not None:
        yield f"shared figure {change.name} was {read.said}, now {_shared_now(project, change)}"
    elif change.kind == "cells":
        yield from _changed_cells(project, asked)
    elif change.kind == "parameters":
        old = asked.head.parameters
        for name in sorted({*old, *asked.values}):
            if old.get(name) != asked.values.get(name):
                yield f"parameter {name} was {old.get(name)!r}, now {asked.values.get(name)!r}"
    elif change.kind == "as_of":
        yield f"the day was {asked.head.as_of}, now {asked.manifest.as_of}"
    elif change.kind == "module":
        now = present.rests(asked.manifest.studies[asked.study]).imports
        then = asked.head.imports
        full = f"research.{change.name}" if change.name != "research" else change.name
        verb = "changed" if full in now and full in then else (
            "is imported now" if full in now else "is no longer imported"
        )  # fmt: skip
        yield f"module {full} {verb}"
    else:
        yield f"{change} changed"


def _shared_now(project: Project, change: Changed) -> str:
    study, _, name = change.name.partition(".")
    slot = str(dict(change.read.where)["slot"]) if change.read else ""
    path = project.runs / study / slot / RUN
    if not path.is_file():
        return "not found: its study must run"
    found = {one.name: one.printed for one in read_record(path).findings}
    return found.get(name, "not found")


def _changed_cells(project: Project, asked: _Asked) -> Iterator[str]:
    """Yield which cells changed, by the notebook that was executed then."""
    study = asked.manifest.studies[asked.study]
    slot = slot_path(project, study, asked.values, asked.head.as_of)
    old = _executed_cells(slot / "executed.ipynb")
    new = {cell.number: cell.source for cell in cells(study.notebook)}
    name = study.notebook.name
    moved = [n for n in sorted({*old, *new}) if old.get(n) != new.get(n)]
    if not old or not moved:
        yield f"{name}: its cells changed"
    for number in moved:
        verb = "changed" if number in old and number in new else (
            "is new" if number in new else "is gone"
        )  # fmt: skip
        yield f"{name}: cell {number} {verb}"


def _executed_cells(path: Path) -> dict[int, str]:
    if not path.is_file():
        return {}
    said = json.loads(path.read_text(encoding="utf-8"))["cells"]
    numbered = ((cell["metadata"].get("research_cell"), cell["source"]) for cell in said)
    return {number: "".join(source) for number, source in numbered if number}


def _of_pages(
    project: Project,
    manifest: Manifest,
    held: Mapping[str, dict[str, Value]],
    home: Path,
    parts: Mapping[str, str],
) -> Iterator[str]:
    """Yield what changed since the pages were set: figures old and new, files by name."""
    path = home / PAGES
    if not path.is_file():
        return
    old = json.loads(path.read_text(encoding="utf-8")).get("parts", {})
    for part in {**parts, **old}:
        if parts.get(part) == old.get(part):
            continue
        name = part.removeprefix("the findings of ")
        if name in manifest.studies:
            yield from _moved_findings(project, manifest, name, held[name], home)
        else:
            yield f"pages: {part} changed{_written_since(project, manifest, part, path)}"


def _moved_findings(
    project: Project, manifest: Manifest, name: str, values: Mapping[str, Value], home: Path
) -> Iterator[str]:
    run = slot_path(project, manifest.studies[name], values, manifest.as_of) / RUN
    now = {one.name: one for one in read_record(run).findings} if run.is_file() else {}
    for page in sorted(home.glob("*.record.json")):
        printed = json.loads(page.read_text(encoding="utf-8"))["findings"]
        for before in printed:
            new = now.get(before["name"])
            if new is not None and before["printed"] != new.printed:
                yield f"{new.name} was {before['printed']} on the page, now {new.printed}"
            elif new is not None and _is_redrawn(before["value"], new):
                yield f"{new.kind} {new.name} changed"


def _is_redrawn(before: object, new: Finding) -> bool:
    drawn = new.kind in ("figure", "table")
    return drawn and before != json.loads(json.dumps(new.value))


def _written_since(project: Project, manifest: Manifest, part: str, pages: Path) -> str:
    """Return the files of a part that were written after the pages, if any can be named."""
    folders = {"the prose": manifest.folder, "the house style": project.style}
    if part not in folders:
        return ""
    since = pages.stat().st_mtime_ns
    later = [
        project.short(path)
        for path in sorted(folders[part].rglob("*"))
        if path.is_file() and path.stat().st_mtime_ns > since
    ]
    return f": {', '.join(later[:3])}" if later else ""


def lines(found: Why) -> list[str]:
    """Return an answer as a person reads it: what is due, then at most 20 lines of changes."""
    if found.is_current:
        return [f"{found.what}: up to date"]
    told = [f"{step.verb} {step.what}: {step.why}" for step in found.steps if step.is_due]
    told += [f"  {line}" for line in found.changes[:_MOST]]
    left = len(found.changes) - _MOST
    return [*told, *([f"  and {left} changes more"] if left > 0 else [])]


def said(found: Why) -> dict[str, object]:
    """Return an answer as plain values."""
    steps = [{"verb": s.verb, "what": s.what, "is_due": s.is_due, "why": s.why}
             for s in found.steps]  # fmt: skip
    return {
        "what": found.what,
        "is_current": found.is_current,
        "steps": steps,
        "changes": list(found.changes),
    }
