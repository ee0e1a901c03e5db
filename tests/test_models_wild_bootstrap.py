"""The wild cluster bootstrap against another implementation, and its own rules."""

import numpy as np
import pytest

from research.ground.errors import MetricError
from research.models.wild_bootstrap import REJECT_AT, Flips, wild_test
from test_models_clustered import companies


def seeded() -> np.random.Generator:
    return np.random.default_rng(7)


@pytest.mark.parametrize(
    ("column", "t", "share_beyond"), [(1, 7.27065, 0.001953), (2, 2.714915, 0.021484)]
)
def test_every_flip_agrees_with_another_package(column, t, share_beyond):
    """wildboottest 0.3.2 (PyPI) on Grunfeld's rows, all 1,024 flips, type 11, null imposed.

    It leaves out the two flips that give back the sample itself; ours counts them.
    """
    x, y, clusters = companies()
    found = wild_test(x, y, clusters, column, seeded())
    assert (found.t, found.p) == pytest.approx((t, share_beyond + 2 / 1024), abs=1e-6)


def test_webbs_flips_agree_with_another_package():
    """The same with weights_type "webb" and 99,999 draws of two seeds: 0.0299 and 0.0311."""
    x, y, clusters = companies()
    found = wild_test(x, y, clusters, 2, seeded(), draws=20_000, flips=Flips.WEBB)
    assert found.p == pytest.approx(0.0305, abs=0.005)


def test_every_flip_needs_no_chance():
    x, y, clusters = companies()
    one, two = (wild_test(x, y, clusters, 2, np.random.default_rng(n)) for n in (1, 2))
    assert (one, one.is_every_flip) == (two, True)


def test_the_interval_ends_where_the_test_begins_to_reject():
    x, y, clusters = companies()
    found = wild_test(x, y, clusters, 2, seeded())
    just_in, just_out = (
        wild_test(x, y - supposed * x[:, 2], clusters, 2, seeded()).p
        for supposed in (found.high - 1e-6, found.high + 1e-6)
    )
    assert just_out < REJECT_AT <= just_in


def test_five_clusters_reject_nothing_when_only_signs_are_flipped():
    x, y, clusters = companies()
    few = clusters < 5
    found = wild_test(x[few], y[few], clusters[few], 2, seeded())
    assert (found.draws, found.p >= 2 / 32, np.isnan([found.low, found.high]).all()) == (
        32,
        True,
        True,
    )


@pytest.mark.parametrize("flips", Flips)
def test_flips_have_mean_nothing_and_size_one(flips):
    values = np.array(flips.values)
    assert (values.mean(), (values**2).mean()) == pytest.approx((0, 1), abs=1e-12)


@pytest.mark.parametrize(("draws", "clusters"), [(198, 10), (999, 4)])
def test_too_few_draws_or_clusters_are_refused(draws, clusters):
    x, y, codes = companies()
    some = codes < clusters
    with pytest.raises(MetricError, match=f"{draws} draws over {clusters} clusters"):
        wild_test(x[some], y[some], codes[some], 1, seeded(), draws=draws)


def test_a_fit_without_residuals_is_refused():
    x, _, clusters = companies()
    with pytest.raises(MetricError, match="fits every row exactly"):
        wild_test(x, x @ np.array([1.0, 2.0, 3.0]), clusters, 1, seeded())
