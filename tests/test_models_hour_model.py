"""A rate from its parts."""

import pytest

from rate_parts_builder import given, rate_parts
from research.ground.errors import MetricError
from research.models.hour_model import build_rate
from research.models.parameters import assumed
from research.models.rate_parts import Convention


def line(name: str, **changed: object) -> float:
    return {one.name: one.value for one in build_rate(rate_parts(**changed)).lines}[name]


def administration(share: float, convention: Convention):
    built = build_rate(rate_parts(administration=given(share), convention=convention))
    return built.indirects[1]


def test_a_rate_is_the_chain_of_its_parts():
    # 20 × 1.20 = 24; 24 ÷ 0.75 = 32; 32 × 1.25 = 40
    assert build_rate(rate_parts()).rate_usd == 40.0


def test_without_any_addition_the_rate_is_the_wage():
    bare = rate_parts(ere_share=given(0), productivity=given(1), administration=given(0))
    assert build_rate(bare).rate_usd == 20.0


def test_every_step_is_a_named_line():
    assert [one.name for one in build_rate(rate_parts()).lines] == [
        "Direct-care wage",
        "Employee-related expenses",
        "Compensation an hour",
        "Productivity",
        "Cost of a billable hour",
        "Direct cost an hour",
        "Program support",
        "Administration",
        "Rate an hour",
        "Rate a unit",
        "Rate in whole cents",
    ]


def test_every_given_part_names_its_source():
    said = {one.name: one.assumption for one in build_rate(rate_parts()).lines}
    assert said["Direct-care wage"] == "a bulletin"


def test_an_assumed_part_is_printed_as_assumed():
    parts = rate_parts(productivity=assumed(0.75, 0.7, 0.8, "time studies elsewhere"))
    said = {one.name: one.assumption for one in build_rate(parts).lines}
    assert said["Productivity"] == "assumed, tried from 0.7 to 0.8"


def test_the_components_add_up_to_the_rate_an_hour():
    parts = rate_parts(
        supervisor_wage=given(30.0),
        span=given(10),
        non_wage=given(1.1),
        program_support=given(0.07),
    )
    built = build_rate(parts)
    assert sum(part.value for part in built.components) == pytest.approx(built.exact_usd)


def test_supervision_is_spread_over_the_span_and_the_billable_hours():
    # 30 × 1.20 ÷ (10 × 0.75)
    assert line("Supervision", supervisor_wage=given(30.0), span=given(10)) == pytest.approx(4.8)


def test_expenses_paid_whatever_the_wage_are_added():
    assert line("Employee-related expenses", ere_usd=given(3.0)) == pytest.approx(7.0)


def test_a_fixed_premium_does_not_grow_with_the_wage():
    fixed = {"ere_share": given(0.08), "ere_usd": given(2.4)}
    raised = build_rate(rate_parts(wage=given(25.0), **fixed)).exact_usd
    raised_by_share = build_rate(rate_parts(wage=given(25.0))).exact_usd
    assert (build_rate(rate_parts(**fixed)).exact_usd, raised < raised_by_share) == (
        pytest.approx(40.0),
        True,
    )


@pytest.mark.parametrize(
    ("convention", "mark_up", "share"),
    [(Convention.MARK_UP, 0.12, 0.1071), (Convention.SHARE_OF_RATE, 0.1364, 0.12)],
)
def test_12_percent_is_given_both_ways_under_both_conventions(convention, mark_up, share):
    found = administration(0.12, convention)
    assert (found.mark_up, found.share_of_rate) == (
        pytest.approx(mark_up, abs=1e-4),
        pytest.approx(share, abs=1e-4),
    )


def test_the_conventions_are_two_rates():
    # 32 × 1.25 = 40.00; 32 ÷ 0.75 = 42.67
    assert build_rate(rate_parts(convention=Convention.SHARE_OF_RATE)).rate_usd == 42.67


