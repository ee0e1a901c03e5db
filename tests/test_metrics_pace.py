"""The same question put to every series: did it keep pace?"""

from datetime import date

import pandas as pd
import pytest

from metric_frames import catalogue, prices, rates
from research.ground.errors import MetricError
from research.metrics.pace import pace, span
from research.metrics.prices import deflator
from research.metrics.rates import rate_series

MONTHS = {"2020-07": 250.0, "2022-07": 300.0, "2023-07": 325.0}


def series(levels: dict[str, float], chart: str = "step", complete_to: str = "2025-12-31"):
    return rate_series(rates(levels), catalogue(complete_to, chart), "aide")


def us():
    return deflator(prices(MONTHS))


def chicago():
    months = {"2020-07": 240.0, "2022-07": 270.0, "2023-07": 300.0}
    return deflator(prices(months, "CUURS23ASA0", "Chicago"))


def test_a_series_is_measured_under_two_indexes():
    # 12 ÷ (10 × 325 ÷ 250) − 1 and 12 ÷ (10 × 300 ÷ 240) − 1
    row = pace([series({"2020-07-01": 10.0, "2022-07-01": 12.0})], us(), chicago()).iloc[0]
    assert (row["erosion_share"], row["erosion_share_second"]) == (
        pytest.approx(12 / 13 - 1),
        pytest.approx(12 / 12.5 - 1),
    )


def test_the_change_divided_by_prices_is_the_erosion():
    row = pace([series({"2020-07-01": 10.0, "2022-07-01": 12.0})], us(), chicago()).iloc[0]
    assert (1 + row["change_share"]) / (1 + row["prices_share"]) - 1 == pytest.approx(
        row["erosion_share"]
    )


def test_the_most_eroded_stands_first():
    both = [
        series({"2020-07-01": 10.0, "2022-07-01": 13.0}),
        series({"2020-07-01": 10.0, "2022-07-01": 11.0}),
    ]
    assert list(pace(both, us(), chicago())["rate_now_usd"]) == [11.0, 13.0]


def test_a_continuous_series_reaches_to_the_last_common_day():
    found = span(series({"2020-07-01": 10.0}), us(), chicago())
    assert found == (date(2020, 7, 1), date(2023, 7, 31))


def test_single_dates_reach_to_the_last_of_them():
    found = span(series({"2020-07-01": 10.0, "2022-07-01": 12.0}, chart="dots"), us())
    assert found == (date(2020, 7, 1), date(2022, 7, 1))


def test_a_single_date_has_no_span():
    with pytest.raises(MetricError, match="1 levels that the indexes reach"):
        span(series({"2020-07-01": 10.0}, chart="dots"), us())


def test_no_series_is_refused():
    with pytest.raises(MetricError, match="no series was given"):
        pace([], us(), chicago())


def test_a_row_is_traced_by_its_last_level():
    found = pace([series({"2020-07-01": 10.0, "2022-07-01": 12.0})], us(), chicago())
    pd.testing.assert_index_equal(found.index, pd.Index(["rates:paid:1"], name="row_id"))


def test_of_three_single_dates_the_last_counts():
    levels = {"2020-07-01": 10.0, "2022-07-01": 12.0, "2023-07-31": 12.5}
    assert span(series(levels, chart="dots"), us()) == (date(2020, 7, 1), date(2023, 7, 31))


def test_of_three_levels_the_last_traces_the_row():
    levels = {"2020-07-01": 10.0, "2021-07-01": 11.0, "2022-07-01": 12.0}
    assert list(pace([series(levels)], us(), chicago()).index) == ["rates:paid:2"]
