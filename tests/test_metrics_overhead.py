"""Overhead shares, indirect rates and caps, kept apart."""

import pandas as pd
import pytest

from metric_frames import frame
from research.ground.errors import MetricError
from research.metrics.overhead import (
    direct_under_cap,
    indirect_of_direct,
    indirect_of_total,
    mark_up,
    overhead_share,
    program_share,
    restate_cap,
    restated_caps,
    share_of_rate,
)
from research.metrics.shares import Base, IndirectRate, OverheadShare


def expenses(**usd: float | None) -> pd.DataFrame:
    parts = {"program_usd": 780.0, "management_usd": 150.0, "fundraising_usd": 70.0} | usd
    total = usd.get("total_usd", sum(part or 0.0 for part in parts.values()))
    return frame([parts | {"total_usd": total}], "form990_expenses").astype(float)


def test_overhead_counts_management_and_fundraising():
    assert overhead_share(expenses()).item() == pytest.approx(0.22)


def test_overhead_and_program_share_make_the_whole():
    assert overhead_share(expenses()).item() + program_share(expenses()).item() == pytest.approx(1)


def test_overhead_keeps_the_row_id():
    assert list(overhead_share(expenses()).index) == ["form990_expenses:0"]


def test_a_part_not_reported_is_missing_and_not_nothing():
    assert overhead_share(expenses(fundraising_usd=None, total_usd=1000.0)).isna().item()


def test_an_agency_without_expenses_has_no_share():
    none = expenses(program_usd=0.0, management_usd=0.0, fundraising_usd=0.0)
    assert overhead_share(none).isna().item()


def test_a_total_rounded_on_the_form_is_accepted():
    assert overhead_share(expenses(total_usd=1001.0)).item() == pytest.approx(220 / 1001)


def test_parts_that_do_not_add_up_are_refused():
    with pytest.raises(MetricError, match="1 of 1 rows have parts that do not add up"):
        overhead_share(expenses(total_usd=1100.0))


def test_a_negative_part_is_refused():
    with pytest.raises(MetricError, match="1 of 1 rows have a negative part, first form990"):
        overhead_share(expenses(management_usd=-20.0))


def test_rows_without_the_parts_are_refused():
    with pytest.raises(MetricError, match="lack program_usd"):
        overhead_share(expenses().drop(columns="program_usd"))


def test_40_percent_of_direct_cost_is_28_6_percent_of_the_total():
    assert indirect_of_total(0.40) == pytest.approx(0.2857, abs=1e-4)


def test_a_12_percent_mark_up_is_10_7_percent_of_the_rate():
    assert share_of_rate(0.12) == pytest.approx(0.1071, abs=1e-4)


def test_12_percent_of_the_rate_is_a_mark_up_of_13_6_percent():
    assert mark_up(0.12) == pytest.approx(0.1364, abs=1e-4)


@pytest.mark.parametrize("share", [0.0, 0.05, 0.12, 0.4, 0.9])
def test_mark_up_and_share_undo_each_other(share):
    assert (share_of_rate(mark_up(share)), indirect_of_total(indirect_of_direct(share))) == (
        pytest.approx(share),
        pytest.approx(share),
    )


@pytest.mark.parametrize("share", [1.0, 12.0, -0.1, float("nan")])
def test_a_share_that_leaves_nothing_is_refused(share):
    with pytest.raises(MetricError, match="give a share from 0 to 1"):
        mark_up(share)


def test_20_percent_of_other_costs_is_16_67_percent_of_the_total():
    assert restate_cap(0.20, Base.OTHER_COSTS) == pytest.approx(0.1667, abs=1e-4)


@pytest.mark.parametrize("base", ["total", "contract"])
def test_a_cap_on_the_total_is_itself(base):
    assert restate_cap(0.23, base) == 0.23


def test_a_cap_on_part_of_direct_cost_needs_that_part():
    # 15 % of 80 of 100 direct is 12; 12 of 112
    assert restate_cap(0.15, Base.MTDC, base_share=0.8) == pytest.approx(12 / 112)


def test_a_cap_on_salaries_takes_their_part_of_the_total():
    assert restate_cap(0.25, Base.SALARIES, base_share=0.6) == pytest.approx(0.15)


@pytest.mark.parametrize("base", ["mtdc", "salaries"])
def test_a_cap_on_part_of_the_cost_alone_is_refused(base):
    with pytest.raises(MetricError, match="depends on the award"):
        restate_cap(0.15, base)


def test_a_cap_on_an_unknown_base_is_refused():
    with pytest.raises(MetricError, match="'revenue' is no base of a cap"):
        restate_cap(0.15, "revenue")


def test_a_cap_in_percent_is_refused():
    with pytest.raises(MetricError, match="give a share from 0 to 1"):
        restate_cap(20, "total")


@pytest.mark.parametrize(("base", "left"), [("direct", 83333.33), ("total", 80000.0)])
def test_20_percent_leaves_two_amounts_under_two_bases(base, left):
    assert direct_under_cap(100_000, 0.20, base) == pytest.approx(left, abs=0.01)


def test_caps_in_a_table_are_restated_where_they_can_be():
    caps = frame([{"cap_share": 0.2, "base": "other_costs"}, {"cap_share": 0.15, "base": "mtdc"}])
    restated = restated_caps(caps)
    assert (restated["share_of_total"].round(4).fillna(-1).tolist(), list(restated["why_not"])) == (
        [0.1667, -1],
        ["", "depends on the award"],
    )


def test_an_overhead_share_is_never_compared_with_an_indirect_rate():
    with pytest.raises(MetricError, match="two different numbers and are not compared"):
        _ = OverheadShare(0.22) < IndirectRate(0.40, Base.DIRECT)


def test_indirect_rates_on_two_bases_are_never_compared():
    with pytest.raises(MetricError, match="have two bases"):
        _ = IndirectRate(0.15, Base.MTDC) - IndirectRate(0.10, Base.DIRECT)


def test_a_bare_number_is_never_compared_with_an_overhead_share():
    with pytest.raises(MetricError, match="two different numbers"):
        _ = OverheadShare(0.22) == 0.22


def test_overhead_shares_compare_with_one_another():
    assert OverheadShare(0.22) > OverheadShare(0.15)


def test_indirect_rates_on_one_base_compare():
    assert IndirectRate(0.15, Base.MTDC) - IndirectRate(0.10, Base.MTDC) == pytest.approx(0.05)


def test_a_total_two_dollars_off_is_still_rounding():
    assert overhead_share(expenses(total_usd=1002.0)).item() == pytest.approx(220 / 1002)


def test_a_total_three_dollars_off_is_not():
    with pytest.raises(MetricError, match="do not add up"):
        overhead_share(expenses(total_usd=1003.0))
