"""Blinder-Oaxaca against Stata, statsmodels, another package, and its own identities."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.oaxaca import OaxacaBlinder

from gap_rows import ON_CARDS, QUESTION, cards, staff
from research.ground.errors import MetricError
from research.models.decomposition.oaxaca import (
    DETAIL,
    DETAIL_OF_OMITTED,
    UNEXPLAINED,
    every_reference,
    threefold,
    twofold,
)
from research.models.decomposition.references import Reference
from research.models.design import GapQuestion

SEEDS = st.integers(0, 10_000)
STEADY = settings(deadline=None, max_examples=25, derandomize=True)


# --- Stata's oaxaca on Greene's card holders, as statsmodels' own tests record it
#     (statsmodels/stats/tests/test_oaxaca.py); printed to 4 or 5 decimals.


def test_threefold_agrees_with_stata():
    found = threefold(cards(), ON_CARDS)
    assert (found.gap, found.endowments, found.coefficients, found.interaction) == pytest.approx(
        (158.7504, 321.7482, 75.45371, -238.4515), abs=5e-4
    )


def test_threefold_seen_from_the_other_group_agrees_with_stata():
    found = threefold(cards(), replace(ON_CARDS, a=0, b=1))
    assert (found.gap, found.endowments, found.coefficients, found.interaction) == pytest.approx(
        (-158.7504, -83.29674, 162.9978, -238.4515), abs=5e-4
    )


@pytest.mark.parametrize(
    ("reference", "explained", "unexplained"),
    [
        (Reference.A, 83.29673, 75.45370),
        (Reference.B, 321.7482, -162.9978),
        (Reference.POOLED, 139.22577, 19.52467),
        (Reference.POOLED_WITH_GROUP, 130.809536, 27.940908),
    ],
)
def test_twofold_agrees_with_stata(reference, explained, unexplained):
    found = twofold(cards(), ON_CARDS, reference)
    assert (found.explained, found.unexplained) == pytest.approx((explained, unexplained), abs=5e-4)


@pytest.mark.parametrize(
    ("reference", "kind"),
    [
        (Reference.HALF, {"two_fold_type": "reimers"}),
        (Reference.POOLED, {"two_fold_type": "nuemark"}),
        (Reference.POOLED_WITH_GROUP, {"two_fold_type": "pooled"}),
        (0.3, {"two_fold_type": "self_submitted", "submitted_weight": 0.3}),
    ],
)
def test_twofold_agrees_with_statsmodels(reference, kind):
    rows = cards()
    x = rows[["ownrent", "age", "income", "incomesq"]]
    other = OaxacaBlinder(rows["avgexp"], x, "ownrent", hasconst=False)
    unexplained, explained, gap = other.two_fold(**kind).params
    found = twofold(rows, ON_CARDS, reference)
    assert (found.gap, found.explained, found.unexplained) == pytest.approx(
        (gap, explained, unexplained), rel=1e-9
    )


def test_weights_by_numbers_agree_with_statsmodels_where_it_keeps_the_groups_in_order():
    """Where it swaps the groups (the default, here), statsmodels 0.15.0 leaves their numbers."""
    rows = cards()
    x = rows[["ownrent", "age", "income", "incomesq"]]
    other = OaxacaBlinder(rows["avgexp"], x, "ownrent", hasconst=False, swap=False)
    unexplained, explained, _ = other.two_fold(two_fold_type="cotton").params
    found = twofold(rows, replace(ON_CARDS, a=0, b=1), Reference.BY_NUMBERS)
    assert (found.explained, found.unexplained) == pytest.approx((explained, unexplained))


def test_weights_by_numbers_are_the_shares_of_the_rows():
    rows = cards()
    share = float((rows["ownrent"] == 1).mean())
    by_hand = twofold(rows, ON_CARDS, share).explained
    assert twofold(rows, ON_CARDS, Reference.BY_NUMBERS).explained == pytest.approx(by_hand)


# --- The package oaxaca 1.0.3 (PyPI, Apache-2.0) on the same rows with a category:
#     Oaxaca().fit("avgexp ~ income + C(band)", cards(), "ownrent"), then
#     three_fold(gu_adjustment="unweighted" | "none") and two_fold({0: 0.3, 1: 0.7}, ...).

BANDED = GapQuestion("avgexp", "ownrent", a=0, b=1, numbers=("income",), categories=("band",))
BY_DEVIATION = {
    "(intercept)": (0.0, -445.69605983, 0.0, 0.0, -445.69605983),
    "income": (-85.24426330, 515.79662511, -190.38680701, -142.36030540, 382.52586020),
    "band: middle": (14.65268502, 91.97297257, -27.59189177, 6.37511749, 72.65864833),
    "band: older": (-3.88978950, -52.37550919, 31.42530551, 5.53780216, -30.37779533),
    "band: young": (38.12337082, -9.89936585, -35.63771705, 27.43205571, -34.84576778),
}
BY_OMITTED = {
    "(intercept)": (0.0, -238.75687153, 0.0, 0.0, -238.75687153),
    "income": (-85.24426330, 515.79662511, -190.38680701, -142.36030540, 382.52586020),
    "band: older": (-33.19515954, -144.34848176, 86.60908906, -7.21243282, -83.72211942),
    "band: young": (82.08142589, -32.89260899, -118.41339236, 46.55740818, -115.78198364),
}


@pytest.mark.parametrize(("by_deviation", "theirs"), [(True, BY_DEVIATION), (False, BY_OMITTED)])
def test_the_detail_agrees_with_another_package(by_deviation, theirs):
    three = threefold(cards(), BANDED, by_deviation=by_deviation).by_variable
    two = twofold(cards(), BANDED, 0.3, by_deviation=by_deviation).by_variable
    ours = three.set_index("variable")[["endowments", "coefficients", "interaction"]].join(
        two.set_index("variable")[["explained", "unexplained"]]
    )
    expected = pd.DataFrame.from_dict(theirs, orient="index", columns=ours.columns)
    pd.testing.assert_frame_equal(ours, expected, check_names=False, atol=1e-7)


# --- By hand: each group has two people, so each line goes through both.
#     state: 0 years 20, 2 years 24 (20 + 2 a year); private: 0 years 16, 1 year 17 (16 + 1).
#     gap 22 − 16.5 = 5.5; years 1 − 0.5 = 0.5.

BY_HAND = pd.DataFrame(
    {
        "owner": ["state", "state", "private", "private"],
        "years": [0, 2, 0, 1],
        "wage": [20.0, 24.0, 16.0, 17.0],
    }
)
HAND_QUESTION = GapQuestion("wage", "owner", "state", "private", numbers=("years",))


def test_four_people_by_hand():
    found = threefold(BY_HAND, HAND_QUESTION)
    assert (found.gap, found.endowments, found.coefficients, found.interaction) == pytest.approx(
        (5.5, 0.5, 4.5, 0.5)
    )


# --- Identities


@given(seed=SEEDS, reference=st.sampled_from([*Reference, 0.25]))
@STEADY
def test_the_parts_of_every_variable_add_up_to_the_gap(seed, reference):
    rows = staff(seed=seed)
    two = twofold(rows, QUESTION, reference)
    detail = two.by_variable[["explained", "unexplained"]].to_numpy().sum()
    halves = two.unexplained_a + two.unexplained_b
    assert (detail, two.explained + two.unexplained, halves) == pytest.approx(
        (two.gap, two.gap, two.unexplained)
    )


@given(seed=SEEDS, factor=st.sampled_from([0.01, 100.0]))
@STEADY
def test_dollars_or_cents_the_parts_scale_along(seed, factor):
    rows = staff(seed=seed)
    found = threefold(rows, QUESTION).overall["value"]
    scaled = threefold(rows.assign(wage=rows["wage"] * factor), QUESTION).overall["value"]
    assert scaled.tolist() == pytest.approx((found * factor).tolist(), abs=1e-9)


@given(seed=SEEDS, omitted=st.sampled_from(["city", "suburb", "town"]))
@STEADY
def test_by_deviation_the_value_left_out_moves_no_detail(seed, omitted):
    rows = staff(seed=seed)
    found, other = (
        twofold(rows, question, Reference.POOLED_WITH_GROUP).by_variable
        for question in (QUESTION, replace(QUESTION, omitted={"place": omitted}))
    )
    pd.testing.assert_frame_equal(found, other, atol=1e-8)


@given(seed=SEEDS)
@STEADY
def test_a_weight_counts_as_so_many_rows(seed):
    rows = staff(seed=seed)
    weighted = every_reference(rows, replace(QUESTION, weights="hours"))
    repeated = every_reference(rows.loc[rows.index.repeat(rows["hours"])], QUESTION)
    pd.testing.assert_frame_equal(weighted, repeated)


@given(seed=SEEDS)
@STEADY
def test_from_the_other_side_every_part_changes_its_sign(seed):
    rows, swapped = staff(seed=seed), replace(QUESTION, a="private", b="state")
    here, there = twofold(rows, QUESTION, Reference.A), twofold(rows, swapped, Reference.B)
    assert (here.explained, here.unexplained) == pytest.approx(
        (-there.explained, -there.unexplained)
    )


def test_two_categories_keep_their_own_places():
    rows = staff(200).assign(shift=lambda r: np.where(r["hours"] > 2, "day", "night"))
    question = replace(QUESTION, categories=("place", "shift"))
    found = twofold(rows, question, Reference.HALF)
    assert (found.by_variable["variable"].tolist(), found.explained + found.unexplained) == (
        [
            "(intercept)",
            "years",
            "place: city",
            "place: suburb",
            "place: town",
            "shift: day",
            "shift: night",
        ],
        pytest.approx(found.gap),
    )


def test_means_of_a_category_are_shares_that_add_to_one():
    found = threefold(staff(), QUESTION).by_variable.set_index("variable")
    assert found.filter(like="place", axis=0)[["mean_a", "mean_b"]].sum().tolist() == (
        pytest.approx([1, 1])
    )


# --- What must stand beside the numbers


def test_the_reference_is_named_with_the_groups():
    found = twofold(staff(), QUESTION, Reference.A)
    assert "valued at the coefficients of state." in found.words


def test_a_decomposition_says_what_unexplained_is_not():
    assert UNEXPLAINED in twofold(staff(), QUESTION, Reference.HALF).words


@pytest.mark.parametrize(("by_deviation", "said"), [(True, DETAIL), (False, DETAIL_OF_OMITTED)])
def test_a_decomposition_with_a_category_says_how_its_detail_is_held(by_deviation, said):
    assert said in threefold(staff(), QUESTION, by_deviation=by_deviation).words


def test_every_reference_is_shown_once():
    found = every_reference(staff(), QUESTION)
    assert found["reference"].tolist() == [reference.value for reference in Reference]


def test_a_gap_of_nothing_has_no_shares():
    rows = BY_HAND.assign(wage=20.0 + BY_HAND["years"] * 0)
    assert threefold(rows, HAND_QUESTION).overall["share_of_gap"].isna().all()


def test_a_reference_is_known_by_its_word():
    by_word = twofold(staff(), QUESTION, "pooled")
    assert by_word == twofold(staff(), QUESTION, Reference.POOLED)


@pytest.mark.parametrize("reference", ["nuemark", 1.5, -0.1, float("nan")])
def test_an_unknown_reference_is_refused(reference):
    with pytest.raises(MetricError, match=r"is not known: a, b, half|give 0 to 1"):
        twofold(staff(), QUESTION, reference)
