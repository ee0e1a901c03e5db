"""Adequacy, gap and the increase required."""

import pytest

from research.ground.errors import MetricError
from research.metrics.adequacy import adequacy, adequacy_from_need, gap, required_increase

HOUR = {"rate_unit": "dollars an hour", "cost_unit": "dollars an hour"}


def test_a_rate_of_24_pays_four_fifths_of_a_cost_of_30():
    assert adequacy(24.0, 30.0, **HOUR) == 0.8


def test_four_fifths_need_a_quarter_more():
    assert required_increase(0.8) == pytest.approx(0.25)


def test_the_gap_is_what_the_rate_lacks():
    assert gap(24.0, 30.0, **HOUR) == 6.0


def test_a_rate_above_cost_has_a_gap_below_nothing():
    assert gap(33.0, 30.0, **HOUR) == -3.0


def test_early_intervention_at_95_percent_more_is_about_half():
    assert adequacy_from_need(0.95) == pytest.approx(0.513, abs=0.0005)


@pytest.mark.parametrize("need", [0.0, 0.25, 0.95, -0.1])
def test_need_and_required_increase_undo_each_other(need):
    assert required_increase(adequacy_from_need(need)) == pytest.approx(need)


@pytest.mark.parametrize("rate", [12.0, 30.0, 45.5])
def test_the_required_increase_raises_the_rate_to_the_cost(rate):
    increase = required_increase(adequacy(rate, 30.0, **HOUR))
    assert rate * (1 + increase) == pytest.approx(30.0)


@pytest.mark.parametrize("units", [("dollars an hour", "dollars a day"), ("", "")])
def test_two_units_are_refused(units):
    with pytest.raises(MetricError, match="compared in one unit only"):
        adequacy(24.0, 30.0, rate_unit=units[0], cost_unit=units[1])


def test_a_cost_of_nothing_is_refused():
    with pytest.raises(MetricError, match="the cost is 0"):
        adequacy(24.0, 0.0, **HOUR)


def test_a_need_in_percent_is_refused():
    with pytest.raises(MetricError, match=r"give a share \(0.95 for 95 percent\)"):
        adequacy_from_need(95)


@pytest.mark.parametrize("units", [("", "dollars an hour"), ("dollars an hour", "")])
def test_an_amount_without_a_unit_is_refused(units):
    with pytest.raises(MetricError, match="no unit"):
        gap(24.0, 30.0, rate_unit=units[0], cost_unit=units[1])


@pytest.mark.parametrize("need", [-1, 20])
def test_a_need_of_everything_is_refused(need):
    with pytest.raises(MetricError, match="outside"):
        adequacy_from_need(need)
