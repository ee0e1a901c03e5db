"""Sentences about gaps by occupation say what was found."""

from dataclasses import replace

import pandas as pd
import pytest

from research.ground.errors import FindingError
from research.ground.terms import Unit
from research.models.comparison.discovery import Control, Discoveries, control_discoveries
from research.models.comparison.estimate import Estimate, from_mean
from research.models.decomposition.cells import cell_gap
from research.tables import sentences_gaps as say

SIDES = ("state hospitals", "private ones")


def jobs(**changes: float) -> pd.DataFrame:
    """Return the page's example: 100 nurses and 300 aides beside 300 and 100."""
    held = {"nurse": 30.0, "aide": 20.0, "private_nurse": 25.0, "private_aide": 18.0} | changes
    return pd.DataFrame(
        {
            "occupation_name": ["Nurses", "Aides", "Nurses", "Aides"],
            "ownership": ["state", "state", "private", "private"],
            "wage_mean_usd_per_hour": list(held.values()),
            "employment": [100.0, 300.0, 300.0, 100.0],
        }
    )


def gaps_of(**values: float) -> dict[str, Estimate]:
    return {name: from_mean(value, 0.1, Unit.USD_PER_HOUR) for name, value in values.items()}


def controlled(**p_values: float) -> Discoveries:
    return control_discoveries(p_values, "wages", control=Control.HOLM)


def test_the_occupations_that_carry_a_gap_come_with_the_rest():
    assert say.carried_sentence(cell_gap(jobs()), most=1) == (
        "Of the $3.50 within occupations, nurses account for $2.50 and the other one for the rest."
    )


def test_occupations_that_pay_the_other_way_take_off():
    said = say.carried_sentence(cell_gap(jobs(aide=16)), most=1)
    assert said.endswith("nurses account for $2.50 and the other one for minus $1.00.")


def test_a_sentence_that_names_every_occupation_is_refused():
    with pytest.raises(FindingError, match="2 of 2 occupations"):
        say.carried_sentence(cell_gap(jobs()), most=2)


def test_nothing_left_out_is_said():
    assert say.left_out_sentence(cell_gap(jobs()), SIDES) == (
        "No occupation on our list was left out."
    )


def test_what_was_not_compared_is_named_with_the_reason():
    found = replace(cell_gap(jobs()), withheld=("Clerks",), only_b=("Cooks, Short", "Orderlies"))
    assert say.left_out_sentence(found, SIDES) == (
        "Left out because a wage or a count was not released: clerks. Left out because they are "
        "listed for private ones alone: cooks, short; and orderlies."
    )


def test_a_difference_that_may_be_chance_is_not_counted_for_a_side():
    said = say.apart_sentence(
        controlled(a=0.001, b=0.0001, c=0.4), gaps_of(a=1, b=-1, c=0.1), SIDES, "occupations"
    )
    assert said == (
        "By the mean wage of three occupations, state hospitals pay more in one, private ones pay "
        "more in one, and one cannot be told apart, after allowing for sampling error and for "
        "three tests (Holm)."
    )


def test_all_of_a_family_is_said_as_all():
    said = say.apart_sentence(controlled(a=0.001, b=0.001), gaps_of(a=1, b=2), SIDES, "occupations")
    assert said.startswith("By the mean wage of two occupations, state hospitals pay more in all")


def test_gaps_of_another_family_are_refused():
    with pytest.raises(FindingError, match="1 gaps are given, 2 were tested"):
        say.apart_sentence(controlled(a=0.01, b=0.5), gaps_of(a=1), SIDES, "occupations")


def test_a_median_that_lies_the_other_way_is_named():
    said = say.turned_sentence({"Aides": 2.0, "Clerks": 1.0}, {"Aides": -0.5, "Clerks": 1.0})
    assert said == (
        "The medians lie the other way in one: aides. No error is published for a median."
    )


def test_medians_that_agree_are_said_to_agree():
    assert say.turned_sentence({"Aides": 2.0}, {"Aides": 1.0}).startswith(
        "The medians lie the same"
    )


def test_medians_of_other_occupations_are_refused():
    with pytest.raises(FindingError, match="1 means and 0 medians"):
        say.turned_sentence({"Aides": 2.0}, {})
