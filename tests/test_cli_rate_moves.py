"""`research rate MODEL --moves`: how far a rate moves, printed and as JSON."""

import json

import pytest

from research.cli import main

_MODEL = """
title = "An hour"
place = "Nowhere"
as_of = 2024-07-01
pays_for = "hour"
[sources.book]
title = "A book"
url = "https://example.org"
date = 2024-07-01
grade = 2
[parameters]
wage = { value = 20, unit = "dollars an hour", source = "book" }
billed = { value = 0.8, unit = "share", assumed = "no source", low = 0.5, high = 1.0 }
[[lines]]
name = "care"
title = "Care"
formula = "wage / billed"
[paid]
value = 22
unit = "dollars an hour"
source = "book"
[scenarios.more]
title = "A better wage"
set = { wage = 24 }
"""


@pytest.fixture
def model(tmp_path):
    path = tmp_path / "hour.toml"
    path.write_text(_MODEL, encoding="utf-8")
    return path


def moved(model, capsys, *options):
    assert main(["rate", str(model), "--moves", *options, "--json"]) == 0
    return json.loads(capsys.readouterr().out)["moves"]


def test_the_bounds_are_printed_under_the_rate(model, capsys):
    main(["rate", str(model), "--moves"])
    assert "20.00 to 40.00 dollars an hour" in capsys.readouterr().out


def test_without_the_option_nothing_is_drawn(model, capsys):
    main(["rate", str(model)])
    assert "draws" not in capsys.readouterr().out


def test_a_value_set_by_hand_is_held_and_no_longer_varied(model, capsys):
    assert moved(model, capsys, "--set", "billed=0.8")["bounds"] is None


def test_a_scenario_moves_the_bounds(model, capsys):
    assert moved(model, capsys, "--scenario", "more")["bounds"]["high"] == 48


def test_the_same_seed_prints_the_same_interval(model, capsys):
    first, again, other = (moved(model, capsys, "--seed", seed) for seed in ("3", "3", "4"))
    assert first == again
    assert first["draws"]["low"] != other["draws"]["low"]


def test_what_would_pay_and_the_scenarios_are_there(model, capsys):
    found = moved(model, capsys)
    assert {one["name"]: round(one["needed"], 3) for one in found["what_would_pay"]} == {
        "billed": 0.909, "wage": 17.6,
    }  # fmt: skip
    assert [one["rate_usd"] for one in found["scenarios"]] == [25, 30]


def test_too_few_draws_are_refused_with_what_to_do(model, capsys):
    assert main(["rate", str(model), "--moves", "--draws", "3"]) != 0
    assert "at least 100" in capsys.readouterr().err


def test_a_scenario_of_another_day_is_never_held_against_what_was_paid(tmp_path, capsys):
    path = tmp_path / "later.toml"
    text = _MODEL.replace('title = "A better wage"', 'title = "Later"\nas_of = 2027-01-01')
    path.write_text(text, encoding="utf-8")
    assert moved(path, capsys, "--scenario", "more")["draws"]["share_paid"] is None


def second_page(model, capsys, *options, text=_MODEL):
    model.write_text(text, encoding="utf-8")
    assert main(["rate", str(model), "--moves", *options]) == 0
    return capsys.readouterr().out


def test_numbers_that_would_cover_the_rate_have_no_power_of_ten(model, capsys):
    text = _MODEL.replace(
        'wage = { value = 20, unit = "dollars an hour"',
        'staff = { value = 1.5, unit = "FTE", source = "book" }\n'
        'hours = { value = 3000, unit = "hours a year", source = "book" }\n'
        'salary = { value = 40000, unit = "dollars an FTE a year"',
    ).replace('"wage / billed"', '"salary * staff / hours / billed"')
    text = text.replace("wage = 24", "salary = 10000")
    out = second_page(model, capsys, text=text)
    assert "35,200 dollars an FTE a year instead of 40,000" in out
    assert "1.32 FTE instead of 1.5" in out


def test_where_paid_covers_the_rate_it_says_how_far_one_could_move(model, capsys):
    out = second_page(model, capsys, "--set", "wage=10")
    assert "How far one could move before what is paid no longer covers" in out
    assert "would have to be" not in out


def test_what_is_already_there_is_left_out_of_what_would_pay(model, capsys):
    out = second_page(model, capsys, "--set", "wage=17.6")
    assert "17.60 dollars an hour instead of" not in out


def test_one_range_is_said_of_one(model, capsys):
    assert "that the one range allows: 20.00 to 40.00" in second_page(model, capsys)


def test_a_value_at_the_end_of_its_range_is_said_beside_the_draws(model, capsys):
    out = second_page(model, capsys, text=_MODEL.replace("high = 1.0", "high = 0.8"))
    said = "billed stands at the high end of its range, so the rate lies at the edge of the draws"
    assert said in " ".join(out.split())


def test_a_scenario_of_the_list_says_what_it_sets_and_why_nothing_is_paid(model, capsys):
    later = _MODEL.replace('title = "A better wage"', 'title = "Later"\nas_of = 2027-01-01')
    out = second_page(model, capsys, text=later).split("\nScenarios\n")[1]
    assert "    sets wage = 24 dollars an hour\n    no paid: the scenario is of 2027-01-01" in out


def test_a_model_rounded_to_four_places_lists_four(model, capsys):
    four = _MODEL.replace(
        'pays_for = "hour"', 'pays_for = "hour"\nrounding = "cut off to 4 places"'
    )
    assert "30.0000 dollars an hour (+20.0%)" in second_page(model, capsys, text=four)
