"""Cost a person a year in state-operated centers and in the community, typed."""

import pandas as pd

from research.sources import files, typed
from research.sources.publishers import PublishedFile, Publisher
from research.sources.snapshots import Snapshot

PUBLISHER = Publisher(
    id="cost_per_person",
    name="Illinois Partners for Human Service, typed from the sources named in each row",
    files=(
        PublishedFile(
            name="cost_per_person.csv",
            title="Cost a person a year in state-operated centers and in the community",
            url=None,
            licence="facts",
        ),
    ),
)

_COLUMNS = (
    "cost_id", "setting", "place", "period", "year", "residents", "cost_usd_per_person_year",
    "has_acuity_match", *typed.SOURCE_COLUMNS,
)  # fmt: skip


def read(snapshot: Snapshot) -> pd.DataFrame:
    """Return one row a published figure; residents is missing where no exact number was printed.

    has_acuity_match is true only where both settings serve people of like need. No source
    that was read has such a match, so a plain comparison must be refused or say so.
    """
    cells = files.read_cells(snapshot.path, _COLUMNS)
    cost = cells["cost_usd_per_person_year"]
    return pd.DataFrame(
        {
            "cost_id": cells["cost_id"],
            "setting": cells["setting"],
            "place": cells["place"],
            "period": cells["period"],
            "year": files.numbers(cells["year"], "year"),
            "residents": files.numbers(cells["residents"], "residents"),
            "cost_usd_per_person_year": files.numbers(cost, "cost_usd_per_person_year"),
            "has_acuity_match": typed.flags(cells["has_acuity_match"], snapshot.file),
            "note": cells["note"],
            **typed.cited(cells, snapshot),
        }
    )
