"""Rates and wages in rates over time."""

import pandera.pandas as pa

from research.ground.terms import Kind
from research.sources import il_rates
from research.warehouse.schema import Contract, Recipe

_DATE = pa.Check.in_range("1990-01-01", "2035-12-31")

RECIPES = (
    Recipe(
        Contract(
            table="rates",
            key=("series_id", "effective", "kind"),
            columns={
                "series_id": pa.Column(str),
                "effective": pa.Column("datetime64[ns]", _DATE),
                "date_precision": pa.Column(str, pa.Check.isin(["day", "month", "year"])),
                "amount_usd": pa.Column(float, pa.Check.gt(0)),
                "kind": pa.Column(str, pa.Check.isin([kind.value for kind in Kind])),
                "derivation": pa.Column(str),
                "note": pa.Column(str),
            },
        ),
        il_rates.PUBLISHER,
        ("il_rates.csv",),
        il_rates.read,
    ),
)
