"""What a model may not say: each refused by name, with what to do."""

import pytest

from rate_model_text import built, given, line, written
from research.ground.errors import MetricError, ModelError
from research.models.rate_model import build_rate, read_model

WAGE = {"wage": given(14)}
PAY = line("pay", "wage")
SHARE = "share of the rate"


def refusal(text: str) -> str:
    with pytest.raises(ModelError) as refused:
        build_rate(read_model(text, "m.toml"))
    return str(refused.value)


def test_a_refusal_is_a_metric_error_with_an_exit_code_of_its_own():
    assert issubclass(ModelError, MetricError)
    assert ModelError.exit_code != MetricError.exit_code


@pytest.mark.parametrize(
    ("parameter", "told"),
    [
        (given(14, unit=None), "parameter wage has no unit"),
        (given(-14), "parameter wage is -14: an amount is 0 or more"),
        (given(float("nan")), "parameter wage is NaN"),
        (given(float("inf")), "parameter wage is Infinity"),
        (given(True), "True is no number"),
        (given("14"), "'14' is no number"),
        (given([14]), "is no number"),
        (given(14, "dolars an hour"), 'did you mean "dollar"?'),
        (given(14, sorce="book"), 'unknown, first "sorce" (did you mean "source"?)'),
        (given(14, source="boook"), 'source "boook" is not in [sources] (did you mean "book"?)'),
        (given(14, source=""), "source must be a text"),
        (given(14, source=None), "has neither source nor assumed"),
        (given(14, source="book", assumed="x", low=1, high=20), "has both a source and assumed"),
        (given(14, assumed="a guess"), "is assumed: give the range to try"),
        (given(14, assumed="a guess", low=10), "is assumed: give the range to try"),
        (given(14, assumed=" ", low=10, high=15), "assumed must be a text"),
        (given(14, low=10), "has only one end of a range"),
        (given(14, low=15, high=16), "is 14, outside its range 15 to 16"),
        (given(14, low=-1, high=16), "low is -1"),
        (given(14, shape="square"), 'shape "square" is not known'),
        (given(14, moves_with="pay"), "moves_with names 'pay', which is no other parameter"),
        (given(None), "has no value"),
        (given(14, look_up={"fact": "x"}), "has value and look_up"),
        ({"look_up": {"facts": "x"}}, "none of them (did you mean \"fact\"?)"),
        ({"look_up": {"fact": "x", "series": "y"}}, "this has fact and series"),
        ({"look_up": {"wage_of": "31-1120", "percentil": 3}}, 'did you mean "percentile"?'),
        ({"look_up": {"fact": "x"}, "source": "book"}, "is looked up, so its source comes with it"),
        (given(1.2, "share"), "is 1.2 share, more than 1: write 0.12 for 12 percent"),
        (given(120, "percent"), "is 120 percent, more than 100"),
    ],
)  # fmt: skip
def test_a_parameter_that_is_not_whole_is_refused(parameter: dict[str, object], told: str):
    assert told in refusal(written({"wage": parameter}, PAY))


