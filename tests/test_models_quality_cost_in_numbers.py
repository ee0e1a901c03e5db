"""The lines of a center in numbers: a calculator that types them comes to each value."""

import re

import pytest

from research.models.quality_cost import build_center, one_at_a_time, read_center

FILE = """
title = "Two ages"
place = "Nowhere"
as_of = 2025
allocation = "by direct staff cost"
ages = ["baby", "big"]
[sources.us]
title = "an example"
date = 2025
grade = 2
[parameters]
wage = { value = 19.37, unit = "dollars an hour", source = "us", low = 18, high = 21 }
boss = { value = 61234, unit = "dollars a year", source = "us" }
hours = { value = 2080, unit = "hours a year", source = "us" }
days = { value = 250, unit = "days a year", source = "us" }
open = { value = 55, unit = "hours a week", source = "us" }
week = { value = 40, unit = "hours a week", source = "us" }
babies = { value = 8, unit = "children a room", source = "us" }
baby_ratio = { value = 4, unit = "children a worker", source = "us" }
kids = { value = 20, unit = "children a room", source = "us" }
kid_ratio = { value = 10, unit = "children a worker", source = "us" }
filled = { value = 85, unit = "percent", assumed = "a guess", low = 70, high = 95 }
few = { value = 0.5, unit = "share", source = "us" }
fica = { value = 7.65, unit = "percent", source = "us" }
state = { value = 0.0395, unit = "share", source = "us" }
base = { value = 13590, unit = "dollars a worker a year", source = "us" }
health = { value = 6000, unit = "dollars a worker a year", source = "us" }
taking = { value = 60, unit = "percent", source = "us" }
leave = { value = 12, unit = "days a worker a year", source = "us" }
day = { value = 8, unit = "hours a day", source = "us" }
relief = { value = 17.5, unit = "dollars an hour", source = "us" }
away = { value = 33, unit = "hours a worker a year", source = "us" }
food = { value = 7.25, unit = "dollars a child a day", source = "us" }
rent = { value = 19089, unit = "dollars a room a year", source = "us" }
train = { value = 410, unit = "dollars a worker a year", source = "us" }
fees = { value = 9001, unit = "dollars a year", source = "us" }
office = { value = 4, unit = "percent", source = "us" }
reserve = { value = 5, unit = "percent", source = "us" }
agency = { value = 0.06, unit = "share", source = "us" }
rate = { value = 67, unit = "dollars a child a day", source = "us" }
paid = { value = 245, unit = "days a year", source = "us" }
star = { value = 15, unit = "percent", source = "us" }
lost = { value = 1, unit = "percent", source = "us", low = 0, high = 3 }
[center]
days = "days"
filled = "filled"
paid_hours = "hours"
open_hours = "open"
worker_hours = "week"
[roles]
teacher = { title = "Teacher", pay = "wage" }
head = { title = "Head", pay = "boss" }
[[rooms]]
name = "nursery"
age = "baby"
group_size = "babies"
ratio = "baby_ratio"
lead = "teacher"
filled = "few"
[[rooms]]
name = "hall"
age = "big"
rooms = 2
group_size = "kids"
ratio = "kid_ratio"
lead = "teacher"
[[shared_staff]]
role = "head"
workers = 0.5
[[benefits]]
name = "fica"
share = "fica"
on_substitutes = true
[[benefits]]
name = "state"
share = "state"
up_to = "base"
[[benefits]]
name = "health"
each = "health"
taken_up = "taking"
[[substitutes]]
name = "leave"
time = "leave"
hours_a_day = "day"
pay = "relief"
[[substitutes]]
name = "training"
time = "away"
of = "hours"
for_shared = true
[[other_costs]]
name = "food"
each = "food"
per = "child"
[[other_costs]]
name = "rent"
each = "rent"
per = "room"
[[other_costs]]
name = "train"
each = "train"
per = "worker"
[[other_costs]]
name = "fees"
each = "fees"
per = "center"
[[other_costs]]
name = "office"
share = "office"
convention = "mark-up on cost"
[[other_costs]]
name = "reserve"
share = "reserve"
convention = "share of the total"
[[other_costs]]
name = "agency"
share = "agency"
convention = "share of the total"
[[revenue]]
name = "subsidy"
kind = "subsidy"
each = "rate"
paid_days = "paid"
add_on = "star"
uncollected = "lost"
"""


def typed(text: str) -> float:
    """What a calculator shows for a text of the page."""
    plain = re.sub(r"([\d.]+)%", r"(\1/100)", text.replace(",", ""))
    return eval(plain.replace("×", "*").replace("÷", "/").replace("−", "-"))


@pytest.fixture(scope="module")
def built():
    return build_center(read_center(FILE))


@pytest.mark.parametrize("age", ["baby", "big"])
def test_a_calculator_comes_to_every_line_of_a_child(built, age):
    one = built.of(age)
    assert [typed(text) for text in one.lines_in_numbers] == pytest.approx(
        [line.value for line in one.lines], abs=0.02
    )


def test_a_calculator_comes_to_every_worker(built):
    for one in built.workers:
        texts = (one.pay_in_numbers, one.benefits_in_numbers, one.substitutes_in_numbers)
        assert [typed(text) for text in texts] == pytest.approx(
            [one.pay_usd, one.benefits_usd, one.substitutes_usd], abs=0.005
        )


def test_a_calculator_comes_to_what_the_subsidy_brings(built):
    side = built.of("baby").subsidy
    assert typed(side.in_numbers) == pytest.approx(side.revenue_usd_per_year)


def test_a_calculator_comes_to_the_staffing_factor(built):
    room = built.rooms[0]
    assert typed(room.factor_in_numbers) == room.staffing_factor


def test_one_at_a_time_gives_what_each_end_costs_and_the_strongest_first():
    model = read_center(FILE)
    found = {one.name: one for one in one_at_a_time(model)}
    assert list(found) == ["wage", "filled", "lost"]
    low = build_center(model, {"filled": 70}).of("big").cost_usd_per_day
    high = build_center(model, {"filled": 95}).of("big").cost_usd_per_day
    assert found["filled"].usd_per_day[1] == ("big", low, high)
    assert found["lost"].swing == 0
