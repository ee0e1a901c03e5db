"""A value of a rate model is as firm as its source, on the day of the model."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from rate_model_text import built, given, line, model, written
from research.ground.errors import ModelError
from research.models.rate_model import build_rate, read_model
from research.models.rate_model.grading import as_used, grade_of_rate, years_between
from research.models.rate_model.parameters import Found

WAGE = {"wage": given(20)}
PAY = line("pay", "wage", part="wage")


def of_book(said: str, as_of: str = "2024-07-01"):
    """Return the rate of one wage whose source says this."""
    text = written(WAGE, PAY, as_of=as_of).replace("date = 2024-07-01", said)
    return build_rate(read_model(text, "m.toml"))


@pytest.mark.parametrize(
    ("day", "grade", "why"),
    [
        ("2024-07-01", 2, "typed from the issuing body's own page"),
        ("2021-07-01", 2, "typed from the issuing body's own page"),
        ("2021-06-30", 2, "more than 3 years older than its use"),
        ("2017-07-01", 2, "more than 3 years older than its use"),
        ("2017-06-30", 3, "more than 7 years older than its use"),
        ("2030-01-01", 2, "typed from the issuing body's own page"),
    ],
)
def test_a_source_that_is_old_on_the_day_of_the_model_lowers_the_rate(day, grade, why):
    found = of_book(f"date = {day}")
    assert (found.grade, found.grade_reasons[-1]) == (grade, f"{why} (wage)")


def test_a_firm_source_that_is_old_is_usable_at_best():
    found = of_book("date = 2020").parameters[0]
    firm = replace(found, source=replace(found.source, grade=1), as_used=None)
    assert as_used({"wage": firm}, "2024-07-01")["wage"].grade == 2


def test_a_rule_in_force_does_not_grow_old():
    assert of_book("date = 1990\nin_force = true").grade_reasons == (
        "typed from the issuing body's own page (wage)",
    )


def test_in_force_is_true_or_false():
    with pytest.raises(ModelError, match="source book: in_force is 'yes': write in_force = true"):
        of_book('date = 1990\nin_force = "yes"')


def test_the_source_keeps_its_own_grade_and_the_value_bears_that_of_its_use():
    found = of_book("date = 2010")
    assert (found.sources[0].grade, found.parameters[0].grade, found.lines[0].grade) == (2, 3, 3)


def test_a_scenario_of_a_later_day_finds_its_sources_older():
    tail = '[scenarios.later]\ntitle = "Later"\nas_of = 2034-01-01\nset = { wage = 21 }'
    other = {"fee": given(1), **WAGE}
    one = model(other, PAY, line("extra", "fee"), tail=tail)
    later = {one.name: one.grade for one in build_rate(one, scenario="later").parameters}
    assert later["fee"] == 3


def test_assumed_values_are_counted_and_sources_named():
    assumed = given(1, assumed="a guess", low=0, high=2)
    found = built({**WAGE, "fee": assumed}, PAY, line("extra", "fee"))
    assert (found.grade, found.grade_reasons) == (3, ("1 of its 2 values rests on no source",))


def test_a_reason_names_three_values_and_counts_the_rest():
    held = {name: given(1) for name in ("a", "b", "c", "d", "e")}
    found = built(held, line("all", "a + b + c + d + e"))
    assert found.grade_reasons == ("typed from the issuing body's own page (a, b, c and 2 more)",)


def looked_up(**more: object):
    """Return a rate whose wage was found in a table."""
    wanted = {"wage": {"look_up": {"fact": "w"}}}
    found = Found(20, "dollars an hour", "A page", "https://p", **more)
    return build_rate(model(wanted, PAY).resolved({"wage": found}))


def test_a_look_up_brings_the_reasons_of_its_row():
    found = looked_up(date="undated", grade=3, reasons=("only those who answered",))
    assert found.grade_reasons == ("only those who answered (wage)",)


def test_what_is_looked_up_as_in_force_is_not_old():
    assert looked_up(date="2001-01-01", grade=1, is_in_force=True).grade_reasons == ()


def test_what_is_looked_up_and_old_is_lowered():
    found = looked_up(date="2016-05", grade=1)
    assert found.grade_reasons == ("more than 7 years older than its use (wage)",)


def test_years_are_counted_by_the_calendar():
    assert [
        years_between("2020", "2023-12-31"),
        years_between("2020-02-29", "2024-02-29"),
        years_between("2025", "2024-07-01"),
        years_between("FY2024", "2025"),
    ] == [3, 4, 0, None]


@settings(deadline=None, max_examples=50, derandomize=True)
@drawn(first=st.dates(date(1980, 1, 1), date(2030, 12, 31)), years=st.integers(0, 40))
def test_a_rate_for_a_later_day_is_never_firmer(first, years):
    held = model(WAGE, PAY).parameters
    dated = {"wage": replace(held["wage"], source=replace(held["wage"].source,
                                                          date=first.isoformat()))}  # fmt: skip
    grades = [
        grade_of_rate(as_used(dated, f"{first.year + more:04d}-12-31")).grade
        for more in (years, years + 1)
    ]
    assert grades == sorted(grades)
