"""One gap in its three ways of being told."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from research.ground.errors import MetricError
from research.metrics.gaps import wage_gap

WAGES = st.floats(1, 500)


def test_the_published_gap_is_38_percent_less_and_takes_61_percent_more():
    """33,995 and 54,831 dollars (University of Washington, 2023): domain notes on the page."""
    found = wage_gap(33_995, 54_831)
    assert (round(found.less_share, 2), round(found.raise_to_close, 2), found.usd) == (
        0.38,
        0.61,
        20_836,
    )


@given(lower=WAGES, higher=WAGES)
@settings(deadline=None, max_examples=50, derandomize=True)
def test_each_way_of_telling_leads_to_the_higher_wage(lower, higher):
    gap = wage_gap(lower, higher)
    ways = (lower + gap.usd, lower / (1 - gap.less_share), lower * (1 + gap.raise_to_close))
    assert ways == pytest.approx((higher, higher, higher))


def test_the_sentence_names_both_shares():
    assert wage_gap(63.0, 100.0).words == (
        "37 percent less; it takes a raise of 59 percent to be equal."
    )


def test_a_first_wage_that_is_higher_is_told_as_more():
    assert wage_gap(100.0, 80.0).words == (
        "25 percent more; it takes a cut of 20 percent to be equal."
    )


def test_equal_wages_have_no_gap():
    assert wage_gap(20.0, 20.0).words == "The two are equal to within 0.1 percent."


@pytest.mark.parametrize(("lower", "higher"), [(0, 20), (20, -1), (float("nan"), 20)])
def test_a_wage_of_nothing_is_refused(lower, higher):
    with pytest.raises(MetricError, match="wage is"):
        wage_gap(lower, higher)
