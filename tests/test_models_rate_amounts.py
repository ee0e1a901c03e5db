"""One way of writing an amount, whatever page it stands on."""

from fractions import Fraction

import pytest

from research.models.rate_model.amounts import about, number, places_of, with_unit
from research.models.rate_model.rounding import parse_rounding


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (3000.0, "dollars a worker a year", "3,000 dollars a worker a year"),
        (12.8, "dollars an hour", "12.80 dollars an hour"),
        (7.65, "percent", "7.65 percent"),
        (0.1204, "share", "0.1204"),
        (1.5, "fte", "1.5 FTE"),
        (40000, "dollars an fte a year", "40,000 dollars an FTE a year"),
        (Fraction(45), "minutes", "45 minutes"),
    ],
)
def test_an_amount_has_commas_cents_and_its_unit_once(value, unit, said):
    assert with_unit(value, unit) == said


@pytest.mark.parametrize(
    ("value", "said"), [(36832.7, "36,833"), (1234567.8, "1,234,568"), (0.00012345, "0.000123")]
)
def test_a_number_that_was_searched_for_has_no_power_of_ten(value, said):
    assert about(value).startswith(said)
    assert "e" not in about(value)


def test_money_has_no_cents_or_two():
    assert (number(520, "dollars a month"), number(12.5, "pounds an hour")) == ("520", "12.50")


@pytest.mark.parametrize(
    ("rule", "places"),
    [("half up to cents", 2), ("cut off to 4 places", 4), ("half up to dollars", 2), ("none", 4)],
)
def test_a_list_prints_as_many_places_as_the_rounding_leaves(rule, places):
    assert places_of(parse_rounding(rule, "here")) == places
