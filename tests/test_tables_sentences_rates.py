"""A day is printed no more exactly than it was read."""

from datetime import date

import pytest

from research.ground.errors import FindingError
from research.tables.sentences_rates import known_day

FIRST = date(2016, 1, 1)


def test_a_day_that_was_read_is_printed_whole():
    assert known_day(FIRST, "day") == "January 1, 2016"


def test_a_level_dated_by_its_month_names_no_day():
    assert known_day(FIRST, "month") == "January 2016"


def test_a_level_dated_by_its_year_names_no_month():
    assert known_day(FIRST, "year") == "2016"


def test_another_precision_is_refused():
    with pytest.raises(FindingError, match="'before' is no precision"):
        known_day(FIRST, "before")
