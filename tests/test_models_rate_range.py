"""How far a modelled rate moves with its parameters."""

from dataclasses import fields
from itertools import product

import pytest

from rate_parts_builder import given, rate_parts
from research.ground.errors import MetricError
from research.models.hour_model import build_rate
from research.models.parameters import assumed
from research.models.rate_parts import Convention, RateParts, label_of
from research.models.rate_range import Assumed, assumptions, range_of, sensitivity


def uncertain(**changed: object):
    return rate_parts(
        productivity=assumed(0.75, 0.60, 0.80, "time studies elsewhere"),
        administration=assumed(0.25, 0.20, 0.30, "caps elsewhere"),
        **changed,
    )


def test_the_range_spans_the_best_and_the_worst_corner():
    found = range_of(uncertain())
    # 24 ÷ 0.80 × 1.20 and 24 ÷ 0.60 × 1.30
    assert (found.low, found.value, found.high) == (36.0, 40.0, 52.0)


def test_the_range_names_what_was_varied():
    assert range_of(uncertain()).varied == ("productivity", "administration")


def test_without_a_range_the_rate_is_its_own_range():
    found = range_of(rate_parts())
    assert (found.low, found.value, found.high) == (40.0, 40.0, 40.0)


@pytest.mark.parametrize("convention", list(Convention))
def test_no_inner_point_leaves_the_range(convention):
    found = range_of(uncertain(convention=convention))
    inner = [
        build_rate(
            rate_parts(productivity=given(p), administration=given(a), convention=convention)
        ).rate_usd
        for p, a in product((0.60, 0.66, 0.72, 0.80), (0.20, 0.24, 0.30))
    ]
    assert found.low <= min(inner) <= max(inner) <= found.high


def test_a_range_from_a_source_is_tried_too():
    found = range_of(rate_parts(wage=given(20.0, 18.0, 22.0)))
    assert (found.low, found.high) == (36.0, 44.0)


def test_the_strongest_parameter_stands_first():
    assert [(one.name, one.rate_at_low, one.rate_at_high) for one in sensitivity(uncertain())] == [
        ("productivity", 50.0, 37.5),
        ("administration", 38.4, 41.6),
    ]


def test_no_range_means_no_swing():
    assert sensitivity(rate_parts()) == ()


def test_assumptions_are_the_parameters_without_a_source():
    assert assumptions(uncertain())[0] == Assumed(
        "productivity, billable to paid hours", 0.75, 0.60, 0.80, "share", "time studies elsewhere"
    )


def test_every_parameter_has_a_name_in_print():
    names = {field.name for field in fields(RateParts)} - {"convention", "hours_per_unit", "unit"}
    assert all(label_of(name) for name in names)


def test_a_corner_that_no_rate_can_have_is_refused():
    parts = rate_parts(productivity=assumed(0.5, 0.1, 0.8, "wide"), pto_of_hours=given(0.1))
    with pytest.raises(MetricError, match="leaves no billable hour"):
        range_of(parts)


def test_a_swing_is_the_distance_between_the_two_rates():
    assert sensitivity(uncertain())[0].swing == 12.5
