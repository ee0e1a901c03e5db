"""Overhead of the published sample of Form 990 returns; skips where the mirror is absent."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf

from conftest import copied
from research.ground.errors import MetricError
from research.ground.paths import using
from research.metrics.distribution import By, overhead_distribution
from research.models.overhead_regression import deficit_on_overhead, overhead_on_size
from research.sources.take import take
from research.warehouse import store
from research.warehouse.build import build

pytestmark = pytest.mark.mirror


@pytest.fixture(scope="module")
def charities(tmp_path_factory: pytest.TempPathFactory, mirror: Path) -> pd.DataFrame:
    """Mental health and human-service charities of the sample of 2021."""
    with using(copied(tmp_path_factory.mktemp("overhead") / "project")) as project:
        take(project, "irs_form990_tables", mirror, False, lambda _: None)
        build(project, ["form990_expenses"])
        rows = store.read("form990_expenses", tax_year=2021)
    return rows[rows["subsection"].eq("3") & rows["ntee_major"].isin(["F", "P"])]


@pytest.mark.parametrize("by", list(By))
def test_counted_left_out_and_not_shown_make_all_returns(charities, by):
    found = overhead_distribution(charities, by)
    left = sum(one.returns for one in found.excluded)
    shown = int(found.groups["agencies"].sum())
    assert shown + found.agencies_not_shown + left == len(charities)


def test_points_of_deficit_are_those_of_statsmodels(charities):
    rows = charities[charities["form"].eq("990") & charities["total_usd"].gt(0)]
    outside = rows["management_usd"] + rows["fundraising_usd"]
    known = smf.ols(
        "deficit ~ share + doublings + C(ntee_major)",
        rows.assign(
            deficit=rows["surplus_usd"].lt(0).astype(float),
            share=outside / rows["total_usd"],
            doublings=np.log2(rows["total_usd"]),
        ),
    ).fit(cov_type="HC3", use_t=True)
    low, high = known.conf_int().loc["share"]
    link = deficit_on_overhead(charities).link
    assert (link.points, link.low, link.high) == pytest.approx(
        (10 * known.params["share"], 10 * low, 10 * high)
    )


def test_overhead_falls_with_size_over_all_and_not_surely_above_550_000(charities):
    # 550,000: where Lecy and Searing (2015, abstract) have the rise of overhead diminish
    larger = charities[charities["total_usd"].gt(550_000)]
    links = [overhead_on_size(rows).link for rows in (charities, larger)]
    assert (links[0].high < 0, links[1].is_told_from_chance) == (True, False)


def test_the_few_returns_of_illinois_are_too_few_for_a_regression(charities):
    with pytest.raises(MetricError, match="fewer than 10"):
        deficit_on_overhead(charities[charities["state"].eq("IL")])
