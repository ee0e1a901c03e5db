"""Slips of writing, and of units, that strangers made: each is told its own cure."""

import pytest

from rate_model_text import given, line, written
from research.ground.errors import ModelError
from research.models.rate_model import read_model

HELD = {"wage": given(20), "hours": given(2080, "hours a year"), "ere": given(25, "percent")}
LINES = [line("pay", "wage"), line("extra", loading="ere", on="pay")]
TEXT = written(HELD, *LINES, line("rate", "(pay + extra) * hours / hours"))


def refusal(text: str) -> str:
    with pytest.raises(ModelError) as refused:
        read_model(text, "m.toml")
    return str(refused.value)


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("[[lines]]", "[lines]", "write [[lines]] over each"),
        ("2080", "2,080", "write a number without commas"),
        ('"wage"', "“wage”", "write straight ones"),
        ("{ value = 20,", "{\nvalue = 20,", "braces stay on one row"),
        ('"2024-07-01"', "07/01/2024", "write a date as 2026-07-01"),
        ("value = 25", "value = 25%", 'write a percentage as value = 12, unit = "percent"'),
        ("value = 20", "value = $20", "write the amount alone"),
        ("grade = 2", "", "source book has no grade: 1 is"),
        ("date = 2024-07-01", "", "the date is missing"),
        ('"percent", source = "book"', '"percent", source = ["book", "b"]', "several sources"),
        ('"percent", source = "book"', '"percent", source = "book", source = "b"', "source in "),
    ],
)
def test_a_slip_of_writing_is_told_its_cure(right: str, wrong: str, told: str):
    assert right in TEXT
    assert told in refusal(TEXT.replace(right, wrong, 1))


def test_a_single_table_of_lines_is_told_its_brackets():
    text = TEXT.split("[[lines]]")[0] + '[lines]\nname = "pay"\nformula = "wage"'
    assert "[lines] has single brackets" in refusal(text)


def test_a_key_of_the_head_below_a_table_is_told_to_move_up():
    moved = TEXT.replace('pays_for = "hour"', "").replace(
        "grade = 2", 'grade = 2\npays_for = "hour"'
    )
    assert "pays_for stands in [sources.book]. It belongs to the head" in refusal(moved)


def chain(parameters: dict[str, dict[str, object]], *lines: dict[str, object]) -> str:
    return refusal(written({"wage": given(20), **parameters}, line("pay", "wage"), *lines))


def test_unlike_units_are_quoted_as_they_were_written_with_the_right_cure():
    held = {"week": given(40, "hours a week"), "leave": given(160, "hours a year")}
    told = chain(held, line("worked", "pay * week / (week - leave)"))
    assert '"week" is hours a week and "leave" is hours a year' in told
    assert "multiply week by weeks a year (52, a parameter) first" in told


def test_a_week_over_a_year_is_blamed_on_the_line_in_which_it_arises():
    held = {"miles": given(62, "miles a week"), "mile": given(67, "cents a mile"),
            "year": given(2080, "hours a year"), "share": given(10, "percent")}  # fmt: skip
    office = line("office", loading="share", on="everything before", part="administration",
                  convention="mark-up on cost")  # fmt: skip
    told = chain(held, line("mileage", "miles * mile / year"), office)
    assert told.startswith("m.toml, line mileage comes out as")
    assert "miles is miles a week and year is hours a year. Multiply miles by weeks a year" in told


def test_two_currencies_are_told_to_become_one():
    told = chain({"phone": given(1, "pounds an hour")}, line("all", "pay + phone"))
    assert "bring both into one currency" in told


def test_a_cap_a_year_on_an_hourly_base_asks_for_paid_hours():
    held = {"cap": given(7000, "dollars a year"), "futa": given(0.6, "percent")}
    told = chain(held, line("tax", loading="futa", on="pay", up_to="cap"))
    assert "add paid_hours" in told
