"""What holds for every rate: parts add up, scales, conventions agree, wages never lower a rate."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from rate_model_text import built, given, line, model
from research.models.rate_model import BuiltRate, RateModel, build_rate, rate_of, rates_of

often = settings(deadline=None, max_examples=50, derandomize=True)
WAGES = st.decimals("7.25", "60", places=2)
PERCENTS = st.decimals("0", "40", places=2)
SHARES = st.decimals("0.5", "1", places=3)
SHARE, MARK_UP = "share of the rate", "mark-up on cost"
LINES = (
    line("pay", "wage", part="wage"),
    line("taxes", loading="tax", on="pay", part="expenses"),
    line("insurance", "health / hours", part="expenses"),
    line("bill", "everything_before / share", part="productivity"),
    line("boss", "boss_wage * (1 + tax) / span", part="supervision"),
    line("group", "(bill + boss) / people", part="staffing"),
    line("miles", "mile * distance", part="travel"),
)
INDIRECT = {
    convention: (
        line("programs", loading="support", part="program support", convention=convention),
        line("office", loading="admin", part="administration", convention=convention),
    )
    for convention in (SHARE, MARK_UP)
}


def whole(convention: str, **head: object) -> RateModel:
    parameters = {
        "wage": given(18.5),
        "tax": given(9.2, "percent"),
        "health": given(450, "dollars a month"),
        "hours": given(2080, "hours a year"),
        "share": given(0.85, "share"),
        "boss_wage": given(26.4),
        "span": given(9, "workers a supervisor"),
        "people": given(2.5, "people a worker"),
        "mile": given(67, "cents a mile"),
        "distance": given(3.2, "miles an hour"),
        "support": given(6, "percent"),
        "admin": given(11, "percent"),
    }
    return model(parameters, *LINES, *INDIRECT[convention], **head)


BOTH = {convention: whole(convention) for convention in (SHARE, MARK_UP)}
QUARTER = whole(SHARE, pays_for="quarter hour", rounding="none")
OFFICE = {
    convention: model(
        {"wage": given(1), "admin": given(1, unit)},
        line("pay", "wage"),
        line("office", loading="admin", convention=convention),
    )
    for convention, unit in ((SHARE, "percent"), (MARK_UP, "factor"))
}
MONEY = ("wage", "health", "boss_wage", "mile")


def at(wage: Decimal, admin: Decimal, share: Decimal, convention: str = SHARE) -> BuiltRate:
    return build_rate(BOTH[convention], {"wage": wage, "admin": admin, "share": share})


@pytest.mark.parametrize("convention", [SHARE, MARK_UP])
@often
@drawn(WAGES, PERCENTS, SHARES)
def test_the_parts_add_up_to_the_rate_exactly(convention, wage, admin, share):
    rate = at(wage, admin, share, convention)
    assert sum(part.exact for part in rate.components) == rate.rate


@often
@drawn(WAGES, PERCENTS, SHARES)
def test_shares_lie_between_0_and_1(wage, admin, share):
    rate = at(wage, admin, share)
    held = [rate.direct_care_share, *(one.share_of_rate for one in rate.indirects)]
    assert all(0 <= one <= 1 for one in held)


@often
@drawn(PERCENTS)
def test_a_share_of_the_rate_is_the_share_that_it_says(admin):
    office = build_rate(BOTH[SHARE], {"admin": admin}).indirects[1]
    assert office.share_of_rate == pytest.approx(float(admin) / 100, abs=1e-15)


@often
@drawn(WAGES, WAGES, SHARES)
def test_raising_a_wage_never_lowers_a_rate(one, other, share):
    low, high = sorted((one, other))
    changes = {"share": share, "boss_wage": 30}
    assert rate_of(BOTH[SHARE], {**changes, "wage": low}) <= rate_of(
        BOTH[SHARE], {**changes, "wage": high}
    )


@often
@drawn(st.integers(1, 50))
def test_money_times_k_gives_a_rate_times_k(k):
    times = {name: QUARTER.parameters[name].exact * k for name in MONEY}
    assert rate_of(QUARTER, times) == k * rate_of(QUARTER)


@often
@drawn(WAGES, st.decimals("0", "400", places=2))
def test_a_mark_up_and_its_share_of_the_rate_agree(wage, mark_up):
    marked = {"wage": wage, "admin": Fraction(mark_up) / 100}
    shared = {"wage": wage, "admin": Fraction(mark_up) / (100 + Fraction(mark_up)) * 100}
    assert rate_of(OFFICE[MARK_UP], marked) == rate_of(OFFICE[SHARE], shared)


@often
@drawn(WAGES, SHARES)
def test_four_quarter_hours_are_an_hour(wage, share):
    changes = {"wage": wage, "share": share}
    assert 4 * rate_of(QUARTER, changes) == rate_of(BOTH[SHARE], changes)


@often
@drawn(st.lists(WAGES, min_size=1, max_size=5), st.lists(PERCENTS, min_size=5, max_size=5))
def test_draws_on_arrays_are_the_exact_rates(wages, percents):
    admins = percents[: len(wages)]
    exact = [
        float(rate_of(BOTH[SHARE], {"wage": wage, "admin": admin}))
        for wage, admin in zip(wages, admins, strict=True)
    ]
    draws = {"wage": np.array(wages, dtype=float), "admin": np.array(admins, dtype=float)}
    assert rates_of(BOTH[SHARE], draws) == pytest.approx(exact, abs=1e-9)


@often
@drawn(st.decimals("0.005", "99999.999", places=3))
def test_rounding_half_up_is_that_of_decimal_arithmetic(wage):
    rate = built({"wage": given(float(wage))}, line("pay", "wage")).rate
    assert rate == Fraction(wage.quantize(Decimal("0.01"), "ROUND_HALF_UP"))


@often
@drawn(st.permutations([1, 2, 3, 4]))
def test_the_order_of_loadings_on_one_base_does_not_matter(order):
    parameters = {"wage": given(17.3), **{f"s{n}": given(n * 1.7, "percent") for n in order}}
    lines = [line(f"l{n}", loading=f"s{n}", on="pay") for n in order]
    assert built(parameters, line("pay", "wage"), *lines, rounding="none").rate == Fraction(
        "17.3"
    ) * (1 + Fraction("0.17"))
