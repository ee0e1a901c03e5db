"""Shares with a base: they compare with their like, and refuse all else in words."""

import operator

import pytest

from research.ground.errors import MetricError
from research.metrics.caps import Cap
from research.metrics.shares import Base, IndirectRate, OverheadShare, ProgramShare

SHARES = [
    OverheadShare(0.2),
    ProgramShare(0.8),
    IndirectRate(0.4, Base.DIRECT),
    Cap(0.2, Base.DIRECT, "a rule"),
]
COMPARED = [operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge]
RECKONED = [operator.add, operator.mul, operator.truediv, operator.floordiv, operator.pow]


@pytest.mark.parametrize("share", SHARES, ids=lambda share: type(share).__name__)
@pytest.mark.parametrize("compare", [*COMPARED, operator.sub])
def test_no_share_is_compared_with_a_bare_number(share, compare):
    with pytest.raises(MetricError, match="two different numbers and are not compared"):
        compare(share, 0.2)


@pytest.mark.parametrize("share", SHARES, ids=lambda share: type(share).__name__)
@pytest.mark.parametrize("reckon", RECKONED)
def test_no_share_is_reckoned_with_as_if_it_were_bare(share, reckon):
    with pytest.raises(MetricError, match="needs its own dollars"):
        reckon(share, 2.0)


@pytest.mark.parametrize("share", SHARES, ids=lambda share: type(share).__name__)
def test_a_bare_number_on_the_left_does_not_help(share):
    with pytest.raises(MetricError, match="needs its own dollars"):
        _ = 1 - share


@pytest.mark.parametrize("share", SHARES, ids=lambda share: type(share).__name__)
@pytest.mark.parametrize("cast", [float, int, bool, round, abs, sum])
def test_no_share_turns_into_a_bare_number_by_itself(share, cast):
    with pytest.raises(MetricError, match=r"Take \.value and name the base"):
        cast([share] if cast is sum else share)


def test_an_overhead_share_is_no_program_share():
    with pytest.raises(MetricError, match="two different numbers"):
        _ = OverheadShare(0.2) < ProgramShare(0.8)


def test_an_overhead_share_is_no_rate_on_the_total():
    with pytest.raises(MetricError, match="two different numbers"):
        _ = OverheadShare(0.2) == IndirectRate(0.2, Base.TOTAL)


def test_program_shares_differ_in_points():
    assert ProgramShare(0.8) - ProgramShare(0.65) == pytest.approx(0.15)


@pytest.mark.parametrize("value", [-0.1, 1.1, 22.0, float("nan"), float("inf")])
def test_a_share_outside_0_to_1_is_refused(value):
    with pytest.raises(MetricError, match="give a share from 0 to 1"):
        ProgramShare(value)


def test_an_indirect_rate_may_be_above_the_direct_cost():
    assert IndirectRate(1.2, Base.DIRECT) > IndirectRate(0.63, Base.DIRECT)


def test_a_rate_on_the_total_may_not_be_above_it():
    with pytest.raises(MetricError, match="from 0 to 1"):
        IndirectRate(1.2, Base.TOTAL)


def test_a_rate_on_an_unknown_base_is_refused():
    with pytest.raises(MetricError, match="'revenue' is no base"):
        IndirectRate(0.2, "revenue")
