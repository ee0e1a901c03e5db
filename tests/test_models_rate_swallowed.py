"""A formula that takes up money and comes out smaller says which of two things it means."""

import pytest

from rate_model_text import built, given, line, model
from research.ground.errors import ModelError
from research.models.rate_model import build_rate

HELD = {"wage": given(20), "rate": given(0.1, "factor"), "floor": given(5),
        "leave": given(160, "hours a year"), "hours": given(2000, "hours a year")}  # fmt: skip
PAY = line("pay", "wage", part="wage")


def rate_of(*lines: dict[str, object], **head: object) -> float:
    said = str(lines)
    held = {name: one for name, one in HELD.items() if name in said}
    return built(held | {"wage": given(20)}, PAY, *lines, **head).rate_usd


def refusal(*lines: dict[str, object]) -> str:
    with pytest.raises(ModelError) as refused:
        rate_of(*lines)
    return str(refused.value)


@pytest.mark.parametrize(
    "formula",
    ["rate * max(pay - floor, 0)", "pay * leave / hours", "pay * rate / (1 - rate)",
     "pay * (hours - leave) / hours", "pay * rate"],
)  # fmt: skip
def test_what_swallows_the_pay_is_refused_with_both_cures(formula: str):
    told = refusal(line("more", formula, part="expenses"))
    assert "line more names pay, 20 dollars an hour" in told
    assert told.index("beside = true") < told.index("beside = false")


def test_a_tax_above_a_threshold_stands_beside_the_pay():
    assert rate_of(line("tax", "rate * max(pay - floor, 0)", beside=True)) == 21.5


def test_what_replaces_the_pay_says_so():
    assert rate_of(line("shared", "pay * rate", beside=False)) == 2


def test_staffing_replaces_by_its_nature():
    assert rate_of(line("shared", "pay * rate", part="staffing")) == 2


def test_a_mean_of_lines_replaces_them():
    lines = [line("other", "floor"), line("mean", "pay * rate + other * (1 - rate)")]
    assert rate_of(*lines) == 6.5


def test_a_mean_that_its_publisher_rounds_replaces_too():
    mean = "pay * rate + other * (1 - rate)"
    assert rate_of(line("other", "floor"), line("mean", mean, rounded="half up to dollars")) == 7


def test_weights_that_add_up_to_less_than_1_are_no_mean():
    lines = [line("other", "floor"), line("mean", "pay * rate + other * rate")]
    assert "comes out at 2.5" in refusal(*lines)


def test_a_scenario_may_lower_what_the_file_raises():
    held = {"wage": given(20), "region": given(1.1, "factor")}
    lines = [PAY, line("here", "pay * region", part="regional")]
    tail = "[scenarios.south]\nset = { region = 0.9 }"
    assert build_rate(model(held, *lines, tail=tail), scenario="south").rate_usd == 18


def test_two_lines_on_one_base_are_told_first_to_stand_beside_it():
    told = refusal(line("a", "pay + floor"), line("b", "pay * rate / (1 - rate)"))
    assert "give b beside = true" in told.split(";")[0]
