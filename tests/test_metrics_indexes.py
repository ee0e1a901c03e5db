"""Indexes that stay level until their next step."""

from datetime import date

import pandas as pd
import pytest

from metric_frames import frame
from research.ground.errors import MetricError
from research.metrics.indexes import growth, step_index


def wages(**levels: float) -> pd.DataFrame:
    rows = [{"effective": pd.Timestamp(day[1:]), "wage": level} for day, level in levels.items()]
    return frame(rows, "minimum_wage")


def index(**levels: float):
    return step_index(wages(**levels), "wage", "wage", "a wage", date(2025, 12, 31))


def test_the_level_on_a_day_is_the_last_step():
    assert index(y20200101=9.25, y20200701=10.0).at(date(2020, 6, 30)).value == 9.25


def test_growth_between_two_steps_is_their_ratio():
    steps = index(y20200101=9.25, y20250101=15.0)
    assert growth(steps.at(date(2020, 1, 1)), steps.at(date(2025, 6, 1))) == pytest.approx(
        15 / 9.25 - 1
    )


def test_a_year_without_a_step_has_one_level():
    assert index(y20200101=9.25, y20220101=12.0).over_year(2021).value == 9.25


def test_a_year_with_a_step_is_refused():
    with pytest.raises(MetricError, match=r"changed within 2020, from 9.25 to 10"):
        index(y20200101=9.25, y20200701=10.0).over_year(2020)


@pytest.mark.parametrize("day", [date(2019, 12, 31), date(2026, 1, 1)])
def test_a_day_outside_what_is_known_is_refused(day):
    with pytest.raises(MetricError, match="is known from 2020-01-01 to 2025-12-31"):
        index(y20200101=9.25).at(day)


def test_a_level_of_nothing_is_refused():
    with pytest.raises(MetricError, match="1 of 2 rows have no positive level"):
        index(y20200101=9.25, y20210101=0.0)


def test_no_rows_are_no_index():
    with pytest.raises(MetricError, match="no rows, so no index"):
        step_index(wages(y20200101=1.0).head(0), "wage", "wage", "a wage", date(2025, 1, 1))
