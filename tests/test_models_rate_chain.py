"""A rate from its parts, worked by hand: every verb, every convention, every rounding."""

from fractions import Fraction

import numpy as np
import pytest

from rate_model_text import built, given, line, model, written
from research.ground.errors import ModelError
from research.models.rate_model import (
    Found,
    build_rate,
    rate_of,
    rates_of,
    read_model,
)

PARTS = {
    "wage": given(16),
    "ere": given(25, "percent"),
    "share": given(0.8, "share"),
    "support": given(5, "percent"),
    "admin": given(15, "percent"),
}
PAY = line("pay", "wage * (1 + ere)", part="wage")
BILL = line("bill", "pay / share", part="productivity")
F = Fraction
SHARE = "share of the rate"
MARK_UP = "mark-up on cost"


def indirect(name: str, share: str, part: str, convention: str, **more: object):
    return line(name, loading=share, part=part, convention=convention, **more)


def two(convention: str, **more: object) -> list[dict[str, object]]:
    return [
        indirect("programs", "support", "program support", convention, **more),
        indirect("office", "admin", "administration", convention, **more),
    ]


def test_an_hour_worked_by_hand():
    # 16 × 1.25 = 20; 20 ÷ 0.8 = 25; 25 ÷ (1 − 0.20) = 31.25, of which 1.5625 and 4.6875
    rate = built(PARTS, PAY, BILL, *two(SHARE))
    assert [line.exact for line in rate.lines] == [
        F(20),
        F(25),
        F("1.5625"),
        F("4.6875"),
        F("31.25"),
        F("31.25"),
    ]
    assert (rate.rate_usd, rate.unit) == (31.25, "dollars an hour")


def test_mark_ups_stand_on_all_before_them():
    # 25 × 1.05 = 26.25; × 1.15 = 30.1875
    rate = built(PARTS, PAY, BILL, *two(MARK_UP))
    assert (rate.exact, rate.rate) == (F("30.1875"), F("30.19"))


def test_additive_shares_stand_on_the_wage_that_they_name():
    parts = {name: PARTS[name] for name in ("wage", "support", "admin")}
    rate = built(parts, line("pay", "wage"), *two("additive on the wage", on="pay"))
    assert rate.exact == 16 * F("1.20")


def test_supervision_may_stand_outside_the_base_of_administration():
    parts = {**PARTS, "boss": given(2)}
    del parts["support"]
    lines = (PAY, BILL, line("supervision", "boss", part="supervision"))
    inside = built(parts, *lines, indirect("office", "admin", "administration", MARK_UP))
    outside = built(
        parts, *lines, indirect("office", "admin", "administration", MARK_UP, on="bill")
    )
    assert (inside.exact, outside.exact) == (27 * F("1.15"), 25 * F("1.15") + 2)


def test_both_percentages_of_every_indirect_are_given():
    rate = built(PARTS, PAY, BILL, *two(SHARE))
    assert [(one.name, one.usd, one.mark_up, one.share_of_rate) for one in rate.indirects] == [
        ("Programs", 1.5625, 0.0625, 0.05),
        ("Office", 4.6875, 0.1875, 0.15),
    ]


def test_an_indirect_written_as_a_formula_has_both_percentages_too():
    parts = {"wage": given(16), "admin": given(1.25, "factor"), "office": given(4)}
    marked = built(
        parts,
        line("pay", "wage"),
        line("all", "pay * admin", part="administration"),
        line("rent", "office"),
    )
    fixed = built(
        {"wage": given(16), "office": given(4)},
        line("pay", "wage"),
        line("rent", "office", part="administration"),
    )
    assert (marked.indirects[0].mark_up, marked.indirects[0].share_of_rate) == (0.25, 4 / 24)
    assert (fixed.indirects[0].mark_up, fixed.indirects[0].share_of_rate) == (0.25, 0.2)


