"""Sentences about a modelled hour claim what its draws do, and no more."""

import numpy as np
import pytest

from rate_model_hour import an_hour
from research.ground.errors import FindingError
from research.models.rate_model.draws import Draws, draw_rates
from research.models.rate_model.reach import what_would_pay
from research.tables import sentences_rate_model as say


def drawn(paid_usd: float | None = 24) -> Draws:
    return draw_rates(an_hour(paid_usd), np.random.default_rng(1), 1000)


@pytest.mark.parametrize(
    ("paid_usd", "verdict"),
    [
        (20, "did not pay for what an hour cost at a wage"),
        (24, "may or may not have paid for what an hour cost at a wage"),
        (32, "paid for what an hour cost at a wage"),
    ],
)
def test_the_verdict_follows_the_draws(paid_usd: float, verdict: str):
    said = say.cover_sentence("care", "a wage", paid_usd / 25, drawn(paid_usd))
    assert said.startswith(f"The rate for care {verdict}.")


def test_the_value_taken_stands_beside_the_draws():
    said = say.cover_sentence("care", "a wage", 24 / 25, drawn())
    assert "it covered 96% of the cost" in said
    assert "ranges 1,000 times" in said


def test_an_hour_for_which_nothing_is_paid_has_no_verdict():
    with pytest.raises(FindingError, match="no rate is paid"):
        say.cover_sentence("care", "a wage", 1.0, drawn(None))


def test_a_part_at_the_end_of_its_range_is_named():
    said = say.middle_sentence(an_hour(), drawn())
    assert said.endswith("Taken at the lowest of the range tried: wage.")


def test_the_middle_draw_is_said_to_be_more_or_less():
    spread = drawn()
    way = "more" if spread.median > 25 else "less"
    assert f", {way} than the $25.00" in say.middle_sentence(an_hour(), spread)


# 20 ÷ 24 = 83.3 percent lies in 70 to 95; a wage of 24 × 0.80 = 19.20 lies below 20 to 22
def test_what_would_pay_tells_the_range_from_what_lies_outside():
    assert say.reach_sentence(what_would_pay(an_hour()), 24) == (
        "$24.00 would pay for the hour exactly if one part were otherwise and the rest stayed. "
        "Within the range tried: billed share, 83.3% instead of 80.0%. Outside of it, or with no "
        "range: wage, $19.20 instead of $20.00."
    )


def test_where_no_range_reaches_it_is_said():
    said = say.reach_sentence(what_would_pay(an_hour(), 10), 10)
    assert "none gets there within a range that we tried" in said


def test_where_nothing_reaches_no_part_is_named():
    assert say.reach_sentence([], 10) == "No single part could bring the cost to $10.00."


@pytest.mark.parametrize(
    ("asked", "verdict"),
    [
        (15, "The bill, $15.00, would not cover it: it is enough in 0% of the draws."),
        (25, "The bill, $25.00, may or may not cover it: it is enough in"),
        (40, "The bill, $40.00, would cover it: it is enough in 100% of the draws."),
    ],
)
def test_a_proposal_is_held_against_the_draws(asked: float, verdict: str):
    assert verdict in say.proposal_sentence("the bill", asked, drawn())


@pytest.mark.parametrize(("price", "lies"), [(15, "below"), (25, "inside"), (40, "above")])
def test_a_price_from_elsewhere_is_said_wherever_it_lies(price: float, lies: str):
    said = say.check_sentence("The association", price, drawn())
    assert said.endswith(f"the price from elsewhere lies {lies} that range.")
