"""The kept wages hold every area that touches Illinois, so that areas can be compared."""

import pandas as pd
import pytest

from research.ground.paths import Project
from research.models.comparison.places import places_from_wages
from research.models.comparison.ranks import rank_places
from research.sources import bls_oews
from research.sources.snapshots import locate
from research.tables.sentences_comparison import told_apart_sentence

STATE = "1700000"


@pytest.fixture
def local(project_copy: Project) -> pd.DataFrame:
    kept = [locate(project_copy, "bls_oews", file.kept_name) for file in bls_oews.PUBLISHER.files]
    wages = bls_oews.read(*kept)
    return wages[wages["area_code"] != bls_oews.NATION[0]]


def test_sixteen_areas_and_the_state_are_kept(local):
    assert local["area_code"].nunique() == 17


def test_no_area_has_an_occupation_twice(local):
    assert not local.duplicated(["area_code", "occupation_code"]).any()


def test_the_order_of_areas_by_what_aides_earn_is_mostly_chance(local):
    """Home health and personal care aides, May 2025, mean wage with its published error."""
    aides = local[(local["occupation_code"] == "311120") & (local["area_code"] != STATE)]
    assert told_apart_sentence(rank_places(places_from_wages(aides))) == (
        "Of the 120 pairs among 16 places, 45 can be told apart; the order of the rest may be "
        "chance."
    )