def test_expenses_in_dollars_make_the_share_fall_as_the_wage_rises():
    parts = {
        "wage": given(10),
        "tax": given(10, "percent"),
        "health": given(520, "dollars a month"),
        "hours": given(2080, "hours a year"),
    }
    hour = model(
        parts,
        line("pay", "wage", part="wage"),
        line("taxes", loading="tax", on="pay"),
        line("insurance", "health / hours", part="expenses"),
    )
    shares = [rate_of(hour, {"wage": wage}) / wage - 1 for wage in (10, 20)]
    assert shares == [F("0.40"), F("0.25")]


@pytest.mark.parametrize(("wage", "tax"), [(3, F("0.18")), (10, F(420, 2080))])
def test_a_payroll_tax_ends_at_its_wage_base(wage: float, tax: F):
    parts = {
        "wage": given(wage),
        "futa": given(6, "percent"),
        "base": given(7000, "dollars a year"),
        "hours": given(2080, "hours a year"),
    }
    rate = built(
        parts,
        line("pay", "wage"),
        line("tax", loading="futa", on="pay", up_to="base", paid_hours="hours"),
    )
    assert rate.line("tax").exact == tax


def test_a_mix_is_a_mean_weighted_by_shares_or_by_hours():
    shares = {
        "aide": given(15),
        "nurse": given(35),
        "a": given(80, "percent"),
        "n": given(0.2, "share"),
    }
    hours = {**shares, "a": given(32, "hours a week"), "n": given(8, "hours a week")}
    counts = {**shares, "a": given(4, "count"), "n": given(1, "count")}
    mix = line("pay", mix={"aide": "a", "nurse": "n"})
    assert [built(parts, mix).rate_usd for parts in (shares, hours, counts)] == [19, 19, 19]


def test_a_mix_takes_up_the_lines_that_it_mixes():
    parts = {
        "wage": given(15),
        "more": given(5),
        "a": given(0.5, "share"),
        "b": given(0.5, "share"),
    }
    lines = (
        line("aide", "wage"),
        line("lead", "wage + more"),
        line("pay", mix={"aide": "a", "lead": "b"}),
    )
    assert built(parts, *lines).rate_usd == 17.5


def test_a_floor_holds():
    parts = {"wage": given(12), "floor": given(15)}
    assert built(parts, line("pay", "max(wage, floor)")).rate_usd == 15


def test_travel_and_mileage_of_a_visit():
    parts = {
        "wage": given(18),
        "care": given(30, "minutes a visit"),
        "travel": given(10, "minutes a visit"),
        "miles": given(4, "miles a visit"),
        "mile": given(65.5, "cents a mile"),
    }
    rate = built(
        parts,
        line("pay", "wage * (care + travel)", part="wage"),
        line("mileage", "miles * mile", part="travel"),
        pays_for="visit",
    )
    assert (rate.exact, rate.unit) == (12 + F("2.62"), "dollars a visit")


@pytest.mark.parametrize(
    ("pays_for", "rate"),
    [("hour", F(20)), ("15 minutes", F(5)), ("half hour", F(10)), ("minute", F(1, 3))],
)
def test_an_hour_is_four_quarters_and_sixty_minutes(pays_for: str, rate: F):
    hour = built({"wage": given(20)}, line("pay", "wage"), pays_for=pays_for, rounding="none")
    assert hour.rate == rate


@pytest.mark.parametrize(("pays_for", "rate"), [("year", 24000), ("month", 2000)])
def test_a_year_is_twelve_months(pays_for: str, rate: int):
    parts = {"rent": given(24000, "dollars a year")}
    assert built(parts, line("room", "rent"), pays_for=pays_for).rate == rate


