"""Mark a metric with its formula, so that a finding can print it; and one line of a reckoning."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def formula(text: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Attach the formula that a reader sees beside every number this metric computed."""

    def mark(metric: Callable[P, R]) -> Callable[P, R]:
        metric.formula = text  # type: ignore[attr-defined]
        return metric

    return mark


@dataclass(frozen=True)
class Line:
    """One printed line of a reckoning: what, by which formula, how much, on what assumption.

    ``pd.DataFrame(note.lines)`` is the table of a note or of a rate.
    """

    name: str
    formula: str
    value: float
    unit: str
    assumption: str = ""
