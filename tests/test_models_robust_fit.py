"""Robust errors and average slopes, against R, Stata, SAS and statsmodels."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import f
from statsmodels.datasets import longley, macrodata, spector

from research.ground.errors import MetricError
from research.models.robust_fit import RobustErrors, average_marginal_effect, robust_fit

EASY = settings(deadline=None, max_examples=50, derandomize=True)


def rows(number: int = 40, seed: int = 1) -> tuple[pd.Series, pd.DataFrame]:
    draw = np.random.default_rng(seed)
    x = pd.DataFrame({"a": draw.normal(size=number), "b": draw.normal(size=number)})
    return (1 + x["a"] + draw.normal(size=number) * (1 + x["b"] ** 2)).rename("y"), x


def of(fit, column: str) -> list[float]:
    return [float(value) for value in fit.terms[column]]


# R's published results for Longley's data, as statsmodels carries them in
# regression/tests/results/results_regression.py (HC1_se, HC3_se; printed to five places).
@pytest.mark.parametrize(
    ("errors", "known"),
    [
        ("HC1", [1109615, 68.29380, 0.03277, 0.51099, 0.19499, 0.21094, 571.17917]),
        ("HC3", [1799477, 91.11939, 0.05562, 0.82213, 0.29879, 0.32491, 922.80784]),
    ],
)
def test_errors_are_those_that_r_gives_for_longley(errors, known):
    data = longley.load_pandas()
    fit = robust_fit(data.endog, data.exog, RobustErrors(errors))
    assert of(fit, "standard_error") == pytest.approx(known, rel=4e-4)


# Stata: regress g_realinv g_realgdp L.realint, vce(robust); as statsmodels carries it in
# regression/tests/results/results_macro_ols_robust.py, 202 quarters.
def test_estimates_errors_and_intervals_are_those_of_stata():
    data = macrodata.load_pandas().data
    growth = {name: 400 * np.diff(np.log(data[name])) for name in ("realgdp", "realinv")}
    x = pd.DataFrame({"g_realgdp": growth["realgdp"], "realint": data["realint"].to_numpy()[:-1]})
    fit = robust_fit(pd.Series(growth["realinv"]), x, RobustErrors.HC1)
    first = fit.terms.iloc[1]
    assert [fit.r_squared, *map(float, first.iloc[1:])] == pytest.approx(
        [0.6769775594319385, 4.3742216647032, 0.32355452428856, 3.7361862031101, 5.0122571262963]
    )


def test_the_joint_test_is_the_one_of_stata():
    # the same regression: F(2, 199) = 92.94502024547633
    data = macrodata.load_pandas().data
    growth = {name: 400 * np.diff(np.log(data[name])) for name in ("realgdp", "realinv")}
    x = pd.DataFrame({"g": growth["realgdp"], "i": data["realint"].to_numpy()[:-1]})
    fit = robust_fit(pd.Series(growth["realinv"]), x, RobustErrors.HC1)
    assert fit.joint_p(["g", "i"]) == pytest.approx(f.sf(92.94502024547633, 2, 199), rel=1e-6)


# SAS PROC REG of Spector and Mazzeo's grades, "LPM and logit example" (studylib.net/doc/5884509):
# a linear probability model, coefficients to five places.
def test_a_linear_probability_model_is_the_one_that_sas_prints():
    data = spector.load_pandas()
    fit = robust_fit(data.endog, data.exog[["GPA", "TUCE", "PSI"]])
    assert [*of(fit, "estimate"), fit.r_squared] == pytest.approx(
        [-1.49802, 0.46385, 0.01050, 0.37855, 0.4159], abs=5e-5
    )


# Stata 11, margins after logit of the same data, as statsmodels carries it in
# discrete/tests/results/results_discrete.py (Spector.logit, margeff_nodummy_dydx).
@pytest.mark.parametrize(
    ("of_what", "slope", "error"),
    [
        ("GPA", 0.36258084688424, 0.1094412),
        ("TUCE", 0.01220841099085, 0.0177942),
        ("PSI", 0.30517768382304, 0.0923796),
    ],
)
def test_an_average_slope_of_a_logit_is_the_one_of_stata(of_what, slope, error):
    data = spector.load_pandas()
    found = average_marginal_effect(data.endog, data.exog[["GPA", "TUCE", "PSI"]], of_what)
    assert (found.estimate, found.standard_error) == pytest.approx((slope, error), rel=1e-4)


@pytest.mark.parametrize("errors", list(RobustErrors))
def test_a_fit_is_the_one_of_the_formulas_of_statsmodels(errors):
    y, x = rows()
    known = smf.ols("y ~ a + b", pd.concat([y, x], axis=1)).fit(
        cov_type=str(errors.value), use_t=True
    )
    fit = robust_fit(y, x, errors)
    assert np.array([of(fit, "estimate"), of(fit, "low"), of(fit, "high")]) == pytest.approx(
        np.array([known.params, known.conf_int()[0], known.conf_int()[1]]), rel=1e-8
    )


@EASY
@given(st.integers(0, 10_000), st.floats(0.01, 1000))
def test_an_estimate_scales_with_its_variable(seed, times):
    y, x = rows(seed=seed)
    one, many = robust_fit(y, x), robust_fit(y, x.assign(a=x["a"] * times))
    assert of(many, "estimate")[1] * times == pytest.approx(of(one, "estimate")[1])


@EASY
@given(st.integers(0, 10_000))
def test_hc3_is_never_narrower_than_without_leverage(seed):
    y, x = rows(seed=seed)
    wide, plain = (robust_fit(y, x, errors) for errors in (RobustErrors.HC3, RobustErrors.HC1))
    unscaled = np.array(of(plain, "standard_error")) * np.sqrt(37 / 40)
    assert (np.array(of(wide, "standard_error")) >= unscaled).all()


@EASY
@given(st.integers(0, 10_000))
def test_r_squared_lies_in_0_to_1(seed):
    assert 0 <= robust_fit(*rows(seed=seed)).r_squared <= 1


def test_a_missing_number_is_refused_by_name():
    y, x = rows()
    x.loc[3, "a"] = float("nan")
    with pytest.raises(MetricError, match="1 of 40 rows have no finite number for a, first 3"):
        robust_fit(y, x)


def test_an_outcome_that_does_not_vary_is_refused():
    y, x = rows()
    with pytest.raises(MetricError, match="the outcome is 0 in all 40 rows"):
        robust_fit(y * 0, x)


def test_a_variable_that_is_a_combination_of_others_is_refused():
    y, x = rows()
    with pytest.raises(MetricError, match="c is a combination of a, b"):
        robust_fit(y, x.assign(c=x["a"] + x["b"]))


def test_a_variable_that_does_not_vary_is_refused():
    y, x = rows()
    with pytest.raises(MetricError, match="c does not vary"):
        robust_fit(y, x.assign(c=5.0))


def test_no_more_rows_than_terms_is_refused():
    y, x = rows(3)
    with pytest.raises(MetricError, match="3 rows for 3 terms"):
        robust_fit(y, x)


def test_a_term_that_one_row_decides_alone_is_refused_under_hc3():
    y, x = rows()
    with pytest.raises(MetricError, match="1 of 40 rows decide a term alone, first 7"):
        robust_fit(y, x.assign(only=(x.index == 7).astype(float)))


def test_rows_that_do_not_match_are_refused():
    y, x = rows()
    with pytest.raises(MetricError, match="give both one index"):
        robust_fit(y.iloc[::-1], x)


def test_a_logit_of_an_outcome_other_than_0_and_1_is_refused():
    with pytest.raises(MetricError, match="0 or 1 in every row"):
        average_marginal_effect(*rows(), "a")


def test_an_outcome_that_a_variable_tells_apart_is_refused():
    _, x = rows()
    with pytest.raises(MetricError, match="tells the outcomes apart without fail"):
        average_marginal_effect((x["a"] > 0).astype(float), x, "a")
