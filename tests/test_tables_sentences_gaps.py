"""Sentences about gaps by occupation and about a wage against prices say what was found."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from research.ground.errors import FindingError
from research.ground.terms import Unit
from research.metrics.shortfall import Shortfall, Volume
from research.models.comparison.discovery import Control, Discoveries, control_discoveries
from research.models.comparison.estimate import Estimate, from_mean
from research.models.decomposition.cells import CellGap, cell_gap
from research.tables import sentences_gaps as say

SIDES = ("state hospitals", "private ones")


def jobs(**changes: float) -> pd.DataFrame:
    """Return the page's example: 100 nurses and 300 aides beside 300 and 100."""
    held = {"nurse": 30.0, "aide": 20.0, "private_nurse": 25.0, "private_aide": 18.0} | changes
    return pd.DataFrame(
        {
            "occupation_name": ["Nurses", "Aides", "Nurses", "Aides"],
            "ownership": ["state", "state", "private", "private"],
            "wage_mean_usd_per_hour": list(held.values()),
            "employment": [100.0, 300.0, 300.0, 100.0],
        }
    )


def alike() -> CellGap:
    return cell_gap(jobs(private_nurse=30, private_aide=20).assign(employment=100.0))


def gaps_of(**values: float) -> dict[str, Estimate]:
    return {name: from_mean(value, 0.1, Unit.USD_PER_HOUR) for name, value in values.items()}


def controlled(**p_values: float) -> Discoveries:
    return control_discoveries(p_values, "wages", control=Control.HOLM)


def shortfall(total: float = -300.0, behind: float = 0.0, skipped: tuple[str, ...] = ()):
    return Shortfall(
        series_id="wage", index_title="Prices", start=date(2020, 1, 1), end=date(2020, 12, 31),
        volume=Volume(2080, "hours"), total_usd=total, total_constant_usd=total,
        constant_of="December 2020", below_usd=behind, above_usd=behind - total, months=12,
        months_skipped=skipped, rows=pd.DataFrame(), sources=(),
    )  # fmt: skip


def test_the_side_that_pays_more_on_average_is_named_first():
    assert say.cells_sentence(cell_gap(jobs()), SIDES) == (
        "Over the two occupations compared, private ones pay $0.75 an hour more on average "
        "than state hospitals. Within the same occupation they pay $3.50 less, and their mix of "
        "occupations, with more of the better-paid work, adds $4.25."
    )


def test_a_mix_of_lower_paid_work_takes_off():
    found = cell_gap(jobs(nurse=40))
    assert say.cells_sentence(found, SIDES).endswith(
        "Within the same occupation they pay $8.50 more, and their mix of occupations, with more "
        "of the lower-paid work, takes off $6.75."
    )


def test_sides_that_pay_alike_are_said_to_pay_alike():
    assert say.cells_sentence(alike(), SIDES) == (
        "Over the two occupations compared, state hospitals and private ones pay alike on "
        "average. Within the same occupation state hospitals pay the same, and their mix of "
        "occupations changes nothing."
    )


@settings(deadline=None, max_examples=50, derandomize=True)
@given(st.lists(st.integers(10, 60), min_size=4, max_size=4))
def test_swapping_the_sides_changes_no_word_of_a_gap(wages: list[int]):
    table = jobs(
        **dict(zip(("nurse", "aide", "private_nurse", "private_aide"), wages, strict=True))
    )
    swapped = table.assign(
        ownership=table["ownership"].map({"state": "private", "private": "state"})
    )
    found = cell_gap(table)
    if abs(found.gap) < 0.005:
        return
    assert say.cells_sentence(cell_gap(swapped), SIDES[::-1]) == say.cells_sentence(found, SIDES)


def test_the_occupations_that_carry_a_gap_come_with_the_rest():
    assert say.carried_sentence(cell_gap(jobs()), most=1) == (
        "Of the $3.50 within occupations, nurses account for $2.50 and the other one for the rest."
    )


