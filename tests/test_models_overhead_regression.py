"""Whether overhead goes along with deficits or size, on returns whose truth is known."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf

from metric_frames import frame
from research.ground.errors import MetricError
from research.metrics.distribution import Excluded
from research.models.overhead_regression import (
    DOUBLING,
    OTHER_SERVICES,
    OVERHEAD,
    Shape,
    deficit_on_overhead,
    overhead_on_size,
)
from research.models.robust_fit import RobustErrors

SIZES = [(0, "under $100,000"), (1e5, "$100,000 to $499,999"), (5e5, "$500,000 and more")]


def returns(number: int = 300, *, slope: float = 0.0, by_size: float = 0.0, seed: int = 3):
    """Return returns whose chance of a deficit rises by slope a unit of overhead."""
    draw = np.random.default_rng(seed)
    total = np.round(np.exp(draw.uniform(10, 15, number)))
    share = np.clip(0.2 + by_size * (np.log2(total) - 18) + draw.normal(0, 0.08, number), 0.01, 0.8)
    outside = np.round(total * share)
    deficit = draw.uniform(size=number) < 0.3 + slope * (share - 0.2)
    return frame(
        [
            {
                "ein": f"{row:09d}", "tax_year": 2021, "source_file": "sample", "form": "990",
                "ntee_major": "PPF"[row % 3], "total_usd": total[row],
                "program_usd": total[row] - outside[row], "management_usd": outside[row],
                "fundraising_usd": 0.0, "surplus_usd": -1.0 if deficit[row] else 1.0,
                "size_class": [name for lower, name in SIZES if total[row] >= lower][-1],
            }
            for row in range(number)
        ],
        "form990_expenses",
    )  # fmt: skip


def as_formula(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(
        deficit=(rows["surplus_usd"] < 0).astype(float),
        share=rows["management_usd"] / rows["total_usd"],
        doublings=np.log2(rows["total_usd"]),
    )


def test_a_link_that_is_there_is_found():
    found = deficit_on_overhead(returns(3000, slope=1.0))
    assert (found.link.is_told_from_chance, found.link.low < 10 < found.link.high) == (True, True)


def test_no_link_is_told_where_there_is_none():
    assert not deficit_on_overhead(returns()).link.is_told_from_chance


# Oracle: the formula interface of statsmodels, called directly.
@pytest.mark.parametrize("errors", list(RobustErrors))
def test_points_per_ten_points_of_overhead_are_those_of_statsmodels(errors):
    rows = returns(slope=0.5)
    known = smf.ols("deficit ~ share + doublings + C(ntee_major)", as_formula(rows)).fit(
        cov_type=str(errors.value), use_t=True
    )
    link = deficit_on_overhead(rows, errors).link
    low, high = known.conf_int().loc["share"]
    assert (link.points, link.low, link.high) == pytest.approx(
        (10 * known.params["share"], 10 * low, 10 * high)
    )


def test_the_logit_beside_it_is_that_of_statsmodels():
    rows = returns(slope=0.5)
    known = smf.logit("deficit ~ share + doublings + C(ntee_major)", as_formula(rows)).fit(disp=0)
    margins = known.get_margeff().summary_frame().loc["share", "dy/dx"]
    assert deficit_on_overhead(rows).check.points == pytest.approx(10 * margins, rel=1e-5)


def test_points_per_doubling_are_those_of_statsmodels():
    rows = returns(by_size=-0.02)
    known = smf.ols("share ~ doublings + C(ntee_major)", as_formula(rows)).fit(
        cov_type="HC3", use_t=True
    )
    link = overhead_on_size(rows).link
    assert (link.points, link.high) == pytest.approx(
        (100 * known.params["doublings"], 100 * known.conf_int().loc["doublings"][1])
    )


def test_the_joint_test_of_classes_is_that_of_statsmodels():
    rows = returns(by_size=-0.005)
    known = smf.ols("share ~ C(size_class) + C(ntee_major)", as_formula(rows)).fit(
        cov_type="HC3", use_t=True
    )
    wald = known.wald_test_terms(skip_single=True, scalar=True).table
    assert overhead_on_size(rows, Shape.CLASSES).joint_p == pytest.approx(
        float(wald.loc["C(size_class)", "pvalue"]), rel=1e-6
    )


def test_terms_are_in_words():
    assert list(deficit_on_overhead(returns()).terms["term"]) == [
        OVERHEAD,
        DOUBLING,
        "mental health and crisis services",
    ]


def test_classes_are_compared_with_the_smallest():
    found = overhead_on_size(returns(), Shape.CLASSES)
    assert (found.compared_with, found.link) == (("under $100,000", "human services"), None)


def test_one_service_alone_is_not_held_fixed():
    found = deficit_on_overhead(returns().assign(ntee_major="P"))
    assert (found.held_fixed, found.compared_with) == (("size (total expenses)",), ())


def test_services_of_few_returns_are_joined():
    rows = returns()
    rows.loc[rows.index[:6], "ntee_major"] = "E"
    rows.loc[rows.index[6:12], "ntee_major"] = "K"
    assert list(deficit_on_overhead(rows).terms["term"])[-1] == OTHER_SERVICES


def test_counted_and_left_out_make_all_returns():
    rows = returns()
    rows.loc[rows.index[0], "surplus_usd"] = float("nan")
    rows.loc[rows.index[1], ["form", "program_usd"]] = ["990-EZ", float("nan")]
    found = deficit_on_overhead(rows)
    assert (found.returns + sum(one.returns for one in found.excluded), found.excluded) == (
        300,
        (
            Excluded("Form 990-EZ, which has no split by function", 1),
            Excluded("surplus_usd was not reported", 1),
        ),
    )


def test_all_agencies_without_a_deficit_are_refused():
    with pytest.raises(MetricError, match="0 of 300 returns are in deficit"):
        deficit_on_overhead(returns().assign(surplus_usd=1.0))


def test_few_returns_are_refused():
    with pytest.raises(MetricError, match="19 returns for 2 terms: fewer than 10 behind each"):
        overhead_on_size(returns(19))


def test_two_services_of_which_one_is_small_are_one_and_none_is_held_fixed():
    assert overhead_on_size(returns(29)).held_fixed == ()


def test_a_class_of_few_returns_is_refused():
    rows = returns()
    rows.loc[rows.index[:3], "size_class"] = "$1 billion and more"
    with pytest.raises(MetricError, match="1 of 4 size classes hold fewer than 10"):
        overhead_on_size(rows, Shape.CLASSES)


def test_overhead_that_does_not_vary_is_refused():
    rows = returns()
    same = rows.assign(management_usd=0.0, program_usd=rows["total_usd"])
    with pytest.raises(MetricError, match="overhead share, per 10 points does not vary"):
        deficit_on_overhead(same)


def test_agencies_of_one_size_are_refused():
    rows = returns()
    share = rows["management_usd"] / rows["total_usd"]
    same = rows.assign(
        total_usd=1000.0, management_usd=1000 * share, program_usd=1000 * (1 - share)
    )
    with pytest.raises(MetricError, match="size, per doubling of spending does not vary"):
        overhead_on_size(same)


def test_two_years_are_refused():
    rows = returns()
    rows.loc[rows.index[:9], "tax_year"] = 2018
    with pytest.raises(MetricError, match="2 values of tax_year"):
        deficit_on_overhead(rows)


def test_returns_without_the_columns_are_refused():
    with pytest.raises(MetricError, match="lack surplus_usd"):
        deficit_on_overhead(returns().drop(columns="surplus_usd"))


def test_an_outcome_that_size_tells_apart_has_no_logit_and_says_so():
    rows = returns()
    by_size = np.where(rows["total_usd"] > rows["total_usd"].median(), 1.0, -1.0)
    found = deficit_on_overhead(rows.assign(surplus_usd=by_size))
    assert (found.check, "without fail" in found.why_no_check) == (None, True)
