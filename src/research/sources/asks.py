"""What is asked of the legislature: now, proposed, price, source, typed."""

import pandas as pd

from research.sources import files, typed
from research.sources.publishers import PublishedFile, Publisher
from research.sources.snapshots import Snapshot

PUBLISHER = Publisher(
    id="asks",
    name="Illinois Partners for Human Service, typed from the sources named in each row",
    files=(
        PublishedFile(
            name="asks.csv",
            title="What is asked: now, proposed, price, source",
            url=None,
            licence="facts",
        ),
    ),
)

_NUMBERS = ("now", "proposed", "price_low_usd", "price_high_usd")
_WORDS = (
    "ask_id", "what", "unit", "now_means", "proposed_means", "price_basis", "authority", "note",
)  # fmt: skip
_COLUMNS = (
    "ask_id", "what", "now", "proposed", "unit", "now_means", "proposed_means", "price_low_usd",
    "price_high_usd", "price_basis", "authority", *typed.SOURCE_COLUMNS,
)  # fmt: skip


def read(snapshot: Snapshot) -> pd.DataFrame:
    """Return one row an ask; now and proposed are in its unit, and missing where it has none.

    A price that no source states is missing: it is printed as not found, never as zero.
    """
    cells = files.read_cells(snapshot.path, _COLUMNS)
    return pd.DataFrame(
        {
            **{name: cells[name] for name in _WORDS},
            **{name: files.numbers(cells[name], name) for name in _NUMBERS},
            **typed.cited(cells, snapshot),
        }
    )
