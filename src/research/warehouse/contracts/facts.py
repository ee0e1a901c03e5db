"""Single facts: federal match, cost a person, caps, published figures, asks."""

import pandera.pandas as pa

from research.ground.terms import Unit
from research.sources import asks, cost_per_person, federal_match, overhead_caps, published_facts
from research.warehouse.schema import Contract, Recipe

_GIVEN = pa.Check.str_length(min_value=1)
_UNIT = pa.Check.isin([unit.value for unit in Unit])

RECIPES = (
    Recipe(
        Contract(
            table="federal_match",
            key=("federal_fiscal_year",),
            columns={
                "federal_fiscal_year": pa.Column("int64", pa.Check.in_range(1990, 2035)),
                # The law bounds the match between half and 83 percent.
                "fmap_share": pa.Column(float, pa.Check.in_range(0.5, 0.83)),
                "note": pa.Column(str),
            },
        ),
        federal_match.PUBLISHER,
        ("fmap_illinois.csv",),
        federal_match.read,
    ),
    Recipe(
        Contract(
            table="cost_per_person",
            key=("cost_id",),
            columns={
                "cost_id": pa.Column(str, _GIVEN),
                "setting": pa.Column(str, pa.Check.isin(["state_operated", "community"])),
                "place": pa.Column(str, _GIVEN),
                "period": pa.Column(str, _GIVEN),
                "year": pa.Column("int64", pa.Check.in_range(1990, 2035)),
                "residents": pa.Column(float, pa.Check.gt(0), nullable=True),
                "cost_usd_per_person_year": pa.Column(float, pa.Check.in_range(1_000, 1_000_000)),
                "has_acuity_match": pa.Column(bool),
                "note": pa.Column(str),
            },
        ),
        cost_per_person.PUBLISHER,
        ("cost_per_person.csv",),
        cost_per_person.read,
    ),
    Recipe(
        Contract(
            table="overhead_caps",
            key=("cap_id",),
            columns={
                "cap_id": pa.Column(str, _GIVEN),
                "rule": pa.Column(str, _GIVEN),
                "authority": pa.Column(str, _GIVEN),
                "cap_share": pa.Column(float, pa.Check.in_range(0, 1)),
                "base": pa.Column(
                    str,
                    pa.Check.isin(
                        ["total", "direct", "other_costs", "mtdc", "salaries", "contract"]
                    ),
                ),
                "limits": pa.Column(str, _GIVEN),
                "status": pa.Column(
                    str, pa.Check.isin(["in force", "proposed", "adopted", "superseded"])
                ),
                "in_force_on": pa.Column(str),
                "text_dated": pa.Column("datetime64[ns]", nullable=True),
                "note": pa.Column(str),
            },
        ),
        overhead_caps.PUBLISHER,
        ("overhead_caps.csv",),
        overhead_caps.read,
    ),
    Recipe(
        Contract(
            table="facts",
            key=("fact_id",),
            columns={
                "fact_id": pa.Column(str, _GIVEN),
                "label": pa.Column(str, _GIVEN),
                "value": pa.Column(float, nullable=True),
                "unit": pa.Column(str, _UNIT),
                "low": pa.Column(float, nullable=True),
                "high": pa.Column(float, nullable=True),
                "period": pa.Column(str, _GIVEN),
                "design": pa.Column(str, _GIVEN),
                "year": pa.Column("Int64", pa.Check.in_range(1990, 2035), nullable=True),
                "note": pa.Column(str),
                "grade_reasons": pa.Column(str, _GIVEN),
            },
        ),
        published_facts.PUBLISHER,
        ("published_facts.csv",),
        published_facts.read,
    ),
    Recipe(
        Contract(
            table="asks",
            key=("ask_id",),
            columns={
                "ask_id": pa.Column(str, _GIVEN),
                "what": pa.Column(str, _GIVEN),
                "now": pa.Column(float, nullable=True),
                "proposed": pa.Column(float, nullable=True),
                "unit": pa.Column(str, _UNIT),
                "now_means": pa.Column(str, _GIVEN),
                "proposed_means": pa.Column(str, _GIVEN),
                "price_low_usd": pa.Column(float, pa.Check.gt(0), nullable=True),
                "price_high_usd": pa.Column(float, pa.Check.gt(0), nullable=True),
                "price_basis": pa.Column(str, _GIVEN),
                "authority": pa.Column(str, _GIVEN),
                "note": pa.Column(str),
            },
        ),
        asks.PUBLISHER,
        ("asks.csv",),
        asks.read,
    ),
)
