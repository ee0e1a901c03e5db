"""What subjects find adds up to what they share, or nothing is rendered."""

from types import SimpleNamespace
from typing import Any

import pytest

from research.builds.totals import sums
from research.ground.errors import TotalsError
from research.studies.subjects import Subject

EVERY = [Subject(i, i, {"chamber": "house" if i[0] == "H" else "senate"})
         for i in ("S1", "H1", "H2", "H3")]  # fmt: skip


def record(**values: object) -> Any:
    return SimpleNamespace(
        findings=[SimpleNamespace(name=name, value=value) for name, value in values.items()]
    )


def reconciled(parts: dict[str, object], total: object = 6) -> list[str]:
    account = sums({"own": "state"}, {"chamber": "house"}, EVERY)
    for subject, value in parts.items():
        account.take(subject, record(own=value, other=1))
    return account.reconcile([record(state=total)])


def test_a_sum_that_fits_says_so():
    assert reconciled({"H1": 1, "H2": 2, "H3": 3}) == ["own over 3 subjects adds up to state"]


def test_only_the_chosen_rows_are_summed():
    assert reconciled({"H1": 1, "H2": 2, "H3": 3, "S1": 6}) == [
        "own over 3 subjects adds up to state"
    ]


def test_parts_of_floating_point_may_lie_a_millionth_off():
    assert reconciled({"H1": 0.1, "H2": 0.2, "H3": 0.3}, total=0.6000003)


@pytest.mark.parametrize("total", [7, 6.00001, 0])
def test_a_sum_that_does_not_fit_is_refused(total: float):
    with pytest.raises(TotalsError, match=r"own over 3 subjects is 6: .* largest part is 3 \(H3\)"):
        reconciled({"H1": 1, "H2": 2, "H3": 3}, total)


def test_a_sum_of_less_than_all_is_not_checked_and_says_so():
    assert reconciled({"H1": 1, "H3": 3}) == [
        "totals are compared when all 3 stand that add up; 1 have no run that is up to date, "
        "first H2"
    ]


@pytest.mark.parametrize("bad", [float("nan"), None, "2", True])
def test_a_part_that_is_no_number_is_refused(bad: object):
    with pytest.raises(TotalsError, match="no number for 1 of 3 subjects, first H2"):
        reconciled({"H1": 1, "H2": bad, "H3": 3})


def test_a_total_that_nobody_records_is_refused():
    account = sums({"own": "state"}, {"chamber": "house"}, EVERY)
    for subject in ("H1", "H2", "H3"):
        account.take(subject, record(own=1))
    with pytest.raises(TotalsError, match="no shared study records state"):
        account.reconcile([record(other=3)])


def test_totals_over_nobody_are_refused():
    with pytest.raises(TotalsError, match="no subject has chamber = lords"):
        sums({"own": "state"}, {"chamber": "lords"}, EVERY)


def test_a_brief_without_totals_has_nothing_to_check():
    assert sums({}, {}, EVERY).reconcile([]) == []
