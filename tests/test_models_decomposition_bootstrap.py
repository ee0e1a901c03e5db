"""The spread of a decomposition over redrawn samples."""

from dataclasses import replace

import numpy as np
import pytest

from gap_rows import ON_CARDS, QUESTION, cards, staff
from research.ground.errors import MetricError
from research.models.decomposition.bootstrap import bootstrap
from research.models.decomposition.oaxaca import twofold
from research.models.decomposition.references import Reference
from research.models.design import GapQuestion

CLUSTERED = replace(QUESTION, clusters="agency")


def seeded() -> np.random.Generator:
    return np.random.default_rng(20_240_701)


def test_the_same_seed_gives_the_same_numbers():
    one, two = (bootstrap(staff(), QUESTION, "a", seeded(), draws=100) for _ in range(2))
    assert one.overall.equals(two.overall)


def test_the_value_is_that_of_the_decomposition_itself():
    found = bootstrap(staff(), QUESTION, Reference.HALF, seeded(), draws=100).overall
    plain = twofold(staff(), QUESTION, Reference.HALF)
    assert found["value"].tolist() == pytest.approx(
        [plain.gap, plain.explained, plain.unexplained, plain.unexplained_a, plain.unexplained_b]
    )


def test_the_error_of_the_gap_is_that_of_two_means():
    """Without variables the error is known: the root of the sum of s² (n − 1) ÷ n²."""
    rows = staff(200)
    sides = [rows["wage"][rows["owner"] == side] for side in ("state", "private")]
    known = sum(side.var(ddof=0) / len(side) for side in sides) ** 0.5
    question = GapQuestion("wage", "owner", "state", "private")
    found = bootstrap(rows, question, "a", seeded(), draws=4000).overall
    assert found["standard_error"].iloc[0] == pytest.approx(known, rel=0.05)


def test_errors_are_near_those_of_stata():
    """Stata's bootstrap on Greene's card holders, owners' coefficients: 64.58 and 71.06.

    From statsmodels/stats/tests/test_oaxaca.py. Stata draws from all rows and trims, ours
    draws within the groups, so the tolerance is 15 percent.
    """
    found = bootstrap(cards(), ON_CARDS, Reference.A, seeded(), draws=2000).overall
    errors = found.set_index("part")["standard_error"]
    assert (errors["unexplained"], errors["explained"]) == pytest.approx((64.58, 71.06), rel=0.15)


def test_low_and_high_hold_the_value():
    found = bootstrap(staff(), QUESTION, None, seeded(), draws=200).overall
    assert ((found["low"] < found["value"]) & (found["value"] < found["high"])).all()


def test_the_detail_has_a_row_a_variable_and_part():
    found = bootstrap(staff(), QUESTION, None, seeded(), draws=100).by_variable
    assert len(found) == 5 * 3


def test_clusters_of_one_group_are_drawn_within_their_group():
    found = bootstrap(staff(), CLUSTERED, "a", seeded(), draws=100)
    assert found.drawn == "whole clusters (agency), within each group"


def test_clusters_that_hold_both_groups_are_drawn_whole():
    rows = staff(200).assign(agency=lambda r: [f"{n % 10}" for n in np.arange(len(r)) // 2])
    assert bootstrap(rows, CLUSTERED, "a", seeded(), draws=100).drawn == "whole clusters (agency)"


def test_rows_that_come_in_copies_are_no_more_sure_when_drawn_by_cluster():
    rows = staff(60).assign(agency=lambda r: r.index)
    copies = rows.loc[rows.index.repeat(4)]
    by_row, by_copy = (
        bootstrap(sample, CLUSTERED, "a", seeded(), draws=300).overall["standard_error"].iloc[0]
        for sample in (rows, copies)
    )
    assert by_copy == pytest.approx(by_row, rel=1e-9)


def test_a_single_cluster_of_a_group_is_refused():
    rows = staff().assign(agency=lambda r: r["agency"].where(r["owner"] == "private", "the state"))
    with pytest.raises(MetricError, match=r"state: 1 clusters .agency. to draw from"):
        bootstrap(rows, CLUSTERED, "a", seeded())


def test_rows_too_thin_for_redrawing_are_refused():
    rows = staff(120).assign(
        place=lambda r: np.where(r.index.isin(["staff:0", "staff:1"]), "town", "city")
    )
    with pytest.raises(MetricError, match="of 100 samples could not carry the regressions"):
        bootstrap(rows, QUESTION, "a", seeded(), draws=100)


def test_a_handful_of_draws_is_refused():
    with pytest.raises(MetricError, match="draw at least 100"):
        bootstrap(staff(), QUESTION, "a", seeded(), draws=99)
