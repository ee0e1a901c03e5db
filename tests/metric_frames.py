"""Small frames with the columns of our tables, for the tests of metrics."""

import os
from pathlib import Path

import pandas as pd
import pytest

_ROOT = Path(__file__).resolve().parents[1]
_MIRROR = Path(os.environ.get("RESEARCH_MIRROR", _ROOT.parent / "shared" / "mirror"))


def frame(rows: list[dict[str, object]], table: str = "rows") -> pd.DataFrame:
    """Return rows indexed by a row_id, as the store returns them."""
    index = pd.Index([f"{table}:{number}" for number in range(len(rows))], name="row_id")
    return pd.DataFrame(rows, index=index)


def prices(
    levels: dict[str, float],
    series_id: str = "CUUR0000SA0",
    area: str = "U.S. city average",
    adjusted: bool = False,
) -> pd.DataFrame:
    """Return price rows from {"2024-09": 315.301}."""
    rows = [
        {
            "series_id": series_id,
            "year": int(month[:4]),
            "month": int(month[5:]),
            "area": area,
            "is_seasonally_adjusted": adjusted,
            "index": level,
        }
        for month, level in levels.items()
    ]
    return frame(rows, f"prices:{series_id}")


def published_prices(series_id: str = "CUUR0000SA0") -> pd.DataFrame:
    """Return the published months of a series, from the repository or else the mirror."""
    name = "cpi_selected_series.csv"
    folders = [_ROOT / "data" / "raw" / "bls_cpi", _MIRROR / "bls_cpi"]
    found = [path for folder in folders for path in sorted(folder.glob(f"*/{name}"))]
    if not found:
        pytest.skip("no consumer prices: neither data/raw/bls_cpi nor the mirror is here")
    rows = pd.read_csv(found[0])
    rows = rows[(rows["series"] == series_id) & rows["period"].between("M01", "M12")]
    levels = {
        f"{year}-{period[1:]}": level
        for year, period, level in zip(rows["year"], rows["period"], rows["value"], strict=True)
    }
    return prices(levels, series_id)


def rates(levels: dict[str, float], kind: str = "paid", precision: str = "day") -> pd.DataFrame:
    """Return rate rows of the series "aide" from {"2020-07-01": 10.0}."""
    rows = [
        {
            "series_id": "aide",
            "effective": pd.Timestamp(day),
            "date_precision": precision,
            "amount_usd": amount,
            "kind": kind,
        }
        for day, amount in levels.items()
    ]
    return frame(rows, f"rates:{kind}")


def catalogue(complete_to: str = "2025-12-31", chart: str = "step") -> pd.DataFrame:
    """Return the catalogue row of the series "aide"."""
    row = {
        "series_id": "aide",
        "title": "Aide rate",
        "service": "an hour of care",
        "unit": "dollars an hour",
        "complete_to": pd.Timestamp(complete_to),
        "complete_why": "the last bulletin read",
        "chart": chart,
        "first_is_level": True,
    }
    return frame([row], "series")
