"""Kitagawa against a published example, against Oaxaca with the same cells, and its identities."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metric_frames import frame
from research.ground.errors import MetricError
from research.models.decomposition.cells import Cells, cell_gap
from research.models.decomposition.oaxaca import threefold, twofold
from research.models.decomposition.references import Reference
from research.models.design import GapQuestion

MONEY = st.floats(10, 90)
PEOPLE = st.integers(1, 5_000)
CELL = st.tuples(MONEY, PEOPLE, MONEY, PEOPLE)
STEADY = settings(deadline=None, max_examples=50, derandomize=True)


def table(*cells: tuple[float | None, float | None, float | None, float | None]) -> pd.DataFrame:
    """Return a table of cells, each (state mean, count, private mean, count)."""
    rows = []
    for number, (mean_a, count_a, mean_b, count_b) in enumerate(cells):
        for owner, mean, count in (("state", mean_a, count_a), ("private", mean_b, count_b)):
            rows.append(
                {
                    "occupation_name": f"occupation {number}",
                    "ownership": owner,
                    "wage_mean_usd_per_hour": mean,
                    "employment": count,
                }
            )
    made = frame(rows, "occupation_wages")
    return made.astype({"wage_mean_usd_per_hour": float, "employment": float})


TWO = ((30.0, 100.0, 25.0, 300.0), (20.0, 300.0, 18.0, 100.0))


# --- Das Gupta (1993), Census P23-186, example 5.1: household heads a hundred people by age,
#     United States 1970 and 1985. Inputs and results as the R package DasGuptR 2 prints them
#     (README, "population structures and cross-classified data"), to four decimals.

SIZE = {
    "1970": (12.9, 10.9, 9.5, 8.0, 7.8, 8.4, 8.6, 7.8, 7.0, 5.9, 4.7, 3.6, 4.9),
    "1985": (10.1, 11.2, 11.6, 10.9, 9.4, 7.7, 6.3, 6.0, 6.3, 5.9, 5.1, 4.0, 5.5),
}
RATE = {
    "1970": (1.9, 25.8, 45.7, 49.6, 51.2, 51.6, 51.8, 54.9, 58.7, 60.4, 62.8, 66.6, 66.8),
    "1985": (2.2, 24.3, 45.8, 52.5, 56.1, 55.6, 56.0, 57.4, 57.2, 61.2, 63.9, 68.6, 72.2),
}


def test_the_published_heads_of_households_come_out():
    rows = pd.DataFrame(
        [
            {"age": age, "year": year, "rate": rate, "size": size}
            for year in SIZE
            for age, (rate, size) in enumerate(zip(RATE[year], SIZE[year], strict=True))
        ]
    )
    found = cell_gap(rows, Cells("age", "year", "1985", "1970", "rate", "size"))
    assert (found.mean_b, found.mean_a, found.mix, found.pay, found.gap) == pytest.approx(
        (44.7268, 47.6940, 1.2269, 1.7403, 2.9672), abs=5e-5
    )


def test_two_occupations_by_hand():
    """State (30 + 3 × 20) ÷ 4 = 22.5, private (3 × 25 + 18) ÷ 4 = 23.25.

    Pay: 0.5 × 5 + 0.5 × 2 = 3.5. Mix: −0.5 × 27.5 + 0.5 × 19 = −4.25.
    """
    found = cell_gap(table(*TWO))
    assert (found.gap, found.pay, found.mix) == pytest.approx((-0.75, 3.5, -4.25))


@given(cells=st.lists(CELL, min_size=2, max_size=8))
@STEADY
def test_the_cells_are_oaxaca_with_a_variable_a_cell(cells):
    made = table(*cells)
    question = GapQuestion(
        "wage_mean_usd_per_hour",
        "ownership",
        "state",
        "private",
        categories=("occupation_name",),
        weights="employment",
    )
    ours = cell_gap(made)
    half, three = twofold(made, question, Reference.HALF), threefold(made, question)
    theirs = (half.gap, half.explained, half.unexplained)
    theirs += (three.endowments, three.coefficients, three.interaction)
    assert (
        ours.gap,
        ours.mix,
        ours.pay,
        ours.mix_at_b,
        ours.pay_at_b,
        ours.interaction,
    ) == pytest.approx(theirs, abs=1e-7)


@given(cells=st.lists(CELL, min_size=2, max_size=8))
@STEADY
def test_pay_and_mix_of_the_cells_add_up_to_the_gap(cells):
    found = cell_gap(table(*cells))
    assert found.cells[["pay", "mix"]].to_numpy().sum() == pytest.approx(found.gap, abs=1e-9)


@given(cells=st.lists(CELL, min_size=2, max_size=8), factor=st.sampled_from([10, 1000]))
@STEADY
def test_counting_in_thousands_moves_nothing(cells, factor):
    made = table(*cells)
    state = made["ownership"] == "state"
    larger = made.assign(employment=made["employment"].where(~state, made["employment"] * factor))
    assert (cell_gap(made).pay, cell_gap(made).mix) == pytest.approx(
        (cell_gap(larger).pay, cell_gap(larger).mix), abs=1e-9
    )


def test_the_same_mix_leaves_all_of_a_gap_to_pay():
    found = cell_gap(table((30.0, 10.0, 25.0, 20.0), (20.0, 30.0, 18.0, 60.0)))
    assert (found.mix, found.pay) == pytest.approx((0.0, found.gap), abs=1e-12)


def test_the_same_pay_leaves_all_of_a_gap_to_mix():
    found = cell_gap(table((30.0, 10.0, 30.0, 20.0), (20.0, 30.0, 20.0, 10.0)))
    assert (found.pay, found.mix) == pytest.approx((0.0, found.gap), abs=1e-12)


def test_more_of_poorly_paid_work_counts_against_a_side():
    assert (cell_gap(table(*TWO)).cells["mix"] < 0).all()


def test_cells_of_one_side_or_withheld_are_named_and_not_counted():
    alone = table(*TWO, (None, 40.0, 15.0, 10.0), (40.0, 5.0, 9.0, 1.0)).iloc[:-1]
    found = cell_gap(alone)
    assert (found.only_a, found.withheld, found.gap) == (
        ("occupation 3",),
        ("occupation 2",),
        pytest.approx(-0.75),
    )


def test_coverage_is_of_the_whole_where_it_is_known():
    found = cell_gap(table(*TWO), whole_a=800.0, whole_b=500.0)
    assert (found.covered_a, found.covered_b) == (0.5, 0.8)


def test_coverage_is_of_the_released_counts_where_no_whole_is_given():
    assert cell_gap(table(*TWO, (None, 400.0, 15.0, 10.0))).covered_a == 0.5


REFUSED = {
    "a total": (
        table(*TWO).assign(occupation_name=["All Occupations"] * 2 + ["aides"] * 2),
        {},
        "2 of 4 rows are totals of the others, first occupation_wages:0",
    ),
    "a cell twice": (
        pd.concat([table(*TWO), table(*TWO)]),
        {},
        "state: 2 of 4 cells come twice, first 'occupation 0'",
    ),
    "a negative count": (
        table((30.0, -1.0, 25.0, 3.0), TWO[1]),
        {},
        "1 of 4 rows have a negative mean or count, first occupation_wages:0",
    ),
    "one shared cell": (
        table(TWO[0], (None, 300.0, 18.0, 100.0)),
        {},
        "state and private share 1 of 2 cells",
    ),
    "an unknown side": (
        table(*TWO),
        {"columns": Cells(a="county")},
        "none of 4 rows has ownership 'county'",
    ),
    "an unknown column": (
        table(*TWO),
        {"columns": Cells(count="jobs")},
        "1 of 4 columns are not in the table, first 'jobs'",
    ),
    "a percentile": (
        table(*TWO).assign(wage_p50_usd_per_hour=20.0),
        {"columns": Cells(mean="wage_p50_usd_per_hour")},
        "wage_p50_usd_per_hour is a percentile",
    ),
    "a whole less than its cells": (
        table(*TWO),
        {"whole_a": 399.0},
        "state: a whole of 399 is less than its cells, 400",
    ),
    "a cell without a name": (
        table(*TWO).assign(occupation_name=[np.nan, "a", "b", "b"]),
        {},
        "1 of 4 rows have no cell or side",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_cells_are_refused_by_name(case):
    rows, options, message = REFUSED[case]
    with pytest.raises(MetricError, match=message):
        cell_gap(rows, **options)
