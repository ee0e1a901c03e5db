"""What is let through with a remark, and what is refused for want of a convention."""

import pytest

from rate_model_text import built, given, line, model
from research.ground.errors import ModelError
from research.models.rate_model import build_rate

PAY = line("pay", "wage", part="wage")
LOADED = line("more", loading="extra", on="pay")


def remarks(title: str, value: float, unit: str = "percent") -> tuple[str, ...]:
    return built({"wage": given(20), "extra": given(value, unit, title=title)}, PAY, LOADED).remarks


def test_a_percentage_below_1_is_remarked_with_what_may_be_meant():
    told = remarks("Employee-related expenses", 0.25)
    assert told == (
        'extra is 0.25 percent, less than 1 in 100. For 25 percent give 25, or unit = "share".',
    )


@pytest.mark.parametrize(
    ("title", "value", "unit"),
    [
        ("FUTA", 0.6, "percent"),
        ("State unemployment", 0.5, "percent"),
        ("Paid family leave tax", 0.4, "percent"),
        ("Employee-related expenses", 1, "percent"),
        ("Employee-related expenses", 0, "percent"),
        ("Employee-related expenses", 0.25, "share"),
    ],
)
def test_a_small_percentage_that_is_one_is_not_remarked(title: str, value: float, unit: str):
    assert remarks(title, value, unit) == ()


def test_a_small_percentage_set_by_hand_is_remarked():
    hour = model({"wage": given(20), "extra": given(25, "percent")}, PAY, LOADED)
    assert "For 12 percent give 12" in build_rate(hour, {"extra": 0.12}).remarks[0]


@pytest.mark.parametrize(
    "more",
    [
        line("more", "pay * (1 + admin)"),
        line("more", loading="admin", on="pay"),
        line("more", "pay * admin", beside=True),
    ],
)
def test_an_overhead_percentage_without_a_convention_is_remarked(more: dict[str, object]):
    told = built({"wage": given(20), "admin": given(12, "percent")}, PAY, more).remarks
    assert told[0].startswith("Line more takes admin without saying which percentage that is")


@pytest.mark.parametrize(
    ("formula", "convention"),
    [("pay * (1 + admin)", "mark-up on cost"), ("pay / (1 - admin)", "share of the rate")],
)
def test_an_overhead_formula_is_told_the_loading_to_write(formula: str, convention: str):
    office = line("office", formula, part="administration")
    with pytest.raises(ModelError) as refused:
        model({"wage": given(20), "admin": given(12, "percent")}, PAY, office)
    told = f'loading = "admin", on = "pay", convention = "{convention}"'
    assert told in str(refused.value)


def test_an_overhead_in_dollars_needs_no_convention():
    held = {"wage": given(20), "rent": given(2080, "dollars a year"),
            "hours": given(2080, "hours a year")}  # fmt: skip
    office = line("office", "rent / hours", part="administration")
    assert built(held, PAY, office).rate_usd == 21