def test_a_bare_number_is_told_how_to_become_a_parameter():
    text = written({}, PAY).replace("[parameters]", "[parameters]\nwage = 14")
    assert 'write wage = { value = …, unit = "dollars an hour", source = "…" }' in refusal(text)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("wage = { value = 15 }", 'row 13: "wage = { value = 15 }" is given twice'),
        ("e = { value = 15, value = 16 }", 'row 13: value in "e = { value = 15, value = 16 }"'),
        ("ere = 25,3", 'row 13: "ere = 25,3" is no TOML'),
        ("[sources.book]", 'row 13: "[sources.book]" is given twice'),
    ],
)
def test_what_stands_twice_or_cannot_be_read_is_shown_with_its_row(row: str, told: str):
    text = written(WAGE, PAY)
    assert text.splitlines()[11].startswith("wage = ")
    assert told in refusal(text.replace("\n\n[[lines]]", f"\n{row}\n[[lines]]"))


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ({"title": None}, "title must be a text"),
        ({"place": ""}, "place must be a text"),
        ({"as_of": None}, "as_of: the date is missing"),
        ({"as_of": "soon"}, "the date is 'soon'"),
        ({"pays_for": None}, "pays_for has no unit"),
        ({"pays_for": "our"}, 'did you mean "hour"?'),
        ({"pay_for": "hour"}, 'unknown, first "pay_for" (did you mean "pays_for"?)'),
        ({"rounding": "roughly"}, "rounding 'roughly' is not known"),
    ],
)
def test_a_head_that_is_not_whole_is_refused(head: dict[str, object], told: str):
    assert told in refusal(written(WAGE, PAY, **head))


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([line("pay", "wages")], 'nor a line (did you mean "wage"?)'),
        ([line("pay", "wage * 1.25")], "1.25 stands in the formula"),
        ([{"name": "pay"}], "has no verb"),
        ([{"name": "pay", "formla": "wage"}], 'did you mean "formula"?'),
        ([line("pay", "wage", mix={"wage": "wage"})], "has formula and mix"),
        ([line("pay", "wage", on="wage")], 'unknown, first "on"'),
        ([line("pay", "wage", part="wages")], 'part "wages" is not known (did you mean "wage"?)'),
        ([line("pay", "wage", rounded="a bit")], "rounding 'a bit' is not known"),
        ([line("pay", "wage", unit="dollars a day")], "its formula gives dollars an hour"),
        ([line("pay", "wage", beside="yes")], "beside is 'yes'"),
        ([line("", "wage")], "number 1 of the [[lines]] has no name"),
        ([line("pay-rate", "wage")], '"pay-rate" cannot stand in a formula'),
        ([line("max", "wage")], '"max" is a word of the formulas'),
        ([line("if", "wage")], '"if" cannot stand in a formula'),
        ([PAY, PAY], 'the name "pay" is given twice, to line 1 and to line 2'),
        ([line("wage", "wage")], '"wage" is given twice, as a parameter and as a line'),
        ([line("pay", "pay")], "circular: pay needs pay"),
        ([line("a", "b"), line("b", "c + wage"), line("c", "a")], "a needs b needs c needs a"),
        ([line("b", "pay"), PAY], 'names "pay", which stands below it: move pay up'),
        ([PAY, line("a", "everything_before"), line("x", "pay")], "pay, which is already inside a"),
        ([line("x", "everything_before + wage")], "nothing stands before it"),
        ([PAY, line("n", "wage / pay")], "line n is a plain number, no money, and no line uses it"),
        ([PAY, line("aside", "wage", added=False)], "is not added, and no line uses it"),
        ([line("n", "wage / wage", added=False)], "is no money, so it is never added"),
        ([], "has no lines"),
    ],
)  # fmt: skip
def test_a_line_that_breaks_the_chain_is_refused(lines: list[dict[str, object]], told: str):
    assert told in refusal(written(WAGE, *lines))


FICA = {**WAGE, "fica": given(7.65, "percent")}


@pytest.mark.parametrize(
    ("loading", "told"),
    [
        ({"on": "pai"}, '"pai", which is neither a parameter nor a line (did you mean "pay"?)'),
        ({}, "a loading is taken of something"),
        ({"on": []}, "on is []"),
        ({"on": ["pay", "pay"]}, "on names a base twice"),
        ({"on": "fica"}, "on names fica, which is no money"),
        ({"on": "pay", "part": "administration"}, "names no convention"),
        ({"on": "pay", "part": "margin"}, "names no convention"),
        ({"on": "pay", "convention": "mark up"}, "is not known: mark-up on cost, share"),
        ({"convention": "additive on the wage"}, "a loading is taken of something"),
        ({"on": "everything before", "convention": "additive on the wage"}, "name the wage"),
        ({"on": "pay", "paid_hours": "fica"}, "paid_hours needs up_to"),
        ({"on": "pay", "up_to": "fica", "convention": SHARE}, "has no cap"),
    ],
)
def test_a_loading_that_is_not_whole_is_refused(loading: dict[str, object], told: str):
    assert told in refusal(written(FICA, PAY, line("tax", loading="fica", **loading)))


