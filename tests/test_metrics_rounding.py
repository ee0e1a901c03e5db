"""Rounding half up, once."""

from decimal import Decimal

import pytest

from research.ground.errors import MetricError
from research.metrics.rounding import cents, exact, half_up


@pytest.mark.parametrize(
    ("wage", "printed"), [(19.50, 22.43), (17.00, 19.55), (20.50, 23.58), (21.30, 24.50)]
)
def test_a_regional_wage_is_rounded_half_up(wage, printed):
    assert cents(wage, 1.15) == printed


def test_binary_arithmetic_would_have_rounded_down():
    assert round(19.50 * 1.15, 2) == 22.42


def test_half_a_cent_below_zero_rounds_away_from_zero():
    assert half_up(Decimal("-0.125")) == Decimal("-0.13")


def test_whole_cents_stay():
    assert cents(22.43) == 22.43


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(MetricError, match="is no number of dollars"):
        exact(value)
