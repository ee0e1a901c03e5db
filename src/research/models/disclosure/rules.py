"""Which cells are hidden, and how far each of them must stay unknown."""

import math
from dataclasses import dataclass

from research.ground.errors import MetricError
from research.metrics.formula import formula
from research.models.disclosure.cells import Cell, Key
from research.models.disclosure.system import System

FEW = "fewer contribute than the rule asks"
DOMINATED = "one contributor gives nearly all of it"
CLOSE = "the second contributor could work out the first"
NOTHING = "all of its contributors gave nothing"
SECONDARY = "it would give another one away"


@dataclass(frozen=True)
class Rules:
    """The written rules; what each stands on is in docs/methods/disclosure.md.

    Attributes
    ----------
    fewest
        Contributors below which a cell is hidden; 11 for files of Medicare and Medicaid.
    largest_share
        A sum is hidden if one contributor gives more than this share of it.
    close_share
        The p of the p%-rule: a sum is hidden if what all but the two largest gave is less than
        this share of the largest.
    count_range
        A hidden count must be able to be this much higher than it is, for all a reader knows.
    margin_share
        A hidden sum must be able to be this share higher, and lower.
    """

    fewest: int = 10
    largest_share: float = 0.85
    close_share: float = 0.10
    count_range: int = 5
    margin_share: float = 0.10

    def __post_init__(self) -> None:
        if not (
            self.fewest >= 3
            and 0 < self.largest_share < 1
            and 0 < self.close_share < 1
            and self.count_range >= 1
            and 0 < self.margin_share < 1
        ):
            raise MetricError(
                f"{self} hides too little: at least three contributors, shares between 0 and 1, "
                "a range of 1 or more."
            )


@dataclass(frozen=True)
class Need:
    """How far above and below the true value a reader's doubt must reach."""

    up: float
    down: float = 0.0


def primary(cell: Cell, rules: Rules) -> str:
    """Return why a cell is hidden by itself, or nothing.

    A cell without contributors is public: that nobody answered is no one's answer. A sum of
    zero that somebody gave is hidden, because it says of each of them that it was nothing.
    """
    if cell.is_empty:
        return ""
    if cell.contributors < rules.fewest:
        return FEW
    if cell.is_count:
        return ""
    if cell.value == 0:
        return NOTHING
    if dominance_level(cell, rules) > 0:
        return DOMINATED
    return CLOSE if closeness_level(cell, rules) > 0 else ""


@formula("largest ÷ largest share − sum; above 0 one contributor dominates")
def dominance_level(cell: Cell, rules: Rules) -> float:
    """Return how much higher a sum would have to be for its largest contributor not to dominate.

    The (1, k)-rule and its upper protection level, SDC handbook, section 4.2.
    """
    return cell.largest / rules.largest_share - cell.value


@formula("p × largest − (sum − largest − second); above 0 the second can work out the first")
def closeness_level(cell: Cell, rules: Rules) -> float:
    """Return how much higher a sum would have to be for the second not to work out the first.

    The p%-rule and its upper protection level, SDC handbook, section 4.2.
    """
    return rules.close_share * cell.largest - (cell.value - cell.largest - cell.second)


@formula("a count: + range; a sum: ± the largest of margin × sum, dominance level, p%-level")
def need(cell: Cell, rules: Rules) -> Need:
    """Return how far a hidden cell must stay unknown.

    Downwards a sum needs no more than reaches zero. Amounts in whole units need one at least.
    """
    if cell.is_count:
        return Need(float(rules.count_range))
    up = max(
        rules.margin_share * cell.value,
        dominance_level(cell, rules),
        closeness_level(cell, rules),
        1.0 if cell.is_whole or not cell.value else 0.0,
    )
    up = float(math.ceil(up)) if cell.is_whole else up
    return Need(up, min(up, cell.value))


def primary_reasons(system: System, rules: Rules) -> dict[Key, str]:
    """Return the cells that are hidden by themselves, each with the rule that hides it.

    What was printed before cannot be hidden again, and is left out.
    """
    said = {key: primary(cell, rules) for key, cell in system.cells.items() if not cell.is_out}
    return {key: reason for key, reason in said.items() if reason}
