"""Deflators by year: the kind of year is part of the value."""

from datetime import date

import pytest

from metric_frames import catalogue, prices, published_prices, rates
from research.ground.errors import MetricError
from research.metrics.erosion import erosion
from research.metrics.indexes import growth
from research.metrics.prices import deflator
from research.metrics.rates import rate_series
from research.metrics.yearly import by_calendar_year, by_fiscal_year


def cpi():
    return deflator(published_prices())


def test_a_rate_of_july_is_held_against_the_averages_of_its_fiscal_years():
    aide = rate_series(rates({"2020-07-01": 10.0}), catalogue(), "aide")
    found = erosion(aide, by_fiscal_year(cpi()), date(2020, 7, 1), date(2024, 7, 1))
    assert (found.counterfactual, found.start_label) == (
        pytest.approx(10 * 317.731 / 263.151, abs=0.0001),
        "fiscal year 2021, mean of 12 months",
    )


def test_every_day_of_a_fiscal_year_has_one_level():
    index = by_fiscal_year(cpi())
    assert index.at(date(2023, 7, 1)) == index.at(date(2024, 6, 30))


def test_the_two_kinds_of_year_never_meet():
    with pytest.raises(MetricError, match="two kinds of year"):
        growth(
            by_calendar_year(cpi()).at(date(2020, 7, 1)), by_fiscal_year(cpi()).at(date(2024, 7, 1))
        )


def test_a_deflator_by_fiscal_years_has_no_calendar_year():
    with pytest.raises(MetricError, match="no average of calendar year 2020"):
        by_fiscal_year(cpi()).over_year(2020)


def test_a_deflator_by_calendar_years_has_the_average_of_one():
    assert by_calendar_year(cpi()).over_year(2020).value == pytest.approx(258.811, abs=0.0005)


def test_a_title_says_the_kind_of_year():
    assert by_fiscal_year(deflator(prices({"2024-06": 1.0}))).title == (
        "CPI-U, all items, U.S. city average, not seasonally adjusted, fiscal-year average"
    )


@pytest.mark.parametrize(
    ("last", "fiscal", "calendar"),
    [
        ("2024-05", date(2023, 6, 30), date(2023, 12, 31)),
        ("2024-06", date(2024, 6, 30), date(2023, 12, 31)),
        ("2024-12", date(2024, 6, 30), date(2024, 12, 31)),
    ],
)
def test_a_deflator_by_year_is_known_to_the_end_of_a_year(last, fiscal, calendar):
    held = deflator(prices({"2020-01": 1.0, last: 1.0}))
    assert (by_fiscal_year(held).known_to, by_calendar_year(held).known_to) == (fiscal, calendar)


def test_a_year_that_is_not_over_is_refused():
    held = deflator(prices({"2024-07": 1.0, "2024-08": 1.0}))
    with pytest.raises(MetricError, match="10 of 12 months lie outside the series"):
        by_fiscal_year(held).at(date(2024, 7, 1))
