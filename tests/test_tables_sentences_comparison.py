"""Sentences about places claim what their intervals do, and no more."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from research.ground.errors import FindingError
from research.models.comparison.counts import shrink_shares
from research.models.comparison.discovery import Control, compare_with, control_discoveries
from research.models.comparison.estimate import Estimate, from_mean, from_share
from research.models.comparison.places import places_of
from research.models.comparison.ranks import rank_places
from research.models.comparison.shrinkage import shrink_means
from research.tables import sentences_comparison as say


def wage(value: float, error: float = 0.2) -> Estimate:
    return from_mean(value, error, "dollars an hour")


def areas(values: list[float], names: str = "Ash Birch Cedar Dogwood Elm Fir Gum Hazel"):
    chosen = names.split()[: len(values)]
    return places_of(chosen, values, [0.2] * len(values), "dollars an hour")


def test_a_value_is_said_with_its_interval_and_sample():
    asked = from_share(81, 263, sample="agencies that answered")
    assert say.estimate_sentence("the share with a vacancy", asked) == (
        "The share with a vacancy is 30.8%, between 25.5% and 36.6% (95% interval). "
        "Based on 263 agencies that answered."
    )


def test_the_higher_of_two_is_named_with_the_range_of_the_difference():
    said = say.two_places_sentence(
        ("Peoria", wage(16)), ("Chicago", wage(18)), more="pays more than"
    )
    assert said == "Chicago pays more than Peoria: $2.00 more an hour ($1.45 to $2.55)."


def test_two_that_may_be_alike_are_not_told_apart():
    said = say.two_places_sentence(("Peoria", wage(17.9)), ("Chicago", wage(18)))
    assert said == (
        "Chicago and Peoria cannot be told apart: the difference of $0.10 may be anywhere from "
        "−$0.45 to $0.65."
    )


def test_two_of_one_value_have_no_higher_one():
    said = say.two_places_sentence(("Peoria", wage(18)), ("Chicago", wage(18.001)))
    assert said.startswith("Peoria and Chicago have the same value as printed")


def test_of_many_pairs_the_same_two_may_not_be_told_apart():
    said = say.two_places_sentence(("Peoria", wage(17.3)), ("Chicago", wage(18)), comparisons=120)
    assert "cannot be told apart" in said


def test_two_shares_differ_by_points():
    said = say.two_places_sentence(("women", from_share(80, 100)), ("men", from_share(40, 100)))
    assert said == (
        "Women has a higher value than men: 40.0 percentage points more (27.6 to 52.4 points)."
    )


@settings(deadline=None, max_examples=50, derandomize=True)
@given(gap=st.floats(0.02, 2), error=st.floats(0.01, 2))
def test_a_claim_is_made_only_where_the_interval_excludes_no_difference(gap, error):
    said = say.two_places_sentence(("a", wage(20, error)), ("b", wage(20 + gap, error)))
    assert ("cannot be told apart" in said) == (gap - 1.959964 * 2**0.5 * error < 0.005)


def test_a_place_ranks_between_two_ranks():
    ranking = rank_places(areas([18, 16, 15.9]))
    assert say.rank_sentence(ranking, "Cedar") == (
        "Cedar ranks between 2nd and 3rd of 3. It cannot be told from Birch."
    )


def test_a_place_that_is_sure_has_one_rank():
    assert say.rank_sentence(rank_places(areas([18, 16, 14])), "Birch") == "Birch ranks 2nd of 3."


def test_a_place_that_may_be_anywhere_is_not_placed():
    ranking = rank_places(areas([18, 17.9, 18.1]))
    assert say.rank_sentence(ranking, "Ash") == (
        "Ash may hold any rank of the 3: the data do not place it. It cannot be told from any "
        "other."
    )


def test_of_many_alike_four_are_named():
    ranking = rank_places(areas([18, 17.9, 18.1, 18, 17.9, 18.1, 18, 10]))
    assert say.rank_sentence(ranking, "Ash").endswith(
        "It cannot be told from Cedar, Fir, Dogwood, Gum, and two others."
    )


def test_names_with_commas_are_parted_by_semicolons():
    found = places_of(
        ["Peoria, IL", "Decatur, IL", "Paducah, KY-IL", "Ash"],
        [18, 18.1, 17.9, 10],
        [0.2] * 4,
        "dollars an hour",
    )
    assert say.first_sentence(rank_places(found)) == (
        "No single place can be called the highest: it may be Decatur, IL; Peoria, IL; or "
        "Paducah, KY-IL."
    )


@pytest.mark.parametrize(
    ("number", "said"), [(1, "1st"), (11, "11th"), (22, "22nd"), (113, "113th")]
)
def test_a_rank_is_an_ordinal(number, said):
    values = [200.0 - at for at in range(number + 1)]
    found = places_of(
        [f"p{at}" for at in range(number + 1)], values, [0.01] * (number + 1), "dollars"
    )
    ranking = rank_places(found)
    assert (
        say.rank_sentence(ranking, f"p{number - 1}")
        == f"P{number - 1} ranks {said} of {number + 1}."
    )


def test_a_highest_place_is_named_only_if_it_differs_from_all():
    assert say.first_sentence(rank_places(areas([18, 16, 15.9]))) == "Ash is the highest of the 3."


def test_a_lowest_place_is_not_named_if_two_may_be():
    assert say.last_sentence(rank_places(areas([18, 16, 15.9]))) == (
        "No single place can be called the lowest: it may be Birch or Cedar."
    )


def test_where_more_than_three_may_be_the_highest_they_are_counted():
    assert say.first_sentence(rank_places(areas([18, 17.9, 18.1, 18, 10]))) == (
        "No single place can be called the highest: four of the 5 may be it."
    )


def test_where_any_may_be_the_highest_none_is_named():
    assert say.first_sentence(rank_places(areas([18, 17.9, 18.1]))) == (
        "No place can be called the highest: any of the 3 may be it."
    )


def test_pairs_that_are_told_apart_are_counted():
    assert say.told_apart_sentence(rank_places(areas([18, 16, 15.9]))) == (
        "Of the 3 pairs among 3 places, 2 can be told apart; the order of the rest may be chance."
    )


def test_where_no_pair_is_told_apart_it_is_said():
    assert say.told_apart_sentence(rank_places(areas([18, 17.9, 18.1]))) == (
        "No two of the 3 places can be told apart."
    )


def test_all_pairs_told_apart_leave_no_rest():
    assert say.told_apart_sentence(rank_places(areas([18, 16, 14]))) == (
        "All 3 pairs among 3 places can be told apart."
    )


def test_a_ranking_of_some_says_nothing_of_all():
    with pytest.raises(FindingError, match="1 of 3 places were ranked"):
        say.first_sentence(rank_places(areas([18, 16, 14]), only=["Ash"]))


def test_places_that_differ_are_counted_up_and_down():
    found = compare_with(areas([20, 18.1, 16]), wage(18, 0.1), "three areas")
    assert say.differ_sentence(found, "the state mean") == (
        "Of three places, two differ from the state mean: one above and one below. The other one "
        "cannot be told from it. This allows for three tests (Benjamini-Hochberg): of those that "
        "differ, at most 5 percent are expected to be false."
    )


def test_places_that_do_not_differ_are_said_so():
    found = compare_with(areas([18, 18.1]), wage(18), "two areas", control=Control.HOLM)
    assert say.differ_sentence(found, "the state mean") == (
        "None of two places can be told from the state mean, after allowing for two tests (Holm)."
    )


def test_tests_without_a_direction_have_none():
    found = control_discoveries({"a": 0.001}, "one area")
    assert say.differ_sentence(found, "the state mean").startswith(
        "Of one place, one differs from the state mean. This allows for one test"
    )


def test_a_drawn_in_value_stands_beside_the_raw_one():
    found = shrink_means(areas([10, 12, 17]))
    assert say.shrunk_sentence(found, "Ash") == (
        "Ash was measured at $10.00 an hour. Drawn towards the other places, as far as its own "
        "uncertainty asks, it is $10.01 an hour, between $9.62 and $10.40; 99.7% of that figure "
        "is its own."
    )


def test_places_that_differ_by_chance_only_have_one_figure():
    found = shrink_shares(["Ash", "Birch", "Cedar"], [10, 11, 9], [100, 100, 100])
    assert say.shrunk_sentence(found, "Ash") == (
        "Ash was measured at 10.0%. The places differ no more than chance makes them, so the best "
        "figure for each is the common one, 10.0%."
    )