def test_a_loading_of_a_number_is_told_to_make_it_a_parameter():
    assert "make it a parameter" in refusal(written(WAGE, PAY, line("t", loading=0.1, on="pay")))


def test_a_loading_on_money_that_no_line_counts_is_refused():
    told = refusal(written(FICA, line("tax", loading="fica", on="wage")))
    assert "is taken of wage, which no line counts" in told


def test_a_loading_on_a_line_and_on_what_is_inside_it_is_refused():
    lines = (PAY, line("more", "pay + wage"), line("t", loading="fica", on=["pay", "more"]))
    assert "pay is already inside more" in refusal(written(FICA, *lines))


def test_a_mere_share_may_not_swallow_its_line():
    told = refusal(written(FICA, PAY, line("tax", "pay * fica")))
    assert "nothing would be left of pay itself" in told


def test_money_taken_up_twice_is_refused_with_both_ways_out():
    lines = (PAY, line("tax", "pay * (1 + fica)"), line("total", "pay + tax"))
    told = refusal(written(FICA, *lines))
    assert "pay, which is already inside tax: it would be counted twice" in told
    assert "beside = true" in told


def test_unlike_units_are_refused_with_how_to_make_them_alike():
    parameters = {**WAGE, "health": given(6000, "dollars a year")}
    told = refusal(written(parameters, line("pay", "wage + health")))
    assert '"wage" is dollars an hour and "health" is dollars a year' in told
    assert "divide health by hours a year first" in told


def test_lines_that_cannot_be_added_are_refused_by_name():
    parameters = {**WAGE, "health": given(6000, "dollars a year")}
    told = refusal(written(parameters, PAY, line("insurance", "health")))
    assert (
        "line insurance is left to be added up as dollars a year beside dollars an hour (pay)"
        in told
    )


def test_an_hour_does_not_become_a_day_by_itself():
    told = refusal(written(WAGE, PAY, pays_for="day"))
    assert "dollars an hour, which cannot become dollars for one day" in told
    assert "multiply it by hours a day" in told


def test_a_parameter_that_no_line_uses_is_refused():
    assert '1 of 2 parameters are used by no line, first "fica"' in refusal(written(FICA, PAY))


@pytest.mark.parametrize(
    ("value", "unit", "formula", "part", "told"),
    [
        (0, "share", "wage / productivity", None, "divides by productivity, which is 0"),
        (1.1, "share", "wage / productivity", None, "is 1.1 share, more than 1"),
        (110, "percent", "wage / productivity", None, "is 110 percent, more than 100"),
        (1.1, "factor", "wage / productivity", None, "divides by productivity, which is 1.1"),
        (0.9, "share", "wage * productivity", None, "Productivity divides: pay / productivity"),
        (0.9, "factor", "wage * productivity", None, "Productivity divides: pay / productivity"),
    ],
)
def test_productivity_is_above_0_at_most_1_and_divides(
    value: float, unit: str, formula: str, part: str | None, told: str
):
    parameters = {**WAGE, "productivity": given(value, unit)}
    lines = [line("billable", formula, **({"part": part} if part else {}))]
    lines = [PAY, *lines] if "pay" in formula else lines
    assert told in refusal(written(parameters, *lines))


def test_a_line_that_is_productivity_does_not_lower_the_cost():
    parameters = {**WAGE, "billed": given(0.9, "factor")}
    told = refusal(written(parameters, PAY, line("bill", "pay * billed", part="productivity")))
    assert "lowers the cost from 14 to 12.6" in told


def test_an_adjustment_over_1_may_multiply():
    parameters = {**WAGE, "paid": given(40, "hours a week"), "billed": given(32, "hours a week")}
    lines = (
        line("adjustment", "paid / billed", part="productivity"),
        line("p", "wage * adjustment"),
    )
    assert built(parameters, *lines).rate_usd == 17.5


