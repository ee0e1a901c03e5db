"""Numbers of a line stand in the units that the author wrote, and are turned only where needed."""

import pytest

from rate_model_text import built, given, line
from research.models.rate_model import ChainLine

HELD = {
    "wage": given(23.4), "week": given(40, "hours a week"), "travel": given(2.5, "hours a week"),
    "call": given(1, "hours a day"), "premium": given(520, "dollars a month"),
    "hours": given(2080, "hours a year"), "floor": given(96, "dollars a week"),
    "mile": given(35, "cents a mile"), "miles": given(4.4, "miles an hour"),
    "minutes": given(20, "minutes a week"), "kept": given(80, "percent"),
}  # fmt: skip


def shown(formula: str, **more: object) -> ChainLine:
    one = line("it", formula, **more)
    used = {name: held for name, held in HELD.items() if name in formula}
    if any(word in formula for word in ("wage", "premium", "floor", "mile *", "* mile")):
        return built(used, one).line("it")
    counted = line("paid", "wage * it / week")
    return built(used | {"wage": HELD["wage"], "week": HELD["week"]}, one, counted).line("it")


@pytest.mark.parametrize(
    ("formula", "numbers", "unit"),
    [
        ("week - travel", "40 − 2.5", "hours a week"),
        ("week - travel - call", "(40 − 2.5) ÷ 7 − 1", "hours a day"),
        ("week - minutes", "40 − 20 ÷ 60", "hours a week"),
        ("max(week - travel, travel)", "the larger of (40 − 2.5; 2.5)", "hours a week"),
    ],
)
def test_a_line_of_hours_is_in_the_unit_of_its_terms(formula: str, numbers: str, unit: str):
    found = shown(formula)
    assert (found.with_numbers, found.unit) == (numbers, unit)


@pytest.mark.parametrize(
    ("formula", "numbers"),
    [
        ("wage", "23.40"),
        ("floor / week", "96 ÷ 40"),
        ("premium / hours", "520 × 12 ÷ 2,080"),
        ("premium * kept / hours", "520 × 12 × 80% ÷ 2,080"),
        ("miles * mile", "4.4 × 35 ÷ 100"),
        ("wage + premium / hours", "23.40 + 520 × 12 ÷ 2,080"),
        ("wage * (week - travel) / week", "23.40 × (40 − 2.5) ÷ 40"),
    ],
)
def test_money_is_turned_into_dollars_at_the_number_that_needs_it(formula: str, numbers: str):
    assert shown(formula).with_numbers == numbers
