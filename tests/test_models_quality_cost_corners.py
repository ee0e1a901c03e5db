"""The ends of coverage: every range at its kindest end at once, and at its harshest."""

import numpy as np
import pytest

from research.ground.errors import ModelError
from research.models.quality_cost import build_center, corners, costs_of, drawn_values, read_center
from test_cli_rate_center import FILE

RENT = 'rent = { value = 9500, unit = "dollars a room a year", source = "us" }'
RANGED = FILE.replace(
    RENT, RENT.replace('source = "us"', 'assumed = "a guess", low = 5000, high = 20000')
)


def test_the_ends_are_those_that_a_pencil_finds():
    found = corners(read_center(RANGED))[0]
    assert (found.coverage_low, found.coverage_high) == pytest.approx(
        (30 * 250 * 7 / 50000, 30 * 250 * 9 / 35000)
    )


def test_no_draw_lies_beyond_the_ends():
    model = read_center(RANGED)
    found = corners(model)[0]
    covered = 30 / costs_of(model, drawn_values(model, 500, np.random.default_rng(2)))["all"]
    assert found.coverage_low <= covered.min() < covered.max() <= found.coverage_high


def test_a_center_without_ranges_has_one_coverage():
    text = FILE.replace('assumed = "a guess", low = 0.7, high = 0.9', 'source = "us"')
    model = read_center(text)
    covered = build_center(model).of("all").subsidy.coverage
    assert (corners(model)[0].coverage_low, corners(model)[0].coverage_high) == (covered, covered)


def test_an_age_without_a_subsidy_is_refused():
    with pytest.raises(ModelError, match='1 of 1 ages have no subsidy, first "all"'):
        corners(read_center(RANGED.replace('kind = "subsidy"', 'kind = "price"')))
