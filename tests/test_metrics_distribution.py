"""Overhead over agencies, by size."""

import pandas as pd
import pytest

from metric_frames import frame
from research.ground.errors import MetricError
from research.metrics.distribution import Excluded, overhead_by_size


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
