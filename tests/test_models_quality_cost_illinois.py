"""The licensed center of data/models: what it rests on, and what it may be compared with."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from research.models.quality_cost import (
    build_center,
    joint_range,
    over_allocations,
    read_center,
)
from research.models.rate_model import Found

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "data" / "models" / "child_care_center.toml"
RATES = (
    ROOT / "data" / "raw" / "il_dhs" / "2026-11-21" / "il_ccap_max_daily_rates_2021_2025_2026.csv"
)
WAGES = ROOT / "data" / "raw" / "bls_oews" / "2025-05" / "il_areas_all_occupations.csv"
MEDIANS = {"lead_wage": 20.70, "assistant_wage": 17.60}
AGES = {"UNDER_TWO": "under_2", "AGE_TWO": "age_2", "AGE_THREE_OR_OLDER": "older"}
GROUPS = {"GROUP_1A": "", "GROUP_1B": "_1b", "GROUP_2": "_2"}


@pytest.fixture(scope="module")
def model():
    read = read_center(FILE.read_text(encoding="utf-8"), FILE.name)
    wages = {
        name: Found(wage, "dollars an hour", "wages", "https://www.bls.gov/oes/", "2025-05", 1)
        for name, wage in MEDIANS.items()
    }
    return read.resolved(wages)


@pytest.fixture(scope="module")
def wages():
    read = pd.read_csv(WAGES, dtype=str).set_index(["area_code", "occupation_code"])
    return read["Hourly median wage"]


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("age", AGES)
def test_every_rate_is_the_department_s(model, group, age):
    rates = pd.read_csv(RATES)
    row = rates.query(
        "provider_type == 'licensed_center' and county_group == @group and age_group == @age "
        "and day == 'FULL_DAY' and effective == '2025-07-01'"
    )
    assert row["rate_usd"].item() == model.parameters[f"rate_{AGES[age]}{GROUPS[group]}"].value


@pytest.mark.parametrize(("name", "occupation"), [("lead", "252011"), ("assistant", "399011")])
@pytest.mark.parametrize(
    ("group", "areas"),
    [
        ("1b", "0014010 0016580 0019340 0028100 0037900 0040420 0041180 0044100"),
        ("2", "1700001 1700002 1700003 1700004"),
    ],
)
def test_wages_of_the_other_groups_lie_in_the_middle_of_their_areas(
    model, wages, name, occupation, group, areas
):
    medians = [float(wages[area, occupation]) for area in areas.split()]
    held = model.parameters[f"{name}_wage_{group}"]
    found = (held.low, held.value, held.high)
    assert found == pytest.approx((min(medians), np.median(medians), max(medians)), abs=0.006)


def test_every_assumption_states_a_range(model):
    wanting = [n for n, p in model.parameters.items() if p.assumed and None in (p.low, p.high)]
    assert wanting == []


def test_the_center_is_weak_evidence_and_says_so(model):
    assert int(build_center(model).grade) == 3


@pytest.mark.parametrize("scenario", [(), "group_1b", "group_2", "better_paid", "small_groups"])
def test_every_scenario_adds_up(model, scenario):
    built = build_center(model, scenario=scenario)
    gaps = [sum(one.value for one in age.lines) - age.cost_usd_per_year for age in built.ages]
    assert gaps == pytest.approx([0, 0, 0], abs=1e-6)


def test_a_place_and_a_standard_can_be_asked_for_together(model):
    both = build_center(model, scenario=("group_2", "small_groups")).of("under 2")
    assert both.subsidy.rate_usd_per_day == pytest.approx(57 * 1.15)


def test_smaller_groups_cost_more_a_child_under_three(model):
    base, small = build_center(model), build_center(model, scenario="small_groups")
    assert all(
        small.of(age).cost_usd_per_year > base.of(age).cost_usd_per_year
        for age in ("under 2", "age 2")
    )


def test_the_draws_reach_around_the_cost_and_no_further_than_nonsense(model):
    drawn = joint_range(model, 2000, np.random.default_rng(20250701))
    cost = build_center(model)
    assert all(
        one.cost_usd_per_day_low < cost.of(one.age).cost_usd_per_day < one.cost_usd_per_day_high
        for one in drawn
    )


def test_the_same_seed_draws_the_same_range(model):
    one, other = (joint_range(model, 500, np.random.default_rng(3)) for _ in range(2))
    assert one == other


def test_no_floor_plan_was_read_so_nothing_goes_by_square_feet(model):
    assert over_allocations(model).left_out == ("by square feet",)
