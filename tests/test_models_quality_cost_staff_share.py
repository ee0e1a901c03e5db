"""What part of a center's cost is its staff: by hand, of the lines, and over draws."""

import numpy as np
import pytest

from research.models.quality_cost import build_center, drawn_values, read_center, staff_share
from test_cli_rate_center import FILE

RAISED = FILE.replace(
    'value = 9500, unit = "dollars a room a year", source = "us"',
    'value = 9500, unit = "dollars a room a year", assumed = "a guess", low = 5000, high = 20000',
)


def share(text: str = FILE, **more):
    return staff_share(read_center(text), 400, np.random.default_rng(5), **more)


def test_one_worker_and_one_rent_are_the_share_that_a_pencil_finds():
    assert share().share == pytest.approx(30000 / 39500)


def test_the_share_is_that_of_the_printed_lines():
    built = build_center(read_center(FILE))
    staff = sum(line.value for line in built.lines if line.name == "Staff of the room")
    assert share().share == pytest.approx(staff / built.total_usd)


def test_a_center_without_ranges_that_matter_has_no_reach():
    found = share()  # only the places filled move, and a worker is paid for an empty place too
    assert (found.share_low, found.share_high) == pytest.approx((found.share, found.share))


def test_the_reach_stays_inside_the_ends_of_the_one_range_that_moves_it():
    found = share(RAISED)
    assert 30000 / 50000 < found.share_low < found.share < found.share_high < 30000 / 35000


def test_draws_are_those_of_every_other_range():
    draws = drawn_values(read_center(RAISED), 400, np.random.default_rng(5))
    parts = 30000 / (30000 + draws["rent"])
    found = share(RAISED)
    assert (found.share_low, found.share_high) == pytest.approx(
        tuple(np.quantile(parts, (0.025, 0.975)))
    )


def test_a_scenario_is_applied_first():
    text = FILE + "rent = 0\n"
    assert share(text, scenario="full").share == 1
