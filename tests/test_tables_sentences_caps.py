"""Sentences about caps count what stood when last read, and say how old the texts are."""

import pandas as pd
import pytest

from research.ground.errors import FindingError
from research.metrics.caps import caps_standing
from research.tables.sentences_caps import beside_sentence, standing_sentence


def standing(*statuses: str, since: str = "October 1, 2024", read: str | None = "2024-12-06"):
    rows = pd.DataFrame({"status": statuses, "in_force_on": since}, dtype="object")
    dated = pd.Series(pd.to_datetime([read] * len(rows)), index=rows.index)
    return caps_standing(rows.assign(text_dated=dated), "2026-11-21")


def test_what_stood_and_what_did_not_are_counted():
    said = standing_sentence(
        standing("in force", "in force", "proposed", "proposed", "adopted", "superseded")
    )
    assert said == (
        "Of the six limits that we read, two stood when last read: two in texts of 2024. The "
        "rest bound nobody: two proposed, one adopted for later, and one replaced."
    )


def test_where_all_limits_stood_there_is_no_rest():
    assert standing_sentence(standing("in force")) == (
        "Of the one limit that we read, one stood when last read: one in a text of 2024."
    )


def test_a_page_without_a_date_is_said_to_have_none():
    both = pd.concat([standing("in force"), standing("in force", read=None)])
    assert ": one in a text of 2024 and one on a page without a date." in standing_sentence(both)


def test_texts_of_several_years_are_told_apart():
    both = pd.concat([standing("in force"), standing("in force", read="2019-05-01")])
    assert ": one in a text of 2019 and one in a text of 2024." in standing_sentence(both)


def test_a_limit_that_begins_after_the_day_does_not_stand():
    assert standing_sentence(standing("in force", since="December 1, 2026")) == (
        "Of the one limit that we read, none stood when last read. The rest bound nobody: one of "
        "a text read on a later day."
    )


def test_no_limit_makes_no_sentence():
    with pytest.raises(FindingError, match="no limit to count"):
        standing_sentence(standing())


@pytest.mark.parametrize(
    ("cap", "place"),
    [
        (0.1, "below both"),
        (0.2, "level with the smaller one"),
        (0.25, "between the two"),
        (0.3, "level with the larger one"),
        (0.35, "above both"),
    ],
)
def test_a_cap_lies_where_it_lies_beside_two_shares(cap: float, place: str):
    assert beside_sentence(0.2, 0.3, [("a limit", cap)]) == f"A limit lies {place}."


def test_several_caps_stand_in_one_sentence():
    assert beside_sentence(0.2, 0.3, [("the first", 0.1), ("the second", 0.25)]) == (
        "The first lies below both and the second lies between the two."
    )


def test_a_cap_beside_shares_in_the_wrong_order_is_refused():
    with pytest.raises(FindingError, match="the smaller share first"):
        beside_sentence(0.3, 0.2, [("a limit", 0.1)])


def test_no_cap_has_no_place():
    with pytest.raises(FindingError, match="0 caps beside"):
        beside_sentence(0.2, 0.3, [])
