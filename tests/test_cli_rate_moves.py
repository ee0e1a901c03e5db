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
