"""Sentences about a modelled hour claim what its draws do, and no more."""

from dataclasses import replace

import numpy as np
import pytest

from rate_model_hour import an_hour
from research.ground.errors import FindingError
from research.models.rate_model.draws import Draws, draw_rates
from research.models.rate_model.reach import Reach, what_would_pay
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
    said = say.cover_sentence("care", "a wage", drawn(paid_usd))
    assert said.startswith(f"The rate for care {verdict}: it was enough in")


def test_the_share_of_the_draws_stands_beside_the_verdict():
    spread = drawn()
    share = round(100 * (spread.sample <= 24).mean())
    said = say.cover_sentence("care", "a wage", spread)
    assert said.endswith(f"it was enough in {share}% of the draws.")


def test_an_hour_for_which_nothing_is_paid_has_no_verdict():
    with pytest.raises(FindingError, match="no rate is paid"):
        say.cover_sentence("care", "a wage", drawn(None))


def test_a_part_at_the_end_of_its_range_is_named():
    said = say.middle_sentence(an_hour(), drawn())
    assert said.endswith(
        "The value taken stands at an end of the range tried: at the lowest for wage."
    )


def test_the_middle_draw_is_said_to_be_more_or_less():
    spread = drawn()
    way = "more" if spread.median > 25 else "less"
    assert f", {way} than the $25.00" in say.middle_sentence(an_hour(), spread)


# 20 ÷ 24 = 83.3 percent lies in 70 to 95; a wage of 24 × 0.80 = 19.20 lies below 20 to 22
def test_what_would_pay_tells_the_range_from_what_lies_outside():
    rows = say.reach_rows(what_would_pay(an_hour()), an_hour())
    assert rows.to_numpy().tolist() == [
        ["Billed share", "80.0%", "83.3%", "inside 70.0% to 95.0%"],
        ["Wage", "$20.00", "$19.20", "outside $20.00 to $22.00"],
    ]


def test_where_no_range_reaches_every_part_lies_outside():
    rows = say.reach_rows(what_would_pay(an_hour(), 10), an_hour())
    assert {said.split()[0] for said in rows["tried"]} == {"outside"}


def test_a_part_that_no_value_brings_there_says_so():
    none = Reach("wage", "Wage", "dollars an hour", 20.0, None, None, False)
    assert say.reach_rows([none], an_hour())["needed"].item() == "no value gets there"


def test_a_part_without_a_range_says_so():
    model = an_hour()
    wage = replace(model.parameters["wage"], exact_low=None, exact_high=None)
    model = replace(model, parameters={**model.parameters, "wage": wage})
    rows = say.reach_rows(what_would_pay(model), model).set_index("part")
    assert rows.loc["Wage", "tried"] == "no range was tried"


@pytest.mark.parametrize(
    ("asked", "verdict"),
    [
        (
            15,
            "would not cover the hour that is proposed with it: it is enough in 0% of the draws.",
        ),
        (
            25,
            "may or may not cover the hour that is proposed with it: it is enough in",
        ),
        (
            40,
            "would cover the hour that is proposed with it: it is enough in 100% of the draws.",
        ),
    ],
)
def test_a_proposal_is_held_against_the_draws(asked: float, verdict: str):
    assert verdict in say.proposal_sentence("the bill", asked, drawn())
