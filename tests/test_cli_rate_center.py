"""`research rate` on a center: one page that can be checked by hand, or JSON."""

import json
from pathlib import Path

import pytest

from research.cli import main

FILE = """
title = "One room"
place = "Nowhere"
as_of = 2025
allocation = "by child"
ages = ["all"]
[sources.us]
title = "an example"
date = 2025
grade = 2
[parameters]
pay = { value = 30000, unit = "dollars a year", source = "us" }
kids = { value = 10, unit = "children a room", source = "us" }
filled = { value = 0.8, unit = "share", assumed = "a guess", low = 0.7, high = 0.9 }
days = { value = 250, unit = "days a year", source = "us" }
rent = { value = 9500, unit = "dollars a room a year", source = "us" }
rate = { value = 30, unit = "dollars a child a day", source = "us" }
[center]
days = "days"
filled = "filled"
[roles]
teacher = { title = "Teacher", pay = "pay" }
[[rooms]]
name = "room"
age = "all"
group_size = "kids"
ratio = "kids"
lead = "teacher"
[[other_costs]]
name = "rooms_rent"
title = "Rent"
each = "rent"
per = "room"
[[revenue]]
name = "subsidy"
kind = "subsidy"
each = "rate"
paid_days = "days"
[scenarios.full]
title = "Nine of ten places filled"
[scenarios.full.set]
filled = 0.9
"""


@pytest.fixture
def printed(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("center.toml").write_text(FILE, encoding="utf-8")

    def run(*more):
        code = main(["rate", "center.toml", *more])
        return code, capsys.readouterr()

    return run


def test_a_center_is_printed_outside_of_any_project(printed):
    code, out = printed()
    assert (code, "Cost a year" in out.out, "4,937.50" in out.out) == (0, True, True)


def test_the_page_names_how_shared_cost_was_given_out(printed):
    assert "Shared cost is given out by child" in printed()[1].out


def test_the_page_fits_a_hundred_columns(printed):
    assert (
        max(len(line) for line in printed("--moves", "--draws", "100")[1].out.splitlines()) <= 100
    )


def test_a_scenario_and_a_number_set_by_hand_are_applied(printed):
    out = printed("--scenario", "full", "--set", "rent=0", "--json")[1].out
    assert json.loads(out)["ages"][0]["cost_usd_per_year"] == pytest.approx(30000 / 9)


def test_json_holds_the_exact_sum_as_a_decimal_text(printed):
    assert json.loads(printed("--json")[1].out)["ages"][0]["exact_usd_per_year"] == "4937.5"


def test_a_refusal_says_what_to_mend(printed):
    code, out = printed("--set", "filled=0")
    assert (code, "Nothing divides by 0" in out.err) == (22, True)


def test_draws_are_followed_by_what_the_ends_of_the_ranges_allow(printed):
    ends = json.loads(printed("--moves", "--draws", "100", "--json")[1].out)["ends"]
    assert [ends[0]["coverage_low"], ends[0]["coverage_high"]] == pytest.approx(
        [30 * 250 * 7 / 39500, 30 * 250 * 9 / 39500]
    )


def test_the_page_says_both_ends(printed):
    assert "subsidy covers 133%, and 171%" in printed("--moves", "--draws", "100")[1].out


def test_without_a_subsidy_no_ends_are_said(printed):
    text = Path("center.toml").read_text(encoding="utf-8")
    Path("center.toml").write_text(text.replace('kind = "subsidy"', 'kind = "price"'), "utf-8")
    out = printed("--moves", "--draws", "100", "--json")[1].out
    assert json.loads(out)["ends"] is None


def test_every_line_of_a_child_stands_in_numbers(printed):
    out = printed()[1].out
    assert "dollars a room × rooms ÷ places = 9,500 × 1 ÷ 10" in out
    assert "(3,000.00 + 950.00) × (10 ÷ 8 − 1)" in out


def test_moves_says_what_each_number_does_alone(printed):
    out = printed("--moves", "--draws", "100")[1].out
    assert "One at a time" in out
    assert "      all 22.57 → 17.56" in out


def test_the_mark_of_a_number_leads_to_its_source(printed):
    out = printed()[1].out
    assert "Rate: 30 dollars a child a day [1]" in out
    assert "[1] an example, 2025, grade 2." in out


def test_the_count_of_what_is_assumed_says_of_what(printed):
    assert "Assumptions: 1 of the 6 numbers in use" in printed()[1].out


def test_what_a_scenario_sets_is_said_of_the_scenario_and_not_of_a_hand(printed):
    out = printed("--scenario", "full", "--set", "rent=9000")[1].out
    assert "Filled: 0.9, set by the scenario" in out
    assert "Rent: 9,000 dollars a room a year, set by hand" in out
