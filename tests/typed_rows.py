"""The typed files as their readers return them, for tests of what was typed."""

import csv
from pathlib import Path

import pandas as pd

from research.ground.paths import Project
from research.sources import (
    asks,
    cost_per_person,
    federal_match,
    il_cila,
    il_minimum_wage,
    il_rate_history,
    il_rates,
    overhead_caps,
    published_facts,
)
from research.sources.snapshots import Snapshot, locate

PROJECT = Project(Path(__file__).resolve().parents[1])
TYPED = {
    module.PUBLISHER.id: module
    for module in (
        asks, cost_per_person, federal_match, il_cila, il_minimum_wage, il_rates, overhead_caps,
        published_facts,
    )
}  # fmt: skip


def kept(publisher: str, file: str) -> Snapshot:
    """Return the pinned snapshot of a typed file."""
    return locate(PROJECT, publisher, file)


def rows(publisher: str) -> pd.DataFrame:
    """Return the rows of a typed publisher."""
    module = TYPED[publisher]
    return module.read(kept(publisher, module.PUBLISHER.files[0].name))


def history() -> pd.DataFrame:
    """Return the rate history, every line of it."""
    return il_rate_history.read(kept("il_rate_history", "il_rate_history.csv"))


def cells(publisher: str, file: str) -> list[dict[str, str]]:
    """Return a file as text cells, without its reader."""
    with kept(publisher, file).path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def levels(name: str) -> pd.DataFrame:
    """Return the levels of one series of rates by date."""
    frame = rows("il_rates")
    return frame[frame["series_id"] == name].sort_values("effective").reset_index(drop=True)
