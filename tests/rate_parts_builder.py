"""Parts of a rate with round numbers, for the tests of the rate model."""

from dataclasses import replace
from typing import Any

from research.models.parameters import Parameter, sourced
from research.models.rate_parts import Convention, RateParts


def given(value: float, low: float | None = None, high: float | None = None) -> Parameter:
    return sourced(value, "a bulletin", low, high)


def rate_parts(**changed: Any) -> RateParts:
    """Return parts of a rate of 40.00: 20 an hour, a fifth more, 0.75 billable, a quarter on it."""
    parts = RateParts(
        wage=given(20.0),
        ere_share=given(0.20),
        productivity=given(0.75),
        program_support=given(0.0),
        administration=given(0.25),
        convention=Convention.MARK_UP,
    )
    return replace(parts, **changed)
