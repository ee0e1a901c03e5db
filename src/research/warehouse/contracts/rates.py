"""Rates and wages over time: what was paid, what is proposed, and how far we know."""

import pandas as pd
import pandera.pandas as pa

from research.ground.paths import project
from research.ground.terms import Kind, Unit
from research.sources import il_cila, il_dhs, il_minimum_wage, il_rate_history, il_rates, series
from research.sources.snapshots import Snapshot
from research.warehouse.schema import Contract, Recipe

_DATE = pa.Check.in_range("1990-01-01", "2035-12-31")
_KIND = pa.Check.isin([kind.value for kind in Kind])
_PRECISION = pa.Check.isin(["day", "month", "year"])
_GIVEN = pa.Check.str_length(min_value=1)
_LEDGER = "series.toml"


def _read_rates(snapshot: Snapshot) -> pd.DataFrame:
    frame = il_rates.read(snapshot)
    series.require_same(series.load(project().series), frame["series_id"])
    return frame


def _read_series(snapshot: Snapshot) -> pd.DataFrame:
    frame = series.read(project().series, snapshot)
    series.require_same(frame["series_id"], il_rates.read(snapshot)["series_id"])
    return frame


RECIPES = (
    Recipe(
        Contract(
            table="rates",
            key=("series_id", "effective", "kind"),
            columns={
                "series_id": pa.Column(str, _GIVEN),
                "effective": pa.Column("datetime64[ns]", _DATE),
                "date_precision": pa.Column(str, _PRECISION),
                "amount_usd": pa.Column(float, pa.Check.gt(0)),
                "kind": pa.Column(str, _KIND),
                "derivation": pa.Column(str, _GIVEN),
                "note": pa.Column(str),
            },
        ),
        il_rates.PUBLISHER,
        ("il_rates.csv",),
        _read_rates,
        (_LEDGER,),
    ),
    Recipe(
        Contract(
            table="series",
            key=("series_id",),
            columns={
                "series_id": pa.Column(str, _GIVEN),
                "title": pa.Column(str, _GIVEN),
                "service": pa.Column(str, _GIVEN),
                "unit": pa.Column(str, pa.Check.isin([unit.value for unit in Unit])),
                "area": pa.Column(str, _GIVEN),
                "complete_to": pa.Column("datetime64[ns]", _DATE),
                "complete_why": pa.Column(str, _GIVEN),
                "chart": pa.Column(str, pa.Check.isin(series.CHARTS)),
                "first_is_level": pa.Column(bool),
            },
        ),
        il_rates.PUBLISHER,
        ("il_rates.csv",),
        _read_series,
        (_LEDGER,),
    ),
    Recipe(
        Contract(
            table="rate_history",
            key=("row",),
            columns={
                "row": pa.Column("int64", pa.Check.ge(2)),
                "series": pa.Column(str, _GIVEN),
                "service": pa.Column(str, _GIVEN),
                "unit": pa.Column(str, _GIVEN),
                "area": pa.Column(str, _GIVEN),
                "group": pa.Column(str),
                "effective_text": pa.Column(str, _GIVEN),
                "effective": pa.Column("datetime64[ns]", _DATE, nullable=True),
                "date_precision": pa.Column(str, pa.Check.isin(il_rate_history.PRECISIONS)),
                "amount": pa.Column(float, pa.Check.ge(0)),
                "kind": pa.Column(str, _KIND),
                "note": pa.Column(str),
            },
        ),
        il_rate_history.PUBLISHER,
        ("il_rate_history.csv",),
        il_rate_history.read,
    ),
    Recipe(
        Contract(
            table="state_increases",
            key=("effective",),
            columns={
                "effective": pa.Column("datetime64[ns]", _DATE),
                "increase_share": pa.Column(float, pa.Check.in_range(0, 0.2)),
                "note": pa.Column(str),
            },
        ),
        il_rate_history.PUBLISHER,
        ("il_rate_history.csv",),
        il_rate_history.read_state_increases,
    ),
    Recipe(
        Contract(
            table="ccap_rates",
            key=("provider_type", "county_group", "age_group", "day", "effective"),
            columns={
                "provider_type": pa.Column(str, _GIVEN),
                "county_group": pa.Column(
                    str, pa.Check.isin(["GROUP_1A", "GROUP_1B", "GROUP_2", "ALL"])
                ),
                "age_group": pa.Column(str, _GIVEN),
                "day": pa.Column(str, pa.Check.isin(["FULL_DAY", "PART_DAY"])),
                "effective": pa.Column("datetime64[ns]", _DATE),
                "rate_usd_per_day": pa.Column(float, pa.Check.in_range(1, 500)),
            },
        ),
        il_dhs.PUBLISHER,
        (il_dhs.CCAP,),
        il_dhs.read_ccap,
    ),
    Recipe(
        Contract(
            table="cila_toplines",
            key=("as_of", "rate_type"),
            columns={
                "as_of": pa.Column("datetime64[ns]", _DATE),
                "rate_type": pa.Column(str, _GIVEN),
                "rates_count": pa.Column(float, pa.Check.gt(0), nullable=True),
                "topline_usd_per_person_year": pa.Column(float, pa.Check.gt(0)),
                "is_comparable": pa.Column(bool),
                "note": pa.Column(str),
            },
        ),
        il_cila.PUBLISHER,
        ("cila_toplines.csv",),
        il_cila.read,
    ),
    Recipe(
        Contract(
            table="minimum_wage",
            key=("effective",),
            columns={
                "effective": pa.Column("datetime64[ns]", _DATE),
                "wage_usd_per_hour": pa.Column(float, pa.Check.in_range(1, 50)),
                "date_precision": pa.Column(str, _PRECISION),
                "note": pa.Column(str),
            },
        ),
        il_minimum_wage.PUBLISHER,
        ("minimum_wage.csv",),
        il_minimum_wage.read,
    ),
)
