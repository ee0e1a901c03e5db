"""Which caps stand on a date, and the room left under one."""

from pathlib import Path

import pandas as pd
import pytest

from metric_frames import frame
from research.ground.errors import MetricError
from research.metrics.caps import (
    Cap,
    Status,
    cap_headroom,
    cap_in_force,
    cap_named,
    caps_in_force,
    caps_standing,
)
from research.metrics.shares import Base, IndirectRate

RAW = Path(__file__).resolve().parents[1] / "data" / "raw" / "overhead_caps"


def caps(status: str = "in force", in_force_on: str = "October 1, 2024", **more: object):
    row = {
        "cap_id": "federal",
        "cap_share": 0.15,
        "base": "mtdc",
        "authority": "2 CFR 200.414(f)",
        "limits": "indirect cost",
        "status": status,
        "in_force_on": in_force_on,
    }
    return frame([row | more], "overhead_caps")


@pytest.mark.parametrize("status", ["proposed", "adopted", "superseded"])
def test_what_is_not_in_force_never_stands(status):
    assert caps_in_force(caps(status, "January 1, 2020"), "2026-11-21").empty


def test_a_cap_stands_from_its_day():
    both = [list(caps_standing(caps(), day)["is_in_force"]) for day in ("2024-09-30", "2024-10-01")]
    assert both == [[False], [True]]


def test_a_cap_that_does_not_stand_says_why():
    assert list(caps_standing(caps("proposed", "January 1, 2028"), "2026-11-21")["standing"]) == [
        "proposed, for January 1, 2028"
    ]


def test_a_text_that_was_read_on_a_day_stands_from_that_day():
    read = caps(in_force_on="text of March 27, 2024")
    assert list(caps_standing(read, "2024-03-27")["standing"]) == ["in force when last read"]


@pytest.mark.parametrize(
    ("words", "said"),
    [("October 1, 2024", "from October 1, 2024"), ("amended May 1, 2019", "amended May 1, 2019")],
)
def test_a_cap_that_stands_says_since_when_where_its_rule_does(words: str, said: str):
    standing = caps_standing(caps(in_force_on=words), "2026-11-21")["standing"].item()
    assert standing == f"in force when last read, {said}"


def test_a_cap_in_force_without_a_date_is_refused():
    with pytest.raises(MetricError, match="overhead_caps:0 is in force without a date"):
        caps_standing(caps(in_force_on="since long"), "2026-11-21")


def test_an_unknown_status_is_refused():
    with pytest.raises(MetricError, match="'pending' is no status; known are adopted, in force"):
        caps_standing(caps("pending"), "2026-11-21")


def test_a_proposed_cap_is_not_taken_for_one_in_force():
    with pytest.raises(MetricError, match="federal is not in force on 2026-11-21: proposed"):
        cap_in_force(caps("proposed"), "federal", "2026-11-21")


def test_a_cap_of_the_table_carries_base_authority_date_and_status():
    cap = cap_in_force(caps(), "federal", "2026-11-21")
    assert (cap.value, cap.base, cap.authority, cap.in_force_on, cap.status) == (
        0.15,
        Base.MTDC,
        "2 CFR 200.414(f)",
        "October 1, 2024",
        Status.IN_FORCE,
    )


def test_an_unknown_cap_is_refused_with_the_known_ones():
    with pytest.raises(MetricError, match="0 caps are called 'gata'; known are federal"):
        cap_named(caps(), "gata")


def test_every_cap_that_we_typed_has_a_standing_and_no_bill_is_in_force():
    rows = pd.read_csv(sorted(RAW.glob("*/overhead_caps.csv"))[-1])
    standing = caps_standing(rows, "2026-11-21")
    bills = rows["authority"].str.contains("General Assembly")
    assert (bills.sum() > 0, standing["is_in_force"][bills].any()) == (True, False)


def test_two_caps_on_two_bases_are_not_compared():
    with pytest.raises(MetricError, match="have two bases"):
        _ = Cap(0.2, Base.OTHER_COSTS, "DCFS") > Cap(0.2, Base.TOTAL, "CCP")


def test_a_proposal_is_not_compared_with_what_is_in_force():
    bill = Cap(0.2, Base.TOTAL, "a bill", status=Status.PROPOSED)
    with pytest.raises(MetricError, match="is not compared with one that is not"):
        _ = Cap(0.23, Base.TOTAL, "a rule") > bill


def test_a_rate_over_the_cap_has_negative_headroom():
    # MIT, "Research Underrecovery at Proposal Phase": a rate of 65 percent of MTDC under a
    # limit of 50 percent is 15 points short.
    cap = Cap(0.50, Base.MTDC, "a sponsor")
    assert cap_headroom(cap, IndirectRate(0.65, Base.MTDC)) == pytest.approx(-0.15)


def test_headroom_on_two_bases_is_refused():
    with pytest.raises(MetricError, match="state the rate on the base of the cap"):
        cap_headroom(Cap(0.2, Base.TOTAL, "a rule"), IndirectRate(0.2, Base.DIRECT))
