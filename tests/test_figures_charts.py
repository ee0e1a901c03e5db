"""The chart forms: what is drawn, what is not, and what is refused."""

import json

import pandas as pd
import pytest

from research.figures import charts, draw, theme
from research.figures.canvas import spread, text_width, ticks, trimmed, wrap
from research.ground.errors import FindingError


def rates(**changes):
    frame = {
        "effective": pd.to_datetime(["2020-01-01", "2022-01-01", "2024-01-01"]),
        "amount_usd": [13.0, 16.0, 19.5],
        "title": "Wage",
    }
    return pd.DataFrame(frame | changes)


def amounts():
    return pd.DataFrame(
        {"name": ["b", "a", "c"], "value": [2.0, 3.0, 1.0], "low": [1.5, 2.0, 0.5],
         "high": [2.5, 4.0, 1.5]}
    )  # fmt: skip


def step(frame, **more):
    return charts.step(frame, x="effective", y="amount_usd", series="title", **more).to_dict()


def layers(spec):
    data = spec.get("datasets", {})
    for layer in spec["layer"]:
        mark = layer["mark"] if isinstance(layer["mark"], dict) else {"type": layer["mark"]}
        yield mark, data.get(layer["data"].get("name"), layer["data"].get("values"))


def line_of(spec):
    return next(rows for mark, rows in layers(spec) if mark.get("interpolate"))


def texts(spec):
    return [row["text"] for mark, rows in layers(spec) if mark["type"] == "text" for row in rows]


