"""How grades combine."""

import pytest

from research.ground.errors import MetricError
from research.ground.terms import Grade
from research.metrics.grades import combined_grade


def test_a_number_is_as_weak_as_its_weakest_input():
    assert combined_grade([1, 3, 2]) is Grade.WEAK


def test_one_firm_input_stays_firm():
    assert combined_grade([Grade.FIRM]) is Grade.FIRM


def test_what_is_assumed_is_weak_on_firm_inputs():
    assert combined_grade([1, 1], is_assumed=True) is Grade.WEAK


@pytest.mark.parametrize("grades", [[], [0], [1, 4]])
def test_a_number_without_graded_inputs_is_refused(grades):
    with pytest.raises(MetricError, match="are not 1, 2 or 3"):
        combined_grade(grades)
