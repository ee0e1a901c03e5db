"""Federal medical assistance percentage of Illinois, regular rate, typed."""

import pandas as pd

from research.sources import files, typed
from research.sources.publishers import PublishedFile, Publisher
from research.sources.snapshots import Snapshot

PUBLISHER = Publisher(
    id="federal_match",
    name="U.S. Department of Health and Human Services, read in a file that cites each notice",
    files=(
        PublishedFile(
            name="fmap_illinois.csv",
            title="Illinois federal medical assistance percentage, regular rate",
            url=None,
            licence="facts",
        ),
    ),
)

_COLUMNS = ("federal_fiscal_year", "fmap_percent", *typed.SOURCE_COLUMNS)


def read(snapshot: Snapshot) -> pd.DataFrame:
    """Return one row a federal fiscal year (October to September), the match as a share.

    Temporary additions are not part of it: it does not say what was paid in 2020 to 2023.
    """
    cells = files.read_cells(snapshot.path, _COLUMNS)
    percent = files.numbers(cells["fmap_percent"], "fmap_percent")
    return pd.DataFrame(
        {
            "federal_fiscal_year": files.numbers(cells["federal_fiscal_year"], "year"),
            "fmap_share": (percent / 100).round(4),
            "note": cells["note"],
            **typed.cited(cells, snapshot),
        }
    )
