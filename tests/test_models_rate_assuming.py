"""An assumption takes another value and stays an assumption."""

import numpy as np
import pytest

from rate_model_hour import an_hour
from research.ground.errors import ModelError
from research.models.rate_model import build_rate
from research.models.rate_model.assuming import assuming
from research.models.rate_model.draws import draw_rates
from research.models.rate_model.ranges import range_of


def test_another_assumption_gives_the_rate_of_that_change():
    moved = assuming(an_hour(), {"productivity": 0.75})
    assert build_rate(moved).rate_usd == build_rate(an_hour(), {"productivity": 0.75}).rate_usd


def test_the_bounds_stay_those_of_the_range():
    moved, held = range_of(assuming(an_hour(), {"productivity": 0.75})), range_of(an_hour())
    assert (moved.low, moved.high, moved.value) == (held.low, held.high, 26.67)


def test_it_is_drawn_from_its_range_with_the_new_value_as_the_peak():
    draws = [
        draw_rates(assuming(an_hour(), {"productivity": value}), np.random.default_rng(1), 1000)
        for value in (0.75, 0.90)
    ]
    assert draws[0].median > draws[1].median


def test_a_value_outside_the_range_widens_it_as_far_as_itself():
    one = build_rate(assuming(an_hour(), {"productivity": 0.60})).assumptions[0]
    assert (one.value, one.low, one.high) == (0.60, 0.60, 0.95)


def test_it_is_printed_with_its_reason_as_before():
    one = build_rate(assuming(an_hour(), {"productivity": 0.75})).assumptions[0]
    assert (one.value, one.low, one.high, one.why) == (0.75, 0.70, 0.95, "a diary")


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("productivity", 1.60, "more than 1"),
        ("productivity", float("nan"), "finite"),
        ("wage", 21, "so it is not assumed"),
        ("productivty", 0.8, 'did you mean "productivity"'),
    ],
)
def test_what_cannot_be_assumed_is_refused(name: str, value: float, why: str):
    with pytest.raises(ModelError, match=why):
        assuming(an_hour(), {name: value})