@pytest.mark.parametrize(
    ("rounding", "value", "rate"),
    [
        (None, 4.125, "4.13"),
        ("half up to cents", 2.675, "2.68"),
        ("half up to cents", 2.6749, "2.67"),
        ("nearest cent", 2.675, "2.68"),
        ("half even to cents", 2.665, "2.66"),
        ("cut off to cents", 2.679, "2.67"),
        ("truncated to cents", 2.679, "2.67"),
        ("up to cents", 2.6701, "2.68"),
        ("up to the next cent", 2.6701, "2.68"),
        ("half up to dollars", 2.5, "3"),
        ("half up to 4 places", 2.67895, "2.6790"),
        ("half up to 5 cents", 2.675, "2.70"),
        ("half up to a tenth of a cent", 2.6745, "2.675"),
        ("none", 2.6789, "2.6789"),
    ],
)
def test_a_rate_is_rounded_once_and_exactly(rounding: str | None, value: float, rate: str):
    assert built({"wage": given(value)}, line("pay", "wage"), rounding=rounding).rate == F(rate)


def test_a_line_is_rounded_where_its_publisher_rounds():
    parts = {"wage": given(10.01), "g": given(5, "percent"), "h": given(5, "percent")}
    lines = [line("pay", "wage"), line("a", loading="g", on="pay", rounded="half up to cents")]
    rate = built(parts, *lines, line("b", loading="h", on="pay"), rounding="none")
    assert (rate.line("a").exact, rate.line("b").exact) == (F("0.50"), F("0.5005"))


def test_a_line_is_rounded_and_shown_in_the_unit_that_it_names():
    parts = {"wage": given(10.01)}
    quarter = line("quarter", "wage", unit="dollars a quarter hour", rounded="half up to cents")
    rate = built(parts, quarter)
    assert (rate.line("quarter").exact, rate.rate) == (F("2.50"), F(10))


def test_a_line_may_look_beside_itself_without_taking_up():
    parts = {"wage": given(20), "part": given(10, "percent")}
    lines = (line("pay", "wage"), line("boss", "pay * part", beside=True))
    assert built(parts, *lines).rate_usd == 22


def test_a_line_that_is_not_added_is_only_looked_at():
    parts = {
        "wage": given(20),
        "hours": given(2000, "hours a year"),
        "health": given(4000, "dollars a year"),
    }
    lines = (
        line("year", "wage * hours", added=False),
        line("share", "health / year"),
        line("pay", "wage * (1 + share)"),
    )
    assert built(parts, *lines).rate_usd == 22


def test_what_stands_before_can_be_named_at_once():
    parts = {"wage": given(20), "extra": given(2), "attended": given(0.88, "share")}
    lines = (
        line("pay", "wage"),
        line("more", "extra"),
        line("open", "everything_before / attended", part="absence"),
    )
    assert built(parts, *lines).rate_usd == 25


def test_percentiles_are_joined_by_a_straight_line_or_geometrically():
    points = {"p50": 18, "p75": 22.5}
    typed = {"percentile": 60, "percentiles": points, "unit": "dollars an hour", "source": "book"}
    straight = built({"wage": typed}, line("pay", "wage"), rounding="none")
    bent = built({"wage": {**typed, "interpolation": "geometric"}}, line("pay", "wage"))
    assert (straight.rate, bent.rate) == (F("19.8"), F("19.68"))  # 18 × 1.25^0.4 = 19.6805


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"percentile": 95}, "lies outside the 2 published ones"),
        ({"percentile": None}, "has percentiles and no percentile"),
        ({"percentiles": {"p50": 18, "p75": 17}}, "percentiles rise"),
        ({"percentiles": {"p50": 18, "q75": 19}}, 'first "q75"'),
        ({"interpolation": "guess"}, "straight line or geometric"),
    ],
)
def test_percentiles_that_say_nothing_are_refused(change: dict[str, object], told: str):
    typed = {
        "percentile": 60,
        "percentiles": {"p50": 18, "p75": 22},
        "unit": "$/hour",
        "source": "book",
    }
    with pytest.raises(ModelError) as refused:
        model({"wage": {**typed, **change}}, line("pay", "wage"))
    assert told in str(refused.value)


