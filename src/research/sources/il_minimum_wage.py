"""Illinois minimum wage: the steps of the act, typed."""

import pandas as pd

from research.sources import files, typed
from research.sources.publishers import PublishedFile, Publisher
from research.sources.snapshots import Snapshot

PUBLISHER = Publisher(
    id="il_minimum_wage",
    name="Illinois General Assembly, as reported by the sources in each row",
    files=(
        PublishedFile(
            name="minimum_wage.csv",
            title="Illinois minimum wage, adult, not tipped",
            url=None,
            licence="facts",
        ),
    ),
)

_COLUMNS = ("effective", "date_precision", "wage_usd_per_hour", *typed.SOURCE_COLUMNS)


def read(snapshot: Snapshot) -> pd.DataFrame:
    """Return one row a step, in nominal dollars an hour; cities that pay more are not here."""
    cells = files.read_cells(snapshot.path, _COLUMNS)
    return pd.DataFrame(
        {
            "effective": files.dates(cells["effective"], "effective"),
            "date_precision": cells["date_precision"],
            "wage_usd_per_hour": files.numbers(cells["wage_usd_per_hour"], "wage_usd_per_hour"),
            "note": cells["note"],
            **typed.cited(cells, snapshot),
        }
    )
