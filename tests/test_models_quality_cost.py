"""A child's cost by age: worked by hand, held together by identities, refused where it must be."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from research.ground.errors import ModelError
from research.models.quality_cost import (
    Allocation,
    build_center,
    costs_of,
    joint_range,
    over_allocations,
    read_center,
)

# Two rooms whose cost is a sum that one can do on paper:
#   each room: a lead at 40,000 and an assistant at 30,000; payroll tax 10%, health 2,000 a
#   worker; leave 13 of 260 days; rent 10,000; food 1,000 a child who is there.
#   shared: a director at 60,000 with tax and health, 68,000; office 12,000.
CENTER = """
title = "Two rooms"
as_of = 2025
allocation = "by room"
ages = ["baby", "big"]
[sources.us]
title = "a small example"
date = 2025
grade = 2
[parameters]
lead_pay = { value = 40000, unit = "dollars a year", source = "us" }
aide_pay = { value = 30000, unit = "dollars a year", source = "us" }
director_pay = { value = 60000, unit = "dollars a year", source = "us" }
babies = { value = 8, unit = "children a room", source = "us" }
babies_a_worker = { value = 4, unit = "children a worker", source = "us" }
kids = { value = 20, unit = "children a room", source = "us" }
kids_a_worker = { value = 10, unit = "children a worker", source = "us" }
days = { value = 250, unit = "days a year", source = "us" }
filled = { value = 0.8, unit = "share", source = "us" }
tax = { value = 10, unit = "percent", source = "us" }
health = { value = 2000, unit = "dollars a worker a year", source = "us" }
leave_days = { value = 13, unit = "days a year", source = "us" }
work_days = { value = 260, unit = "days a year", source = "us" }
food = { value = 1000, unit = "dollars a child a year", source = "us" }
rent = { value = 10000, unit = "dollars a room a year", source = "us" }
office = { value = 1000, unit = "dollars a month", source = "us" }
space = { value = 50, unit = "square feet a child", assumed = "a guess", low = 35, high = 75 }
more_space = { value = 100, unit = "square feet a child", source = "us" }
rate = { value = 60, unit = "dollars a child a day", source = "us" }
fee = { value = 1500, unit = "dollars a month", source = "us" }
meals = { value = 2, unit = "dollars a child a day", source = "us" }
paid_days = { value = 240, unit = "days a year", source = "us" }
lost = { value = 5, unit = "percent", source = "us" }
[center]
days = "days"
filled = "filled"
[roles]
lead = { pay = "lead_pay" }
aide = { pay = "aide_pay" }
director = { pay = "director_pay" }
[[rooms]]
name = "babies_room"
age = "baby"
group_size = "babies"
ratio = "babies_a_worker"
lead = "lead"
others = "aide"
square_feet = "more_space"
[[rooms]]
name = "kids_room"
age = "big"
group_size = "kids"
ratio = "kids_a_worker"
lead = "lead"
others = "aide"
square_feet = "space"
[[shared_staff]]
role = "director"
workers = 1
[[benefits]]
name = "payroll_tax"
share = "tax"
on_substitutes = true
[[benefits]]
name = "insurance"
each = "health"
[[substitutes]]
name = "leave"
time = "leave_days"
of = "work_days"
[[other_costs]]
name = "meals_cost"
title = "Food"
each = "food"
per = "child"
[[other_costs]]
name = "rent_cost"
title = "Rent"
each = "rent"
per = "room"
[[other_costs]]
name = "office_cost"
each = "office"
per = "center"
[[revenue]]
name = "state"
title = "The state's rate"
kind = "subsidy"
each = "rate"
paid_days = "paid_days"
uncollected = "lost"
[[revenue]]
name = "parents"
kind = "price"
each = "fee"
[[revenue]]
name = "meal_program"
kind = "food program"
each = "meals"
paid_days = "paid_days"
[scenarios.better]
title = "Leads as directors"
[scenarios.better.set]
lead_pay = "director_pay"
"""


def center(*changes, text=CENTER):
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return read_center(text, "center.toml")


def line(age_cost, title):
    return next(each.value for each in age_cost.lines if each.name == title)


def test_a_child_costs_what_pencil_and_paper_say():
    # (70,000 + 11,000 + 3,850 + 6,400 + 10,000 + 40,000 shared) ÷ 6.4 children
    assert build_center(center()).of("baby").exact_usd_per_year == Fraction("22070.3125")


def test_a_day_is_the_year_over_the_days_of_care_in_whole_cents():
    assert build_center(center()).of("baby").cost_usd_per_day == 88.28


def test_a_month_is_a_twelfth_of_the_year_in_whole_cents():
    assert build_center(center()).of("big").cost_usd_per_month == 785.68  # 9,428.125 ÷ 12


def test_the_lines_of_a_child_are_the_ones_worked_by_hand():
    baby = build_center(center()).of("baby")
    titles = ("Staff of the room", "Benefits of the room's staff", "Substitutes", "Food", "Rent")
    assert [line(baby, title) for title in titles] == [8750.0, 1375.0, 481.25, 1000.0, 1250.0]


def test_empty_places_cost_what_a_full_house_would_save():
    # 22,070.3125 less 142,850 ÷ 8 children, when every place is filled
    assert line(build_center(center()).of("baby"), "Places that stay empty") == 4214.0625


def test_the_center_costs_what_its_rooms_and_its_common_costs_add_up_to():
    assert build_center(center()).exact_total_usd == 101250 + 110850 + 80000


def test_shared_cost_goes_by_direct_staff_cost_where_that_is_chosen():
    # both rooms have the same staff, so each takes half, as by room
    one, other = (
        build_center(center(), allocation=way) for way in ("by room", Allocation.BY_STAFF)
    )
    assert one.of("baby").exact_usd_per_year == other.of("baby").exact_usd_per_year


def test_shared_cost_goes_by_child_where_that_is_chosen():
    built = build_center(center(), allocation="by child")
    assert (
        built.of("baby").exact_usd_per_year * Fraction("6.4") == 101250 + Fraction(80000) * 8 / 28
    )


def test_shared_cost_goes_by_square_feet_where_that_is_chosen():
    # 800 square feet beside 1,000
    built = build_center(center(), allocation="by square feet")
    assert (
        built.of("baby").exact_usd_per_year * Fraction("6.4") == 101250 + Fraction(80000) * 8 / 18
    )


def test_the_subsidy_covers_revenue_over_cost():
    # 60 × 240 × 0.95 + 2 × 240, over 22,070.3125
    subsidy = build_center(center()).of("baby").subsidy
    assert subsidy.coverage == pytest.approx(14160 / 22070.3125, abs=1e-12)


def test_the_rate_needed_closes_the_gap():
    needed = build_center(center()).of("baby").subsidy.needed_usd_per_day
    again = build_center(center(), {"rate": round(needed, 6)}).of("baby").subsidy
    assert again.coverage == pytest.approx(1, abs=1e-6)


def test_a_price_is_compared_apart_from_the_subsidy():
    baby = build_center(center()).of("baby")
    assert (baby.price.against, baby.price.revenue_usd_per_year) == ("price", 18000 + 480)


def test_an_add_on_raises_the_rate_that_is_paid():
    model = center(
        ('uncollected = "lost"', 'uncollected = "lost"\nadd_on = "gold"'),
        ("[center]", 'gold = { value = 15, unit = "percent", source = "us" }\n[center]'),
    )
    assert build_center(model).of("baby").subsidy.rate_usd_per_day == pytest.approx(69)


def test_the_gap_of_the_center_weighs_both_kinds_of_children():
    model = center(
        ("[center]\n", '[center]\nsubsidized = "half"\n'),
        ("[center]", 'half = { value = 0.5, unit = "share", source = "us" }\n[center]'),
    )
    built = build_center(model)
    revenue = 22.4 * (0.5 * (13680 + 480) + 0.5 * (18000 + 480))
    assert built.gap_usd_per_year == pytest.approx(built.total_usd - revenue, abs=1e-6)


def test_more_hours_than_a_worker_works_need_more_workers():
    model = center(
        ('filled = "filled"', 'filled = "filled"\nopen_hours = "open"\nworker_hours = "week"'),
        ("[center]", 'open = { value = 55, unit = "hours a week", source = "us" }\n[center]'),
        ("[center]", 'week = { value = 40, unit = "hours a week", source = "us" }\n[center]'),
    )
    staff = line(build_center(model).of("baby"), "Staff of the room")
    assert staff == 8750 * 55 / 40


def test_a_capped_tax_stops_at_its_base():
    model = center(
        ('share = "tax"\non_substitutes = true', 'share = "tax"\nup_to = "base"'),
        ("[center]", 'base = { value = 7000, unit = "dollars a year", source = "us" }\n[center]'),
    )
    # two workers: 700 of tax and 2,000 of health each, over 8 places
    benefits = line(build_center(model).of("baby"), "Benefits of the room's staff")
    assert benefits == 2 * (700 + 2000) / 8


def test_a_share_of_the_total_and_its_mark_up_agree():
    extra = """
