"""Rebuild the tables whose snapshots, corrections or code changed, and say why."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from research.ground.errors import TableMissingError, UsageError
from research.ground.paths import Project
from research.ground.provenance import Lineage, digest_file, digest_files
from research.sources.snapshots import Snapshot, has, locate, pins
from research.warehouse import corrections as ledger
from research.warehouse import store
from research.warehouse.checks import sort_out
from research.warehouse.schema import Recipe
from research.warehouse.tables import RECIPES

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Built:
    """What became of one table: rebuilt and why, current, or without its snapshot."""

    table: str
    why: str
    rows: int
    is_rebuilt: bool
    quarantined: int = 0


def build(project: Project, names: list[str] | None = None) -> list[Built]:
    """Rebuild what is stale among the named tables, or among all.

    Raises
    ------
    UsageError
        If there is no such table.
    SnapshotError, PublishedFileError, CorrectionError, ContractError, DiskError
        If a table cannot be built; what stood there before still stands.
    """
    unknown = [name for name in names or [] if name not in RECIPES]
    if unknown:
        raise UsageError(f"no table {unknown[0]!r}; there are {', '.join(sorted(RECIPES))}.")
    ledger.require_known(ledger.read_ledger(project), list(RECIPES))
    code = code_digest(project)
    return [build_one(project, RECIPES[name], code) for name in names or sorted(RECIPES)]


def code_digest(project: Project) -> str:
    """Return the digest of the code that tables are built by."""
    return digest_files(project.table_code, project.source)


def build_one(project: Project, recipe: Recipe, code: str) -> Built:
    """Rebuild one table if it is stale; without its optional snapshot there is none."""
    if recipe.contract.optional and not is_at_hand(project, recipe):
        return _without(recipe)
    why = why_stale(project, recipe, code)
    if not why:
        before = store.lineage(recipe.table)
        return Built(recipe.table, "", before.rows, False, before.quarantined)
    corrections = ledger.read_ledger(project)
    read = recipe.frame(_snapshots(project, recipe))
    frame, fixed = ledger.corrected(read, recipe.contract, corrections)
    checked = sort_out(frame, recipe.contract)
    lineage = store.write(
        checked.rows,
        Lineage(
            table=recipe.table,
            digest="",
            rows=len(checked.rows),
            quarantined=len(checked.quarantined),
            snapshots=inputs(project, recipe),
            code=code,
            is_synthetic=bool(frame["is_synthetic"].any()),
            quarantined_by=checked.counts,
            corrected=fixed,
            is_confidential=recipe.contract.confidential,
        ),
        checked.quarantined if recipe.contract.has_quarantine else None,
    )
    _log(lineage, why)
    return Built(recipe.table, why, lineage.rows, True, lineage.quarantined)


def is_at_hand(project: Project, recipe: Recipe) -> bool:
    """Return whether every snapshot of a table is on this machine."""
    own = not recipe.own or any(project.root.glob(recipe.own[0]))
    return own and all(has(project, publisher, file) for publisher, file in recipe.needs)


def _snapshots(project: Project, recipe: Recipe) -> list[Snapshot]:
    """Return the snapshots a table rests on: its files, and those that it takes once pinned."""
    pinned = pins(project)
    also = [(issuer, file) for issuer, file in recipe.takes if f"{issuer}/{file}" in pinned]
    return [locate(project, issuer, file) for issuer, file in (*recipe.needs, *also)]


def _without(recipe: Recipe) -> Built:
    stood = store.table_path(recipe.table).is_file()
    store.remove(recipe.table)
    if recipe.own:
        return Built(recipe.table, f"there is no {recipe.own[0]}", 0, False)
    why = "its snapshot is not on this machine" + (" any more: it was removed" if stood else "")
    return Built(recipe.table, f"{why}; `{how_to_have(recipe)}` takes it", 0, False)


def how_to_have(*recipes: Recipe) -> str:
    """Return the command that takes what some tables are read from."""
    wanted = sorted({publisher for recipe in recipes for publisher, _ in recipe.needs})
    return f"research snapshot {' '.join(wanted)} --mirror DIR"


def how_to_build(project: Project, tables: Iterable[str]) -> str:
    """Return what to do about tables that are not there: take snapshots first, or only build."""
    known = [RECIPES[name] for name in tables if name in RECIPES]
    lacking = [one for one in known if not is_at_hand(project, one)]
    if not lacking:
        return f"run `research build {' '.join(one.table for one in known)}`"
    if all(one.own for one in lacking):
        return f"it comes with the first {lacking[0].own[0]}"
    return (
        f"the published files of {len(lacking)} tables are not on this machine. Take them with "
        f'`{how_to_have(*lacking)}`; the README says under "Published files that are not here" '
        "what DIR is"
    )


def _log(lineage: Lineage, why: str) -> None:
    log.info("built %s: %d rows, because %s", lineage.table, lineage.rows, why)
    for rule, count in lineage.quarantined_by.items():
        log.warning("%s: %d rows in quarantine: %s", lineage.table, count, rule)
    for cell, reason in lineage.corrected.items():
        log.info("corrected %s: %s", cell, reason)


def inputs(project: Project, recipe: Recipe) -> dict[str, str]:
    """Return the digest of every kept file, sidecar and ledger that a table rests on."""
    digests: dict[str, str] = {}
    for snapshot in _snapshots(project, recipe):
        side = snapshot.path.with_name(snapshot.file + ".toml")
        digests |= {snapshot.id: snapshot.sha256, f"{snapshot.id}.toml": digest_file(side)}
    for name in recipe.ledgers:
        path = project.root / "data" / name
        digests[name] = digest_file(path) if path.is_file() else "absent"
    for folder in recipe.folders:
        paths = sorted((project.root / "data" / folder).glob("*.toml"))
        digests |= {f"data/{folder}/{path.name}": digest_file(path) for path in paths}
    for pattern in recipe.own:
        paths = sorted(project.root.glob(pattern))
        digests |= {path.relative_to(project.root).as_posix(): digest_file(path) for path in paths}
    corrections = ledger.digest_of(ledger.read_ledger(project), recipe.table)
    return {**digests, "corrections.toml": corrections} if corrections else digests


def why_stale(project: Project, recipe: Recipe, code: str) -> str:
    """Return why a table must be rebuilt, or nothing."""
    path = store.table_path(recipe.table)
    if not path.is_file():
        return "it was never built"
    try:
        before = store.lineage(recipe.table)
    except TableMissingError:
        return "nothing says what it was built from"
    if before.digest != digest_file(path):
        return "its file is not the one that was built"
    aside = store.table_path(store.quarantine_of(recipe.table))
    if before.quarantine_digest != (digest_file(aside) if aside.is_file() else ""):
        return "its quarantine is not the one that was built"
    now, then = inputs(project, recipe), before.snapshots
    changed = sorted(name for name in {**now, **then} if now.get(name) != then.get(name))
    if changed:
        return f"{', '.join(changed)} changed"
    return "the code that reads it changed" if before.code != code else ""
