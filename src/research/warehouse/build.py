"""Rebuild the tables whose snapshots, corrections or code changed, and say why."""

import logging
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from pandera.errors import SchemaErrors

from research.ground.errors import ContractError
from research.ground.paths import Project
from research.ground.provenance import Lineage, digest_file, digest_files, digest_values
from research.sources.snapshots import has, locate
from research.warehouse import store
from research.warehouse.schema import Contract, Recipe
from research.warehouse.tables import RECIPES

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Built:
    """What became of one table: rebuilt and why, current, or without its snapshot."""

    table: str
    why: str
    rows: int
    is_rebuilt: bool


def code_digest(project: Project) -> str:
    """Return the digest of the code that tables are built by."""
    rooms = [project.source / room for room in ("ground", "sources", "warehouse")]
    files = [path for room in rooms for path in room.rglob("*.py")]
    return digest_files(files, project.source)


def why_stale(project: Project, recipe: Recipe, code: str) -> str:
    """Return why a table must be rebuilt, or nothing."""
    if not store.table_path(recipe.table).is_file():
        return "it was never built"
    lineage = store.lineage(recipe.table)
    if store.table_path(recipe.table).is_file() and lineage.code != code:
        return "the code that reads it changed"
    now = inputs(project, recipe)
    changed = [
        name
        for name in {**now, **lineage.snapshots}
        if now.get(name) != lineage.snapshots.get(name)
    ]
    return f"{', '.join(sorted(changed))} changed" if changed else ""


def inputs(project: Project, recipe: Recipe) -> dict[str, str]:
    """Return the digest of every file that a table rests on."""
    found = [locate(project, recipe.publisher.id, file) for file in recipe.files]
    digests = {snapshot.id: snapshot.sha256 for snapshot in found}
    if project.corrections.is_file():
        digests["corrections.toml"] = digest_file(project.corrections)
    return digests


def build(project: Project, names: list[str] | None = None) -> list[Built]:
    """Rebuild what is stale among the named tables, or among all."""
    code = code_digest(project)
    return [_build_one(project, RECIPES[name], code) for name in names or sorted(RECIPES)]


def _build_one(project: Project, recipe: Recipe, code: str) -> Built:
    contract = recipe.contract
    if contract.optional and not all(has(project, recipe.publisher.id, f) for f in recipe.files):
        return Built(recipe.table, "its snapshot is not on this machine", 0, False)
    why = why_stale(project, recipe, code)
    if not why:
        return Built(recipe.table, "", store.lineage(recipe.table).rows, False)
    snapshots = [locate(project, recipe.publisher.id, file) for file in recipe.files]
    frame = check(recipe.frame(snapshots), contract)
    digests = inputs(project, recipe)
    store.write(
        frame,
        Lineage(
            table=recipe.table,
            digest=digest_values({"snapshots": digests, "code": code}),
            rows=len(frame),
            quarantined=0,
            snapshots=digests,
            code=code,
            is_synthetic=bool(frame["is_synthetic"].any()),
        ),
    )
    log.info("built %s: %d rows, because %s", recipe.table, len(frame), why)
    return Built(recipe.table, why, len(frame), True)


def check(frame: pd.DataFrame, contract: Contract) -> pd.DataFrame:
    """Return a frame under its contract, indexed by row_id and sorted by key.

    Raises
    ------
    ContractError
        Which rule, how many rows of how many, and the first offender.
    """
    try:
        typed = contract.model.validate(frame, lazy=True)
    except SchemaErrors as errors:
        raise ContractError(_say(contract, frame, errors.failure_cases)) from errors
    key = list(contract.key)
    twice = typed.duplicated(key, keep=False)
    if twice.any():
        first = ", ".join(str(value) for value in typed.loc[twice, key].iloc[0])
        raise ContractError(
            f"table {contract.table}: {int(twice.sum())} of {len(typed)} rows share a key "
            f"({', '.join(key)}), first {first}. Remove the repeated row or widen the key."
        )
    parts = [
        typed[column].dt.strftime("%Y-%m-%d")
        if str(typed[column].dtype).startswith("datetime")
        else typed[column].astype(str)
        for column in key
    ]
    joined = pd.concat(parts, axis=1).agg(":".join, axis=1)
    typed.index = pd.Index(contract.table + ":" + joined, name="row_id")
    return typed.sort_index()


def _say(contract: Contract, frame: pd.DataFrame, cases: pd.DataFrame) -> str:
    lines = []
    for (column, rule), group in cases.groupby(["column", "check"], dropna=False, sort=False):
        first = group.iloc[0]
        lines.append(
            f"{column}: {len(group)} of {len(frame)} rows break {rule}, "
            f"first {first['failure_case']!r} in row {first['index']}"
        )
    return f"table {contract.table} breaks its contract. " + "; ".join(lines[:5]) + "."


def processed_files(project: Project) -> list[Path]:
    """Return every built table."""
    return sorted(project.processed.glob("*.parquet"))
