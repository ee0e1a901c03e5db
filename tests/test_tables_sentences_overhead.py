"""Sentences about overhead are as strong as their intervals, and no stronger."""

import re
from dataclasses import replace

import pytest

from research.ground.errors import FindingError
from research.metrics.caps import Cap, Status
from research.metrics.distribution import overhead_distribution
from research.metrics.recovery import Award, under_recovery
from research.metrics.shares import Base
from research.models.overhead_regression import (
    Link,
    Shape,
    deficit_on_overhead,
    overhead_on_size,
)
from research.tables.sentences_overhead import (
    classes_sentence,
    link_sentence,
    recovery_sentence,
    spread_sentence,
)
from test_metrics_distribution import returns as spread_of
from test_models_overhead_regression import returns

SAMPLE = "returns of charities, 2021"
CAUSAL = re.compile(r"\b(because|effects?|affects?|leads?|drives?|causes|predicts?|due to)\b")


def deficit(points: float, low: float, high: float):
    link = Link(points, low, high, "share of agencies in deficit", "10 points more overhead")
    found = deficit_on_overhead(returns())
    return replace(found, link=link, check=link, r_squared=0.07)


def test_a_link_that_may_be_chance_is_not_claimed():
    assert link_sentence(deficit(-1.1, -2.8, 0.6), SAMPLE) == (
        "In this sample of 300 returns of charities, 2021, no link between 10 points more overhead "
        "and the share of agencies in deficit can be told from chance: the difference is −1.1, "
        "anywhere from −2.8 to +0.6 percentage points, with size (total expenses) and service "
        "held fixed. A logit says the same (−1.1)."
    )


def test_a_link_that_is_told_from_chance_bears_its_interval_and_no_cause():
    assert link_sentence(deficit(-3.1, -5.2, -1.0), SAMPLE) == (
        "In this sample of 300 returns of charities, 2021, 10 points more overhead goes along with "
        "a lower share of agencies in deficit: by 3.1 percentage points, between 1.0 and 5.2, "
        "with size (total expenses) and service held fixed. This is a link, not a cause. A logit "
        "says the same (−3.1). All that was looked at goes along with 7% of the differences "
        "between agencies."
    )


@pytest.mark.parametrize(("low", "high"), [(0.0, 2.0), (-1.0, 0.0)])
def test_an_interval_that_touches_nothing_claims_nothing(low, high):
    assert "can be told from chance" in link_sentence(deficit(0.5, low, high), SAMPLE)


def test_a_logit_that_disagrees_is_said():
    off = replace(deficit(3.1, 1.0, 5.2), check=Link(1.0, -1.0, 3.0, "", ""))
    assert "A logit does not bear it out (+1.0, from −1.0 to +3.0)" in link_sentence(off, SAMPLE)


@pytest.mark.parametrize("slope", [0.0, 1.0, -1.0])
def test_no_sentence_speaks_of_causes(slope):
    rows = returns(600, slope=slope, by_size=slope / 50)
    said = [
        link_sentence(deficit_on_overhead(rows), SAMPLE),
        link_sentence(overhead_on_size(rows), SAMPLE),
        classes_sentence(overhead_on_size(rows, Shape.CLASSES), SAMPLE),
    ]
    assert [CAUSAL.findall(sentence) for sentence in said] == [[], [], []]


def test_every_sentence_names_its_sample():
    with pytest.raises(FindingError, match="name the sample"):
        link_sentence(deficit(1, 0.5, 2), " ")


def test_classes_that_may_be_alike_are_not_told_apart():
    assert classes_sentence(overhead_on_size(returns(seed=5), Shape.CLASSES), SAMPLE).endswith(
        "no difference in mean overhead share between sizes can be told from chance."
    )


def test_classes_that_differ_are_named_with_their_difference():
    said = classes_sentence(overhead_on_size(returns(by_size=-0.03), Shape.CLASSES), SAMPLE)
    assert "Against agencies that spend under $100,000, it differs in $100,000 to $499,999" in said


def test_a_regression_by_classes_has_no_single_link():
    with pytest.raises(FindingError, match="use classes_sentence"):
        link_sentence(overhead_on_size(returns(), Shape.CLASSES), SAMPLE)


def test_the_middle_agency_bears_its_interval():
    found = overhead_distribution(spread_of([0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35]), fewest=1)
    assert spread_sentence(found, SAMPLE) == (
        "In this sample of 7 returns of charities, 2021, the middle agency spent 20.0% outside "
        "its programs (chance in sampling alone allows 5.0% to 35.0%). Half of them spent between "
        "12.5% and 27.5%."
    )


def test_too_few_returns_make_no_sentence():
    with pytest.raises(FindingError, match="5 returns bound no median"):
        spread_sentence(overhead_distribution(spread_of([0.1] * 5), fewest=1), SAMPLE)


def test_what_a_cap_leaves_unpaid_is_said_with_base_and_authority():
    found = under_recovery(
        Award(100_000, 40_000, mtdc_usd=80_000), Cap(0.15, Base.MTDC, "2 CFR 200.414(f)")
    )
    assert recovery_sentence(found, "this award") == (
        "On this award, a cap of 15.0% of modified total direct cost (2 CFR 200.414(f)) pays "
        "$12,000 of $40,000 of indirect cost. $28,000, or 70.0%, is left for others to pay."
    )


def test_a_bill_is_said_to_be_one():
    bill = Cap(0.2, Base.TOTAL, "SB 120", status=Status.PROPOSED)
    found = under_recovery(Award(100_000, 40_000), bill, even_if_not_in_force=True)
    assert "(proposed, not in force) would pay $25,000 of $40,000" in recovery_sentence(found, "it")


def test_a_cap_that_is_wide_enough_leaves_nothing():
    found = under_recovery(Award(100_000, 10_000), Cap(0.2, Base.DIRECT, "a rule"))
    assert recovery_sentence(found, "it").endswith("pays all of the $10,000 of indirect cost.")
