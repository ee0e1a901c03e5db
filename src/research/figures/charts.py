"""The chart forms of the house, in one place: draw one in one line, its alt text in another."""

from research.figures.alt_text import (
    alt_of_bars,
    alt_of_build_up,
    alt_of_dots,
    alt_of_line,
    alt_of_pairs,
    alt_of_ranges,
    alt_of_step,
    alt_of_strip,
)
from research.figures.amounts import bars, ranges
from research.figures.given import Rule
from research.figures.over_time import dots, line, step
from research.figures.pairs import pairs
from research.figures.parts import build_up
from research.figures.spread import strip

__all__ = [
    "Rule",
    "alt_of_bars",
    "alt_of_build_up",
    "alt_of_dots",
    "alt_of_line",
    "alt_of_pairs",
    "alt_of_ranges",
    "alt_of_step",
    "alt_of_strip",
    "bars",
    "build_up",
    "dots",
    "line",
    "pairs",
    "ranges",
    "step",
    "strip",
]
