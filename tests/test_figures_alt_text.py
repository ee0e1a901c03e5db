"""Alt text says what the chart shows, from the same arguments, and nothing that it does not."""

import pandas as pd

from research.figures import charts


def rates(**changes):
    frame = {
        "effective": pd.to_datetime(["2020-01-01", "2022-01-01", "2024-01-01"]),
        "amount_usd": [13.0, 12.5, 19.5],
        "title": "Wage",
    }
    return pd.DataFrame(frame | changes)


DRAWN = {"x": "effective", "y": "amount_usd", "series": "title"}
AMOUNTS = pd.DataFrame(
    {"name": ["b", "a"], "value": [2.0, 3.0], "low": [1.0, 2.5], "high": [2.5, 4.0]}
)


def test_steps_say_form_unit_span_first_last_and_extremes():
    assert charts.alt_of_step(rates(), **DRAWN) == (
        "Step chart in dollars an hour, January 1, 2020 to January 1, 2024. "
        "Wage: $13.00 from January 1, 2020, $19.50 from January 1, 2024, in 3 values; "
        "lowest $12.50."
    )


def test_steps_say_to_which_day_they_are_known():
    frame = rates(known=pd.Timestamp("2025-03-31"))
    assert "Known to March 31, 2025." in charts.alt_of_step(frame, **DRAWN, until="known")


def test_steps_say_where_nothing_is_known():
    said = charts.alt_of_step(rates(amount_usd=[13.0, None, 19.5]), **DRAWN)
    assert "Not known from January 1, 2022." in said


def test_what_is_proposed_is_said_to_be_not_in_force():
    said = charts.alt_of_step(rates(kind=["paid", "paid", "proposed"]), **DRAWN)
    assert "Not in force: $19.50 from January 1, 2024 (proposed)." in said


def test_dots_say_every_value_and_that_they_are_not_joined():
    frame = pd.DataFrame({"year": [2017, 2019], "cost": [57895, 60560]})
    said = charts.alt_of_dots(frame, x="year", y="cost", unit="dollars a year")
    assert said == (
        "Chart of dots that are not joined, in dollars a year. $57,895 in 2017 and $60,560 in 2019."
    )


def test_bars_say_each_amount_from_the_top_and_what_lies_above_the_line():
    said = charts.alt_of_bars(
        AMOUNTS, category="name", value="value", unit="dollars", rule=charts.Rule(2.5, "the cap")
    )
    assert said == (
        "Bar chart of 2 amounts in dollars. a $3.00; b $2.00. "
        "A line marks $2.50, the cap. 1 of 2 lie above it."
    )


def test_ranges_say_both_ends():
    said = charts.alt_of_ranges(
        AMOUNTS, category="name", value="value", low="low", high="high", unit="share"
    )
    assert "a 300.0% (250.0% to 400.0%)" in said


def test_pairs_say_which_is_above_and_how_often():
    said = charts.alt_of_pairs(
        AMOUNTS, category="name", first="high", second="low", unit="dollars", names=("New", "Old")
    )
    assert said.endswith("New is above Old in 2 of 2.")


def test_a_distribution_says_its_middle_and_how_many():
    said = charts.alt_of_strip(pd.Series([0.1, 0.2, 0.3]), unit="share")
    assert said == (
        "Chart of how 3 values are distributed, in percent. "
        "Median 20.0% of 3, the middle half from 15.0% to 25.0%."
    )


def test_a_build_up_says_parts_total_and_the_comparison():
    said = charts.alt_of_build_up(
        AMOUNTS, part="name", amount="value", unit="dollars", compare=charts.Rule(6, "what is paid")
    )
    assert said == (
        "Chart that adds 2 parts in dollars: b $2.00 and a $3.00. Together they make $5.00. "
        "The total is not above what is paid, $6.00."
    )
