"""Days and fiscal years."""

from datetime import date

import pandas as pd
import pytest

from research.ground.errors import MetricError
from research.metrics.days import (
    as_day,
    federal_fiscal_year,
    months_between,
    months_of_fiscal_year,
    state_fiscal_year,
    years_between,
)


@pytest.mark.parametrize(
    ("day", "state", "federal"),
    [
        (date(2025, 6, 30), 2025, 2025),
        (date(2025, 7, 1), 2026, 2025),
        (date(2025, 9, 30), 2026, 2025),
        (date(2025, 10, 1), 2026, 2026),
    ],
)
def test_a_day_lies_in_two_fiscal_years(day, state, federal):
    assert (state_fiscal_year(day), federal_fiscal_year(day)) == (state, federal)


def test_a_fiscal_year_runs_from_july_to_june():
    months = months_of_fiscal_year(2026)
    assert (months[0], months[-1], len(months)) == ((2025, 7), (2026, 6), 12)


def test_months_between_counts_both_ends():
    assert months_between(date(2025, 11, 30), date(2026, 1, 1)) == [
        (2025, 11),
        (2025, 12),
        (2026, 1),
    ]


@pytest.mark.parametrize(
    ("start", "end", "years"),
    [
        (date(2020, 7, 1), date(2025, 7, 1), 5.0),
        (date(2020, 2, 29), date(2021, 2, 28), 365 / 365.25),
        (date(2020, 2, 29), date(2024, 2, 29), 4.0),
        (date(2025, 1, 1), date(2025, 1, 1), 0.0),
        (date(2024, 1, 1), date(2025, 7, 2), 1 + 182 / 365.25),
    ],
)
def test_years_are_anniversaries_and_days(start, end, years):
    assert years_between(start, end) == pytest.approx(years, abs=0.003)


@pytest.mark.parametrize(
    "value", ["2025-07-01", pd.Timestamp("2025-07-01 00:00"), date(2025, 7, 1)]
)
def test_a_day_is_read_from_text_and_timestamp(value):
    assert as_day(value) == date(2025, 7, 1)


@pytest.mark.parametrize("value", ["July", pd.NaT, None, 2025])
def test_what_is_no_date_is_refused(value):
    with pytest.raises(MetricError, match="is no date"):
        as_day(value)
