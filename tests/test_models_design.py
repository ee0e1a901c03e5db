"""Rows that cannot carry a comparison are refused by name."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from gap_rows import QUESTION, staff
from research.ground.errors import MetricError
from research.models.decomposition.oaxaca import threefold
from research.models.design import design_of, label_of, refuse_collinear

REFUSED = {
    "a name that is no column": (
        staff(),
        replace(QUESTION, numbers=("yaers",)),
        r"1 of 4 columns are not in these rows .*'yaers'",
    ),
    "a column named twice": (
        staff(),
        replace(QUESTION, numbers=("years", "years")),
        "1 are named twice .first 'years'",
    ),
    "no rows": (staff().iloc[:0], QUESTION, "there are no rows"),
    "a missing value": (
        staff().assign(years=lambda rows: rows["years"].where(rows.index != "staff:7")),
        QUESTION,
        "years: 1 of 60 rows have no value, first staff:7",
    ),
    "a missing group": (
        staff().assign(owner=lambda rows: rows["owner"].where(rows.index != "staff:7")),
        QUESTION,
        "owner: 1 of 60 rows have no value, first staff:7",
    ),
    "an infinite logarithm": (
        staff().assign(wage=lambda rows: rows["wage"].where(rows.index != "staff:7", -np.inf)),
        QUESTION,
        "wage: 1 of 60 values are infinite, first staff:7",
    ),
    "three groups": (
        staff().assign(owner=lambda rows: rows["owner"].where(rows.index != "staff:7", "county")),
        QUESTION,
        "owner holds 3 groups .county, private, state.",
    ),
    "one group": (
        staff().query("owner == 'state'"),
        QUESTION,
        "owner holds 1 groups .state., the question names private and state",
    ),
    "a group of one": (
        pd.concat([staff().query("owner == 'state'"), staff().query("owner == 'private'")[:1]]),
        QUESTION,
        "owner private: 1 of 31 rows, a group of one",
    ),
    "text among the numbers": (
        staff(),
        replace(QUESTION, numbers=("years", "agency")),
        "agency holds text .*Name it among the categories",
    ),
    "a negative weight": (
        staff().assign(hours=lambda rows: rows["hours"].where(rows.index != "staff:7", -1)),
        replace(QUESTION, weights="hours"),
        "hours: 1 of 60 weights are negative .first staff:7",
    ),
    "weights of nothing": (
        staff().assign(hours=0),
        replace(QUESTION, weights="hours"),
        "or a group weighs nothing",
    ),
    "a category of one value": (
        staff().assign(place="city"),
        QUESTION,
        "place does not vary: all rows are 'city'",
    ),
    "an omitted value that is not there": (
        staff(),
        replace(QUESTION, omitted={"place": "moon"}),
        "place has no value 'moon' to omit: city, suburb, town",
    ),
    "an omitted value of no category": (
        staff(),
        replace(QUESTION, omitted={"years": "1"}),
        "an omitted value is given for 'years', which is no category",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_rows_are_refused_by_name(case):
    rows, question, message = REFUSED[case]
    with pytest.raises(MetricError, match=message):
        design_of(rows, question)


UNFIT = {
    "too few rows": (
        staff(4),
        replace(QUESTION, numbers=("years", "hours"), categories=()),
        "among owner state: 2 observations for 3 parameters",
    ),
    "a number that does not vary": (
        staff().assign(grade=3),
        replace(QUESTION, numbers=("years", "grade")),
        "among owner state: grade does not vary",
    ),
    "a number that does not vary in one group": (
        staff().assign(union=lambda rows: rows["years"] * (rows["owner"] == "state")),
        replace(QUESTION, numbers=("union",)),
        "among owner private: union does not vary",
    ),
    "a value that one group lacks": (
        staff().assign(place=lambda r: r["place"].where(r["owner"] == "state", "city")),
        replace(QUESTION, omitted={"place": "city"}),
        "among owner private: place: suburb does not vary",
    ),
    "a combination": (
        staff().assign(months=lambda rows: 12 * rows["years"] + 6),
        replace(QUESTION, numbers=("years", "months")),
        r"among owner state: months is a combination of \(intercept\), years \(collinear\)",
    ),
}


@pytest.mark.parametrize("case", UNFIT)
def test_a_group_that_carries_no_regression_is_refused(case):
    rows, question, message = UNFIT[case]
    with pytest.raises(MetricError, match=message):
        threefold(rows, question)


@pytest.mark.parametrize("scale", [1e-9, 1.0, 1e9])
def test_large_and_small_units_are_not_taken_for_collinear(scale):
    years = np.arange(10.0)
    refuse_collinear(
        np.column_stack([np.ones(10), years * scale, years**2]), ("one", "years", "squared"), "here"
    )


@pytest.mark.parametrize("value", [1, 1.0, "1", "1.0", np.int64(1)])
def test_a_group_is_known_by_its_value_however_it_is_stored(value):
    assert label_of(value) == "1"


def test_a_code_keeps_its_leading_zero():
    assert label_of("031") == "031"
