"""Indexes known in single months, and chains of published percent changes."""

import math
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metric_frames import catalogue, frame, rates
from research.ground.errors import MetricError
from research.metrics.chained import chained_index, observed_index
from research.metrics.erosion import erosion
from research.metrics.indexes import growth
from research.metrics.rates import rate_series

YEARLY, QUARTERLY = "percent, 12 months", "percent, 3 months"


def changes(held: dict[str, float], unit: str = YEARLY, service: str = "civilian") -> pd.DataFrame:
    return frame(
        [
            {"effective": pd.Timestamp(month), "amount": change, "unit": unit, "service": service}
            for month, change in held.items()
        ],
        "rate_history",
    )


def chain(held: dict[str, float], unit: str = YEARLY):
    return chained_index(changes(held, unit), "eci", "ECI")


def history(series: str, service: str) -> pd.DataFrame:
    """The rows of one series in the published history of rates."""
    folder = Path(__file__).resolve().parents[1] / "data" / "raw" / "il_rate_history"
    files = sorted(folder.glob("*/il_rate_history.csv"))
    if not files:
        pytest.skip("no history of rates: data/raw/il_rate_history is not here")
    rows = pd.read_csv(files[-1])
    rows = rows[(rows["series"] == series) & (rows["service"] == service)]
    return rows.assign(
        effective=pd.to_datetime(rows["effective"]), amount=pd.to_numeric(rows["value"])
    )


def test_two_changes_compound():
    index = chain({"2024-12-01": 3.8, "2025-12-01": 3.4})
    assert growth(index.at(date(2023, 12, 1)), index.at(date(2025, 12, 31))) == pytest.approx(
        1.038 * 1.034 - 1
    )


def test_a_chain_starts_where_its_first_change_began():
    index = chain({"2024-12-01": 3.8})
    assert (index.at(date(2023, 12, 15)).value, index.base_period) == (
        100.0,
        "December 2023 = 100, chained from rounded changes",
    )


def test_a_chain_is_known_to_the_end_of_its_last_month():
    assert chain({"2024-12-01": 3.8}).known_to == date(2024, 12, 31)


def test_the_order_of_the_rows_does_not_matter():
    held = {"2024-12-01": 3.8, "2025-12-01": 3.4}
    turned = dict(reversed(held.items()))
    assert chain(turned).at(date(2025, 12, 1)).value == chain(held).at(date(2025, 12, 1)).value


def test_a_month_between_is_not_filled():
    with pytest.raises(MetricError, match="June 2024 is none of them and is not filled"):
        chain({"2024-12-01": 3.8}).at(date(2024, 6, 1))


def test_a_year_of_single_months_has_no_average():
    with pytest.raises(MetricError, match="no average of 2024"):
        chain({"2024-12-01": 3.8}).over_year(2024)


def test_a_gap_is_refused_and_named():
    held = {"2008-12-01": 2.6, "2009-12-01": 1.5, "2011-12-01": 2.0}
    with pytest.raises(MetricError, match="the 12 months to December 2010 are missing"):
        chain(held)


def test_yearly_changes_of_every_quarter_overlap():
    with pytest.raises(MetricError, match="missing or overlap"):
        chain({"2024-09-01": 3.9, "2024-12-01": 3.8})


def test_a_month_twice_is_refused_with_both_values():
    twice = pd.concat([changes({"2012-12-01": 1.9}), changes({"2012-12-01": 1.8})])
    twice.index = pd.Index(["rate_history:264", "rate_history:265"], name="row_id")
    with pytest.raises(MetricError, match=r"rate_history:264: 1\.9, rate_history:265: 1\.8"):
        chained_index(twice, "eci", "ECI")


def test_two_spans_make_no_chain():
    mixed = pd.concat([changes({"2024-12-01": 3.8}), changes({"2025-03-01": 0.9}, QUARTERLY)])
    with pytest.raises(MetricError, match="a chain is of one span"):
        chained_index(mixed, "eci", "ECI")


def test_two_groups_of_workers_make_no_chain():
    mixed = pd.concat(
        [changes({"2024-12-01": 3.8}), changes({"2025-12-01": 3.4}, service="private")]
    )
    with pytest.raises(MetricError, match="2 values of service"):
        chained_index(mixed, "eci", "ECI")


