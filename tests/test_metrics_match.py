"""The federal match, month by month, with enhanced quarters."""

import pandas as pd
import pytest

from metric_frames import frame
from research.ground.errors import MetricError
from research.metrics.fiscal import blended_match
from research.metrics.match import match_by_month

# Administration for Children and Families, "FFY 2023 and FFY 2024 CCDF State Matching Rates":
# the row of Illinois.
ENHANCED = (
    ("2022-10-01", "2023-03-31", 0.5620),
    ("2023-04-01", "2023-06-30", 0.5500),
    ("2023-07-01", "2023-09-30", 0.5250),
    ("2023-10-01", "2023-12-31", 0.5259),
    ("2024-01-01", "2024-09-30", 0.5109),
)


def segments(held=ENHANCED) -> pd.DataFrame:
    return frame(
        [
            {"effective": pd.Timestamp(start), "until": pd.Timestamp(end), "fmap_share": share}
            for start, end, share in held
        ],
        "match",
    )


def test_enhanced_quarters_of_fiscal_year_2024_count_three_months_each():
    expected = (3 * 0.5250 + 3 * 0.5259 + 6 * 0.5109) / 12
    assert blended_match(segments(), 2024).share == pytest.approx(expected)


def test_what_started_in_april_2023_had_one_quarter_alone():
    assert match_by_month(segments(), 2023, 3).share == pytest.approx(0.55)


def test_the_published_quarters_are_the_regular_match_and_its_steps():
    """Identity of the published table: base 50.00 and 51.09 percent, plus 6.2, 5.0, 2.5, 1.5."""
    steps = [0.50 + 0.062, 0.50 + 0.05, 0.50 + 0.025, 0.5109 + 0.015, 0.5109]
    assert [share for *_, share in ENHANCED] == pytest.approx(steps)


def test_dated_segments_say_that_enhanced_quarters_are_in_them():
    found = blended_match(segments(), 2024, 6)
    assert (found.text, found.assumption) == (
        "6 of 6 months × 51.09%",
        "match of each month as dated, enhanced quarters in it",
    )


def test_segments_of_whole_federal_years_blend_as_federal_years_do():
    dated = segments([("2024-10-01", "2025-09-30", 0.5138), ("2025-10-01", "2026-09-30", 0.5182)])
    yearly = frame(
        [
            {"federal_fiscal_year": 2025, "fmap_share": 0.5138},
            {"federal_fiscal_year": 2026, "fmap_share": 0.5182},
        ]
    )
    assert blended_match(dated, 2026).share == pytest.approx(blended_match(yearly, 2026).share)


def test_a_month_in_no_segment_is_refused():
    with pytest.raises(MetricError, match="July 2022 lies in 0 of 5 segments"):
        match_by_month(segments(), 2023)


def test_a_month_in_two_segments_is_refused():
    twice = segments([*ENHANCED, ("2024-01-01", "2024-03-31", 0.5259)])
    with pytest.raises(MetricError, match=r"January 2024 lies in 2 of 6 segments .*match:4, match"):
        match_by_month(twice, 2024)


def test_a_segment_of_part_of_a_month_is_refused():
    with pytest.raises(MetricError, match="1 of 1 segments of the match are not whole months"):
        match_by_month(segments([("2023-07-15", "2024-06-30", 0.5)]), 2024)


@pytest.mark.parametrize("share", [51.09, -0.1, float("nan")])
def test_a_match_in_percent_is_refused(share):
    with pytest.raises(MetricError, match=r"1 of 1 federal matches .* 0\.5182"):
        match_by_month(segments([("2023-07-01", "2024-06-30", share)]), 2024)


def test_a_yearly_match_in_percent_is_refused():
    rows = frame([{"federal_fiscal_year": 2026, "fmap_share": 51.82}])
    with pytest.raises(MetricError, match="are not between 0 and 1"):
        blended_match(rows, 2026, 6)


@pytest.mark.parametrize("months", [0, 13, 6.5, float("nan"), True])
def test_months_that_are_no_months_are_refused(months):
    with pytest.raises(MetricError, match="give a whole number from 1 to 12"):
        match_by_month(segments(), 2024, months)
