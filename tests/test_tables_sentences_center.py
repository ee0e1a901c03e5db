"""Sentences about a center say no more than its ranges do, and first that it is drawn."""

import pandas as pd
import pytest

from research.ground.errors import FindingError
from research.models.quality_cost import build_center, read_center
from research.tables.sentences_center import (
    coverage_sentence,
    drawn_sentence,
    ends_sentence,
)
from test_cli_rate_center import FILE


def covered(*rows: tuple[float, float, float, float, float]) -> pd.DataFrame:
    """One row a case: as drawn, low, high, least, most."""
    names = ["coverage", "coverage_low", "coverage_high", "coverage_least", "coverage_most"]
    return pd.DataFrame(list(rows), columns=names)


SHORT = (0.7, 0.5, 0.8, 0.3, 1.2)
NEVER = (0.7, 0.5, 0.8, 0.3, 0.9)
BOTH = (0.9, 0.8, 1.1, 0.6, 1.4)
PAID = (1.2, 1.1, 1.3, 1.05, 1.5)


def test_a_center_is_first_said_to_be_drawn():
    said = drawn_sentence(build_center(read_center(FILE)))
    assert said == (
        "This is a center as drawn, not one that was measured: one room with ten places, 80% of "
        "them filled."
    )


def test_draws_below_the_cost_are_said_to_end_below_it():
    assert coverage_sentence(covered(SHORT, SHORT)) == (
        "In all two cases the range that holds 95 of 100 draws ends below the cost."
    )


def test_a_single_case_is_not_counted():
    assert coverage_sentence(covered(PAID)).startswith("In the one case the range")


def test_draws_below_the_cost_do_not_rule_out_what_an_end_allows():
    assert ends_sentence(covered(SHORT, SHORT)) == (
        "The ranges do not rule out that the cost is covered: with every number at its kindest "
        "end at once, the subsidy would bring all of it or more in all two cases (120%)."
    )


def test_the_cases_that_an_end_would_cover_are_counted():
    said = ends_sentence(covered(SHORT, NEVER, NEVER))
    assert said.endswith("all of it or more in one of three (90% to 120%).")


def test_where_even_the_kindest_end_falls_short_it_is_said():
    assert ends_sentence(covered(NEVER)) == (
        "Even with every number at its kindest end at once, the subsidy would not bring the whole "
        "cost in any case (90%)."
    )


def test_where_even_the_harshest_end_is_covered_it_is_said():
    assert ends_sentence(covered(PAID)) == (
        "Even with every number at its harshest end at once, the subsidy would bring the whole "
        "cost in every case (105%)."
    )


def test_a_range_that_spans_the_cost_says_neither():
    assert "it spans both, so neither can be said" in coverage_sentence(covered(SHORT, BOTH, PAID))


def test_cases_are_counted_by_what_their_range_says():
    assert (
        "Over the four cases the range that holds 95 of 100 draws differs: in two it ends below "
        "the cost, in one it starts at the cost or above, and in one it spans both"
    ) in coverage_sentence(covered(SHORT, SHORT, BOTH, PAID))


@pytest.mark.parametrize("sentence", [coverage_sentence, ends_sentence])
@pytest.mark.parametrize(
    "frame",
    [
        covered(),
        covered(SHORT).drop(columns=["coverage_high", "coverage_most"]),
        covered((0.1, None, 0.2, None, 0.2)),
    ],
)
def test_coverage_without_rows_or_values_is_refused(sentence, frame):
    with pytest.raises(FindingError, match="one row an age and place"):
        sentence(frame)
