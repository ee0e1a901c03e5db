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


def test_steps_say_the_finding_then_form_unit_span_first_last_and_extremes():
    assert charts.alt_of_step(rates(), **DRAWN) == (
        "Wage rose 50.0%. "
        "Step chart in dollars an hour, January 1, 2020 to January 1, 2024. "
        "Wage: $13.00 from January 1, 2020, $19.50 from January 1, 2024, in 3 values; "
        "lowest $12.50."
    )


def test_steps_of_change_open_with_what_moved_most():
    paths = pd.concat(
        [
            rates(amount_usd=[0.0, 0.1, 0.256], title="Prices"),
            rates(amount_usd=[0.0, 0.3, 0.577], title="The wage"),
        ]
    )
    said = charts.alt_of_step(paths, **DRAWN, unit="change")
    assert said.startswith("The wage rose 57.7%; Prices rose 25.6%. Step chart")


def test_series_that_begin_on_different_days_say_since_when():
    late = rates(title="Late").iloc[1:]
    said = charts.alt_of_step(pd.concat([rates(), late]), **DRAWN)
    assert said.startswith(
        "Late rose 56.0% since January 1, 2022; Wage rose 50.0% since January 1, 2020."
    )


def test_a_share_that_moved_says_both_ends_and_no_share_of_a_share():
    said = charts.alt_of_step(rates(amount_usd=[0.2, 0.15, 0.1]), **DRAWN, unit="share")
    assert said.startswith("Wage fell from 20.0% to 10.0%.")


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
        "Values lie from $57,895 in 2017 to $60,560 in 2019. "
        "Chart of dots that are not joined, in dollars a year. $57,895 in 2017 and $60,560 in 2019."
    )


def test_bars_say_each_amount_from_the_top_and_what_lies_above_the_line():
    said = charts.alt_of_bars(
        AMOUNTS, category="name", value="value", unit="dollars", rule=charts.Rule(2.5, "the cap")
    )
    assert said == (
        "1 of 2 lie above the cap, $2.50. Bar chart of 2 amounts in dollars. a $3.00; b $2.00."
    )


def test_bars_name_what_lies_below_zero():
    fell = AMOUNTS.assign(value=[-0.056, 0.475])
    said = charts.alt_of_bars(fell, category="name", value="value", unit="change")
    assert said.startswith("1 of 2 are not below zero; below: b −5.6%.")


def test_bars_above_zero_say_the_highest_and_the_lowest():
    said = charts.alt_of_bars(AMOUNTS, category="name", value="value", unit="dollars")
    assert said.startswith("Highest is a, $3.00; lowest is b, $2.00.")


def ranges_about(at):
    return charts.alt_of_ranges(
        AMOUNTS, category="name", value="value", low="low", high="high", unit="dollars",
        rule=charts.Rule(at, "the rate"),
    ).split(". ")[0]  # fmt: skip


def test_ranges_that_reach_above_the_line_are_counted_apart_from_their_values():
    assert [ranges_about(at) for at in (3.5, 2.2)] == [
        "1 of 2 ranges reach above the rate, $3.50; no value lies above it",
        "2 of 2 ranges reach above the rate, $2.20 (1 of them from end to end); "
        "1 of 2 values lie above it",
    ]


def test_ranges_say_both_ends():
    said = charts.alt_of_ranges(
        AMOUNTS, category="name", value="value", low="low", high="high", unit="share"
    )
    assert "a 300.0% (250.0% to 400.0%)" in said


def test_pairs_say_which_is_above_and_how_often():
    said = charts.alt_of_pairs(
        AMOUNTS, category="name", first="high", second="low", unit="dollars", names=("New", "Old")
    )
    assert said.startswith("New is above Old in 2 of 2. Chart of pairs")


def test_pairs_name_those_that_go_the_other_way():
    frame = AMOUNTS.assign(first=[1.0, 5.0], second=[2.0, 4.0])
    said = charts.alt_of_pairs(
        frame, category="name", first="first", second="second", unit="dollars", names=("A", "B")
    )
    assert said.startswith("A is above B in 1 of 2; the other way in b (A $1.00, B $2.00).")


def test_nine_pairs_are_all_named():
    frame = pd.DataFrame({"name": list("abcdefghi"), "one": range(2, 11), "two": range(1, 10)})
    said = charts.alt_of_pairs(
        frame, category="name", first="one", second="two", unit="count", names=("A", "B")
    )
    assert [f"{name}: " in said for name in "abcdefghi"] == [True] * 9


def test_a_distribution_says_its_middle_and_how_many():
    said = charts.alt_of_strip(pd.Series([0.1, 0.2, 0.3]), unit="share")
    assert said == (
        "Median 20.0% of 3, the middle half from 15.0% to 25.0%. "
        "Chart of how 3 values are distributed, in percent."
    )


def test_distributions_of_groups_say_where_the_medians_run():
    by = pd.Series(["x", "x", "y"])
    said = charts.alt_of_strip(pd.Series([0.1, 0.2, 0.4]), unit="share", by=by)
    assert said.startswith("The medians run from 15.0% (x) to 40.0% (y).")


def test_a_build_up_says_parts_total_and_the_comparison():
    said = charts.alt_of_build_up(
        AMOUNTS, part="name", amount="value", unit="dollars", compare=charts.Rule(6, "what is paid")
    )
    assert said == (
        "The parts make $5.00, less than what is paid, $6.00. "
        "Chart that adds 2 parts in dollars: b $2.00 and a $3.00."
    )


def test_a_line_whose_label_holds_its_value_says_it_once():
    said = charts.alt_of_build_up(
        AMOUNTS, part="name", amount="value", unit="dollars", compare=charts.Rule(6, "Paid $6.00")
    )
    assert said.startswith("The parts make $5.00, less than Paid $6.00. Chart")
