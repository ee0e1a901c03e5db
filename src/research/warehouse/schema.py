"""What a contract and a recipe are: columns, key, row rules; publisher, files, reader."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pandas as pd
import pandera.pandas as pa

from research.ground.terms import Grade
from research.sources.publishers import Publisher
from research.sources.snapshots import Snapshot

RowRule = Callable[[pd.DataFrame], pd.Series]
"""A predicate over the rows of a frame: True where a row keeps the rule."""


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

    ``row_rules`` are rules on single rows, by name: rows that break one go to quarantine
    under the first that they break, up to ``quarantine_share`` of the rows; above that the
    build refuses. An ``optional`` table is one that is simply absent without its snapshot;
    one that ``may_be_empty`` has no row where nothing was typed.

    Every table is public or confidential. Public says: each row was published by somebody else
    and may be printed as it is, with the name in it. ``confidential`` says: rows were given in
    confidence (a survey). They are read only by a study that runs once for all subjects, and
    reach a page only through models.disclosure.
    """

    table: str
    key: tuple[str, ...]
    columns: dict[str, pa.Column]
    row_rules: dict[str, RowRule] = field(default_factory=dict)
    quarantine_share: float = 0.0
    optional: bool = False
    may_be_empty: bool = False
    confidential: bool = False

    @property
    def has_quarantine(self) -> bool:
        """Return whether rows may be held back, and so a table of them is kept."""
        return self.quarantine_share > 0

    @property
    def types(self) -> pa.DataFrameSchema:
        """Return the types alone: what row rules may rely on."""
        kinds = {**self.columns, **_provenance()}
        return pa.DataFrameSchema(
            {name: pa.Column(column.dtype, nullable=True) for name, column in kinds.items()},
            coerce=True,
        )

    @property
    def model(self) -> pa.DataFrameSchema:
        """Return the pandera schema, provenance included."""
        return pa.DataFrameSchema(
            {**self.columns, **_provenance()}, strict=True, ordered=False, coerce=True
        )


@dataclass(frozen=True)
class Recipe:
    """One table: its contract, the publisher and files it is read from, and the reader.

    ``also`` names files that the reader takes after those once they are pinned; until then the
    table is built without them, and once pinned they must be there. ``beside`` names files of
    other publishers, which the reader takes after its own: where a tract lies is said by one
    file, and which district that is by another; ``beside_also`` names such files that it takes once
    they are pinned. ``ledgers`` names files of
    our own in data/ that the reader looks into as well ("series.toml"), ``folders`` names folders
    of such files ("models"); a change in one, a new one and a lost one rebuild the table. ``own``
    names, as patterns below the project, files of ours that nobody publishes; an optional table is
    absent while there is none of the first.
    """

    contract: Contract
    publisher: Publisher
    files: tuple[str, ...]
    read: Callable[..., pd.DataFrame]
    ledgers: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    beside: tuple[tuple[Publisher, str], ...] = ()
    beside_also: tuple[tuple[Publisher, str], ...] = ()
    own: tuple[str, ...] = ()

    @property
    def needs(self) -> tuple[tuple[str, str], ...]:
        """Return publisher and name of every file that must be there, in the reader's order."""
        own = ((self.publisher.id, file) for file in self.files)
        return (*own, *((publisher.id, file) for publisher, file in self.beside))

    @property
    def takes(self) -> tuple[tuple[str, str], ...]:
        """Return publisher and name of every file that is read once it is pinned."""
        own = ((self.publisher.id, file) for file in self.also)
        return (*own, *((publisher.id, file) for publisher, file in self.beside_also))

    @property
    def table(self) -> str:
        return self.contract.table

    def frame(self, snapshots: list[Snapshot]) -> pd.DataFrame:
        """Return the rows as the publisher has them, one reader call for all its files."""
        return self.read(*snapshots)
