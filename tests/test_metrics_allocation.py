"""Amounts of places stated for districts: they add up, and what they are worth is measured."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from research.ground.errors import MetricError
from research.ground.terms import Grade
from research.metrics.allocation import (
    by_points,
    by_weights,
    map_in_force,
    near_border_share,
    placed_grade,
    placing_error,
    require_total,
)

PLACES = ["a", "b", "c"]


def of_places(*values: object) -> pd.Series:
    return pd.Series(values, index=PLACES[: len(values)])


def weights(**of_pairs: float) -> pd.Series:
    """Weights by pair: ``a_S01=2`` is what place a shares with district S01."""
    pairs = [tuple(name.split("_")) for name in of_pairs]
    return pd.Series(list(of_pairs.values()), index=pd.MultiIndex.from_tuples(pairs))


def test_a_place_goes_whole_to_the_district_of_its_point():
    found = by_points(of_places(10, 20, 30), of_places("S02", "S01", "S02"))
    assert found.to_dict() == {"S01": 20, "S02": 40}


def test_counts_stay_counts():
    assert by_points(of_places(1, 2), of_places("S01", "S01")).dtype == "int64"


def test_a_place_without_people_counts_nobody():
    assert by_points(of_places(0, 2), of_places("S01", "S02")).to_dict() == {"S01": 0, "S02": 2}


def test_a_place_without_district_is_refused_by_name():
    with pytest.raises(MetricError, match="1 of 2 places have no district, first b"):
        by_points(of_places(1, 2), of_places("S01", ""))


def test_places_and_districts_of_different_places_are_refused():
    with pytest.raises(MetricError, match="their indexes differ"):
        by_points(of_places(1, 2), of_places("S01"))


@pytest.mark.parametrize("bad", [-1, float("nan"), float("inf")])
def test_an_amount_that_is_none_is_refused(bad):
    with pytest.raises(
        MetricError, match="1 of 2 amounts are missing, infinite or below 0, first b"
    ):
        by_points(of_places(1.0, bad), of_places("S01", "S01"))


def test_an_amount_is_split_by_what_is_shared():
    found = by_weights(of_places(30.0), weights(a_S01=1, a_S02=2))
    assert found.tolist() == pytest.approx([10, 20])


def test_a_count_is_split_into_counts_by_largest_remainders():
    found = by_weights(of_places(100), weights(a_S01=1, a_S02=1, a_S03=1))
    assert found.tolist() == [34, 33, 33]


def test_the_larger_remainder_gets_what_is_left():
    assert by_weights(of_places(1), weights(a_S01=0.4, a_S02=0.6)).tolist() == [0, 1]


def test_a_district_that_shares_nothing_gets_nothing():
    assert by_weights(of_places(5), weights(a_S01=0, a_S02=3)).tolist() == [0, 5]


def test_a_place_without_amount_needs_no_weight():
    assert by_weights(of_places(5, 0), weights(a_S01=1, b_S01=0)).tolist() == [5, 0]


def test_a_place_that_shares_nothing_with_any_district_is_refused():
    with pytest.raises(MetricError, match=r"1 of 2 places share nothing .* first b with 5"):
        by_weights(of_places(5, 5), weights(a_S01=1, b_S01=0))


def test_a_pair_given_twice_is_refused():
    twice = pd.concat([weights(a_S01=1), weights(a_S01=2)])
    with pytest.raises(MetricError, match=r"\('a', 'S01'\) twice"):
        by_weights(of_places(5), twice)


def test_a_negative_weight_is_refused():
    with pytest.raises(MetricError, match="1 of 2 weights are missing"):
        by_weights(of_places(5), weights(a_S01=1, a_S02=-1))


SPLITS = st.lists(
    st.tuples(
        st.integers(0, 10**7),
        st.lists(st.floats(0, 1e6), min_size=1, max_size=6).filter(lambda one: sum(one) > 1e-6),
    ),
    min_size=1,
    max_size=3,
)


@given(SPLITS)
def test_split_counts_add_up_exactly_place_by_place(split):
    amounts = of_places(*(amount for amount, _ in split))
    shared = {
        f"{place}_S{n:02}": weight
        for place, (_, each) in zip(PLACES, split, strict=False)
        for n, weight in enumerate(each)
    }
    found = by_weights(amounts, weights(**shared))
    assert found.groupby(level=0).sum().to_dict() == amounts.to_dict()


@given(SPLITS)
def test_no_count_is_a_whole_one_off_its_share(split):
    amount, each = split[0]
    found = by_weights(of_places(amount), weights(**{f"a_S{n}": w for n, w in enumerate(each)}))
    shares = [amount * weight / sum(each) for weight in each]
    assert all(abs(got - due) < 1.001 for got, due in zip(found, shares, strict=True))


def test_the_placing_error_is_the_distance_from_an_equal_share():
    found = placing_error(pd.Series({"S01": 90, "S02": 100, "S03": 110}))
    assert found.to_dict() == pytest.approx({"S01": 0.1, "S02": 0, "S03": 0.1})


def test_there_is_no_equal_share_of_nobody():
    with pytest.raises(MetricError, match="nobody lives in 2 districts"):
        placing_error(pd.Series({"S01": 0, "S02": 0}))


def test_people_near_a_border_are_those_within_a_kilometer():
    found = near_border_share(
        of_places(10, 30, 5), of_places("S01", "S01", "S02"), of_places(0.99, 1.0, 4.0)
    )
    assert found.to_dict() == {"S01": 0.25, "S02": 0.0}


def test_a_district_without_people_has_none_near_its_border():
    assert near_border_share(of_places(0), of_places("S01"), of_places(0.1)).item() == 0


@pytest.mark.parametrize(
    ("error", "age", "grade"),
    [(0.01, 2, Grade.FIRM), (0.05, 2, Grade.USABLE), (0.01, 6, Grade.USABLE), (0.3, 6, Grade.WEAK)],
)
def test_a_number_placed_by_points_is_graded_by_its_error_and_age(error, age, grade):
    assert placed_grade(error, age).grade is grade


def test_parts_that_add_up_pass():
    require_total(pd.Series([1, 2]), 3, "people")


def test_parts_that_do_not_add_up_are_refused_with_both_sums():
    with pytest.raises(MetricError, match="people: 2 parts add up to 3, the total is 4"):
        require_total(pd.Series([1, 2]), 4, "people")


def maps() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "map_from": pd.to_datetime(["2013-01-01", "2023-01-01"]),
            "map_to": pd.to_datetime(["2023-01-01", "2033-01-01"]),
        },
        index=["old", "new"],
    )


@pytest.mark.parametrize(
    ("day", "name"), [("2022-12-31", "old"), ("2023-01-01", "new"), ("2032-12-31", "new")]
)
def test_the_map_of_a_day_is_the_one_in_force(day, name):
    assert map_in_force(maps(), day).index.tolist() == [name]


def test_a_day_without_map_is_refused_by_name():
    with pytest.raises(MetricError, match=r"in force on 2033-01-01; .*2013-01-01 to 2023-01-01; "):
        map_in_force(maps(), "2033-01-01")
