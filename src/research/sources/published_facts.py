"""Single published figures that a report quotes, typed."""

import pandas as pd

from research.sources import files, typed
from research.sources.publishers import PublishedFile, Publisher
from research.sources.snapshots import Snapshot

PUBLISHER = Publisher(
    id="published_facts",
    name="Illinois Partners for Human Service, typed from the sources named in each row",
    files=(
        PublishedFile(
            name="published_facts.csv",
            title="Single published figures that the report quotes",
            url=None,
            licence="facts",
        ),
    ),
)

_COLUMNS = (
    "fact_id", "label", "value", "unit", "low", "high", "period", *typed.SOURCE_COLUMNS,
)  # fmt: skip


def read(snapshot: Snapshot) -> pd.DataFrame:
    """Return one row a figure, in its unit; low and high are the range that the source prints.

    value is missing where the source prints a range alone.
    """
    cells = files.read_cells(snapshot.path, _COLUMNS)
    return pd.DataFrame(
        {
            **{name: cells[name] for name in ("fact_id", "label", "unit", "period", "note")},
            **{name: files.numbers(cells[name], name) for name in ("value", "low", "high")},
            **typed.cited(cells, snapshot),
        }
    )
