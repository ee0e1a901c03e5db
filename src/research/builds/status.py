"""Say what is stale or missing in a project, and why: tables, snapshots, runs, pages."""

from dataclasses import asdict, dataclass
from pathlib import Path

from research.builds import plan as plans
from research.builds.plan import Step
from research.ground.errors import ResearchError
from research.ground.paths import Project, using
from research.studies.manifest import Gap, briefs, load


@dataclass(frozen=True)
class TableStatus:
    """One table: "current", "stale", "absent" (its snapshot is not here) or "broken"; and why."""

    table: str
    state: str
    why: str
    adds: str = ""


@dataclass(frozen=True)
class BriefStatus:
    """One brief: each step of its next build, and its last failed runs."""

    brief: str
    steps: tuple[Step, ...]
    failed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Status:
    """The state of a project."""

    tables: tuple[TableStatus, ...]
    briefs: tuple[BriefStatus, ...]

    @property
    def is_current(self) -> bool:
        tables = all(table.state in ("current", "absent") for table in self.tables)
        return tables and not any(step.is_due for brief in self.briefs for step in brief.steps)


def status(project: Project) -> Status:
    """Return what is stale or missing; nothing is changed."""
    manifests = [load(project, name) for name in briefs(project)]
    gaps = {gap.table: gap for m in manifests for s in m.studies.values() for gap in s.optional}
    found = []
    for manifest in manifests:
        failed = [
            path
            for name in manifest.studies
            for path in sorted((project.runs / name).glob("failed*.ipynb"))
        ]
        found.append(
            BriefStatus(
                manifest.brief,
                tuple(plans.plan(project, manifest)[1:]),
                tuple(project.short(path) for path in failed),
            )
        )
    with using(project.root):
        return Status(tuple(_tables(project, gaps)), tuple(found))


def _tables(project: Project, gaps: dict[str, Gap]) -> list[TableStatus]:
    from research.warehouse.build import code_digest
    from research.warehouse.tables import RECIPES

    code = code_digest(project)
    return [_table(project, name, code, gaps.get(name)) for name in sorted(RECIPES)]


def _table(project: Project, name: str, code: str, gap: Gap | None) -> TableStatus:
    from research.sources.snapshots import has
    from research.warehouse.build import is_at_hand, why_stale
    from research.warehouse.tables import RECIPES

    recipe = RECIPES[name]
    publisher = recipe.publisher.id
    lacking = [file for file in recipe.files if not has(project, publisher, file)]
    if recipe.own and not is_at_hand(project, recipe):
        why = f"there is no {recipe.own[0]}"
        return TableStatus(name, "absent", why, gap.sentence if gap else "")
    if lacking and recipe.contract.optional:
        why = f"{publisher}/{lacking[0]} is not on this machine: `research snapshot {publisher}`"
        return TableStatus(name, "absent", why, gap.sentence if gap else "")
    try:
        why = why_stale(project, recipe, code)
    except ResearchError as error:
        return TableStatus(name, "broken", str(error))
    return TableStatus(name, "stale" if why else "current", why)


def lines(found: Status) -> list[str]:
    """Return a status as a reader wants it: first what needs something."""
    told = []
    current = [table.table for table in found.tables if table.state == "current"]
    for table in found.tables:
        if table.state != "current":
            told.append(f"table {table.table}: {table.state}; {table.why}")
            told += [f"    {table.adds}"] if table.adds else []
    told.append(f"tables up to date: {len(current)} of {len(found.tables)}")
    for brief in found.briefs:
        told.append(f"brief {brief.brief}")
        told += [f"    {step.verb} {step.what}: {step.why or 'up to date'}" for step in brief.steps]
        told += [f"    a run failed; look at {Path(path).as_posix()}" for path in brief.failed]
    told.append(
        "everything is up to date"
        if found.is_current
        else "`research report BRIEF` does what is due"
    )
    return told


def said(found: Status) -> dict[str, object]:
    """Return a status as plain values."""
    return {
        "is_current": found.is_current,
        "tables": [asdict(table) for table in found.tables],
        "briefs": [
            {
                "brief": brief.brief,
                "steps": [{**asdict(step), "is_due": step.is_due} for step in brief.steps],
                "failed": list(brief.failed),
            }
            for brief in found.briefs
        ],
    }