def test_every_line_says_its_formula_in_names_and_in_numbers():
    parts = {
        "wage": given(16),
        "ere": given(25, "percent"),
        "health": given(520, "dollars a month"),
        "hours": given(2080, "hours a year"),
    }
    rate = built(parts, line("pay", "wage * (1 + ere) + health / hours"), pays_for="quarter hour")
    assert [(one.formula, one.with_numbers, one.value, one.unit) for one in rate.lines] == [
        (
            "wage × (1 + ere) + health ÷ hours",
            "16 × (1 + 25%) + 520 × 12 ÷ 2,080",
            23,
            "dollars an hour",
        ),
        ("dollars an hour, for one quarter hour", "23 ÷ 4", 5.75, "dollars a quarter hour"),
        ("rounded once, half up to cents", "5.75", 5.75, "dollars a quarter hour"),
    ]


def test_what_is_written_in_numbers_gives_the_value_on_a_calculator():
    text = (
        "16 × (1 + 25%) + 520 × 12 ÷ 2,080".replace("×", "*")
        .replace("÷", "/")
        .replace("25%", "0.25")
        .replace(",", "")
    )
    assert eval(text) == 23


def test_who_says_a_value_stands_in_its_line():
    parts = {
        "wage": given(16, where="p. 12"),
        "ere": given(25, "percent", assumed="a guess", low=20, high=30),
    }
    pay = built(parts, PAY).lines[0]
    assert pay.source == "wage: The book, p. 12; ere: assumed, tried from 20 to 30"
    assert (pay.is_assumed, pay.grade) == (True, 3)


@pytest.mark.parametrize(
    ("changes", "scenario", "wage", "grade"),
    [
        ({}, None, 16, 2),
        ({"wage": 18}, None, 18, 3),
        ({}, "high", 20, 3),
        ({"wage": 18}, "high", 18, 3),
        ({}, "printed", 21, 2),
    ],
)
def test_changes_by_hand_come_after_those_of_a_scenario(changes, scenario, wage, grade):
    tail = """
    [scenarios]
    high = { set = { wage = 20 } }
    printed = { set = { wage = 21 }, source = "book" }
    """
    hour = model({"wage": given(16, low=10, high=20)}, line("pay", "wage"), tail=tail)
    rate = build_rate(hour, changes, scenario)
    assert (rate.rate_usd, rate.grade) == (wage, grade)


PAID = '[paid]\nvalue = {}\nunit = "{}"\nsource = "book"'


def test_adequacy_is_paid_over_rate_in_one_unit():
    rate = built(
        {"wage": given(20)},
        line("pay", "wage"),
        tail=PAID.format(4, "$/15 minutes"),
        pays_for="quarter hour",
    )
    assert (rate.adequacy, rate.why_no_adequacy) == (0.8, "")


def test_adequacy_is_refused_between_units():
    rate = built(
        {"wage": given(20)}, line("pay", "wage"), tail=PAID.format(4, "dollars a quarter hour")
    )
    assert rate.adequacy is None
    assert "paid is in dollars a quarter hour, the rate in dollars an hour" in rate.why_no_adequacy


def test_a_scenario_may_carry_what_is_paid_then():
    tail = (
        PAID.format(16, "$/hour")
        + "\n[scenarios.new.paid]\nvalue = 20\nunit = '$/hour'\nsource = 'book'"
    )
    hour = model({"wage": given(20)}, line("pay", "wage"), tail=tail)
    assert [build_rate(hour, scenario=one).adequacy for one in (None, "new")] == [0.8, 1]


def test_direct_care_is_pay_expenses_and_paid_time():
    # 20 of pay becomes 25 by productivity: 25 of 31.25
    assert built(PARTS, PAY, BILL, *two(SHARE)).direct_care_share == 0.8


def test_direct_care_is_not_guessed_where_no_line_is_a_wage():
    assert built({"wage": given(20)}, line("pay", "wage")).direct_care_share is None


LOOKED_UP = {"wage": {"look_up": {"wage_of": "31-1120", "area": "1700000", "percentile": 50}}}
FOUND = Found(17.25, "dollars an hour", "OEWS", "https://bls", "2024-05", 1, "Home health aides")


