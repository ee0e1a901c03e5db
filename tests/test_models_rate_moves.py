"""What moves a rate: ranges, one parameter at a time, scenarios, joint draws, what would pay."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from research.ground.errors import ModelError
from research.models.rate_model import build_rate, rate_of, rates_of, read_model
from research.models.rate_model.draws import draw_rates
from research.models.rate_model.ranges import range_of, scenarios_of, sensitivity
from research.models.rate_model.reach import what_would_pay

_TEXT = """
title = "An hour"
place = "Nowhere"
as_of = 2024-07-01
pays_for = "hour"
rounding = "{rounding}"
[sources.book]
title = "A book"
url = "https://example.org"
date = 2024-07-01
grade = 2
[parameters]
wage = {{ value = 20, unit = "dollars an hour", source = "book"{wage} }}
billed = {{ value = 0.8, unit = "share", assumed = "no source", low = 0.5, high = 1.0{billed} }}
office = {{ value = 5, unit = "dollars an hour", assumed = "no source", low = 4, high = 7{office} }}
[[lines]]
name = "care"
title = "Care"
part = "wage"
formula = "wage / billed"
[[lines]]
name = "rent"
title = "Office"
formula = "office"
{tail}
"""
_PAID = '[paid]\nvalue = {}\nunit = "dollars an hour"\nsource = "book"\n'


def hour(wage="", billed="", office="", tail="", rounding="none"):
    text = _TEXT.format(wage=wage, billed=billed, office=office, tail=tail, rounding=rounding)
    return read_model(text, "hour.toml")


def generator():
    return np.random.default_rng(7)


def test_a_range_goes_from_the_cheapest_corner_to_the_dearest():
    held = range_of(hour())
    assert (held.low, held.value, held.high) == (20 / 1 + 4, 20 / 0.8 + 5, 20 / 0.5 + 7)


def test_a_tornado_holds_all_but_one_and_puts_the_strongest_first():
    strongest, weakest = sensitivity(hour())
    assert (strongest.name, strongest.rate_at_low, strongest.rate_at_high) == ("billed", 45, 25)
    assert (weakest.name, weakest.swing) == ("office", 3)


def test_without_a_range_nothing_moves():
    text = _TEXT.format(wage="", billed="", office="", tail="", rounding="none")
    for _name, rest in (("billed", "low = 0.5, high = 1.0"), ("office", "low = 4, high = 7")):
        text = text.replace(f'assumed = "no source", {rest}', 'source = "book"')
    with pytest.raises(ModelError, match="none of 3 parameters has a range"):
        sensitivity(read_model(text, "hour.toml"))


def test_a_scenario_is_set_beside_the_model_and_what_is_paid_then():
    tail = (
        _PAID.format(24)
        + '[scenarios.rich]\ntitle = "A better wage"\nset = { wage = 24 }\n'
        + "[scenarios.rich.paid]\nvalue = 35\n"
        + 'unit = "dollars an hour"\nsource = "book"\n'
    )
    base, rich = scenarios_of(hour(tail=tail))
    assert (base.rate_usd, base.adequacy) == (30, 0.8)
    assert (rich.rate_usd, rich.adequacy) == (35, 1.0)
    assert rich.change_share == pytest.approx(1 / 6)


def test_a_scenario_may_bring_a_range_of_its_own():
    tail = '[scenarios.lean]\ntitle = "A lean office"\n'
    tail += "set = { office = { value = 3, low = 2, high = 3 } }\n"
    held = range_of(hour(tail=tail), "lean")
    assert (held.low, held.value, held.high) == (20 / 1 + 2, 20 / 0.8 + 3, 20 / 0.5 + 3)
    assert [one.name for one in sensitivity(hour(tail=tail), "lean")] == ["billed", "office"]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("{ value = 3, low = 2 }", "high is missing"),
        ("{ value = 3, low = 4, high = 5 }", "outside its range"),
        ("{ value = 3, low = 2, hihg = 5 }", 'did you mean "high"'),
    ],
)
def test_a_scenario_with_half_a_range_is_refused(given, why):
    with pytest.raises(ModelError, match=why):
        hour(tail=f"[scenarios.lean]\nset = {{ office = {given} }}\n")


def test_the_same_seed_draws_the_same_rates():
    first, second = draw_rates(hour(), generator()), draw_rates(hour(), generator())
    assert (first.sample == second.sample).all()


def test_draws_of_one_triangle_have_the_quantiles_of_the_triangle():
    text = _TEXT.format(wage="", billed="", office="", tail="", rounding="none")
    model = read_model(
        text.replace('assumed = "no source", low = 0.5, high = 1.0', 'source = "book"'), "h"
    )
    drawn = draw_rates(model, generator(), 200_000)
    known = stats.triang((5 - 4) / (7 - 4), loc=25 + 4, scale=3)
    assert (drawn.low, drawn.median, drawn.high) == pytest.approx(
        tuple(known.ppf([0.025, 0.5, 0.975])), abs=0.02
    )


@pytest.mark.parametrize("shape", ["triangular", "uniform", "normal"])
def test_no_shape_leaves_what_its_unit_allows(shape):
    drawn = draw_rates(hour(billed=f', shape = "{shape}"'), generator())
    assert np.isfinite(drawn.sample).all()
    assert drawn.sample.min() > 0


def test_what_moves_together_spreads_further_than_what_moves_apart():
    wage = ", low = 15, high = 25"
    apart = draw_rates(hour(wage=wage), generator())
    together = draw_rates(hour(wage=wage, office=', moves_with = "wage"'), generator())
    assert together.high - together.low > apart.high - apart.low


def test_what_moves_in_a_circle_is_refused():
    model = hour(office=', moves_with = "billed"', billed=', moves_with = "office"')
    with pytest.raises(ModelError, match="a circle"):
        draw_rates(model, generator())


def test_moving_with_what_stands_still_is_refused():
    with pytest.raises(ModelError, match="wage, which has no range"):
        draw_rates(hour(office=', moves_with = "wage"'), generator())


def test_too_few_draws_are_refused():
    with pytest.raises(ModelError, match="at least 100"):
        draw_rates(hour(), generator(), 10)


def test_adequacy_has_the_interval_of_the_rates_turned_over():
    drawn = draw_rates(hour(tail=_PAID.format(30)), generator())
    assert drawn.adequacy_low == pytest.approx(30 / drawn.high, rel=1e-3)
    assert drawn.adequacy_high == pytest.approx(30 / drawn.low, rel=1e-3)
    assert drawn.share_paid == pytest.approx((drawn.sample <= 30).mean())


def test_the_strongest_driver_stands_first_with_its_sign():
    drivers = draw_rates(hour(), generator()).drivers
    assert drivers["name"].tolist() == ["billed", "office"]
    assert drivers["rank_correlation"].iloc[0] < -0.9


def test_what_would_pay_is_what_pays():
    model = hour(tail=_PAID.format(25))
    reached = {
        one.name: float(rate_of(model, {one.name: one.needed}))
        for one in what_would_pay(model)
        if one.needed is not None
    }
    assert reached == pytest.approx({"billed": 25, "wage": 25, "office": 25})


def test_what_lies_in_its_range_comes_first():
    first, second, third = what_would_pay(hour(tail=_PAID.format(25)))
    assert (first.name, first.needed, first.is_in_range) == ("billed", pytest.approx(1.0), True)
    assert (second.name, second.needed, second.is_in_range) == ("wage", pytest.approx(16), None)
    assert (third.name, third.is_in_range) == ("office", False)


def test_what_no_value_reaches_is_said_to_be_out_of_reach():
    held = {one.name: one.needed for one in what_would_pay(hour(tail=_PAID.format(10)))}
    assert held["office"] is None
    assert held["billed"] is None


def test_without_a_paid_rate_nothing_is_to_be_reached():
    with pytest.raises(ModelError, match="names no rate that is paid"):
        what_would_pay(hour())


def test_a_paid_rate_that_is_no_amount_is_refused():
    with pytest.raises(ModelError, match="is no paid rate"):
        what_would_pay(hour(), paid_usd=float("nan"))


@settings(deadline=None, max_examples=50, derandomize=True)
@given(wage=st.floats(8, 60), billed=st.floats(0.4, 1.0), office=st.floats(0, 20))
def test_a_draw_is_the_rate_that_is_printed(wage, billed, office):
    changes = {"wage": round(wage, 4), "billed": round(billed, 4), "office": round(office, 4)}
    drawn = rates_of(hour(), {name: np.array([value]) for name, value in changes.items()})
    assert drawn.item() == pytest.approx(build_rate(hour(), changes).exact_usd, rel=1e-12)


@settings(deadline=None, max_examples=25, derandomize=True)
@given(seed=st.integers(0, 10_000))
def test_no_draw_leaves_the_outer_bounds(seed):
    held = range_of(hour())
    sample = draw_rates(hour(), np.random.default_rng(seed), 500).sample
    assert held.low - 1e-9 <= sample.min()
    assert sample.max() <= held.high + 1e-9
