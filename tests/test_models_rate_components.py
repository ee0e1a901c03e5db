"""What each line puts into the rate."""

from fractions import Fraction

import pytest

from rate_model_text import built, given, line

F = Fraction
PARTS = {
    "wage": given(16),
    "ere": given(25, "percent"),
    "share": given(0.8, "share"),
    "people": given(2, "people a worker"),
    "extra": given(3),
}


def parts(lines: list[dict[str, object]], *names: str, **head: object) -> dict[str, Fraction]:
    held = {name: PARTS[name] for name in names}
    return {part.line: part.exact for part in built(held, *lines, **head).components}


PAY = line("pay", "wage")
ERE = line("expenses", loading="ere", on="pay")


def test_lines_that_stand_side_by_side_are_parts():
    assert parts([PAY, ERE], "wage", "ere") == {"pay": 16, "expenses": 4}


def test_a_line_with_a_part_keeps_what_it_takes_up_and_adds_its_own():
    bill = line("bill", "(pay + expenses) / share", part="productivity")
    assert parts([PAY, ERE, bill], "wage", "ere", "share") == {"pay": 16, "expenses": 4, "bill": 5}


def test_a_line_without_a_part_scales_what_it_takes_up():
    bill = line("bill", "(pay + expenses) / share")
    assert parts([PAY, ERE, bill], "wage", "ere", "share") == {"pay": 20, "expenses": 5}


def test_a_line_that_lowers_what_it_takes_up_scales_it():
    group = line("group", "pay / people", part="staffing")
    assert parts([PAY, group], "wage", "people") == {"pay": 8}


def test_what_a_line_adds_of_its_own_is_its_part():
    bill = line("bill", "pay / share + extra")
    assert parts([PAY, bill], "wage", "share", "extra") == {"pay": 20, "bill": 3}


def test_a_line_that_is_not_linear_is_one_part():
    floor = line("floor", "max(pay, extra)")
    assert parts([PAY, floor], "wage", "extra") == {"floor": 16}


def test_a_line_that_divides_by_what_it_takes_up_is_one_part():
    odd = line("odd", "extra * extra / pay", beside=False)
    assert parts([PAY, odd], "wage", "extra", rounding="none") == {"odd": F(9, 16)}


def test_parts_follow_through_a_change_of_units():
    held = {"wage": given(16), "hours": given(8, "hours a day"), "food": given(12, "dollars a day")}
    rate = built(held, PAY, line("day", "pay * hours"), line("meals", "food"), pays_for="day")
    assert {part.line: part.exact for part in rate.components} == {"pay": 128, "meals": 12}


def test_what_rounding_adds_is_a_part_of_its_own():
    rate = built({"wage": given(10.129)}, PAY)
    assert [(part.name, part.exact) for part in rate.components] == [
        ("Pay", F("10.129")),
        ("Rounding", F("0.001")),
    ]


def test_what_a_rounded_line_gains_is_its_own():
    rounded = line("bill", "pay / share", rounded="half up to dollars")
    assert parts([line("pay", "wage + extra"), rounded], "wage", "share", "extra") == {
        "pay": F("23.75"), "bill": F("0.25"),
    }  # fmt: skip


def test_parts_are_in_the_unit_that_is_paid_for():
    part = built({"wage": given(16)}, PAY, pays_for="15 minutes").components[0]
    assert (part.value, part.unit) == (4, "dollars a quarter hour")


@pytest.mark.parametrize(("part", "share"), [("wage", 0.8), ("expenses", None)])
def test_direct_care_needs_a_line_that_is_a_wage(part: str, share: float | None):
    held = {"wage": given(16), "extra": given(4)}
    rate = built(held, line("pay", "wage", part=part), line("more", "extra"))
    assert rate.direct_care_share == share
