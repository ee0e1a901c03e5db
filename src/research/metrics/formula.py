"""Mark a metric with its formula, so that a finding can print it."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def formula(text: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Attach the formula that a reader sees beside every number this metric computed."""

    def mark(metric: Callable[P, R]) -> Callable[P, R]:
        metric.formula = text  # type: ignore[attr-defined]
        return metric

    return mark