FORMS = {
    "step": lambda: charts.step(rates(), x="effective", y="amount_usd", series="title"),
    "line": lambda: charts.line(rates(), x="effective", y="amount_usd", unit="index"),
    "dots": lambda: charts.dots(rates(), x="effective", y="amount_usd", unit="dollars"),
    "bars": lambda: charts.bars(
        amounts(), category="name", value="value", unit="dollars", whiskers=("low", "high"),
        rule=charts.Rule(2, "two"), highlight=["a"],
    ),
    "ranges": lambda: charts.ranges(
        amounts(), category="name", value="value", low="low", high="high", unit="share"
    ),
    "pairs": lambda: charts.pairs(
        amounts(), category="name", first="high", second="low", unit="dollars", names=("H", "L")
    ),
    "strip": lambda: charts.strip(
        pd.Series([0.1, 0.2, 0.4]), unit="share", by=pd.Series(["x", "x", "y"])
    ),
    "build_up": lambda: charts.build_up(
        amounts(), part="name", amount="value", unit="dollars", compare=charts.Rule(5, "paid")
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_a_chart_is_exactly_as_wide_as_the_text(form):
    spec = FORMS[form]().to_dict()
    sides = spec["padding"]["left"] + spec["padding"]["right"]
    assert spec["width"] + sides == pytest.approx(theme.WIDTH)


@pytest.mark.parametrize("form", FORMS)
def test_a_chart_is_the_same_each_time(form):
    once, twice = (draw.svg(FORMS[form]().to_dict()) for _ in range(2))
    assert once == twice


@pytest.mark.parametrize("form", FORMS)
def test_a_chart_carries_its_values_as_a_table(form):
    said = FORMS[form]().to_dict()["usermeta"]["data_table"]
    assert {len(row) for row in said["cells"]} == {len(said["head"])} == {len(said["align"])}


@pytest.mark.parametrize("form", FORMS)
def test_every_word_of_a_chart_lies_on_the_page(form):
    drawn = draw.svg(FORMS[form]().to_dict())
    assert f'width="{theme.WIDTH}"' in drawn


def test_a_house_chart_takes_one_line():
    assert charts.step(rates(), x="effective", y="amount_usd", series="title")


def test_a_line_stops_where_knowledge_ends():
    spec = step(rates(known=pd.Timestamp("2025-01-01")), until="known")
    assert max(row["x"] for row in line_of(spec)) == 2025.0


def test_without_a_last_known_day_a_line_stops_at_its_last_point():
    assert max(row["x"] for row in line_of(step(rates()))) == 2024.0


def test_a_point_after_the_last_known_day_is_not_joined():
    spec = step(rates(known=pd.Timestamp("2023-01-01")), until="known")
    assert max(row["x"] for row in line_of(spec)) == 2023.0


def test_a_missing_amount_breaks_the_line():
    spec = step(rates(amount_usd=[13.0, None, 19.5]))
    assert {row["part"] for row in line_of(spec)} == {0, 1}


def test_what_is_proposed_is_never_joined():
    spec = step(rates(kind=["paid", "paid", "proposed"]))
    assert max(row["y"] for row in line_of(spec)) == 16.0


def test_what_is_proposed_says_so():
    assert "proposed" in texts(step(rates(kind=["paid", "paid", "proposed"])))


def test_a_line_bears_its_name_and_last_value():
    assert {"Wage", "$19.50"} <= set(texts(step(rates())))


def test_dots_are_not_joined():
    assert not [mark for mark, _ in layers(FORMS["dots"]().to_dict()) if mark["type"] == "line"]


def test_bars_start_at_zero_and_stand_by_size():
    spec = FORMS["bars"]().to_dict()
    blocks = next(rows for mark, rows in layers(spec) if mark["type"] == "rect")
    assert [(row["name"], row["x"]) for row in blocks] == [("a", 0), ("b", 0), ("c", 0)]


def test_an_ordered_categorical_keeps_its_order():
    frame = amounts()
    frame["name"] = pd.Categorical(frame["name"], categories=["c", "b", "a"], ordered=True)
    spec = charts.bars(frame, category="name", value="value", unit="dollars").to_dict()
    assert [row[0] for row in spec["usermeta"]["data_table"]["cells"]] == ["c", "b", "a"]


def test_parts_stand_on_one_another_and_make_the_total():
    spec = FORMS["build_up"]().to_dict()
    assert [row[2] for row in spec["usermeta"]["data_table"]["cells"]] == [
        "$2.00", "$5.00", "$6.00", "$6.00",
    ]  # fmt: skip


def test_many_values_are_drawn_as_their_middle():
    spec = charts.strip(pd.Series(range(1, 400)), unit="count").to_dict()
    assert len(json.dumps(spec)) < 20_000


@pytest.mark.parametrize(
    ("build", "said"),
    [
        (lambda: step(rates().drop(columns="title")), "lack title"),
        (lambda: step(rates().iloc[:0]), "0 rows"),
        (lambda: step(rates(amount_usd=[None, None, None])), "no value for Wage"),
        (lambda: step(rates(effective=pd.Timestamp("2020-01-01"))), "two values of Wage"),
        (lambda: step(pd.concat([rates(title=str(i)) for i in range(6)])), "6 series"),
        (lambda: charts.bars(amounts().assign(value=None), category="name", value="value",
                             unit="dollars"), "3 of 3 rows"),
        (lambda: charts.bars(amounts(), category="name", value="value", unit="dollars",
                             highlight=["z"]), "'z'"),
        (lambda: charts.bars(amounts().assign(name="a"), category="name", value="value",
                             unit="dollars"), "twice"),
        (lambda: charts.ranges(amounts().assign(high=0.0), category="name", value="value",
                               low="low", high="high", unit="dollars"), "3 of 3 values outside"),
        (lambda: charts.strip(pd.Series([None, None]), unit="share"), "none of them a number"),
        (lambda: charts.strip(pd.Series([1.0, 2.0]), unit="share", by=pd.Series(["a", None])),
         "1 of 2 values without a group"),
    ],
)  # fmt: skip
def test_a_chart_refuses_what_it_cannot_draw_honestly(build, said):
    with pytest.raises(FindingError, match=said):
        build()


def test_ticks_are_round_and_span_the_values():
    assert ticks(8.25, 21.3) == [5.0, 10.0, 15.0, 20.0, 25.0]


def test_labels_move_apart_just_enough():
    assert spread([10, 12, 90], [20, 20, 20], 100) == [10, 30, 90]


def test_lines_of_a_long_name_fit_and_are_about_equal():
    lines = wrap("Early-childhood teaching assistants in licensed centers", 190)
    assert max(map(text_width, lines)) <= 190
    assert len(lines) == 2


def test_labels_keep_the_order_of_what_they_name_however_tall_they_are():
    tall, short = 47.0, 33.0
    higher, lower = spread([100 + tall / 2, 104 + short / 2], [tall, short], 300)
    assert higher < lower


def test_a_small_fall_does_not_open_a_whole_step_below_zero():
    assert trimmed([-0.2, 0.0, 0.2, 0.4], -0.006) == ([0.0, 0.2, 0.4], pytest.approx(-0.009))


def test_a_real_fall_keeps_its_step():
    assert trimmed([-0.2, 0.0, 0.2], -0.1) == ([-0.2, 0.0, 0.2], -0.2)


def test_an_axis_of_values_above_zero_does_not_go_below_it():
    drawn = step(rates(amount_usd=[0.0, 0.1, 0.57]), unit="change")
    assert drawn["layer"][0]["encoding"]["y"]["scale"]["domain"][0] == 0.0


def test_a_line_that_does_not_step_is_labeled_where_it_ends_and_not_where_knowledge_does():
    frame = rates(known=pd.Timestamp("2025-01-01"))
    spec = charts.line(
        frame, x="effective", y="amount_usd", series="title", unit="index", until="known"
    ).to_dict()
    reach = max(row["x"] for mark, rows in layers(spec) if mark["type"] == "point" for row in rows)
    assert (reach, max(row["x"] for row in line_of(spec))) == (2024.0, 2024.0)


def whiskered(frame):
    return charts.bars(
        frame, category="name", value="value", unit="dollars", whiskers=("low", "high")
    ).to_dict()


def test_a_value_with_whiskers_is_printed_with_its_range():
    assert "$3.00  ($2.00 to $4.00)" in texts(whiskered(amounts()))


def test_a_whisker_is_seen_on_its_bar_without_a_rim():
    spec = whiskered(amounts())
    bar = next(rows for mark, rows in layers(spec) if mark["type"] == "rect")[0]["color"]
    whiskers = {mark["color"] for mark, rows in layers(spec) if mark["type"] == "rule"}
    assert (bar, theme.PAPER in whiskers) == (theme.SOFT, False)


def rule_of(spec):
    """Return the stretches of the dotted line, in pixels from the top, and where it stands."""
    return next(rows for mark, rows in layers(spec) if mark.get("strokeDash") == [1, 2])


def ranged(at, **more):
    return charts.ranges(
        amounts(), category="name", value="value", low="low", high="high", unit="dollars",
        rule=charts.Rule(at, "paid", **more),
    ).to_dict()  # fmt: skip


def test_a_rule_leaves_out_the_row_whose_value_it_would_strike_through():
    rows = rule_of(ranged(2.6))
    inside = [row["y"] < 65 < row["y2"] for row in rows]
    assert (len(rows), any(inside)) == (2, False)


def test_a_value_that_would_start_on_the_rule_stands_right_of_it():
    spec = charts.build_up(
        amounts(), part="name", amount="value", unit="dollars", compare=charts.Rule(6.1, "paid")
    ).to_dict()
    starts = {row["text"]: row["x"] for mark, rows in layers(spec) if mark["type"] == "text"
              for row in rows}  # fmt: skip
    assert (starts["$6.00"] > 6.1, len(rule_of(spec))) == (True, 1)


@pytest.mark.parametrize(("is_valued", "said"), [(True, "paid $3.50"), (False, "paid")])
def test_a_rule_says_its_value_when_it_is_asked_to(is_valued, said):
    assert said in texts(ranged(3.5, is_valued=is_valued))
