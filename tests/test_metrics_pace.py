from datetime import date

import pandas as pd
import pytest

from research.ground.errors import MetricError
from research.metrics.pace import pace, span
from research.metrics.rates import RateSeries
from research.metrics.wages import minimum_wage_index


def levels(*pairs: tuple[str, float]) -> pd.DataFrame:
    index = pd.Index([f"rates:a:{day}:paid" for day, _ in pairs], name="row_id")
    days = pd.to_datetime([day for day, _ in pairs])
    frame = {"effective": days, "amount_usd": [amount for _, amount in pairs], "kind": "paid"}
    return pd.DataFrame(frame, index=index).assign(date_precision="day", series_id="a")


def series(*pairs: tuple[str, float], is_continuous: bool = True) -> RateSeries:
    rows = levels(*pairs)
    return RateSeries(
        "a", "A rate", "an hour", "dollars an hour", date(2024, 12, 31), "because",
        is_continuous, False,
        rows, rows.head(0),
    )  # fmt: skip


def wages(first: float, second: float):
    rows = pd.DataFrame(
        {
            "effective": pd.to_datetime(["2020-01-01", "2022-01-01"]),
            "wage_usd_per_hour": [first, second],
        },
        index=pd.Index(["minimum_wage:1", "minimum_wage:2"], name="row_id"),
    )
    return minimum_wage_index(rows, date(2024, 12, 31))


def test_a_rate_that_rose_less_than_the_index_lost_the_difference():
    kept = pace([series(("2020-02-01", 10.0), ("2023-01-01", 11.0))], wages(10, 12), wages(10, 10))
    assert kept["erosion_share"].item() == pytest.approx(11 / 12 - 1)


def test_low_and_high_are_the_two_indexes():
    kept = pace([series(("2020-02-01", 10.0), ("2023-01-01", 11.0))], wages(10, 12), wages(10, 10))
    assert (kept["erosion_low"].item(), kept["erosion_high"].item()) == pytest.approx(
        (11 / 12 - 1, 0.1)
    )


def test_a_rate_that_moved_with_the_index_kept_pace_exactly():
    kept = pace([series(("2020-02-01", 10.0), ("2023-01-01", 12.0))], wages(10, 12), wages(10, 12))
    assert kept["erosion_share"].item() == pytest.approx(0)


def test_a_series_of_single_dates_is_measured_on_its_own_last_date():
    dots = series(("2020-02-01", 10.0), ("2023-01-01", 11.0), is_continuous=False)
    assert span(dots, wages(10, 12))[1] == date(2023, 1, 1)


def test_a_series_with_one_date_has_no_span():
    with pytest.raises(MetricError, match="has 1 levels"):
        span(series(("2020-02-01", 10.0), is_continuous=False), wages(10, 12))


def test_no_series_has_no_pace():
    with pytest.raises(MetricError, match="no series"):
        pace([], wages(10, 12), wages(10, 12))
