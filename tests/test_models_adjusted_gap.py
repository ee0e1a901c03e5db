"""The gap at equal characteristics: its shares, its errors, and what it refuses."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.formula.api import wls

from gap_rows import QUESTION, staff
from research.ground.errors import MetricError
from research.models.adjusted_gap import (
    ADJUSTED,
    Scale,
    adjusted_gap,
    share_of_log,
    wild_gap,
)
from research.models.clustered import Errors
from research.models.wild_bootstrap import Flips

CLUSTERED = replace(QUESTION, clusters="agency", weights="hours")
STEADY = settings(deadline=None, max_examples=25, derandomize=True)


def seeded() -> np.random.Generator:
    return np.random.default_rng(7)


def test_the_adjusted_gap_agrees_with_statsmodels():
    rows = staff(200).assign(b=lambda r: (r["owner"] == "private").astype(int))
    codes = pd.factorize(rows["agency"])[0]
    other = wls("np.log(wage) ~ b + years + C(place)", rows, weights=rows["hours"]).fit(
        cov_type="cluster", cov_kwds={"groups": codes}, use_t=True
    )
    low, high = other.conf_int().loc["b"]
    found = adjusted_gap(rows, CLUSTERED, Scale.LOG_OF_DOLLARS).adjusted
    assert (found.difference, found.standard_error, found.low, found.high, found.p) == (
        pytest.approx((other.params["b"], other.bse["b"], low, high, other.pvalues["b"]))
    )


def test_the_raw_gap_is_the_difference_of_means():
    rows = staff()
    means = rows.groupby("owner")["wage"].mean()
    found = adjusted_gap(rows, QUESTION, Scale.DOLLARS).raw
    assert found.difference == pytest.approx(means["private"] - means["state"])


def test_with_nothing_held_equal_raw_and_adjusted_are_one():
    question = replace(QUESTION, numbers=(), categories=())
    found = adjusted_gap(staff(), question, Scale.LOG_OF_DOLLARS)
    assert found.raw == found.adjusted


@given(seed=st.integers(0, 10_000), factor=st.sampled_from([0.5, 100.0]))
@STEADY
def test_a_share_does_not_depend_on_the_unit_of_pay(seed, factor):
    rows = staff(seed=seed)
    one, other = (
        adjusted_gap(r, QUESTION, Scale.LOG_OF_DOLLARS).adjusted.share
        for r in (rows, rows.assign(wage=rows["wage"] * factor))
    )
    assert one == pytest.approx(other)


@given(seed=st.integers(0, 10_000))
@STEADY
def test_the_raise_closes_the_gap(seed):
    found = adjusted_gap(staff(seed=seed), QUESTION, Scale.LOG_OF_DOLLARS).adjusted
    assert (1 - found.less_share) * (1 + found.raise_to_close) == pytest.approx(1)


def test_a_logarithm_given_is_not_taken_again():
    rows = staff()
    logs = rows.assign(wage=np.log(rows["wage"]))
    assert adjusted_gap(logs, QUESTION, Scale.LOG).adjusted == (
        adjusted_gap(rows, QUESTION, Scale.LOG_OF_DOLLARS).adjusted
    )


def test_a_table_holds_raw_beside_adjusted():
    table = adjusted_gap(staff(), QUESTION, Scale.LOG_OF_DOLLARS).table
    assert (table["gap"].tolist(), list(table)[1:]) == (
        ["raw", "adjusted"],
        ["share", "share_low", "share_high", "raise_to_close"],
    )


def test_a_table_in_dollars_holds_no_shares():
    assert "share" not in adjusted_gap(staff(), QUESTION, Scale.DOLLARS).table


def test_what_was_held_equal_is_said():
    found = adjusted_gap(staff(), QUESTION, Scale.DOLLARS).words
    assert found == f"Held equal: years, place. {ADJUSTED}"


def test_a_difference_of_logarithms_is_not_its_share():
    assert (share_of_log(np.log(1.5)), share_of_log(np.log(0.5))) == pytest.approx((0.5, -0.5))


@pytest.mark.parametrize("difference", [float("nan"), float("inf")])
def test_no_number_is_no_share(difference):
    with pytest.raises(MetricError, match="is no share"):
        share_of_log(difference)


def test_leaving_out_a_cluster_at_a_time_widens_the_interval():
    narrow, wide = (
        adjusted_gap(staff(200), CLUSTERED, Scale.LOG_OF_DOLLARS, errors=errors).adjusted
        for errors in (Errors.CR1, Errors.CR3)
    )
    assert wide.high - wide.low > narrow.high - narrow.low


# --- Few clusters


def few(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(agency=lambda r: [f"{n % 8}" for n in range(len(r))])


def test_fewer_than_ten_clusters_are_refused_unless_asked_for():
    with pytest.raises(MetricError, match=r"8 clusters \(agency\): below 10"):
        adjusted_gap(few(staff()), CLUSTERED, Scale.DOLLARS)


def test_fewer_than_ten_clusters_are_taken_when_asked_for():
    found = adjusted_gap(few(staff()), CLUSTERED, Scale.DOLLARS, with_few_clusters=True)
    assert (found.clusters, found.freedom) == (8, 7)


def test_fewer_clusters_than_parameters_are_refused_even_when_asked_for():
    rows = staff().assign(agency=lambda r: [f"{n % 4}" for n in range(len(r))])
    with pytest.raises(MetricError, match="fewer clusters than parameters"):
        adjusted_gap(rows, CLUSTERED, Scale.DOLLARS, with_few_clusters=True)


def test_a_group_in_one_cluster_is_refused():
    rows = staff().assign(agency=lambda r: r["agency"].where(r["owner"] == "private", "the state"))
    with pytest.raises(MetricError, match=r"state lies in one of 11 clusters \(the state\)"):
        adjusted_gap(rows, CLUSTERED, Scale.DOLLARS)


def test_with_few_clusters_the_wild_bootstrap_takes_webbs_flips():
    found = wild_gap(few(staff()), CLUSTERED, Scale.LOG_OF_DOLLARS, seeded(), draws=999)
    assert (found.flips, found.draws) == (Flips.WEBB, 999)


def test_the_wild_test_is_of_the_same_t():
    question = replace(QUESTION, clusters="agency")
    gap = adjusted_gap(staff(200), question, Scale.LOG_OF_DOLLARS).adjusted
    wild = wild_gap(staff(200), question, Scale.LOG_OF_DOLLARS, seeded(), draws=199)
    assert wild.t == pytest.approx(gap.difference / gap.standard_error)


def test_the_wild_bootstrap_needs_clusters():
    with pytest.raises(MetricError, match="names no clusters"):
        wild_gap(staff(), QUESTION, Scale.DOLLARS, seeded())


# --- Rows that cannot be answered from


def test_a_wage_of_nothing_has_no_logarithm():
    rows = staff().assign(wage=lambda r: r["wage"].where(r.index != "staff:7", 0.0))
    with pytest.raises(MetricError, match="wage: 1 of 60 values are 0 or less"):
        adjusted_gap(rows, QUESTION, Scale.LOG_OF_DOLLARS)


def test_a_control_that_is_the_group_is_refused_by_name():
    rows = staff().assign(union=lambda r: (r["owner"] == "state").astype(int))
    question = replace(QUESTION, numbers=("union",))
    with pytest.raises(MetricError, match=r"owner: private is a combination of .*union"):
        adjusted_gap(rows, question, Scale.DOLLARS)
