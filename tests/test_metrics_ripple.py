"""Who is raised above a new lowest wage, by a stated rule."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metric_frames import frame
from research.ground.errors import MetricError
from research.metrics.ripple import Passing, RippleRule, groups_of_percentiles, ripple

HALF = RippleRule(2.0, 0.5)


def groups(*held: tuple[float, float]) -> pd.DataFrame:
    return frame(
        [
            {"name": f"group {number}", "wage_usd_per_hour": wage, "paid_hours": hours}
            for number, (wage, hours) in enumerate(held)
        ]
    )


def wages(*known: float) -> pd.DataFrame:
    names = [f"wage_p{held}_usd_per_hour" for held in (10, 25, 50, 75, 90)]
    return frame([dict(zip(names, known, strict=True))], "occupation_wages")


def test_those_below_are_raised_to_the_new_wage():
    assert ripple(groups((17.5, 2000)), 18.0, 1.0, HALF).floor_usd == 1000


def test_those_in_the_band_get_a_part_of_the_step():
    assert ripple(groups((19.0, 1000)), 18.0, 1.0, HALF).ripple_usd == 500


def test_a_tapered_ripple_ends_at_the_top_of_the_band():
    rule = RippleRule(2.0, 0.5, Passing.TAPERED)
    found = ripple(groups((18.0, 100), (19.0, 100), (20.0, 100)), 18.0, 1.0, rule)
    assert list(found.rows["raise_usd_per_hour"]) == [1.0, 0.5, 0.0]


def test_those_above_the_band_get_nothing():
    found = ripple(groups((20.01, 1000)), 18.0, 1.0, HALF)
    assert (found.floor_usd, found.ripple_usd, found.hours_in_band) == (0, 0, 0)


def test_the_rule_is_printed_as_assumed():
    assert ripple(groups((19.0, 1)), 18.0, 1.0, HALF).lines[1].assumption.endswith("assumed")


def test_the_rule_is_printed_with_its_source():
    rule = RippleRule(2.0, 0.5, source="the agency's own scale")
    assert ripple(groups((19.0, 1)), 18.0, 1.0, rule).lines[1].assumption.endswith("own scale")


def test_the_rows_keep_their_id():
    assert ripple(groups((19.0, 1)), 18.0, 1.0, HALF).rows.index.name == "row_id"


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        (RippleRule(-1.0, 0.5), "a band of -1.0"),
        (RippleRule(float("nan"), 0.5), "a band of nan"),
        (RippleRule(2.0, 50), "a part of 50"),
    ],
)
def test_a_rule_that_is_none_is_refused(rule, why):
    with pytest.raises(MetricError, match=why):
        ripple(groups((19.0, 1)), 18.0, 1.0, rule)


@pytest.mark.parametrize("wage", [float("nan"), 0.0, -1.0])
def test_a_group_without_a_wage_is_refused(wage):
    with pytest.raises(MetricError, match="1 of 2 groups lack a positive wage or hours, first"):
        ripple(groups((19.0, 1), (wage, 1)), 18.0, 1.0, HALF)


def test_a_frame_without_hours_is_refused():
    with pytest.raises(MetricError, match="groups without paid_hours"):
        ripple(groups((19.0, 1)).drop(columns="paid_hours"), 18.0, 1.0, HALF)


def test_no_ratio_without_a_cost_at_the_floor():
    with pytest.raises(MetricError, match="the cost at the floor"):
        _ = ripple(groups((19.0, 1)), 18.0, 1.0, HALF).ratio


def test_percentiles_hold_four_fifths_of_the_hours():
    found = groups_of_percentiles(wages(14, 16, 18, 20, 24), 1000)
    assert found["paid_hours"].sum() == pytest.approx(800)


def test_a_new_wage_at_the_median_raises_those_below_it_on_a_straight_line():
    # 15 % between 14 and 16 lack 3 on average; 25 % between 16 and 18 lack 1.
    found = groups_of_percentiles(wages(14, 16, 18, 20, 24), 1000, cuts=(18.0, 20.0))
    assert ripple(found, 18.0, 1.0, HALF).floor_usd == pytest.approx(150 * 3 + 250 * 1)


def test_two_percentiles_that_agree_are_one_wage():
    found = groups_of_percentiles(wages(15, 15, 18, 20, 24), 1000)
    assert (found["wage_usd_per_hour"].iloc[0], found["paid_hours"].iloc[0]) == (15.0, 150.0)


@pytest.mark.parametrize("known", [(14, 16, float("nan"), 20, 24), (14, 16, 15, 20, 24)])
def test_percentiles_not_released_or_out_of_order_are_refused(known):
    with pytest.raises(MetricError, match="were not released or fall"):
        groups_of_percentiles(wages(*known), 1000)


def test_percentiles_of_two_occupations_are_refused():
    two = pd.concat([wages(14, 16, 18, 20, 24), wages(14, 16, 18, 20, 24)])
    with pytest.raises(MetricError, match="not of 2 rows"):
        groups_of_percentiles(two, 1000)


FIVE = st.lists(st.floats(8, 60), min_size=5, max_size=5).map(sorted)


@settings(deadline=None, max_examples=50, derandomize=True)
@given(FIVE, st.floats(8, 60), st.floats(0, 10))
def test_cuts_move_no_hours_and_no_wages(known, cut, band):
    plain = groups_of_percentiles(wages(*known), 1000)
    cutted = groups_of_percentiles(wages(*known), 1000, cuts=(cut, cut + band))
    paid = [(held["wage_usd_per_hour"] * held["paid_hours"]).sum() for held in (plain, cutted)]
    assert paid[0] == pytest.approx(paid[1])


@settings(deadline=None, max_examples=50, derandomize=True)
@given(FIVE, st.floats(8, 40), st.floats(0.01, 5))
def test_a_higher_floor_never_costs_less_at_the_floor(known, floor, more):
    held = groups_of_percentiles(wages(*known), 1000)
    low, high = (ripple(held, at, 1.0, HALF).floor_usd for at in (floor, floor + more))
    assert high >= low - 1e-9
