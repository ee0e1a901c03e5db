"""Consumer prices, and the month that was never published."""

from datetime import date

import pandas as pd
import pytest

from metric_frames import prices, published_prices
from research.ground.errors import MetricError
from research.metrics.indexes import growth
from research.metrics.prices import (
    calendar_year_average,
    deflator,
    fiscal_year_average,
    index_at,
)


def year_of(year: int, levels: range, without: tuple[int, ...] = ()) -> dict[str, float]:
    return {
        f"{year}-{month:02d}": float(level)
        for month, level in zip(range(1, 13), levels, strict=True)
        if month not in without
    }


def test_a_month_has_its_published_level():
    cpi = deflator(prices({"2024-09": 315.301, "2025-09": 324.8}))
    assert index_at(cpi, date(2025, 9, 17)).value == 324.8


def test_growth_over_a_year_is_the_published_headline():
    cpi = deflator(prices({"2024-09": 315.301, "2025-09": 324.8}))
    assert growth(index_at(cpi, "2024-09-01"), index_at(cpi, "2025-09-01")) == pytest.approx(
        0.0301268, abs=1e-6
    )


def test_growth_over_no_time_is_nothing():
    level = index_at(deflator(prices({"2024-09": 315.301})), "2024-09-01")
    assert growth(level, level) == 0


def test_a_missing_month_is_refused_and_its_neighbors_named():
    cpi = deflator(prices({"2025-09": 324.8, "2025-11": 324.122}))
    with pytest.raises(MetricError, match=r"October 2025 does not exist.*September 2025 or Nov"):
        index_at(cpi, date(2025, 10, 1))


def test_a_month_after_the_series_is_refused():
    with pytest.raises(MetricError, match="runs from September 2025 to November 2025"):
        index_at(deflator(prices({"2025-09": 324.8, "2025-11": 324.122})), date(2026, 1, 1))


def test_a_deflator_names_the_months_it_lacks():
    cpi = deflator(prices({"2025-09": 324.8, "2025-11": 324.122}))
    assert cpi.missing == ("October 2025",)


def test_a_deflator_is_known_to_the_last_day_of_its_last_month():
    assert deflator(prices({"2024-02": 310.3})).known_to == date(2024, 2, 29)


def test_a_deflator_says_area_and_adjustment():
    title = deflator(prices({"2025-09": 1.0}, "CUURS23ASA0", "Chicago")).title
    assert title == "CPI-U, all items, Chicago, not seasonally adjusted"


def test_a_year_of_twelve_months_is_their_mean():
    level = calendar_year_average(deflator(prices(year_of(2024, range(101, 113)))), 2024)
    assert (level.value, level.label, level.is_complete) == (
        106.5,
        "calendar year 2024, mean of 12 months",
        True,
    )


def test_a_year_of_eleven_months_says_so():
    level = calendar_year_average(deflator(prices(year_of(2025, range(101, 113), (10,)))), 2025)
    assert (level.label, level.is_complete) == ("calendar year 2025, mean of 11 months", False)


def test_a_fiscal_year_takes_july_to_june():
    levels = year_of(2024, range(1, 13)) | year_of(2025, range(101, 113))
    expected = (sum(range(7, 13)) + sum(range(101, 107))) / 12
    assert fiscal_year_average(deflator(prices(levels)), 2025).value == expected


def test_an_average_keeps_the_rows_it_was_taken_from():
    level = calendar_year_average(deflator(prices(year_of(2025, range(101, 113), (10,)))), 2025)
    assert (level.rows.index.name, len(level.rows)) == ("row_id", 11)


def test_a_year_without_a_month_is_refused():
    with pytest.raises(MetricError, match="no month of calendar year 2030"):
        calendar_year_average(deflator(prices({"2024-09": 315.3})), 2030)


def test_adjusted_and_not_adjusted_never_share_a_deflator():
    both = pd.concat(
        [prices({"2024-09": 1.0}), prices({"2024-09": 1.0}, "CUSR0000SA0", adjusted=True)]
    )
    with pytest.raises(MetricError, match="never mix"):
        deflator(both)


def test_adjusted_and_not_adjusted_never_share_a_ratio():
    plain = index_at(deflator(prices({"2024-09": 1.0})), "2024-09-01")
    other = deflator(prices({"2025-09": 1.0}, "CUSR0000SA0", adjusted=True))
    with pytest.raises(MetricError, match="never mix"):
        growth(plain, index_at(other, "2025-09-01"))


def test_calendar_and_fiscal_averages_never_share_a_ratio():
    cpi = deflator(prices(year_of(2024, range(101, 113)) | year_of(2025, range(113, 125))))
    with pytest.raises(MetricError, match="two kinds of year"):
        growth(calendar_year_average(cpi, 2024), fiscal_year_average(cpi, 2025))


@pytest.mark.parametrize(
    ("levels", "why"),
    [
        ({"2025-13": 321.9, "2025-12": 324.0}, "annual average is no month"),
        ({"2025-12": 0.0}, "no positive level"),
    ],
)
def test_a_row_that_is_no_month_or_no_level_is_refused(levels, why):
    with pytest.raises(MetricError, match=why):
        deflator(prices(levels))


def test_a_month_twice_is_refused():
    twice = pd.concat([prices({"2025-12": 324.0}), prices({"2025-12": 324.1})])
    with pytest.raises(MetricError, match="2 of 2 rows have the same month twice"):
        deflator(twice)


