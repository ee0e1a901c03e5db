"""A note of several parts: each named, each with its assumption, all adding up."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metric_frames import frame
from research.ground.errors import MetricError
from research.metrics.fiscal import blended_match, fiscal_note
from research.metrics.whole_note import Part, administration, caseload_growth, whole_note

STEP = Part("Step", "units × change", 1_000_000.0, "same caseload", 0.5)
STAFF = Part("Staff", "2 × 100,000", 200_000.0, "two people", 1.0, "the waiver", 0.5)


def match(months: int = 12):
    rows = frame(
        [
            {"federal_fiscal_year": 2025, "fmap_share": 0.5138},
            {"federal_fiscal_year": 2026, "fmap_share": 0.5182},
        ]
    )
    return blended_match(rows, 2026, months)


def test_parts_are_matched_each_in_its_own_way():
    found = whole_note([STEP, STAFF], match(6))
    assert found.federal_usd == pytest.approx(500_000 * 0.5 * 0.5182 + 100_000 * 0.5)


def test_one_part_is_the_note_of_that_part():
    found, alone = whole_note([STEP], match(6)), fiscal_note(1_000_000.0, match(6), match_share=0.5)
    assert (found.gross_usd, found.net_usd, found.annualization_usd) == pytest.approx(
        (alone.gross_usd, alone.net_usd, alone.annualization_usd)
    )


def test_every_line_says_what_it_rests_on():
    lines = whole_note([STEP, STAFF], match(6)).lines
    assert [line.name for line in lines if not line.assumption] == []


def test_every_line_of_a_plain_note_says_what_it_rests_on():
    lines = fiscal_note(1.0, match(), match_share=0.5).lines
    assert [line.name for line in lines if not line.assumption] == []


def test_a_share_without_a_source_is_printed_as_assumed():
    said = {line.name: line.assumption for line in whole_note([STEP, STAFF], match()).lines}
    assert (said["Step: federal share"], said["Staff: federal share"]) == (
        "share matched: assumed",
        "share matched: the waiver",
    )


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"assumption": ""}, "no assumption said"),
        ({"gross_full_year_usd": float("nan")}, "a number of dollars is needed"),
        ({"match_share": 50.0}, "a share of 50.0"),
        ({"own_match": 1.5}, "a share of 1.5"),
        ({"match_share": float("nan")}, "a share of nan"),
    ],
)
def test_a_part_that_cannot_be_counted_is_refused(change, why):
    with pytest.raises(MetricError, match=why):
        whole_note([replace(STEP, **change)], match())


def test_a_part_given_twice_is_refused():
    with pytest.raises(MetricError, match="1 of 2 parts bear the name of another, first 'Step'"):
        whole_note([STEP, STEP], match())


def test_a_note_of_nothing_is_refused():
    with pytest.raises(MetricError, match="a note without a part"):
        whole_note([], match())


def test_a_growing_caseload_costs_the_change_on_what_it_adds():
    assert caseload_growth(1_000_000, 0.03, 2.0) == pytest.approx(60_000)


def test_a_growth_in_percent_is_refused():
    with pytest.raises(MetricError, match=r"write 3 percent as 0\.03"):
        caseload_growth(1_000_000, 3.0, 2.0)


def test_staff_costs_what_each_costs():
    assert administration(1.5, 90_000) == 135_000


AMOUNTS = st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=5)


def parts_of(amounts: list[float], share: float) -> list[Part]:
    return [
        replace(STEP, name=f"part {number}", gross_full_year_usd=amount, match_share=share)
        for number, amount in enumerate(amounts)
    ]


@settings(deadline=None, max_examples=50, derandomize=True)
@given(AMOUNTS, st.floats(0, 1), st.integers(1, 12))
def test_net_and_federal_make_the_gross(amounts, share, months):
    found = whole_note(parts_of(amounts, share), match(months))
    assert found.net_usd + found.federal_usd == pytest.approx(found.gross_usd, abs=1e-3)


@settings(deadline=None, max_examples=50, derandomize=True)
@given(AMOUNTS, st.floats(0, 1), st.integers(1, 12))
def test_a_first_year_and_what_the_next_adds_make_a_whole_one(amounts, share, months):
    found = whole_note(parts_of(amounts, share), match(months))
    assert found.net_usd + found.annualization_usd == pytest.approx(
        found.net_full_year_usd, abs=1e-3
    )


@settings(deadline=None, max_examples=50, derandomize=True)
@given(st.floats(0.01, 1e9), st.floats(0.1, 10))
def test_a_note_is_linear_in_the_change(gross, times):
    one = whole_note(parts_of([gross], 0.5), match(6))
    many = whole_note(parts_of([gross * times], 0.5), match(6))
    assert many.net_usd == pytest.approx(one.net_usd * times)


def test_two_half_years_at_their_own_match_make_the_year():
    """Half a year from July has the months of the whole less those from January."""
    year, second = whole_note([STEP], match(12)), whole_note([STEP], match(6))
    first_half = 500_000 * 0.5 * (3 * 0.5138 + 3 * 0.5182) / 6
    assert year.federal_usd == pytest.approx(first_half + second.federal_usd)
