"""Erosion between two days, along a path, and how long a rate stood still."""

from datetime import date

import pandas as pd
import pytest

from metric_frames import catalogue, frame, prices, published_prices, rates
from research.ground.errors import MetricError
from research.metrics.erosion import (
    erosion,
    erosion_path,
    erosion_steps,
    latest_common_day,
    standstill,
)
from research.metrics.prices import deflator
from research.metrics.rates import rate_series
from research.metrics.wages import minimum_wage_index

LEVELS = {"2020-07-01": 10.0, "2022-07-01": 12.0}
MONTHS = {"2020-07": 250.0, "2021-07": 275.0, "2022-07": 300.0, "2023-07": 325.0}


def aide(levels: dict[str, float] = LEVELS, precision: str = "day", **told: str):
    return rate_series(rates(levels, precision=precision), catalogue(**told), "aide")


def cpi(months: dict[str, float] = MONTHS):
    return deflator(prices(months))


def minimum():
    rows = [("2020-07-01", 10.0), ("2022-01-01", 12.0), ("2023-01-01", 13.0)]
    wages = [{"effective": pd.Timestamp(day), "wage_usd_per_hour": usd} for day, usd in rows]
    return minimum_wage_index(frame(wages, "minimum_wage"), date(2025, 12, 31))


def test_a_rate_that_rose_less_than_prices_eroded():
    # 10 × 325 / 250 = 13; 12 / 13 − 1
    assert erosion(aide(), cpi(), date(2020, 7, 1), date(2023, 7, 1)).share == pytest.approx(
        -1 / 13
    )


def test_the_same_rate_is_held_against_the_minimum_wage():
    # 10 × 13 / 10 = 13
    found = erosion(aide(), minimum(), date(2020, 7, 1), date(2023, 7, 1))
    assert (found.counterfactual, found.gap_usd) == (13.0, 1.0)


def test_two_deflators_give_two_numbers():
    days = date(2020, 7, 1), date(2023, 7, 1)
    chicago = deflator(prices({"2020-07": 240.0, "2023-07": 300.0}, "CUURS23ASA0", "Chicago"))
    shares = [erosion(aide(), index, *days).share for index in (cpi(), chicago)]
    assert shares == [pytest.approx(12 / 13 - 1), pytest.approx(12 / 12.5 - 1)]


def test_erosion_names_the_index_and_both_months():
    found = erosion(aide(), cpi(), date(2020, 7, 1), date(2023, 7, 9))
    assert (found.start_label, found.end_label) == ("July 2020", "July 2023")


def test_erosion_carries_the_rows_of_rate_and_index():
    found = erosion(aide(), cpi(), date(2020, 7, 1), date(2023, 7, 1))
    assert [list(rows.index) for rows in found.sources] == [
        ["rates:paid:0", "rates:paid:1"],
        ["prices:CUUR0000SA0:0", "prices:CUUR0000SA0:3"],
    ]


def test_a_rate_dated_by_its_year_is_held_against_the_average_of_that_year():
    months = {f"2020-{month:02d}": 200.0 + month for month in range(1, 13)} | {"2023-07": 325.0}
    found = erosion(
        aide({"2020-01-01": 10.0}, precision="year"),
        cpi(months),
        date(2020, 1, 1),
        date(2023, 7, 1),
    )
    assert (found.start_label, found.counterfactual) == (
        "calendar year 2020, mean of 12 months",
        pytest.approx(10 * 325 / 206.5),
    )


def test_erosion_stops_where_knowledge_of_the_rate_stops():
    with pytest.raises(MetricError, match="not a freeze"):
        erosion(aide(complete_to="2022-12-31"), cpi(), date(2020, 7, 1), date(2023, 7, 1))


def test_erosion_into_a_month_never_published_is_refused():
    months = {"2024-07": 314.54, "2025-09": 324.8, "2025-11": 324.122}
    with pytest.raises(MetricError, match="October 2025 does not exist"):
        erosion(aide(), cpi(months), date(2024, 7, 1), date(2025, 10, 31))


@pytest.mark.parametrize("end", [date(2020, 7, 2), date(2021, 6, 30), date(2019, 7, 1)])
def test_erosion_over_less_than_a_year_is_refused(end):
    with pytest.raises(MetricError, match="is less than a year"):
        erosion(aide(), cpi(), date(2020, 7, 1), end)


def test_erosion_of_published_prices_over_a_decade_and_a_half():
    rows = published_prices()
    levels = {
        (int(year), int(month)): value
        for year, month, value in zip(rows["year"], rows["month"], rows["index"], strict=True)
    }
    found = erosion(aide({"2010-07-01": 10.0}), deflator(rows), date(2010, 7, 1), date(2025, 7, 1))
    assert found.counterfactual == pytest.approx(10 * levels[2025, 7] / levels[2010, 7])