def test_a_share_of_hours_over_1_is_no_productivity():
    parameters = {**WAGE, "paid": given(30, "hours a week"), "billed": given(40, "hours a week")}
    lines = (line("share", "billed / paid", part="productivity"), line("pay", "wage / share"))
    assert "productivity is billable ÷ paid hours" in refusal(written(parameters, *lines))


LEAVE = {
    "wage": given(14),
    "vacation": given(0.06, "share"),
    "ere": given(0.2, "share"),
    "sick": given(0.04, "share", title="Sick days"),
}


@pytest.mark.parametrize(
    "lines",
    [
        [line("pay", "wage * (1 + ere + vacation)"), line("bill", "pay / (1 - sick)")],
        [line("pay", "wage"), line("leave", loading="vacation + ere", on="pay"),
         line("all", "everything_before / (1 - sick)")],
        [line("worked", "1 - sick"), line("pay", "wage * (1 + ere + vacation)"),
         line("bill", "pay / worked")],
        [line("pay", "wage * (1 + ere + vacation) / (1 - sick)")],
    ],
)  # fmt: skip
def test_paid_time_off_as_a_cost_and_in_the_hours_is_refused(lines: list[dict[str, object]]):
    told = refusal(written(LEAVE, *lines))
    assert "paid time off is counted twice: vacation adds to the cost" in told
    assert "sick takes hours away" in told


def test_hours_of_a_line_of_paid_time_off_are_hours_all_the_same():
    held = {**WAGE, "days_off": given(8, "percent"), "paid": given(2080, "hours a year"),
            "leave": given(160, "hours a year")}  # fmt: skip
    worked = line("worked", "(pay + extras) * paid / (paid - leave)", part="paid time off")
    lines = [PAY, line("extras", loading="days_off", on="pay", part="expenses"), worked]
    told = refusal(written(held, *lines))
    assert "days_off adds to the cost in line extras, and leave takes hours away" in told


def test_a_line_of_paid_time_off_that_divides_pay_takes_hours_away_whatever_it_is_called():
    held = {**WAGE, "pto": given(8, "percent"), "paid": given(2080, "hours a year"),
            "worked": given(1900, "hours a year")}  # fmt: skip
    lines = [PAY, line("extras", loading="pto", on="pay", part="expenses"),
             line("spread", "(pay + extras) * paid / worked", part="paid time off")]  # fmt: skip
    assert "spread takes hours away in line spread" in refusal(written(held, *lines))


def test_a_line_that_is_paid_time_off_may_not_meet_leave_in_the_hours():
    parameters = {"wage": given(14), "extra": given(0.5), "holidays": given(0.04, "share")}
    lines = (
        line("off", "extra", part="paid time off"),
        line("pay", "wage / (1 - holidays)"),
    )
    assert "off adds to the cost" in refusal(written(parameters, *lines))


@pytest.mark.parametrize(
    ("parameters", "lines"),
    [
        (  # one side only: the hours
            {k: v for k, v in LEAVE.items() if k != "ere"},
            [line("pay", "wage / (1 - sick - vacation)")],
        ),
        (  # leave priced over the hours that are left is one cost
            {"wage": given(14), "leave_hours": given(160, "hours a year"),
             "hours": given(2080, "hours a year")},
            [line("pay", "wage"), line("off", "wage * leave_hours / (hours - leave_hours)")],
        ),
        (  # the name misleads
            {**LEAVE, "sick": given(0.04, "share", covers="something else")},
            [line("pay", "wage * (1 + ere + vacation) / (1 - sick)")],
        ),
        (  # a tax is no leave
            {"wage": given(14), "family_leave_tax": given(0.005, "share"),
             "sick": given(0.04, "share")},
            [line("pay", "wage * (1 + family_leave_tax) / (1 - sick)")],
        ),
    ],
)  # fmt: skip
def test_paid_time_off_on_one_side_is_let_through(parameters, lines):
    assert built(parameters, *lines).rate_usd > 14


SHARES = {"wage": given(14), "g": given(60, "percent"), "m": given(0.4, "share")}


