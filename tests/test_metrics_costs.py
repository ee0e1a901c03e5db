"""State-operated beside community cost."""

import pandas as pd
import pytest

from metric_frames import frame
from research.ground.errors import MetricError
from research.metrics.costs import UNMATCHED, cost_per_day, cost_ratio, mean_cost


def costs(*rows: tuple[str, int, float, float | None], matched: bool = False) -> pd.DataFrame:
    named = [
        {
            "setting": setting,
            "year": year,
            "cost_usd_per_person_year": usd,
            "residents": residents,
            "has_acuity_match": matched,
        }
        for setting, year, usd, residents in rows
    ]
    return frame(named, "cost_per_person").astype({"residents": float})


OF_2009 = (("state_operated", 2009, 142_533.0, 2100.0), ("community", 2009, 53_291.0, None))


def test_a_state_operated_place_cost_2_67_times_a_community_place():
    assert cost_ratio(costs(*OF_2009), without_acuity=True).ratio == pytest.approx(2.67, abs=0.005)


def test_the_ratio_and_the_community_share_undo_each_other():
    found = cost_ratio(costs(*OF_2009), without_acuity=True)
    assert found.ratio * found.community_share == pytest.approx(1)


def test_a_ratio_without_acuity_carries_its_sentence():
    assert cost_ratio(costs(*OF_2009), without_acuity=True).sentence == UNMATCHED


def test_a_ratio_with_acuity_carries_no_sentence():
    assert cost_ratio(costs(*OF_2009, matched=True)).sentence == ""


def test_a_ratio_without_acuity_is_refused_unless_asked_for():
    with pytest.raises(MetricError, match="2 of 2 costs are not matched by acuity"):
        cost_ratio(costs(*OF_2009))


def test_costs_of_two_years_are_refused():
    two = costs(OF_2009[0], ("community", 2012, 119_423.0, None))
    with pytest.raises(MetricError, match="are of 2 years"):
        cost_ratio(two, without_acuity=True)


def test_a_ratio_of_one_setting_is_refused():
    with pytest.raises(MetricError, match="none of 1 costs is community"):
        cost_ratio(costs(OF_2009[0]), without_acuity=True)


def test_several_places_are_weighted_by_residents():
    places = costs(("state_operated", 2016, 300.0, 10.0), ("state_operated", 2016, 200.0, 30.0))
    assert mean_cost(places) == 225.0


def test_places_without_residents_are_refused():
    places = costs(("state_operated", 2016, 300.0, 10.0), ("state_operated", 2016, 200.0, None))
    with pytest.raises(MetricError, match="1 of 2 rows lack a value or a weight"):
        mean_cost(places)


def test_the_seven_centers_of_2016_cost_265266_a_person():
    centers = [
        (106, 249349.75),
        (191, 292850.45),
        (105, 291784.65),
        (172, 219562.10),
        (208, 321462.80),
        (392, 246236.30),
        (479, 259558.80),
    ]
    rows = costs(*(("state_operated", 2016, usd, float(people)) for people, usd in centers))
    assert (round(mean_cost(rows)), round(cost_per_day(mean_cost(rows)), 2)) == (265266, 726.76)


def test_a_cost_of_nothing_has_no_day():
    with pytest.raises(MetricError, match="the cost is 0"):
        cost_per_day(0.0)


def test_costs_that_do_not_say_whether_they_are_matched_are_refused():
    unsaid = costs(*OF_2009).astype({"has_acuity_match": object})
    unsaid.iloc[1, unsaid.columns.get_loc("has_acuity_match")] = None
    with pytest.raises(MetricError, match="1 of 2 costs do not say whether they are matched"):
        cost_ratio(unsaid, without_acuity=True)
