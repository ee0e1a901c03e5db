"""How a number is written: half-up, with its unit, never as a hole."""

from datetime import date

import pytest

from research.ground.errors import FindingError
from research.ground.terms import Unit
from research.tables.formats import counted, listed, month_first, ranged, written


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (20.5, Unit.USD_PER_HOUR, "$20.50"),
        (22.425, Unit.USD_PER_HOUR, "$22.43"),
        (1.005, Unit.USD, "$1.01"),
        (-3.1, Unit.USD, "−$3.10"),
        (128084, Unit.USD_PER_PERSON_YEAR, "$128,084"),
        (35.4, Unit.USD_MILLION, "$35.4 million"),
        (0.16665, Unit.SHARE, "16.7%"),
        (0.045, Unit.SIGNED_SHARE, "+4.5%"),
        (-0.12, Unit.SIGNED_SHARE, "−12.0%"),
        (-0.00001, Unit.SIGNED_SHARE, "0.0%"),
        (2.5, Unit.POINTS, "+2.5"),
        (1204, Unit.COUNT, "1,204"),
        (2025.0, Unit.YEAR, "2025"),
        (date(2026, 7, 1), Unit.DATE, "July 1, 2026"),
        ("2026-07-01", Unit.DATE, "July 1, 2026"),
        ("none", Unit.TEXT, "none"),
    ],
)
def test_a_value_is_written_by_its_unit(value, unit, shown):
    assert written(value, unit) == shown


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_hole_is_never_printed(value):
    with pytest.raises(FindingError, match="not a number"):
        written(value, Unit.USD)


def test_a_rough_amount_is_rounded_to_thousands():
    assert written(264_512, Unit.USD_WHOLE, -3) == "$265,000"


def test_places_can_be_asked_for():
    assert written(0.16665, Unit.SHARE, 0) == "17%"


def test_a_range_has_to_between_its_ends():
    assert ranged(18.1, 26.4, Unit.USD) == "$18.10 to $26.40"


@pytest.mark.parametrize(
    ("parts", "shown"), [(["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b, and c")]
)
def test_a_list_reads_as_a_sentence_does(parts, shown):
    assert listed(parts) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0, "no rates"), (1, "one rate"), (3, "three rates"), (1204, "1,204 rates")],
)
def test_small_counts_are_words(number, shown):
    assert counted(number, "rate") == shown


def test_a_noun_may_have_a_plural_of_its_own():
    assert counted(2, "agency", "agencies") == "two agencies"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("HFS notice 20 Feb 2026, on rates", "HFS notice February 20, 2026, on rates"),
        ("of 9 November 2021", "of November 9, 2021"),
        ("Rates 15 Mayor 2021", "Rates 15 Mayor 2021"),
        ("June 3, 2021", "June 3, 2021"),
        ("May 2025", "May 2025"),
    ],
)
def test_a_date_in_a_title_puts_the_month_first(typed, printed):
    assert month_first(typed) == printed