def test_a_deflator_changes_nothing_in_the_frame_it_was_given():
    given = prices({"2025-11": 324.122, "2025-09": 324.8})
    before = given.copy()
    deflator(given)
    pd.testing.assert_frame_equal(given, before)


@pytest.mark.parametrize(
    ("earlier", "later", "headline"),
    [("2024-09-01", "2025-09-01", 0.030), ("2024-11-01", "2025-11-01", 0.027)],
)
def test_published_prices_give_the_published_headline(earlier, later, headline):
    cpi = deflator(published_prices())
    assert round(growth(index_at(cpi, earlier), index_at(cpi, later)), 3) == headline


@pytest.mark.parametrize(
    ("fiscal_year", "average"),
    [
        (2010, 216.735),
        (2015, 236.677),
        (2019, 253.268),
        (2020, 257.230),
        (2021, 263.151),
        (2022, 282.025),
        (2023, 299.685),
        (2024, 309.570),
        (2025, 317.731),
    ],
)
def test_published_prices_give_fiscal_year_averages(fiscal_year, average):
    level = fiscal_year_average(deflator(published_prices()), fiscal_year)
    assert level.value == pytest.approx(average, abs=0.0005)


def test_published_prices_of_2025_average_over_eleven_months():
    level = calendar_year_average(deflator(published_prices()), 2025)
    assert (round(level.value, 3), level.months) == (321.943, 11)


def test_published_prices_lack_october_2025():
    with pytest.raises(MetricError, match="October 2025 does not exist"):
        index_at(deflator(published_prices()), "2025-10-15")


def test_one_series_is_chosen_among_several_by_its_id():
    both = pd.concat([prices({"2024-09": 1.0}), prices({"2024-09": 2.0}, "CUURS23ASA0", "Chicago")])
    assert index_at(deflator(both, "CUURS23ASA0"), "2024-09-01").value == 2.0


def test_a_series_that_is_not_there_is_refused():
    with pytest.raises(MetricError, match=r"hold 0 of 1 \(CUURS23ASA0\)"):
        deflator(prices({"2024-09": 1.0}), "CUURS23ASA0")


@pytest.mark.parametrize("change", [{"area": "Chicago"}, {"is_seasonally_adjusted": True}])
def test_a_row_of_another_area_or_adjustment_is_refused(change):
    other = prices({"2024-10": 1.0}).assign(**change)
    with pytest.raises(MetricError, match="another area or adjustment"):
        deflator(pd.concat([prices({"2024-09": 1.0}), other]))


def test_published_prices_to_may_2026_average_over_ten_months():
    """The average of fiscal year 2026 as it stood before June 2026 was published."""
    rows = published_prices()
    known = rows[rows["year"] * 12 + rows["month"] <= 2026 * 12 + 5]
    level = fiscal_year_average(deflator(known), 2026)
    assert (round(level.value, 3), level.label, level.months_outside) == (
        327.039,
        "fiscal year 2026, mean of 10 months",
        1,
    )


def test_a_fiscal_year_that_is_not_over_has_no_growth():
    cpi = deflator(prices(year_of(2023, range(101, 113)) | year_of(2024, range(113, 125))))
    with pytest.raises(MetricError, match="6 of 12 months lie outside the series"):
        growth(fiscal_year_average(cpi, 2024), fiscal_year_average(cpi, 2025))


def test_a_month_that_was_never_published_leaves_a_year_comparable():
    cpi = deflator(
        prices(year_of(2024, range(101, 113)) | year_of(2025, range(113, 125), without=(10,)))
    )
    assert growth(calendar_year_average(cpi, 2024), calendar_year_average(cpi, 2025)) > 0


@pytest.mark.parametrize(
    ("year", "published"), [(2017, 1017.0954356846472), (2023, 1264.323651452282)]
)
def test_a_hundred_dollars_of_1950_are_what_another_package_says(year, published):
    """Oracle: tests/test_input.py of palewire/cpi (commit 0ddf601), cpi.inflate(100, 1950) with
    the average of 1950 at 24.1. Tolerance: the bureau's rounding of a year to three decimals."""
    average = calendar_year_average(deflator(published_prices()), year).value
    assert 100 * average / 24.1 == pytest.approx(published, abs=0.003)


@pytest.mark.parametrize(
    ("month", "published"), [("2018-01-01", 1054.7531914893618), ("2024-07-01", 1338.4680851063831)]
)
def test_a_hundred_dollars_of_january_1950_are_what_another_package_says(month, published):
    """Oracle: as above, with January 1950 at 23.5. Tolerance: none but the float's."""
    assert 100 * index_at(deflator(published_prices()), month).value / 23.5 == pytest.approx(
        published, rel=1e-12
    )


def test_the_adjusted_series_is_the_one_another_package_reads():
    """Oracle: as above, cpi.get(date(2000, 1, 1), seasonally_adjusted=True) == 169.30."""
    assert index_at(deflator(published_prices("CUSR0000SA0")), "2000-01-01").value == 169.3


def test_a_year_that_is_missing_is_refused():
    rows = prices({"2025-11": 324.1, "2025-12": 324.0})
    with pytest.raises(MetricError, match="1 of 2 rows have no whole year"):
        deflator(rows.assign(year=[float("nan"), 2025.0]))
