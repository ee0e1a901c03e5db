"""How grades combine."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from research.ground.errors import MetricError
from research.ground.terms import Grade
from research.metrics.grades import (
    RULES,
    Design,
    Evidence,
    Graded,
    SourceKind,
    as_read,
    combined,
    combined_grade,
    decisive,
    grade_of,
    lowered,
    swing,
)


def test_a_number_is_as_weak_as_its_weakest_input():
    assert combined_grade([1, 3, 2]) is Grade.WEAK


def test_one_firm_input_stays_firm():
    assert combined_grade([Grade.FIRM]) is Grade.FIRM


def test_what_is_assumed_is_weak_on_firm_inputs():
    assert combined_grade([1, 1], is_assumed=True) is Grade.WEAK


@pytest.mark.parametrize("grades", [[], [0], [1, 4]])
def test_a_number_without_graded_inputs_is_refused(grades):
    with pytest.raises(MetricError, match="are not 1, 2 or 3"):
        combined_grade(grades)


def evidence(**told: object) -> Evidence:
    given = {"source": SourceKind.DATA_FILE, "design": Design.WHOLE, "age_years": 0.0} | told
    return Evidence(**given)


def test_a_fresh_register_in_the_publisher_s_own_file_is_firm():
    assert grade_of(evidence()) == Graded(Grade.FIRM, ())


@pytest.mark.parametrize(
    ("told", "grade"),
    [
        ({"source": SourceKind.OWN_PAGE}, 2),
        ({"source": SourceKind.SECONDARY}, 3),
        ({"age_years": 3}, 1),
        ({"age_years": 3.1}, 2),
        ({"age_years": 7}, 2),
        ({"age_years": 7.1}, 3),
        ({"age_years": None}, 2),
        ({"design": Design.VOLUNTARY}, 3),
        ({"design": Design.PROBABILITY}, 2),
        ({"design": Design.PROBABILITY, "cv": 0.12}, 1),
        ({"design": Design.PROBABILITY, "cv": 0.13}, 2),
        ({"design": Design.PROBABILITY, "cv": 0.34}, 3),
        ({"allocated_share": 0.1}, 1),
        ({"allocated_share": 0.11}, 2),
        ({"allocated_share": 0.51}, 3),
        ({"swing": 0.049}, 1),
        ({"swing": 0.05}, 2),
        ({"swing": 0.2}, 2),
        ({"swing": 0.21}, 3),
        ({"swing": None}, 3),
    ],
)
def test_one_thing_decides_the_grade(told, grade):
    assert int(grade_of(evidence(**told)).grade) == grade


def test_every_reason_is_named_and_the_weakest_decides():
    found = grade_of(evidence(source=SourceKind.OWN_PAGE, age_years=22, design=Design.VOLUNTARY))
    assert found.said == (
        "grade 3: typed from the issuing body's own page; more than 7 years older than its use; "
        "only those who answered, or a case study"
    )


def test_a_firm_number_says_that_nothing_lowers_it():
    assert grade_of(evidence()).said == "grade 1: nothing lowers it"


@pytest.mark.parametrize(
    "told",
    [
        {"age_years": -1},
        {"age_years": float("nan")},
        {"allocated_share": 50},
        {"swing": -0.1},
        {"swing": float("inf")},
        {"design": Design.PROBABILITY, "cv": float("nan")},
    ],
)
def test_evidence_that_is_no_number_is_refused(told):
    with pytest.raises(MetricError, match="give a number from 0"):
        grade_of(evidence(**told))


def test_a_register_has_no_standard_error():
    with pytest.raises(MetricError, match="only a probability sample has one"):
        grade_of(evidence(cv=0.1))


@pytest.mark.parametrize(("moved", "grade"), [(0.0, 1), (0.1, 2), (0.5, 3)])
def test_an_assumption_weighs_what_it_moves(moved, grade):
    assert int(combined_grade([1, 1], is_assumed=True, swing=moved)) == grade


def test_a_small_swing_raises_no_weak_input():
    assert combined_grade([3], is_assumed=True, swing=0.0) is Grade.WEAK


def test_a_swing_is_the_width_of_the_range_over_the_value():
    assert swing(100, 94, 106) == pytest.approx(0.12)


@pytest.mark.parametrize(("value", "low", "high"), [(0, -1, 1), (5, 6, 7), (1, 0, float("nan"))])
def test_a_swing_of_nothing_is_refused(value, low, high):
    with pytest.raises(MetricError, match="lowest and highest that its assumptions allow"):
        swing(value, low, high)


def test_the_weakest_of_several_brings_its_reasons_along():
    weak, usable = Graded(Grade.WEAK, ("a case study",)), Graded(Grade.USABLE, ("typed",))
    assert combined([usable, weak, weak]) == weak


@pytest.mark.parametrize(
    ("grade", "reasons"),
    [
        (1, ()),
        (2, ("typed from the issuing body's own page",)),
        (3, ("from a secondary source",)),
    ],
)
def test_a_grade_that_was_read_says_who_issued_it(grade, reasons):
    assert as_read(grade) == Graded(Grade(grade), reasons)


def test_only_a_rule_that_alone_allows_no_better_decides():
    both = (RULES["page"].text, RULES["very_old"].text, "in words of one's own")
    assert decisive(Graded(Grade.WEAK, both)) == both[1:]


def test_a_grade_is_lowered_with_a_reason():
    assert lowered(Graded(Grade.FIRM, ()), 2, "the unit is not printed") == Graded(
        Grade.USABLE, ("the unit is not printed",)
    )


@pytest.mark.parametrize(("to", "why"), [(1, "a reason"), (3, "")])
def test_a_grade_is_never_raised_and_never_lowered_without_a_reason(to, why):
    with pytest.raises(MetricError, match="lowered with a reason, and never raised"):
        lowered(Graded(Grade.USABLE, ("typed",)), to, why)


def test_the_page_prints_the_rules_of_the_code_and_no_others():
    page = Path(__file__).resolve().parents[1] / "docs" / "methods" / "grades.md"
    rows = [line for line in page.read_text(encoding="utf-8").splitlines() if line[:2] == "| "]
    printed = [row for row in rows if row.endswith(("| our rule |", "| definition |"))]
    assert printed == [
        f"| {rule.about} | {rule.text} | {int(rule.at_best)} | "
        f"{'our rule' if rule.ours else 'definition'} |"
        for rule in RULES.values()
    ]


EVIDENCE = st.builds(
    Evidence,
    source=st.sampled_from(SourceKind),
    design=st.sampled_from([Design.WHOLE, Design.VOLUNTARY]),
    age_years=st.none() | st.floats(0, 40),
    allocated_share=st.floats(0, 1),
    swing=st.none() | st.floats(0, 2),
)


@settings(deadline=None, max_examples=50, derandomize=True)
@given(EVIDENCE)
def test_a_grade_below_firm_has_a_reason_and_a_firm_one_has_none(told):
    found = grade_of(told)
    assert (found.grade is Grade.FIRM) == (found.reasons == ())


@settings(deadline=None, max_examples=50, derandomize=True)
@given(EVIDENCE, st.floats(0, 20))
def test_growing_older_never_raises_a_grade(told, years):
    older = replace(told, age_years=None if told.age_years is None else told.age_years + years)
    assert grade_of(older).grade >= grade_of(told).grade
