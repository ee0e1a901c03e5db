"""Rates in force, in constant dollars, and against a counterfactual."""

from datetime import date

import pandas as pd
import pytest

from metric_frames import catalogue, prices, rates
from research.ground.errors import MetricError
from research.metrics.indexes import Level
from research.metrics.prices import deflator, index_at
from research.metrics.rates import (
    change,
    constant_dollar,
    counterfactual,
    erosion_share,
    nominal_rate,
    rate_in_force,
    rate_series,
)

LEVELS = {"2020-07-01": 10.0, "2022-07-01": 12.0, "2024-07-01": 12.5}


def aide(complete_to: str = "2025-12-31", chart: str = "step", **more: pd.DataFrame):
    rows = pd.concat([rates(LEVELS), *more.values()])
    return rate_series(rows, catalogue(complete_to, chart), "aide")


def level(month: str, value: float) -> Level:
    return index_at(deflator(prices({month: value})), f"{month}-01")


def test_the_rate_in_force_is_the_last_that_took_effect():
    assert nominal_rate(aide(), date(2024, 6, 30)) == 12.0


def test_a_rate_is_in_force_on_the_day_it_takes_effect():
    assert nominal_rate(aide(), date(2024, 7, 1)) == 12.5


def test_the_rate_in_force_keeps_its_row_id():
    row = rate_in_force(aide(), date(2025, 1, 1))
    assert (row.index.name, list(row.index)) == ("row_id", ["rates:paid:2"])


@pytest.mark.parametrize("kind", ["proposed", "pending"])
def test_what_is_proposed_or_pending_never_counts(kind):
    later = rates({"2025-01-01": 20.0}, kind=kind)
    assert nominal_rate(aide(later=later), date(2025, 6, 1)) == 12.5


def test_a_series_keeps_what_it_does_not_count():
    later = rates({"2025-01-01": 20.0}, kind="proposed")
    assert list(aide(later=later).not_counted["amount_usd"]) == [20.0]


def test_a_paid_level_after_the_end_of_knowledge_does_not_count():
    assert len(aide(complete_to="2023-12-31").levels) == 2


def test_a_day_after_the_end_of_knowledge_is_refused():
    with pytest.raises(
        MetricError, match=r"complete to 2025-12-31, not to 2026-01-01.*not a freeze"
    ):
        rate_in_force(aide(), date(2026, 1, 1))


def test_a_day_before_the_first_level_is_refused():
    with pytest.raises(MetricError, match="no level was in force on 2020-06-30"):
        rate_in_force(aide(), date(2020, 6, 30))


def test_rows_without_a_day_to_which_they_are_complete_are_refused():
    with pytest.raises(MetricError, match="say to which date"):
        rate_in_force(rates(LEVELS), date(2021, 1, 1))


def test_rows_of_two_series_are_refused():
    two = pd.concat([rates(LEVELS), rates(LEVELS).assign(series_id="nurse")])
    with pytest.raises(MetricError, match="hold 2 series"):
        rate_in_force(two, date(2021, 1, 1), complete_to=date(2025, 12, 31))


def test_rows_and_series_agree_on_the_rate_in_force():
    rows = rate_in_force(rates(LEVELS), date(2023, 1, 1), complete_to=date(2025, 12, 31))
    pd.testing.assert_frame_equal(rows, rate_in_force(aide(), date(2023, 1, 1)))


def test_between_dates_that_stand_alone_nothing_is_called_a_freeze():
    with pytest.raises(MetricError, match=r"own 3 dates only.*gap in our knowledge"):
        nominal_rate(aide(chart="dots"), date(2023, 1, 1))


def test_a_date_that_stands_alone_has_its_rate():
    assert nominal_rate(aide(chart="dots"), date(2022, 7, 1)) == 12.0


def test_a_series_that_the_catalogue_does_not_hold_is_refused():
    with pytest.raises(MetricError, match="holds 'nurse' 0 times in 1 rows"):
        rate_series(rates(LEVELS), catalogue(), "nurse")


def test_two_paid_levels_on_one_day_are_refused():
    with pytest.raises(MetricError, match="2 of 4 paid levels share a day"):
        aide(again=rates({"2020-07-01": 10.5}, kind="wage"))


def test_a_series_without_a_paid_level_is_refused():
    with pytest.raises(MetricError, match="none of 3 rows is a paid level up to 2019-12-31"):
        aide(complete_to="2019-12-31")


def test_constant_dollars_multiply_by_the_ratio_of_the_levels():
    assert constant_dollar(10.0, level("2020-07", 250.0), level("2025-07", 325.0)) == 13.0


def test_constant_dollars_of_the_base_are_as_paid():
    base = level("2020-07", 250.0)
    assert constant_dollar(10.0, base, base) == 10.0


def test_a_counterfactual_moves_with_the_index():
    assert counterfactual(10.0, level("2020-07", 250.0), level("2025-07", 325.0)) == 13.0


def test_erosion_is_actual_over_counterfactual_less_one():
    assert erosion_share(12.5, 13.0) == pytest.approx(-0.0384615, abs=1e-6)


def test_erosion_is_the_same_in_constant_dollars():
    then, now = level("2020-07", 250.0), level("2025-07", 325.0)
    in_dollars_of_then = constant_dollar(12.5, now, then) / 10.0 - 1
    assert erosion_share(12.5, counterfactual(10.0, then, now)) == pytest.approx(in_dollars_of_then)


def test_a_rate_that_kept_pace_has_not_eroded():
    assert erosion_share(13.0, 13.0) == 0


def test_change_is_a_share_of_the_earlier():
    assert change(10.56, 23.40) == pytest.approx(1.2159, abs=1e-4)


@pytest.mark.parametrize("amount", [0.0, -1.0, float("nan"), float("inf")])
def test_an_amount_that_is_no_rate_is_refused(amount):
    with pytest.raises(MetricError, match="a positive number of dollars"):
        change(amount, 12.0)


def test_the_last_day_of_knowledge_still_has_its_rate():
    assert nominal_rate(aide(complete_to="2024-07-01"), date(2024, 7, 1)) == 12.5


@pytest.mark.parametrize(
    ("precision", "day"), [("month", date(2022, 7, 31)), ("year", date(2022, 12, 31))]
)
def test_a_date_known_by_month_or_year_covers_it(precision, day):
    series = rate_series(rates(LEVELS, precision=precision), catalogue(chart="dots"), "aide")
    assert nominal_rate(series, day) == 12.0


@pytest.mark.parametrize(
    ("precision", "day"),
    [("month", date(2022, 8, 1)), ("year", date(2023, 1, 1)), ("decade", date(2022, 7, 1))],
)
def test_a_date_known_by_month_or_year_covers_no_more(precision, day):
    series = rate_series(rates(LEVELS, precision=precision), catalogue(chart="dots"), "aide")
    with pytest.raises(MetricError, match="gap in our knowledge"):
        nominal_rate(series, day)