def test_a_path_leaves_out_months_that_the_index_lacks():
    path = erosion_path(aide(), cpi(), date(2020, 7, 1), date(2023, 7, 1))
    assert [str(day.date()) for day in path["on"]] == [
        "2020-07-01",
        "2021-07-01",
        "2022-07-01",
        "2023-07-01",
    ]


def test_a_path_starts_at_nothing_lost_and_ends_at_the_erosion():
    days = date(2020, 7, 1), date(2023, 7, 1)
    path = erosion_path(aide(), cpi(), *days)["erosion_share"]
    assert (path.iloc[0], path.iloc[-1]) == (0.0, erosion(aide(), cpi(), *days).share)


def test_a_path_in_constant_dollars_ends_at_the_rate_as_paid():
    path = erosion_path(aide(), cpi(), date(2020, 7, 1), date(2023, 7, 1))
    assert list(path["constant_usd"]) == pytest.approx([13.0, 10 * 325 / 275, 13.0, 12.0])


def test_a_path_keeps_the_row_of_the_level_in_force():
    path = erosion_path(aide(), cpi(), date(2020, 7, 1), date(2023, 7, 1))
    assert list(path.index) == ["rates:paid:0"] * 2 + ["rates:paid:1"] * 2


def test_a_path_through_dates_that_stand_alone_is_refused():
    with pytest.raises(MetricError, match="would draw the gaps as freezes"):
        erosion_path(aide(chart="dots"), cpi(), date(2020, 7, 1), date(2022, 7, 1))


def test_steps_are_the_days_on_which_the_rate_changed():
    steps = erosion_steps(aide(chart="dots"), cpi())
    assert list(steps["erosion_share"]) == [0.0, 0.0]


def test_steps_outside_the_span_are_refused():
    with pytest.raises(MetricError, match="none of 2 steps"):
        erosion_steps(aide(), cpi(), date(2023, 1, 1), date(2023, 7, 1))


def test_the_latest_common_day_steps_back_over_a_missing_month():
    months = {"2025-08": 323.976, "2025-09": 324.8, "2025-11": 324.122}
    rate = aide(complete_to="2025-10-15")
    assert latest_common_day(rate, cpi(months)) == date(2025, 9, 30)


def test_the_latest_common_day_is_the_earliest_end():
    assert latest_common_day(aide(), cpi(), minimum()) == date(2023, 7, 31)


def test_no_common_day_is_refused():
    rate = aide(complete_to="2022-12-31")
    with pytest.raises(MetricError, match="no month in the year before"):
        latest_common_day(rate, cpi({"2023-07": 325.0}))


def test_years_count_from_the_last_increase():
    found = standstill(aide(), date(2025, 7, 1))
    assert (found.years, found.since, found.is_at_least) == (3.0, date(2022, 7, 1), False)


def test_a_cut_is_no_increase():
    rate = aide({"2020-07-01": 10.0, "2021-07-01": 12.0, "2023-07-01": 11.0})
    assert standstill(rate, date(2025, 7, 1)).since == date(2021, 7, 1)


def test_a_proposal_ends_no_standstill():
    rows = pd.concat([rates(LEVELS), rates({"2024-07-01": 20.0}, kind="proposed")])
    rate = rate_series(rows, catalogue(), "aide")
    assert standstill(rate, date(2025, 7, 1)).years == 3.0


def test_a_rate_that_never_rose_stood_at_least_that_long():
    found = standstill(aide({"2020-07-01": 10.0}), date(2025, 7, 1))
    assert (found.years, found.is_at_least) == (5.0, True)


def test_a_standstill_is_not_stated_past_the_end_of_knowledge():
    with pytest.raises(MetricError, match="not a freeze"):
        standstill(aide(), date(2026, 7, 1))


def test_a_standstill_is_not_stated_of_dates_that_stand_alone():
    with pytest.raises(MetricError, match="no standstill can be stated"):
        standstill(aide(chart="dots"), date(2022, 7, 1))


def test_erosion_over_a_year_to_the_day_is_stated():
    found = erosion(aide(), cpi(), date(2020, 7, 1), date(2021, 7, 1))
    assert found.share == pytest.approx(10 / 11 - 1)


def test_a_step_on_the_last_day_is_shown():
    assert len(erosion_steps(aide(), cpi(), end=date(2022, 7, 1))) == 2


def test_a_path_holds_each_month_against_its_own_index():
    months = {f"2021-{month:02d}": 200.0 + month for month in range(1, 13)}
    path = erosion_path(
        aide({"2021-01-01": 10.0, "2021-07-01": 11.0}, precision="year"),
        cpi(months),
        date(2021, 1, 1),
        date(2021, 9, 1),
    )
    assert path["index_label"].iloc[6] == "July 2021"
