"""Sentences about a sample of returns say who is missing, and tell no place apart by chance."""

import pandas as pd
import pytest

from research.ground.errors import FindingError
from research.metrics.distribution import Distribution, overhead_distribution
from research.tables.sentences_returns import left_out_sentence, place_sentence, sizes_sentence
from test_metrics_distribution import returns

SAMPLE = "returns of charities, 2021"


def spread(*shares: float | None) -> Distribution:
    return overhead_distribution(returns(list(shares)), fewest=1)


LOCAL = spread(0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35)


def test_who_is_counted_and_who_is_left_out_make_all():
    assert left_out_sentence(spread(0.1, 0.2, None), SAMPLE) == (
        "Of 3 returns of charities, 2021, 2 are counted. Left out: "
        "1 (Form 990-EZ, which has no split by function)."
    )


def test_where_none_is_left_out_all_are_counted():
    assert left_out_sentence(spread(0.1, 0.2), SAMPLE) == (
        "All 2 returns of charities, 2021 are counted."
    )


def test_the_returns_are_named():
    with pytest.raises(FindingError, match="name the sample"):
        left_out_sentence(spread(0.1), " ")


def test_a_place_whose_interval_holds_the_middle_of_all_is_not_told_apart():
    said = place_sentence("Illinois", LOCAL, spread(*[0.3] * 20), SAMPLE)
    assert said.endswith(
        "The middle of all 20 returns, 30.0%, lies inside that range: Illinois cannot be told "
        "apart from the sample."
    )


def test_a_place_whose_interval_leaves_it_out_is_said_to():
    said = place_sentence("Illinois", LOCAL, spread(*[0.6] * 20), SAMPLE)
    assert said.endswith("The middle of all 20 returns, 60.0%, lies outside that range.")


def by_size(small: list[float], large: list[float]) -> Distribution:
    rows = [returns(small, "small"), returns(large, "large", total=9000.0)]
    return overhead_distribution(pd.concat(rows), fewest=1)


def test_sizes_that_overlap_differ_less_than_their_agencies():
    found = by_size([0.1, 0.2, 0.3], [0.15, 0.25, 0.35])
    assert sizes_sentence(found) == "Agencies of one size differ more than sizes do."


def test_one_even_size_is_enough_not_to_say_so():
    found = by_size([0.1, 0.2, 0.3], [0.4, 0.4, 0.4])
    assert sizes_sentence(found).startswith("The middles of sizes lie as far apart")


def test_one_size_is_no_comparison():
    with pytest.raises(FindingError, match="needs two"):
        sizes_sentence(spread(0.1, 0.2))