def test_shares_of_the_rate_that_reach_1_are_refused():
    told = refusal(written(
        SHARES, PAY,
        line("admin", loading="g", convention=SHARE, part="administration"),
        line("margin", loading="m", convention=SHARE, part="margin"),
    ))  # fmt: skip
    assert "the shares of the rate add up to 100 percent: nothing is left for care" in told


def test_weights_of_a_mix_must_add_up_to_1():
    parameters = {
        "a": given(14),
        "b": given(20),
        "x": given(60, "percent"),
        "y": given(0.3, "share"),
    }
    told = refusal(written(parameters, line("pay", mix={"a": "x", "b": "y"})))
    assert "the weights of the mix add up to 0.9, not to 1" in told


@pytest.mark.parametrize(
    ("mix", "told"),
    [({"wage": "fica"}, "two members or more"), ({"wage": 0.5, "fica": 0.5}, "is no name")],
)
def test_a_mix_that_is_not_whole_is_refused(mix: dict[str, object], told: str):
    assert told in refusal(written(FICA, line("pay", mix=mix)))


def test_a_cost_below_0_is_refused():
    parameters = {**WAGE, "fee": given(20)}
    assert "line pay falls below 0" in refusal(written(parameters, line("pay", "wage - fee")))


@pytest.mark.parametrize(
    ("tail", "told"),
    [
        ("[scenarios.high]\nset = { wages = 15 }", 'sets "wages", no parameter (did'),
        ("[scenarios.high]\nset = { wage = -15 }", "parameter wage is -15"),
        ("[scenarios.high]\nset = { wage = nan }", "parameter wage is NaN"),
        ("[scenarios.high]\nsets = { wage = 15 }", 'did you mean "set"?'),
        ("[scenarios.high]\ntitle = 'x'", "changes nothing"),
        ("[scenarios.high]\nset = { wage = 15 }\nsource = 'bok'", 'did you mean "book"?'),
        ("[paid]\nvalue = 4.02\nsource = 'book'", "[paid] has no unit"),
        ("[paid]\nvalue = 4.02\nunit = '$/hour'", "[paid] has neither source nor assumed"),
        ("[paids]\nvalue = 4.02", 'did you mean "paid"?'),
        ("[sources.two]\ntitle = 'x'\ndate = 2020", "two has no grade"),
        ("[sources.two]\ntitle = 'x'\ngrade = 2", "the date is missing"),
        ("[sources.two]\ntitle = 'x'\ngrade = true\ndate = 2020", "two says grade = True"),
    ],
)  # fmt: skip
def test_tables_at_the_end_are_checked_too(tail: str, told: str):
    assert told in refusal(written(WAGE, PAY, tail=tail))


def test_changes_by_hand_are_checked_like_the_file():
    read = read_model(written(FICA, PAY, line("t", loading="fica", on="pay")), "m.toml")
    for changes, told in (
        ({"wagee": 15}, '"wagee" is no parameter (did you mean "wage"?)'),
        ({"pay": 15}, '"pay" is a line, not a parameter'),
        ({"wage": -1}, "an amount is 0 or more"),
        ({"fica": 765}, "more than 100"),
        ({"wage": float("nan")}, "parameter wage is nan"),
    ):
        with pytest.raises(ModelError) as refused:
            build_rate(read, changes)
        assert told in str(refused.value)


def test_an_unknown_scenario_is_refused_with_those_there_are():
    text = written(WAGE, PAY, tail="[scenarios.high]\nset = { wage = 15 }")
    with pytest.raises(ModelError, match=r'no scenario "hihg" \(did you mean "high"\?\)'):
        build_rate(read_model(text), scenario="hihg")


def test_who_says_a_range_is_refused_without_a_range():
    said = refusal(written({"wage": given(16, range_why="two counties")}, PAY))
    assert "parameter wage has range_why and no range" in said


def test_a_printed_rate_that_is_no_number_is_refused():
    assert "printed: '8.17' is no number" in refusal(written(WAGE, PAY, printed="8.17"))
