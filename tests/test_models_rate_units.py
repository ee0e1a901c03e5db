"""Units in words, as an official writes them."""

from fractions import Fraction

import pytest

from research.ground.errors import ModelError
from research.models.rate_model.units import paid_unit, parse_unit


@pytest.mark.parametrize(
    ("text", "said", "scale"),
    [
        ("dollars an hour", "dollars an hour", 1),
        ("$/hour", "dollars an hour", 1),
        ("USD per hr", "dollars an hour", 1),
        ("dollars per 15 minutes", "dollars an hour", 4),
        ("dollars a quarter-hour", "dollars an hour", 4),
        ("dollars per half hour", "dollars an hour", 2),
        ("cents a mile", "dollars a mile", Fraction(1, 100)),
        ("dollars a month", "dollars a year", 12),
        ("hours a week", "hours a day", Fraction(1, 7)),
        ("weeks a year", "days a year", 7),
        ("dollars a worker a year", "dollars a year", 1),
        ("child days a year", "days a year", 1),
        ("paid hours a year", "hours a year", 1),
        ("minutes per visit", "hours a visit", Fraction(1, 60)),
        ("dollars a square foot a year", "dollars a square foot a year", 1),
        ("pounds a visit", "pounds a visit", 1),
        ("people a worker", "a plain number", 1),
        ("months a year", "a plain number", Fraction(1, 12)),
        ("percent of wages", "a plain number", Fraction(1, 100)),
        ("%", "a plain number", Fraction(1, 100)),
        ("share", "a plain number", 1),
        ("FTEs", "a plain number", 1),
    ],
)
def test_a_unit_in_words_has_a_dimension_and_a_scale(text: str, said: str, scale: Fraction):
    unit = parse_unit(text, "wage")
    assert (unit.dimension.said, unit.scale) == (said, scale)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("dolars an hour", 'unknown word "dolars" (did you mean "dollar"?)'),
        ("dollars an our", 'unknown word "our" (did you mean "hour"?)'),
        ("dollars a quarter", 'unknown word "quarter" (did you mean'),
        ("", "has no unit"),
        (None, "has no unit"),
        (7, "has no unit"),
        ("dollars /", "has an empty part"),
    ],
)
def test_an_unknown_unit_is_refused_with_the_nearest(text: object, told: str):
    with pytest.raises(ModelError) as refused:
        parse_unit(text, "parameter wage")
    assert told in str(refused.value)
    assert "parameter wage" in str(refused.value)


@pytest.mark.parametrize(
    ("text", "one"),
    [("15 minutes", "quarter hour"), ("15-minute unit", "quarter hour"), ("30 min", "half hour"),
     ("visits", "visit"), ("child day", "child day"), ("hr", "hour"), ("class", "class")],
)  # fmt: skip
def test_what_a_rate_pays_for_is_said_in_one_word(text: str, one: str):
    assert paid_unit(text, "pays_for").text == one


@pytest.mark.parametrize("text", ["dollars", "share", "dollars an hour"])
def test_a_rate_pays_for_no_money_and_no_share(text: str):
    with pytest.raises(ModelError, match="name what one unit of the rate is"):
        paid_unit(text, "pays_for")