@pytest.mark.parametrize("change", [float("nan"), 380.0, -80.0])
def test_a_change_that_is_no_change_in_percent_is_refused(change):
    with pytest.raises(MetricError, match="1 of 1 changes are missing or beyond 50 percent"):
        chain({"2024-12-01": change})


def test_no_rows_are_no_chain():
    with pytest.raises(MetricError, match="no rows, so no index"):
        chained_index(changes({"2024-12-01": 1.0}).head(0), "eci", "ECI")


def levels(held: dict[str, float], service: str = "not seasonally adjusted") -> pd.DataFrame:
    return changes(held, "index", service)


def test_adjusted_and_not_adjusted_levels_never_share_an_index():
    mixed = pd.concat(
        [levels({"2009-12-01": 111.1}), levels({"2025-12-01": 174.047}, "SEASONALLY ADJUSTED")]
    )
    with pytest.raises(MetricError, match="adjusted and not adjusted"):
        observed_index(mixed, "eci", "ECI", "December 2005 = 100")


def test_levels_of_two_base_periods_never_meet():
    one = observed_index(levels({"2025-12-01": 174.0}), "eci", "ECI", "December 2005 = 100")
    other = observed_index(levels({"2026-03-01": 101.0}), "eci", "ECI", "December 2025 = 100")
    with pytest.raises(MetricError, match="two base periods never meet"):
        growth(one.at(date(2025, 12, 1)), other.at(date(2026, 3, 1)))


def test_levels_without_a_base_are_refused():
    with pytest.raises(MetricError, match="say what its levels count from"):
        observed_index(levels({"2025-12-01": 174.0}), "eci", "ECI", "")


def test_a_level_of_nothing_is_refused():
    with pytest.raises(MetricError, match="1 of 1 rows have no positive level"):
        observed_index(levels({"2025-12-01": 0.0}), "eci", "ECI", "December 2005 = 100")


def test_a_rate_is_held_against_the_cost_of_labor():
    aide = rate_series(rates({"2023-12-01": 10.0}), catalogue(), "aide")
    index = chain({"2024-12-01": 3.8, "2025-12-01": 3.4})
    found = erosion(aide, index, date(2023, 12, 1), date(2025, 12, 1))
    assert found.counterfactual == pytest.approx(10.73292)


def test_published_levels_agree_with_published_changes():
    """Oracle: the bureau's own levels of December 2008 and 2009, 109.5 and 111.1 (one decimal),
    beside its own change of 1.5 percent. Tolerance: the rounding of the change."""
    group = "civilian, all workers, not seasonally adjusted"
    held = history("ECI level, total compensation (Dec 2005 = 100)", group)
    index = observed_index(held, "eci", "ECI", "December 2005 = 100")
    rose = growth(index.at(date(2008, 12, 1)), index.at(date(2009, 12, 1)))
    assert rose == pytest.approx(0.015, abs=0.0005)


def test_the_published_chain_reaches_the_published_level():
    """Oracle: the bureau's level of December 2025 is 174.047 (seasonally adjusted), of December
    2009 111.1. The chain of 2011 to 2025 leaves a change of about 2 percent for 2010, whose own
    is not in the table. Tolerance: 15 changes rounded to a tenth."""
    held = history(
        "ECI civilian compensation, 12-month change, Dec", "civilian workers, total compensation"
    )
    index = chained_index(held[held["effective"] >= "2011-12-01"], "eci", "ECI, civilian")
    rose = growth(index.at(date(2010, 12, 1)), index.at(date(2025, 12, 1)))
    assert 174.047 / 111.1 / (1 + rose) - 1 == pytest.approx(0.0207, abs=0.0075)


def test_the_published_chain_has_a_gap_in_2010():
    held = history(
        "ECI civilian compensation, 12-month change, Dec", "civilian workers, total compensation"
    )
    with pytest.raises(MetricError, match="the 12 months to December 2010 are missing"):
        chained_index(held, "eci", "ECI, civilian")


@settings(deadline=None, max_examples=30, derandomize=True)
@given(steps=st.lists(st.floats(-20, 40), min_size=1, max_size=12))
def test_a_chain_is_the_product_of_its_changes(steps):
    months = pd.date_range("2000-03-01", periods=len(steps), freq="3MS")
    held = {str(month): change for month, change in zip(months, steps, strict=True)}
    index = chain(held, QUARTERLY)
    found = growth(index.at(date(1999, 12, 1)), index.at(months[-1].date()))
    assert found == pytest.approx(math.prod(1 + change / 100 for change in steps) - 1)
