"""Many tests at once: what remains, against published examples."""

import csv
import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from research.ground.errors import MetricError
from research.models.comparison.discovery import Control, compare_with, control_discoveries
from research.models.comparison.estimate import from_mean
from research.models.comparison.places import places_of

often = settings(deadline=None, max_examples=50, derandomize=True)
SURVEY = (
    Path(__file__).resolve().parents[2] / "shared/oracles/urban_nptrends/published_estimates.csv"
)

FIFTEEN = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719,
    0.6528, 0.7590, 1.0,
]  # fmt: skip
"""The p-values of Benjamini and Hochberg (1995), as the tests of statsmodels keep them."""


def named(values: list[float]) -> dict[str, float]:
    return {f"test {at}": p for at, p in enumerate(values, start=1)}


@pytest.mark.parametrize(
    ("control", "kept"),
    [(Control.BENJAMINI_HOCHBERG, 4), (Control.BENJAMINI_YEKUTIELI, 3), (Control.HOLM, 3)],
)
def test_of_fifteen_tests_four_remain(control, kept):
    """Benjamini and Hochberg (1995): their control keeps four where Holm's keeps three."""
    found = control_discoveries(named(FIFTEEN), "fifteen", control=control)
    assert len(found.differ) == kept


def test_adjusted_values_are_those_of_r():
    """p.adjust(method = "BH") in R, as quoted: 0.0015, 0.0030, 0.0095, 0.035625, 0.0603."""
    found = control_discoveries(named(FIFTEEN), "fifteen")
    assert [row.adjusted_p for row in found.rows[:5]] == pytest.approx(
        [0.0015, 0.0030, 0.0095, 0.035625, 0.0603]
    )


@pytest.mark.parametrize(
    ("control", "method"),
    [(Control.BENJAMINI_HOCHBERG, "bh"), (Control.BENJAMINI_YEKUTIELI, "by")],
)
@often
@given(values=st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_adjusted_values_are_those_of_scipy(control, method, values):
    found = control_discoveries(named(values), "any", control=control)
    assert [row.adjusted_p for row in found.rows] == pytest.approx(
        list(false_discovery_control(values, method=method))
    )


@settings(often, max_examples=10)
@given(values=st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_control_never_makes_a_test_stronger(values):
    found = control_discoveries(named(values), "any", control=Control.HOLM)
    assert all(row.adjusted_p >= row.p - 1e-12 for row in found.rows)


@pytest.mark.skipif(not SURVEY.is_file(), reason=f"no published survey results: {SURVEY}")
@pytest.mark.parametrize(
    ("control", "column"), [(Control.HOLM, "p_holm"), (Control.BENJAMINI_HOCHBERG, "p_bh")]
)
def test_a_published_survey_is_adjusted_as_its_authors_did(control, column):
    """National Survey of Nonprofit Trends and Impacts, Urban Institute: eleven tests, one family;
    as published, to twelve digits."""
    with SURVEY.open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["p_value"]]
    found = control_discoveries(
        {row["template_row"]: float(row["p_value"]) for row in rows}, "the survey", control=control
    )
    assert [one.adjusted_p for one in found.rows] == pytest.approx(
        [float(row[column]) for row in rows], rel=1e-12
    )


def test_places_are_held_against_a_reference():
    areas = places_of(["a", "b", "c"], [20, 18.1, 16], [0.2, 0.2, 0.2], "dollars an hour")
    found = compare_with(areas, from_mean(18, 0.1, "dollars an hour"), "three areas")
    assert {row.name: row.gap.value > 0 for row in found.rows if row.differs} == {
        "a": True,
        "c": False,
    }


def test_the_family_and_its_size_are_kept():
    found = control_discoveries(named([0.01, 0.5]), "two areas against the state")
    assert (found.family, found.size, found.share) == ("two areas against the state", 2, 0.5)


@pytest.mark.parametrize(
    ("values", "family", "words"),
    [
        ([], "none", "no test at all"),
        ([0.1, math.nan], "two", "1 of 2 p-values of the family 'two' are none, first 'test 2'"),
        ([1.2], "one", "first 'test 1'"),
        ([0.1], " ", "name the family"),
    ],
)
def test_a_family_that_is_none_is_refused(values, family, words):
    with pytest.raises(MetricError, match=words):
        control_discoveries(named(values), family)


def test_a_level_in_percent_is_refused():
    with pytest.raises(MetricError, match=r"write 5 percent .* as 0\.05"):
        control_discoveries(named([0.1]), "one", level=5)
