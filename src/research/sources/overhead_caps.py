"""Caps on administration, indirect and other costs, each on its own base, typed."""

import pandas as pd

from research.sources import files, typed
from research.sources.publishers import PublishedFile, Publisher
from research.sources.snapshots import Snapshot

PUBLISHER = Publisher(
    id="overhead_caps",
    name="Illinois Partners for Human Service, typed from the sources named in each row",
    files=(
        PublishedFile(
            name="overhead_caps.csv",
            title="Caps on administration, indirect and other costs, each on its own base",
            url=None,
            licence="facts",
        ),
    ),
)

_COLUMNS = (
    "cap_id", "rule", "authority", "cap_share", "base", "limits", "status", "in_force_on",
    "text_dated", *typed.SOURCE_COLUMNS,
)  # fmt: skip


def read(snapshot: Snapshot) -> pd.DataFrame:
    """Return one row a rule; cap_share (0 to 1) means nothing without base.

    Where a rule sets a floor under direct care, cap_share is what is left for all else.
    text_dated is the day of the text that was last read; missing where its page bears none.
    """
    cells = files.read_cells(snapshot.path, _COLUMNS)
    words = ("cap_id", "rule", "authority", "base", "limits", "status", "in_force_on", "note")
    return pd.DataFrame(
        {
            **{name: cells[name] for name in words},
            "cap_share": files.numbers(cells["cap_share"], "cap_share"),
            "text_dated": files.dates(cells["text_dated"], "text_dated"),
            **typed.cited(cells, snapshot),
        }
    )