[[other_costs]]
name = "administration"
share = "overhead"
convention = "{convention}"
[[revenue]]
name = "state"
"""

    def built(value, convention):
        text = CENTER.replace(
            '[[revenue]]\nname = "state"\n', extra.format(convention=convention)
        ).replace(
            "[center]", f'overhead = {{ value = {value}, unit = "share", source = "us" }}\n[center]'
        )
        return build_center(read_center(text)).of("baby").exact_usd_per_year

    assert built("0.2", "share of the total") == built("0.25", "mark-up on cost")


def test_a_scenario_puts_one_parameter_in_the_place_of_another():
    built = build_center(center(), scenario="better")
    assert line(built.of("baby"), "Staff of the room") == 90000 / 8


def test_what_is_only_assumed_makes_the_cost_weak_and_is_said():
    built = build_center(center())
    assert (int(built.grade), built.assumptions) == (
        3,
        (
            "Space: 50 square feet a child, assumed, tried from 35 to 75 square feet a child "
            "(a guess)",
        ),
    )


def test_the_grade_of_a_center_says_what_decides_it():
    assert build_center(center()).grade_reasons[-1].endswith("rests on no source")


def test_the_range_over_allocations_holds_every_way():
    found = over_allocations(center()).ages[0]
    costs = [
        build_center(center(), allocation=way).of("baby").cost_usd_per_day for way in Allocation
    ]
    assert (found.low_usd_per_day, found.high_usd_per_day) == (min(costs), max(costs))


def test_an_allocation_without_its_numbers_is_left_out_by_name():
    model = center(('square_feet = "more_space"\n', ""), ("more_space = ", "# "))
    assert over_allocations(model).left_out == ("by square feet",)


def test_draws_reckon_as_the_fractions_do():
    model = center()
    drawn = costs_of(model, {"lead_pay": np.array([40000.0, 50000.0])})["baby"]
    exact = [
        build_center(model, {"lead_pay": pay}).of("baby").exact_usd_per_year
        for pay in (40000, 50000)
    ]
    assert drawn == pytest.approx([float(each) / 250 for each in exact], rel=1e-12)


def test_joint_draws_hold_the_point_where_only_space_is_assumed_and_nothing_goes_by_space():
    drawn = joint_range(center(), 100, np.random.default_rng(7))[0]
    assert (drawn.cost_usd_per_day_low, drawn.cost_usd_per_day_high) == pytest.approx(
        (22070.3125 / 250,) * 2
    )


def test_parameters_that_move_together_take_the_same_quantile():
    from research.models.quality_cost.ranges import drawn_values

    tied = ', moves_with = "lead_pay"'
    ranged = 'source = "us", low = 20000, high = {high}{more} }}'
    model = center(
        (
            'value = 40000, unit = "dollars a year", source = "us" }',
            'value = 40000, unit = "dollars a year", ' + ranged.format(high=60000, more=""),
        ),
        (
            'value = 30000, unit = "dollars a year", source = "us" }',
            'value = 30000, unit = "dollars a year", ' + ranged.format(high=40000, more=tied),
        ),
    )
    values = drawn_values(model, 50, np.random.default_rng(7))
    assert values["lead_pay"] == pytest.approx(2 * values["aide_pay"] - 20000)


MONEY = st.integers(min_value=0, max_value=90000)
WAYS = st.sampled_from(list(Allocation))
STEADY = settings(deadline=None, max_examples=50, derandomize=True)


@STEADY
@given(WAYS, MONEY, MONEY, st.integers(1, 100), st.integers(1, 40))
def test_ages_add_up_to_the_center_under_every_allocation(way, lead, director, filled, kids):
    changes = {
        "lead_pay": lead,
        "director_pay": director,
        "filled": filled / 100,
        "kids": kids,
        "kids_a_worker": 1,
    }
    built = build_center(center(), changes, allocation=way)
    whole = sum(age.exact_usd_per_year * Fraction(str(age.children)) for age in built.ages)
    assert float(whole) == pytest.approx(float(built.exact_total_usd), rel=1e-12)


@STEADY
@given(st.tuples(WAYS, WAYS), MONEY, st.integers(1, 40))
def test_an_allocation_moves_cost_and_never_makes_any(ways, director, kids):
    changes = {"director_pay": director, "kids": kids, "kids_a_worker": 1}
    one, other = (build_center(center(), changes, allocation=way) for way in ways)
    assert one.exact_total_usd == other.exact_total_usd


@STEADY
@given(WAYS, MONEY, st.integers(1, 100))
def test_the_lines_of_an_age_add_up_to_its_cost(way, office, filled):
    built = build_center(center(), {"office": office, "filled": filled / 100}, allocation=way)
    gaps = [sum(one.value for one in age.lines) - age.cost_usd_per_year for age in built.ages]
    assert gaps == pytest.approx([0, 0], abs=1e-6)


@STEADY
@given(st.fractions(min_value=Fraction(1, 10), max_value=10, max_denominator=50))
def test_twice_the_dollars_are_twice_the_cost(factor):
    model = center()
    money = ("lead_pay", "aide_pay", "director_pay", "health", "food", "rent", "office")
    scaled = {name: model.parameters[name].exact * factor for name in money}
    one, other = build_center(model), build_center(model, scaled)
    assert other.of("baby").exact_usd_per_year == factor * one.of("baby").exact_usd_per_year


@STEADY
@given(WAYS, st.sampled_from(["lead_pay", "aide_pay", "director_pay"]), st.integers(1, 50000))
def test_a_raise_never_lowers_what_the_center_costs(way, role, more):
    model = center()
    raised = build_center(model, {role: model.parameters[role].value + more}, allocation=way)
    assert raised.exact_total_usd > build_center(model, allocation=way).exact_total_usd


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('lead_pay = "director_pay"', "lead_pay = true", "give a number, or another parameter"),
        ('ages = ["baby", "big"]', "ages = 2", "ages is 2"),
        ("value = 4, unit", "value = 9, unit", "ratio cannot be above the group size"),
        ('ratio = "kids_a_worker"\n', "", "has no staff"),
        ('age = "big"', 'age = "bg"', 'age group "bg" is unknown .did you mean "big"'),
        ('ages = ["baby", "big"]', 'ages = ["baby", "big", "six"]', '"six" has no room'),
        ("value = 0.8, unit", "value = 0, unit", "share of places filled .filled. is 0"),
        ("value = 0.8, unit", "value = 1.2, unit", "more than 1"),
        ("value = 0.8, unit", "value = nan, unit", "finite"),
        ("value = 30000", "value = -1", "0 or more"),
        ('allocation = "by room"\n', "", "allocation of shared cost is not named"),
        ('allocation = "by room"', 'allocation = "by rooms"', 'did you mean "by room"'),
        ('aide = { pay = "aide_pay" }', 'aide = { pay = "aide_pai" }', 'did you mean "aide_pay"'),
        (
            '[[benefits]]\nname = "payroll_tax"',
            '[[shared_staff]]\nrole = "director"\n[[benefits]]\nname = "payroll_tax"',
            '"director" stands twice',
        ),
        (
            'aide = { pay = "aide_pay" }',
            'aide = { pay = "aide_pay" }\naide = { pay = "aide_pay" }',
            "given twice",
        ),
        (
            'others = "aide"\nsquare_feet = "space"',
            'others = "ade"\nsquare_feet = "space"',
            'role "ade" is not in',
        ),
        ('name = "kids_room"', 'name = "babies_room"', '"babies_room" stands twice'),
        ("[center]", 'spare = { value = 1, unit = "count", source = "us" }\n[center]', '"spare"'),
        ('per = "room"', 'per = "rom"', 'did you mean "room"'),
        ('each = "rent"\nper = "room"', 'each = "rent"', "has no per"),
        ('paid_days = "paid_days"\nuncollected', "uncollected", "paid_days is needed"),
        ('unit = "dollars a room a year"', 'unit = "dollars a room a week"', "dollars a year"),
        ('days = "days"\nfilled', 'day = "days"\nfilled', 'did you mean "days"'),
        (
            'lead_pay = { value = 40000, unit = "dollars a year"',
            'lead_pay = { value = 40000, unit = "dollars an hour"',
            "needs paid_hours",
        ),
        ('lead_pay = "director_pay"', 'lead_pay = "food_pay"', "food_pay is no parameter"),
        ('lead_pay = "director_pay"', 'led_pay = "director_pay"', 'did you mean "lead_pay"'),
        (
            'ratio = "babies_a_worker"\nlead = "lead"\nothers = "aide"',
            'ratio = "babies_a_worker"\nstaff = { lead = 1 }',
            "more than 4 children a worker",
        ),
    ],
)
def test_a_file_that_cannot_be_is_refused_by_name(old, new, said):
    with pytest.raises(ModelError, match=said):
        build_center(center((old, new)), scenario=())


def test_shares_of_the_total_that_leave_nothing_are_refused():
    extra = (
        '[[other_costs]]\nname = "fee_cost"\nshare = "filled"\nconvention = "share of the total"\n'
    )
    model = center(('[[revenue]]\nname = "state"', extra + '[[revenue]]\nname = "state"'))
    with pytest.raises(ModelError, match="shares of the total reach 1"):
        build_center(model, {"filled": 1})


def test_a_scenario_that_nobody_wrote_is_refused():
    with pytest.raises(ModelError, match='did you mean "better"'):
        build_center(center(), scenario="beter")


def test_a_change_of_an_unknown_parameter_is_refused():
    with pytest.raises(ModelError, match='did you mean "rent"'):
        build_center(center(), {"rnt": 1})


def test_draws_that_are_not_numbers_are_refused():
    with pytest.raises(ModelError, match="1 of 2 draws of rent"):
        costs_of(center(), {"rent": np.array([1.0, np.nan])})


@pytest.mark.parametrize(
    ("name", "values", "said"),
    [
        ("filled", [0.5, 0.0], "1 of 2 draws have no cost for baby"),
        ("filled", [0.5, 1.5], "1 of 2 draws of filled .* above 1"),
        ("wages", [1.0], "wages is no parameter"),
    ],
)
def test_draws_that_no_center_can_have_are_refused(name, values, said):
    with pytest.raises(ModelError, match=said):
        costs_of(center(), {name: np.array(values)})


def test_a_look_up_that_was_not_resolved_is_refused():
    model = center(
        (
            'lead_pay = { value = 40000, unit = "dollars a year", source = "us" }',
            'lead_pay = { look_up = { fact = "lead" }, unit = "dollars a year" }',
        )
    )
    with pytest.raises(ModelError, match="waits for a look-up"):
        build_center(model)
