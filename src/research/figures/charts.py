"""The chart forms of the house, in one place: draw one in one line, and its alt text in another."""

from research.figures.given import Rule
from research.figures.over_time import dots, line, step

__all__ = ["Rule", "dots", "line", "step"]
