"""Overhead over agencies, by size."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metric_frames import frame
from research.ground.errors import MetricError
from research.metrics.distribution import By, Excluded, overhead_by_size, overhead_distribution

EASY = settings(deadline=None, max_examples=50, derandomize=True)


def returns(shares: list[float | None], size: str = "small", total: float = 1000.0, **more: object):
    rows = [
        {
            "ein": f"{size}{number:06d}",
            "tax_year": 2021,
            "source_file": "sample",
            "form": "990" if share is not None else "990-EZ",
            "size_class": size,
            "total_usd": total,
            "program_usd": None if share is None else total * (1 - share),
            "management_usd": None if share is None else total * share,
            "fundraising_usd": None if share is None else 0.0,
        }
        | more
        for number, share in enumerate(shares)
    ]
    return frame(rows, f"form990_expenses:{size}")


def test_the_middle_agency_is_the_median():
    found = overhead_by_size(returns([0.1, 0.2, 0.3, 0.4, 0.9]), fewest=1)
    assert (found.share_p25, found.share_p50, found.share_p75) == pytest.approx((0.2, 0.3, 0.4))


def test_sizes_stand_smallest_first():
    both = pd.concat([returns([0.1] * 3, "large", 9e6), returns([0.3] * 3, "small", 1e5)])
    by_size = overhead_by_size(both, fewest=3).by_size
    assert list(zip(by_size["size_class"], by_size["share_p50"].round(3), strict=True)) == [
        ("small", 0.3),
        ("large", 0.1),
    ]


def test_a_size_of_too_few_agencies_is_named_and_not_shown():
    both = pd.concat([returns([0.1] * 3, "large", 9e6), returns([0.3] * 2, "small", 1e5)])
    found = overhead_by_size(both, fewest=3)
    assert (found.too_few, list(found.by_size["size_class"]), found.agencies) == (
        ("small",),
        ["large"],
        5,
    )


def test_who_is_left_out_is_counted_with_why():
    rows = pd.concat([returns([0.2, 0.3, None]), returns([0.2], "none", 0.0)])
    assert overhead_by_size(rows, fewest=1).excluded == (
        Excluded("Form 990-EZ, which has no split by function", 1),
        Excluded("no total expenses", 1),
    )


def test_counted_and_left_out_make_all_returns():
    rows = pd.concat([returns([0.2, 0.3, None, None]), returns([0.2], "none", 0.0)])
    found = overhead_by_size(rows, fewest=1)
    assert found.agencies + sum(one.returns for one in found.excluded) == len(rows)


def test_the_shares_counted_keep_their_row_id():
    assert list(overhead_by_size(returns([0.2, None]), fewest=1).shares.index) == [
        "form990_expenses:small:0"
    ]


def test_an_agency_twice_is_refused():
    with pytest.raises(MetricError, match="2 of 2 returns share their agency"):
        overhead_by_size(returns([0.1, 0.2], ein="000000001"))


def test_two_years_are_refused():
    two = pd.concat([returns([0.1]), returns([0.2], "large", tax_year=2018)])
    with pytest.raises(MetricError, match="2 values of tax_year"):
        overhead_by_size(two)


def test_returns_without_any_split_are_refused():
    with pytest.raises(MetricError, match="none of 2 returns splits its expenses"):
        overhead_by_size(returns([None, None]))


def test_a_part_not_reported_is_a_reason_of_its_own():
    rows = returns([0.2, 0.3, 0.4])
    blank = rows.assign(fundraising_usd=[0.0, None, 0.0])
    assert overhead_by_size(blank, fewest=1).excluded == (Excluded("a part was not reported", 1),)


def grouped(**columns: list[str]) -> pd.DataFrame:
    return returns([0.1, 0.2, 0.3, 0.4, 0.5, 0.6]).assign(**columns)


@pytest.mark.parametrize(
    ("by", "columns", "names"),
    [
        (By.SERVICE, {"ntee_major": list("PPPLLL")}, ["human services", "housing and shelter"]),
        ("service", {"ntee_major": ["P"] * 3 + [""] * 3}, ["human services", "service not stated"]),
        (
            By.PLACE,
            {"county": ["COOK"] * 6, "state": ["IL"] * 3 + ["GA"] * 3},
            ["COOK, IL", "COOK, GA"],
        ),
        ("state", {"state": ["IL"] * 3 + ["WI"] * 3}, ["IL", "WI"]),
    ],
)
def test_agencies_are_grouped_by_service_and_place(by, columns, names):
    assert list(overhead_distribution(grouped(**columns), by, fewest=1).groups.iloc[:, 0]) == names


def test_a_region_is_a_series_of_names():
    rows = grouped(county=["COOK", "WILL", "LAKE", "PIKE", "PIKE", "CASS"])
    regions = {"COOK": "Chicago area", "WILL": "Chicago area", "LAKE": "Chicago area"}
    region = rows["county"].map(regions).rename("region")
    found = overhead_distribution(rows, region, fewest=1)
    assert list(found.groups["region"]) == ["Chicago area", "not stated"]


def test_a_series_of_other_rows_is_refused():
    with pytest.raises(MetricError, match="needs a name and the index of the returns"):
        overhead_distribution(grouped(), pd.Series(["a"] * 6, name="region"))


def test_an_unknown_grouping_is_refused():
    with pytest.raises(MetricError, match="'region' is no grouping; known are size_class, service"):
        overhead_distribution(grouped(), "region")


def test_returns_without_the_column_of_a_grouping_are_refused():
    with pytest.raises(MetricError, match="lack county, state"):
        overhead_distribution(grouped(), By.PLACE)


def test_groups_shown_and_not_shown_make_all_agencies():
    rows = grouped(state=["IL"] * 4 + ["WI"] * 2)
    found = overhead_distribution(rows, By.STATE, fewest=3)
    assert (found.groups["agencies"].sum() + found.agencies_not_shown, found.smallest_shown) == (
        6,
        4,
    )


def test_a_median_bears_its_interval_where_six_agencies_stand_behind_it():
    found = overhead_distribution(grouped(), fewest=1)
    assert (found.share_p50_low, found.share_p50_high, found.share_p50_coverage) == pytest.approx(
        (0.1, 0.6, 0.96875)
    )


def test_a_group_of_five_has_no_interval():
    by_size = overhead_distribution(returns([0.1] * 5), fewest=1).groups
    assert by_size["share_p50_low"].isna().item()


def test_groups_other_than_sizes_are_not_read_as_sizes():
    with pytest.raises(MetricError, match="grouped by state here, not by size"):
        _ = overhead_distribution(grouped(state=["IL"] * 6), By.STATE).by_size


def test_a_smallest_group_of_nothing_is_refused():
    with pytest.raises(MetricError, match="holds at least one agency"):
        overhead_distribution(grouped(), fewest=0)


@EASY
@given(st.lists(st.floats(0, 1), min_size=1, max_size=60), st.floats(1, 1e9))
def test_quartiles_stand_in_order_whatever_the_size_of_an_agency(shares, total):
    found = overhead_distribution(returns(shares, total=total), fewest=1)
    assert 0 <= found.share_p25 <= found.share_p50 <= found.share_p75 <= 1 + 1e-12
