"""Clustered errors against Stata, R, and Petersen's published test data."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels
from scipy import stats
from statsmodels.datasets import grunfeld
from statsmodels.regression.linear_model import WLS

from research.ground.errors import MetricError
from research.models.clustered import Errors, regress

NAMES = ("(intercept)", "value", "capital")


def companies() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return x, y and the company of the 200 rows of Grunfeld's ten companies."""
    rows = grunfeld.load_pandas().data.iloc[:200]
    x = np.column_stack([np.ones(200), rows[["value", "capital"]]])
    return x, rows["invest"].to_numpy(float), np.asarray(pd.factorize(rows["firm"])[0])


# --- Stata: regress invest mvalue kstock, vce(cluster company), as recorded in
#     statsmodels/regression/tests/results/results_grunfeld_ols_robust_cluster.py


def test_cr1_agrees_with_stata():
    found = regress(companies()[0], companies()[1], NAMES, companies()[2])
    assert (found.freedom, *found.standard_errors) == pytest.approx(
        (9, 20.4252026, 0.0158943365, 0.0849671110), rel=1e-7
    )


def test_the_interval_agrees_with_stata():
    x, y, clusters = companies()
    assert regress(x, y, NAMES, clusters).interval("value") == pytest.approx(
        (0.0796066690, 0.151517643), rel=1e-7
    )


def test_the_p_value_agrees_with_stata():
    x, y, clusters = companies()
    assert regress(x, y, NAMES, clusters).p_value("capital") == pytest.approx(0.0238051590, 1e-6)


def test_cr3_agrees_with_r():
    """The R package summclust on the same rows, as the file named above records it (crv3)."""
    x, y, clusters = companies()
    found = regress(x, y, NAMES, clusters, errors=Errors.CR3)
    variances = (1.21197158e03, 2.60176e-04, 2.17063876e-02)
    assert found.standard_errors.tolist() == pytest.approx(np.sqrt(variances).tolist(), rel=1e-5)


# --- Petersen (2009): 5,000 rows of 500 firms in 10 years; errors printed to four decimals on
#     kellogg.northwestern.edu/faculty/petersen/htm/papers/se/test_data.htm. The rows come
#     with statsmodels' own tests.


@pytest.mark.parametrize(
    ("column", "published"), [(0, (0.0670, 0.0506)), (1, (0.0234, 0.0334))], ids=["firm", "year"]
)
def test_petersens_published_errors_come_out(column, published):
    path = Path(statsmodels.__file__).parent / "stats" / "tests" / "test_data.txt"
    if not path.exists():
        pytest.skip("statsmodels was installed without its tests, which hold Petersen's rows")
    rows = pd.read_csv(path, sep=r"\s+", header=None)
    x = np.column_stack([np.ones(len(rows)), rows[2]])
    clusters = np.asarray(pd.factorize(rows[column])[0])
    found = regress(x, rows[3].to_numpy(float), ("(intercept)", "x"), clusters)
    assert found.standard_errors.tolist() == pytest.approx(published, abs=5e-5)


def test_cr1_with_weights_agrees_with_statsmodels():
    x, y, clusters = companies()
    weights = np.arange(1.0, 201.0)
    other = WLS(y, x, weights=weights).fit(
        cov_type="cluster", cov_kwds={"groups": clusters}, use_t=True
    )
    found = regress(x, y, NAMES, clusters, weights=weights)
    assert found.p_value("capital") == pytest.approx(float(other.pvalues[2]))


def test_without_clusters_errors_are_of_hc1():
    x, y, _ = companies()
    left = y - x @ np.linalg.lstsq(x, y)[0]
    inverse = np.linalg.inv(x.T @ x)
    known = np.sqrt(np.diag(inverse @ (x.T * left**2) @ x @ inverse) * 200 / 197)
    assert regress(x, y, NAMES).standard_errors.tolist() == pytest.approx(known.tolist())


def test_the_interval_is_of_t_at_one_less_than_the_clusters():
    x, y, clusters = companies()
    found = regress(x, y, NAMES, clusters)
    low, high = found.interval("value")
    reach = (high - low) / 2 / found.standard_error("value")
    assert reach == pytest.approx(stats.t.ppf(0.975, 9))


def test_fewer_clusters_than_parameters_are_refused():
    x, y, clusters = companies()
    with pytest.raises(MetricError, match=r"2 clusters for 3 parameters .* fewer clusters than"):
        regress(x, y, NAMES, clusters // 5)


def test_collinear_columns_are_refused_by_name():
    x, y, clusters = companies()
    with pytest.raises(MetricError, match=r"double is a combination of value \(collinear\)"):
        regress(np.column_stack([x, 2 * x[:, 1]]), y, (*NAMES, "double"), clusters)


def test_a_cluster_that_alone_carries_a_variable_has_no_jackknife():
    x, y, clusters = companies()
    alone = np.column_stack([x, clusters == 3])
    with pytest.raises(MetricError, match="without cluster 3: alone does not vary"):
        regress(alone, y, (*NAMES, "alone"), clusters, errors=Errors.CR3)


def test_as_many_parameters_as_rows_leave_no_error():
    x, y, _ = companies()
    with pytest.raises(MetricError, match="3 observations for 3 parameters leave nothing"):
        regress(x[[0, 40, 90]], y[[0, 40, 90]], NAMES)


@pytest.mark.parametrize(("errors", "with_clusters"), [(Errors.HC1, True), (Errors.CR1, False)])
def test_errors_that_do_not_fit_the_clusters_are_refused(errors, with_clusters):
    x, y, clusters = companies()
    with pytest.raises(MetricError, match="clusters go with CR1 and CR3"):
        regress(x, y, NAMES, clusters if with_clusters else None, errors=errors)
