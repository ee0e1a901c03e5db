"""How each brief was reviewed, phase by phase: counts that it may quote."""

import pandas as pd
import pandera.pandas as pa

from research.ground.paths import project
from research.sources import reviews
from research.sources.review_journal import ENDING, Phase
from research.warehouse.schema import Contract, Recipe

_COUNT = pa.Check.ge(0)


def _read() -> pd.DataFrame:
    here = project()
    return reviews.read(here.reviews, here.reports / "site.toml")


def _adds_up(rows: pd.DataFrame) -> pd.Series:
    parts = rows["accepted"] + rows["declined"] + rows["later"] + rows["open"]
    return parts == rows["comments"]


REVIEW_CLOSURE = Contract(
    table="review_closure",
    key=("brief", "phase"),
    columns={
        "brief": pa.Column(str, pa.Check.str_length(min_value=1)),
        "phase": pa.Column(str, pa.Check.isin([phase.value for phase in Phase])),
        "asked": pa.Column("int64", _COUNT),
        "answered": pa.Column("int64", _COUNT),
        "comments": pa.Column("int64", _COUNT),
        "accepted": pa.Column("int64", _COUNT),
        "declined": pa.Column("int64", _COUNT),
        "later": pa.Column("int64", _COUNT),
        "open": pa.Column("int64", _COUNT),
    },
    row_rules={
        "what became of comments adds up to all of them": _adds_up,
        "no more answered than were asked": lambda rows: rows["answered"] <= rows["asked"],
    },
    optional=True,
    may_be_empty=True,
)

RECIPES = (
    Recipe(
        REVIEW_CLOSURE,
        reviews.OURS,
        (),
        _read,
        own=(f"reports/private/reviews/*{ENDING}", "reports/site.toml"),
    ),
)
