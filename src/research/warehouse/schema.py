"""What a contract and a recipe are: columns, key, row rules; publisher, files, reader."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pandas as pd
import pandera.pandas as pa

from research.ground.terms import Grade
from research.sources.publishers import Publisher
from research.sources.snapshots import Snapshot


def _provenance() -> dict[str, pa.Column]:
    return {
        "source_title": pa.Column(str, pa.Check.str_length(min_value=1)),
        "source_url": pa.Column(str, pa.Check.str_matches(r"^https?://\S+$")),
        "snapshot": pa.Column(str, pa.Check.str_matches(r"^[^/]+/[^/]+/[^/]+$")),
        "grade": pa.Column("int64", pa.Check.isin([int(grade) for grade in Grade])),
        "is_synthetic": pa.Column(bool),
    }


@dataclass(frozen=True)
class Contract:
    """What a table promises.

    ``row_rules`` are checks on single rows: rows that break one go to quarantine, up to
    ``quarantine_share`` of the table; above that the build refuses.
    """

    table: str
    key: tuple[str, ...]
    columns: dict[str, pa.Column]
    row_rules: dict[str, str] = field(default_factory=dict)
    quarantine_share: float = 0.0
    optional: bool = False

    @property
    def model(self) -> pa.DataFrameSchema:
        """Return the pandera schema, provenance included."""
        return pa.DataFrameSchema(
            {**self.columns, **_provenance()}, strict=True, ordered=False, coerce=True
        )


@dataclass(frozen=True)
class Recipe:
    """One table: its contract, the publisher and files it is read from, and the reader."""

    contract: Contract
    publisher: Publisher
    files: tuple[str, ...]
    read: Callable[..., pd.DataFrame]

    @property
    def table(self) -> str:
        return self.contract.table

    def frame(self, snapshots: list[Snapshot]) -> pd.DataFrame:
        """Return the rows as the publisher has them, one reader call for all its files."""
        return self.read(*snapshots)