def test_a_look_up_waits_until_it_is_resolved():
    waiting = read_model(written(LOOKED_UP, line("pay", "wage")))
    assert waiting.look_ups == {"wage": {"wage_of": "31-1120", "area": "1700000", "percentile": 50}}
    with pytest.raises(ModelError, match=r"1 values wait for a look-up \(wage\)"):
        build_rate(waiting)


def test_a_resolved_look_up_brings_its_unit_source_and_grade():
    waiting = read_model(written(LOOKED_UP, line("pay", "wage")))
    rate = build_rate(waiting.resolved({"wage": FOUND}))
    assert (rate.rate_usd, rate.grade, rate.sources[0].title) == (17.25, 1, "OEWS")


def test_a_judgement_on_a_look_up_lowers_its_grade():
    judged = {"wage": {**LOOKED_UP["wage"], "assumed": "near enough", "low": 15, "high": 19}}
    rate = build_rate(read_model(written(judged, line("pay", "wage"))).resolved({"wage": FOUND}))
    assert rate.grade == 3


def test_a_paid_rate_may_be_looked_up():
    text = written(
        {"wage": given(20)}, line("pay", "wage"), tail='[paid]\nlook_up = { series = "x" }'
    )
    waiting = read_model(text)
    found = Found(15, "dollars an hour", "Register", "https://x", "2024-07-01", 1)
    assert build_rate(waiting.resolved({"[paid]": found})).adequacy == 0.75


@pytest.mark.parametrize(
    ("name", "found", "told"),
    [
        ("wages", FOUND, 'waits for no look-up (did you mean "wage"?)'),
        ("wage", Found(-1, "dollars an hour", "x", "x", "2024", 1), "an amount is 0 or more"),
        ("wage", Found(1, "dollars a moon", "x", "x", "2024", 1), 'unknown word "moon"'),
    ],
)
def test_what_a_look_up_finds_is_checked(name: str, found: Found, told: str):
    waiting = read_model(written(LOOKED_UP, line("pay", "wage")))
    with pytest.raises(ModelError) as refused:
        waiting.resolved({name: found})
    assert told in str(refused.value)


def test_many_draws_at_once_give_the_rates_of_each():
    hour = model(PARTS, PAY, BILL, *two(SHARE))
    wages, shares = np.array([12.0, 16.0, 21.5]), np.array([0.7, 0.8, 0.95])
    one = [
        float(rate_of(hour, {"wage": w, "share": s})) for w, s in zip(wages, shares, strict=True)
    ]
    assert rates_of(hour, {"wage": wages, "share": shares}) == pytest.approx(one, abs=1e-9)


def test_many_draws_round_the_lines_that_are_rounded():
    hour = model(
        PARTS | {"admin": given(0, "percent"), "support": given(0, "percent")},
        {**PAY, "rounded": "half up to cents"},
        BILL,
        *two(SHARE),
    )
    wages = np.array([12.02, 12.026, 12.1234])
    one = [float(rate_of(hour, {"wage": wage})) for wage in wages]
    assert rates_of(hour, {"wage": wages}) == pytest.approx(one, abs=1e-9)


@pytest.mark.parametrize(
    ("draws", "told"),
    [
        ({"wages": [1.0]}, 'did you mean "wage"?'),
        ({"wage": [1.0, np.nan, -2.0]}, "wage: 2 of 3 draws are no amount"),
        ({"share": [0.5, 1.5]}, "share: 1 of 2 draws are no amount from 0 to 1"),
        ({"share": [0.5, 0.0]}, "line bill divides by share, which is 0"),
        ({"support": [10.0, 90.0]}, "in 1 of 2 draws the shares of the rate reach 1"),
    ],
)
def test_draws_that_are_no_rate_are_refused(draws: dict[str, list[float]], told: str):
    hour = model(PARTS, PAY, BILL, *two(SHARE))
    with pytest.raises(ModelError) as refused:
        rates_of(hour, {name: np.array(held) for name, held in draws.items()})
    assert told in str(refused.value)
