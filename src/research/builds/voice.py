"""How a batch speaks while it works: what it does now, and how far it is."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Voice:
    """``tell`` says what is done now; ``count`` how far it is, at each step if it ``moves``."""

    tell: Callable[[str], None]
    count: Callable[[str], None]
    moves: bool = False
