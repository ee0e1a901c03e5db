"""Average community living (CILA) rates of Illinois by type, typed from yearly updates."""

import pandas as pd

from research.sources import files, typed
from research.sources.publishers import PublishedFile, Publisher
from research.sources.snapshots import Snapshot

PUBLISHER = Publisher(
    id="il_cila",
    name="Illinois Department of Human Services",
    files=(
        PublishedFile(
            name="cila_toplines.csv",
            title="Community living (CILA) rates, average by type, typed from the annual updates",
            url=None,
            licence="facts",
        ),
    ),
)

_COLUMNS = (
    "as_of", "rate_type", "rates_count", "topline_usd_per_person_year", "is_comparable",
    *typed.SOURCE_COLUMNS,
)  # fmt: skip


def read(snapshot: Snapshot) -> pd.DataFrame:
    """Return one row a date and type of rate, as printed.

    is_comparable is false where the department itself warns against comparing the year.
    rates_count is missing where it was not read.
    """
    cells = files.read_cells(snapshot.path, _COLUMNS)
    topline = cells["topline_usd_per_person_year"]
    return pd.DataFrame(
        {
            "as_of": files.dates(cells["as_of"], "as_of"),
            "rate_type": cells["rate_type"],
            "rates_count": files.numbers(cells["rates_count"], "rates_count"),
            "topline_usd_per_person_year": files.numbers(topline, "topline_usd_per_person_year"),
            "is_comparable": typed.flags(cells["is_comparable"], snapshot.file),
            "note": cells["note"],
            **typed.cited(cells, snapshot),
        }
    )
