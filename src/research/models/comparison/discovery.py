"""Many tests at once: which differences remain after control, of which family."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd
from statsmodels.stats.multitest import multipletests

from research.ground.errors import MetricError
from research.metrics.formula import formula
from research.models.comparison.differences import difference, p_value
from research.models.comparison.estimate import Estimate
from research.models.comparison.places import Places, told


class Control(StrEnum):
    """What is held down: the share of false findings, or the chance of any."""

    BENJAMINI_HOCHBERG = "Benjamini-Hochberg"
    BENJAMINI_YEKUTIELI = "Benjamini-Yekutieli"
    HOLM = "Holm"

    @property
    def meaning(self) -> str:
        return {
            Control.BENJAMINI_HOCHBERG: "of those that differ, at most {} are expected to be false",
            Control.BENJAMINI_YEKUTIELI: "of those that differ, at most {} are expected to be "
            "false, however the tests depend on one another",
            Control.HOLM: "the chance that even one of them is false is at most {}",
        }[self]


_METHODS = {
    Control.BENJAMINI_HOCHBERG: "fdr_bh",
    Control.BENJAMINI_YEKUTIELI: "fdr_by",
    Control.HOLM: "holm",
}


@dataclass(frozen=True)
class Tested:
    """One test: its p-value as it was, after control, and whether it remains."""

    name: str
    p: float
    adjusted_p: float
    differs: bool
    gap: Estimate | None = None


@dataclass(frozen=True)
class Discoveries:
    """A family of tests after control.

    Attributes
    ----------
    family
        What was tested, in words that can be printed.
    level
        The share of false findings, or the chance of one, that is borne.
    """

    rows: tuple[Tested, ...]
    family: str
    control: Control
    level: float

    @property
    def size(self) -> int:
        """Return how many tests the family holds."""
        return len(self.rows)

    @property
    def differ(self) -> tuple[str, ...]:
        """Return the names of those that remain."""
        return tuple(row.name for row in self.rows if row.differs)

    @property
    def share(self) -> float:
        """Return which share of the family remains."""
        return len(self.differ) / self.size

    def frame(self) -> pd.DataFrame:
        """Return one row a test: name, p, adjusted_p, differs."""
        return pd.DataFrame(
            {"name": row.name, "p": row.p, "adjusted_p": row.adjusted_p, "differs": row.differs}
            for row in self.rows
        )


@formula(
    "adjusted p: least p × tests ÷ place from its place on (Benjamini-Hochberg), that × (1 + ½ + "
    "… + 1÷tests) (Benjamini-Yekutieli), greatest p × (tests − place + 1) up to its place (Holm)"
)
def control_discoveries(
    p_values: Mapping[str, float],
    family: str,
    *,
    control: Control = Control.BENJAMINI_HOCHBERG,
    level: float = 0.05,
) -> Discoveries:
    """Return which of a family of tests remain when all are looked at together.

    The family is everything that was tested, not what looked large: leaving tests out makes
    the control worthless.

    Parameters
    ----------
    p_values
        By name, 0 to 1, of every test that was made.
    family
        What the tests are about, as in "wages of 16 areas against the state".

    Raises
    ------
    MetricError
        If there is no test, the family has no name, or a p-value is missing or outside 0 to 1.
    """
    bad = [name for name, p in p_values.items() if not 0 <= p <= 1 or math.isnan(p)]
    if not p_values or bad or not family.strip():
        raise MetricError(
            f"{len(bad)} of {len(p_values)} p-values of the family {family!r} are none, first "
            f"{bad[0] if bad else 'no test at all'!r}: name the family and give every test made."
        )
    if not 0 < level < 0.5:
        raise MetricError(f"a level of {level!r}: write 5 percent of false findings as 0.05.")
    kept, adjusted, *_ = multipletests(
        list(p_values.values()), alpha=level, method=_METHODS[control]
    )
    rows = tuple(
        Tested(name, float(p), float(after), bool(differs))
        for (name, p), after, differs in zip(p_values.items(), adjusted, kept, strict=True)
    )
    return Discoveries(rows, family, control, level)


def compare_with(
    places: Places,
    reference: Estimate,
    family: str,
    *,
    control: Control = Control.BENJAMINI_HOCHBERG,
    level: float = 0.05,
) -> Discoveries:
    """Return which places differ from a reference, each with its gap (place − reference).

    The reference must not hold the places: a state mean that contains them is not independent
    of them, and the test is then too shy for large places.
    """
    gaps = {}
    for name, estimate in places.items():
        with told(name):
            gaps[name] = difference(estimate, reference)
    tested = control_discoveries(
        {name: p_value(gap) for name, gap in gaps.items()}, family, control=control, level=level
    )
    rows = tuple(
        Tested(row.name, row.p, row.adjusted_p, row.differs, gaps[row.name]) for row in tested.rows
    )
    return Discoveries(rows, family, control, level)
