"""Illinois rates and wages in rates: facts typed from the pages that each row names."""

import pandas as pd

from research.ground.terms import Grade
from research.sources import files
from research.sources.publishers import PublishedFile, Publisher
from research.sources.snapshots import Snapshot

PUBLISHER = Publisher(
    id="il_rates",
    name="Illinois Partners for Human Service, typed from the sources named in each row",
    files=(
        PublishedFile(
            name="il_rates.csv",
            title="Illinois rates and wages in rates, typed from the pages that each row names",
            url=None,
            licence="facts",
        ),
    ),
)

_COLUMNS = (
    "series_id", "effective", "date_precision", "amount_usd", "kind", "derivation",
    "source_title", "source_url", "seen", "note",
)  # fmt: skip


def read(snapshot: Snapshot) -> pd.DataFrame:
    """Return one row a series, effective date and kind, in nominal dollars.

    A row typed from the issuing body's own page is usable (grade 2), one from a copy or a
    news story weak (grade 3).
    """
    cells = files.read_cells(snapshot.path, _COLUMNS)
    return pd.DataFrame(
        {
            "series_id": cells["series_id"],
            "effective": files.dates(cells["effective"], "effective"),
            "date_precision": cells["date_precision"],
            "amount_usd": files.numbers(cells["amount_usd"], "amount_usd"),
            "kind": cells["kind"],
            "derivation": cells["derivation"],
            "note": cells["note"],
            "source_title": cells["source_title"],
            "source_url": cells["source_url"],
            "snapshot": snapshot.id,
            "grade": cells["seen"].map({"primary": Grade.USABLE, "secondary": Grade.WEAK}),
            "is_synthetic": snapshot.is_synthetic,
        }
    )
