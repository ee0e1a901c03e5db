"""What a cap leaves unpaid of an award, against published reckonings."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from research.ground.errors import MetricError
from research.metrics.caps import Cap, Status
from research.metrics.overhead import restate_cap
from research.metrics.recovery import (
    Award,
    allowed_indirect,
    indirect_recovery,
    under_recovery,
)
from research.metrics.shares import Base, IndirectRate

EASY = settings(deadline=None, max_examples=50, derandomize=True)
USD = st.floats(1, 1e8)
SHARE = st.floats(0.001, 0.9)
WHOLE_BASES = st.sampled_from([Base.TOTAL, Base.CONTRACT, Base.DIRECT, Base.OTHER_COSTS])


def cap(share: float, base: Base = Base.DIRECT, status: Status = Status.IN_FORCE) -> Cap:
    return Cap(share, base, "a rule", "January 1, 2020", status)


# University of Massachusetts Amherst, Research, "Proposal related": 22 percent of total cost on
# 150,000 of direct cost is 42,307 (printed without cents), 28.21 percent of direct.
def test_a_cap_on_the_total_counts_the_indirect_cost_itself():
    assert allowed_indirect(Award(150_000, 60_000), cap(0.22, Base.TOTAL)) == pytest.approx(
        42_307, abs=1
    )


def test_a_cap_on_the_total_as_a_rate_on_direct_is_the_published_one():
    allowed = allowed_indirect(Award(150_000, 60_000), cap(0.22, Base.TOTAL))
    assert allowed / 150_000 == pytest.approx(0.2821, abs=5e-5)


# University of California, Office of the President, "Calculating Indirect Cost Recovery": direct
# cost 10,000, of which 6,000 in the modified base, at 50 percent: 3,000.
def test_a_rate_on_the_modified_base_gives_the_published_indirect_cost():
    award = Award.at_rate(10_000, IndirectRate(0.50, Base.MTDC), mtdc_usd=6_000)
    assert award.indirect_usd == pytest.approx(3_000)


# A budget guide of three years (5y1.org, read as a copy): modified bases of 37,000, 40,000 and
# 42,000 at 48.5 percent are 17,945, 19,400 and 20,370.
@pytest.mark.parametrize(("mtdc", "indirect"), [(37e3, 17_945), (40e3, 19_400), (42e3, 20_370)])
def test_a_published_budget_is_met_to_the_dollar(mtdc, indirect):
    award = Award.at_rate(mtdc, IndirectRate(0.485, Base.MTDC), mtdc_usd=mtdc)
    assert award.indirect_usd == pytest.approx(indirect, abs=0.5)


def test_the_parts_of_a_recovery_are_as_reckoned_by_hand():
    # 40 of 100 incurred; 15 percent of 80 allowed: 12 recovered, 28 left, 30 percent recovered
    found = under_recovery(Award(100.0, 40.0, mtdc_usd=80.0), cap(0.15, Base.MTDC))
    assert (
        found.allowed_usd,
        found.recovered_usd,
        found.unrecovered_usd,
        found.recovery_share,
        found.headroom,
        found.base,
    ) == (pytest.approx(12), pytest.approx(12), pytest.approx(28), pytest.approx(0.3),
          pytest.approx(0.15 - 0.5), Base.MTDC)  # fmt: skip


def test_a_cap_above_the_cost_leaves_nothing_unpaid():
    found = under_recovery(Award(100.0, 10.0), cap(0.2))
    assert (found.unrecovered_usd, found.recovery_share, found.headroom) == (
        0,
        1,
        pytest.approx(0.1),
    )


def test_the_lines_print_the_reckoning_in_order():
    found = under_recovery(Award(100.0, 40.0), cap(0.2))
    assert [round(line.value, 2) for line in found.lines] == [100, 40, 20, 20, 20, 0.5]


@EASY
@given(USD, USD, SHARE, WHOLE_BASES)
def test_recovered_and_unrecovered_make_the_cost(direct, indirect, share, base):
    found = under_recovery(Award(direct, indirect), cap(share, base))
    assert found.recovered_usd + found.unrecovered_usd == pytest.approx(indirect)


@EASY
@given(USD, USD, SHARE, WHOLE_BASES)
def test_the_share_recovered_lies_in_0_to_1(direct, indirect, share, base):
    assert 0 <= under_recovery(Award(direct, indirect), cap(share, base)).recovery_share <= 1


@EASY
@given(USD, USD, SHARE, WHOLE_BASES)
def test_a_cap_leaves_something_unpaid_just_where_headroom_is_negative(
    direct, indirect, share, base
):
    found = under_recovery(Award(direct, indirect), cap(share, base))
    is_clear = abs(found.headroom) > 1e-9
    assert not is_clear or (found.headroom < 0) is (found.unrecovered_usd > 0)


@EASY
@given(USD, SHARE, WHOLE_BASES)
def test_what_is_allowed_is_the_restated_cap_of_the_total(direct, share, base):
    allowed = allowed_indirect(Award(direct, 1.0), cap(share, base))
    assert allowed / (direct + allowed) == pytest.approx(restate_cap(share, base))


@EASY
@given(USD, USD, SHARE, st.floats(0.01, 100))
def test_the_share_recovered_does_not_depend_on_the_size_of_the_award(
    direct, indirect, share, times
):
    one = under_recovery(Award(direct, indirect), cap(share)).recovery_share
    many = under_recovery(Award(direct * times, indirect * times), cap(share)).recovery_share
    assert many == pytest.approx(one)


def test_a_proposal_leaves_nothing_unpaid():
    with pytest.raises(MetricError, match="a rule is proposed, not in force"):
        under_recovery(Award(100.0, 40.0), cap(0.2, status=Status.PROPOSED))


def test_a_proposal_may_be_tried_on_purpose():
    bill = cap(0.2, status=Status.PROPOSED)
    found = under_recovery(Award(100.0, 40.0), bill, even_if_not_in_force=True)
    assert (found.unrecovered_usd, found.cap.is_in_force) == (pytest.approx(20), False)


@pytest.mark.parametrize(
    ("base", "part"), [(Base.MTDC, "mtdc_usd"), (Base.SALARIES, "salaries_usd")]
)
def test_a_cap_on_part_of_the_cost_needs_the_dollars_of_that_part(base, part):
    with pytest.raises(MetricError, match=f"give {part} with its source"):
        allowed_indirect(Award(100.0, 40.0), cap(0.15, base))


@pytest.mark.parametrize("direct", [0.0, -5.0, float("nan"), float("inf")])
def test_an_award_without_direct_cost_is_refused(direct):
    with pytest.raises(MetricError, match="give dollars above 0"):
        Award(direct, 10.0)


@pytest.mark.parametrize("indirect", [-1.0, float("nan")])
def test_a_negative_or_missing_indirect_cost_is_refused(indirect):
    with pytest.raises(MetricError, match="give dollars of 0 or more"):
        Award(100.0, indirect)


@pytest.mark.parametrize("part", [-1.0, 101.0, float("nan")])
def test_a_base_that_is_no_part_of_direct_cost_is_refused(part):
    with pytest.raises(MetricError, match=r"is no part of 100\.0 of direct cost"):
        Award(100.0, 10.0, mtdc_usd=part)


def test_a_share_of_nothing_incurred_is_refused():
    with pytest.raises(MetricError, match="without one there is no share of it"):
        indirect_recovery(0.0, 0.0)


def test_a_rate_on_a_base_of_nothing_is_refused():
    with pytest.raises(MetricError, match="the mtdc of the award is 0 dollars"):
        under_recovery(Award(100.0, 10.0, mtdc_usd=0.0), cap(0.1, Base.MTDC))


def test_a_cap_that_is_the_whole_total_is_refused():
    with pytest.raises(MetricError, match="leaves no direct cost"):
        allowed_indirect(Award(100.0, 10.0), cap(1.0, Base.TOTAL))