def test_occupations_that_pay_the_other_way_take_off():
    said = say.carried_sentence(cell_gap(jobs(aide=16)), most=1)
    assert said.endswith("nurses account for $2.50 and the other one for minus $1.00.")


def test_a_sentence_that_names_every_occupation_is_refused():
    with pytest.raises(FindingError, match="2 of 2 occupations"):
        say.carried_sentence(cell_gap(jobs()), most=2)


def test_the_share_covered_is_said_alone_where_nothing_is_left_out():
    found = cell_gap(jobs(), whole_a=800, whole_b=500)
    assert say.covered_sentence(found, SIDES) == (
        "These occupations hold 50% of the staff of state hospitals and 80% of that of private "
        "ones."
    )


def test_what_was_not_compared_is_named_with_the_reason():
    found = replace(cell_gap(jobs()), withheld=("Clerks",), only_b=("Cooks, Short", "Orderlies"))
    assert say.covered_sentence(found, SIDES).endswith(
        "Left out because a wage or a count was not released: clerks. Left out because they are "
        "listed for private ones alone: cooks, short; and orderlies."
    )


def test_a_difference_that_may_be_chance_is_not_counted_for_a_side():
    said = say.apart_sentence(
        controlled(a=0.001, b=0.0001, c=0.4), gaps_of(a=1, b=-1, c=0.1), SIDES, "occupations"
    )
    assert said == (
        "By the mean wage of three occupations, state hospitals pay more in one, private ones pay "
        "more in one, and one cannot be told apart, after allowing for sampling error and for "
        "three tests (Holm)."
    )


def test_all_of_a_family_is_said_as_all():
    said = say.apart_sentence(controlled(a=0.001, b=0.001), gaps_of(a=1, b=2), SIDES, "occupations")
    assert said.startswith("By the mean wage of two occupations, state hospitals pay more in all")


def test_gaps_of_another_family_are_refused():
    with pytest.raises(FindingError, match="1 gaps are given, 2 were tested"):
        say.apart_sentence(controlled(a=0.01, b=0.5), gaps_of(a=1), SIDES, "occupations")


def test_a_median_that_lies_the_other_way_is_named():
    said = say.turned_sentence({"Aides": 2.0, "Clerks": 1.0}, {"Aides": -0.5, "Clerks": 1.0})
    assert said == (
        "The medians lie the other way in one: aides. No error is published for a median."
    )


def test_medians_that_agree_are_said_to_agree():
    assert say.turned_sentence({"Aides": 2.0}, {"Aides": 1.0}).startswith(
        "The medians lie the same"
    )


def test_medians_of_other_occupations_are_refused():
    with pytest.raises(FindingError, match="1 means and 0 medians"):
        say.turned_sentence({"Aides": 2.0}, {})


def test_a_wage_ahead_of_prices_came_to_more():
    assert say.ahead_sentence(shortfall(), "the wage") == (
        "From January 1, 2020 to December 31, 2020 the wage came to $300 more, over 2,080 hours a "
        "year, than if it had moved with prices from the first day."
    )


def test_a_wage_behind_prices_came_to_less():
    assert "came to $300 less" in say.ahead_sentence(shortfall(300, behind=300), "the wage")


def test_days_on_which_prices_were_ahead_are_said():
    said = say.ahead_sentence(shortfall(behind=40), "the wage")
    assert said.endswith("That is after $40 less while prices were ahead.")


def test_days_on_which_a_wage_was_ahead_are_said():
    said = say.ahead_sentence(shortfall(300, behind=360), "the wage")
    assert said.endswith("That is after $60 more while it was ahead.")


def test_a_month_without_an_index_is_said_to_be_left_out():
    said = say.ahead_sentence(shortfall(skipped=("October 2020",)), "the wage")
    assert said.endswith("Left out, since no index was published: October 2020.")
