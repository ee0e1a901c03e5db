from datetime import date

import pandas as pd
import pytest

from research.ground.errors import FindingError
from research.tables import sentences


def kept(*ranges: tuple[float, float]) -> pd.DataFrame:
    rows = pd.DataFrame(ranges, columns=["erosion_low", "erosion_high"])
    return rows.assign(title=[f"Child care center, age {place}" for place in range(len(rows))])


def test_a_series_between_two_indexes_is_neither_ahead_nor_behind():
    said = sentences.pace_sentence(kept((-0.1, 0.1), (0.1, 0.2), (-0.2, -0.1)))
    assert "one depends on the index" in said


def test_counts_of_pace_add_up_in_words():
    said = sentences.pace_sentence(kept((0.1, 0.2), (0.0, 0.2), (-0.2, -0.1)))
    assert said.startswith(
        "Of the three rates and wages that we could hold against prices, two kept pace"
    )


def test_losers_of_one_kind_are_named_by_their_kind():
    said = sentences.pace_sentence(kept((0.1, 0.2), (-0.3, -0.2), (-0.2, -0.1)))
    assert said.endswith("All that fell behind are child care center rates.")


def test_losers_of_two_kinds_are_not_given_one_name():
    rows = kept((-0.3, -0.2), (-0.2, -0.1))
    rows["title"] = ["Child care center, infant", "Home care, hourly rate"]
    assert "All that fell behind" not in sentences.pace_sentence(rows)


def test_the_pace_of_nothing_is_refused():
    with pytest.raises(FindingError, match="no series"):
        sentences.pace_sentence(kept())


def test_silence_is_called_a_gap_and_not_a_freeze():
    said = sentences.silence_sentence(date(2021, 4, 1), date(2026, 11, 21))
    assert "5.6 years" in said
    assert "a gap in what we know is not a freeze" in said


def test_a_pending_step_says_that_it_does_not_count():
    rows = pd.DataFrame(
        {"effective": [pd.Timestamp("2026-01-01")], "amount_usd": [21.3], "kind": ["pending"]}
    )
    assert "does not count here as paid" in sentences.pending_sentence(rows, "wage")


def test_nothing_pending_is_said_too():
    rows = pd.DataFrame({"effective": [], "amount_usd": [], "kind": []})
    assert sentences.pending_sentence(rows, "wage").startswith("Nothing is announced")


def test_a_loss_is_said_as_a_loss_without_a_sign():
    assert sentences.gain_sentence("The rate", -0.056) == "The rate lost 5.6%."


def test_an_amount_without_a_value_is_its_meaning_alone():
    assert sentences.stated(float("nan"), "text", "no list") == "No list"


def test_a_share_is_stated_in_whole_percent():
    assert sentences.stated(0.15, "share", "of the base") == "15% of the base"
