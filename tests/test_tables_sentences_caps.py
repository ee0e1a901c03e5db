"""Sentences about caps count what binds, and say of an award only what it would leave."""

import pandas as pd
import pytest

from research.ground.errors import FindingError
from research.metrics.caps import Cap, Status, caps_standing
from research.metrics.recovery import Award, Recovery, under_recovery
from research.metrics.shares import Base
from research.tables.sentences_caps import standing_sentence, unpaid_sentence

AGENCY = "the median direct-service nonprofit"


def standing(*statuses: str, since: str = "October 1, 2024") -> pd.DataFrame:
    rows = pd.DataFrame({"status": statuses, "in_force_on": since}, dtype="object")
    return caps_standing(rows, "2026-11-21")


def left(cap: float, counts: float = 1.0, indirect: float = 25.0, **more) -> Recovery:
    award = Award(100, indirect, mtdc_usd=100 * counts)
    held = Cap(cap, Base.MTDC, "a rule", **more)
    return under_recovery(award, held, even_if_not_in_force=True)


def test_what_binds_and_what_does_not_are_counted():
    said = standing_sentence(
        standing("in force", "in force", "proposed", "proposed", "adopted", "superseded"),
        "2026-11-21",
    )
    assert said == (
        "Of the six limits that we read, two were in force on November 21, 2026. The rest bound "
        "nobody: two proposed, one adopted for later, and one replaced."
    )


def test_where_all_limits_bind_there_is_no_rest():
    assert standing_sentence(standing("in force"), "2026-11-21") == (
        "Of the one limit that we read, one was in force on November 21, 2026."
    )


def test_a_limit_that_begins_after_the_day_does_not_bind():
    later = standing("in force", since="December 1, 2026")
    assert standing_sentence(later, "2026-11-21") == (
        "Of the one limit that we read, none was in force on November 21, 2026. The rest bound "
        "nobody: one of a text read on a later day."
    )


def test_no_limit_makes_no_sentence():
    with pytest.raises(FindingError, match="no limit to count"):
        standing_sentence(standing(), "2026-11-21")


def test_an_award_says_what_it_would_leave_under_each_rule():
    said = unpaid_sentence(
        AGENCY,
        [
            ("the state's rate", left(0.1), left(0.1, 0.7)),
            ("the federal one", left(0.15), left(0.15, 0.7)),
        ],
        0.7,
    )
    assert said == (
        "An award with the indirect cost of the median direct-service nonprofit, $25 for each "
        "$100 of direct cost, would leave $15 unpaid under the state's rate and $10 under the "
        "federal one, if all of the direct cost counts in the base of the rule. If only 70% of it "
        "counts, it would leave $18 and $14.50. That is what such an award would leave, not what "
        "agencies were found to lose."
    )


def test_a_rule_that_pays_all_leaves_nothing():
    said = unpaid_sentence(AGENCY, [("a rule", left(0.3), left(0.3, 0.9))], 0.9)
    assert "would leave nothing unpaid under a rule" in said


def test_a_base_that_makes_no_difference_is_not_spoken_of():
    assert "If only" not in unpaid_sentence(AGENCY, [("a rule", left(0.3), left(0.3, 0.9))], 0.9)


def test_a_bill_leaves_nothing_unpaid():
    bill = left(0.1, status=Status.PROPOSED)
    with pytest.raises(FindingError, match=r"2 of 2 .* a rule \(proposed\): it leaves nothing"):
        unpaid_sentence(AGENCY, [("a bill", bill, bill)], 0.7)


def test_one_sentence_is_of_one_award():
    with pytest.raises(FindingError, match="different awards"):
        unpaid_sentence(AGENCY, [("a rule", left(0.1), left(0.1, indirect=40.0))], 0.7)


def test_an_award_needs_a_rule():
    with pytest.raises(FindingError, match="no rule"):
        unpaid_sentence(AGENCY, [], 0.7)
