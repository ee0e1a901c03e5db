"""How grades combine: a number is as firm as the weakest thing that it rests on."""

from collections.abc import Iterable

from research.ground.errors import MetricError
from research.ground.terms import Grade

RULES = (
    "The issuing body's own data file is grade 1.",
    "A figure typed from the issuing body's own page is grade 2.",
    "A secondary source is grade 3.",
    "What is computed bears the weakest grade of its inputs.",
    "What rests on an assumption is grade 3, whatever else it rests on.",
    "A grade may be lowered with a reason; it is never raised.",
)


def combined_grade(grades: Iterable[Grade | int], *, is_assumed: bool = False) -> Grade:
    """Return the grade of a number computed from inputs of these grades.

    Raises
    ------
    MetricError
        If there is no input, or a grade is not 1, 2 or 3.
    """
    held = [int(grade) for grade in grades]
    unknown = [grade for grade in held if grade not in {member.value for member in Grade}]
    if not held or unknown:
        raise MetricError(
            f"{len(unknown)} of {len(held)} grades are not 1, 2 or 3 ({unknown[:1]}): a number "
            "without a graded input has no grade."
        )
    return Grade.WEAK if is_assumed else Grade(max(held))
