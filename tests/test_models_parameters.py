"""A parameter has a source or a range."""

import pytest

from research.ground.errors import MetricError
from research.models.parameters import Parameter, assumed, sourced


def test_a_parameter_with_a_source_needs_no_range():
    assert sourced(0.299, "a study").ends == (0.299, 0.299)


def test_an_assumed_parameter_says_the_range_tried():
    assert assumed(0.85, 0.75, 0.95, "time studies").said == "assumed, tried from 0.75 to 0.95"


@pytest.mark.parametrize(
    "parts",
    [
        {"value": 0.85},
        {"value": 0.85, "low": 0.75, "why": "time studies"},
        {"value": 0.85, "low": 0.75, "high": 0.95},
    ],
)
def test_an_assumption_without_range_and_reason_is_refused(parts):
    with pytest.raises(MetricError, match="so it is assumed"):
        Parameter(**parts)


def test_a_value_outside_its_range_is_refused():
    with pytest.raises(MetricError, match="outside its range"):
        assumed(0.5, 0.75, 0.95, "time studies")


def test_a_value_that_is_no_number_is_refused():
    with pytest.raises(MetricError, match="must be numbers"):
        sourced(float("nan"), "a study")


def test_a_source_without_a_name_is_refused():
    with pytest.raises(MetricError, match="names no source"):
        sourced(0.299, " ")


def test_one_value_is_no_range():
    assert not sourced(0.299, "a study").has_range