def test_a_share_of_the_rate_takes_that_share_of_it():
    parts = rate_parts(program_support=given(0.08), convention=Convention.SHARE_OF_RATE)
    built = build_rate(parts)
    assert [one.share_of_rate for one in built.indirects] == pytest.approx([0.08, 0.25])


def test_a_unit_of_fifteen_minutes_is_a_quarter():
    built = build_rate(rate_parts(hours_per_unit=0.25, unit="dollars a quarter-hour"))
    assert (built.rate_usd, built.unit) == (10.0, "dollars a quarter-hour")


def test_the_rate_is_rounded_once_and_half_up():
    # 19.50 × 1.15 = 22.425
    parts = rate_parts(
        wage=given(19.50),
        ere_share=given(0.15),
        productivity=given(1),
        administration=given(0),
    )
    assert build_rate(parts).rate_usd == 22.43


def test_paid_time_off_counts_as_hours_not_worked():
    # 24 ÷ (0.75 − 0.15) = 40; × 1.25
    assert build_rate(rate_parts(pto_of_hours=given(0.15))).rate_usd == 50.0


def test_paid_time_off_counts_as_a_cost_on_the_wage():
    # 20 × 1.25 ÷ 0.75 × 1.25
    assert build_rate(rate_parts(pto_of_wage=given(0.05))).rate_usd == 41.67


def test_paid_time_off_counted_twice_is_refused():
    with pytest.raises(MetricError, match="would be paid twice"):
        build_rate(rate_parts(pto_of_wage=given(0.05), pto_of_hours=given(0.05)))


def test_a_supervisor_without_a_span_is_refused():
    with pytest.raises(MetricError, match="both a wage and a span"):
        build_rate(rate_parts(supervisor_wage=given(30.0)))


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"wage": given(0.0)}, "wage is 0: it must be above 0"),
        ({"ere_share": given(-0.1)}, "ere_share is -0.1"),
        ({"ere_share": given(29.9)}, "give a share"),
        ({"productivity": given(1.2)}, "give a share"),
        ({"productivity": given(0.1), "pto_of_hours": given(0.1)}, "leaves no billable hour"),
        ({"hours_per_unit": 0.0}, "give more than 0"),
        ({"convention": "12 percent"}, "is no convention"),
    ],
)
def test_a_part_out_of_range_is_refused(changed, why):
    with pytest.raises(MetricError, match=why):
        build_rate(rate_parts(**changed))


def test_shares_that_leave_nothing_for_care_are_refused():
    shares = {"program_support": given(0.5), "administration": given(0.5)}
    with pytest.raises(MetricError, match="nothing is left for care"):
        build_rate(rate_parts(convention=Convention.SHARE_OF_RATE, **shares))


def test_compensation_is_wage_and_expenses():
    assert line("Compensation an hour") == 24.0


def test_administration_is_marked_up_on_cost_with_support():
    # 32 × 1.10 × 1.25
    assert build_rate(rate_parts(program_support=given(0.10))).rate_usd == 44.0


@pytest.mark.parametrize("convention", list(Convention))
def test_both_percentages_of_both_additions_describe_the_same_dollars(convention):
    parts = rate_parts(program_support=given(0.10), convention=convention)
    built = build_rate(parts)
    before = line("Direct cost an hour")
    rebuilt = []
    for one in built.indirects:
        rebuilt += [before * one.mark_up, built.exact_usd * one.share_of_rate]
        before += one.usd_per_hour
    assert rebuilt == pytest.approx([one.usd_per_hour for one in built.indirects for _ in (0, 1)])


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({}, "wage × 20.00%"),
        ({"pto_of_wage": given(0.05)}, "wage × (20.00% + 5.00% paid time off)"),
        ({"ere_usd": given(3.0)}, "wage × 20.00% + $3.00 whatever the wage"),
    ],
)
def test_the_line_of_expenses_says_how_they_were_reckoned(changed, text):
    said = {one.name: one.formula for one in build_rate(rate_parts(**changed)).lines}
    assert said["Employee-related expenses"] == text
