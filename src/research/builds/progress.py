"""How far a batch is, in one line: done, failed, and what it will still take, once known."""

import time
from collections.abc import Callable

FEWEST = 3
"""Done before anything is said of the time that is left."""

_TENTHS = 10


class Progress:
    """The count of one phase: told at every step, or in tenths where nothing can move."""

    def __init__(
        self,
        phase: str,
        total: int,
        tell: Callable[[str], None],
        moves: bool = True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.phase, self.total = phase, total
        self.done, self.failed = 0, 0
        self._tell, self._moves, self._clock = tell, moves, clock
        self._began = clock()
        self._told = 0

    def step(self, failed: bool = False) -> None:
        """Count one more that is over."""
        self.done += 1
        self.failed += failed
        tenth = self.done * _TENTHS // self.total
        if self._moves or tenth > self._told:
            self._told = tenth
            self._tell(self.line())

    def line(self) -> str:
        """Return "runs: 45 of 177, 2 failed, about 40 s left"."""
        said = [f"{self.phase}: {self.done:,} of {self.total:,}"]
        said += [f"{self.failed:,} failed"] if self.failed else []
        left = self.seconds_left()
        said += [f"{rounded(left)} left"] if left is not None else []
        return ", ".join(said)

    def seconds_left(self) -> float | None:
        """Return the time that is left, at the pace so far; None before it can be known."""
        if self.done < FEWEST or self.done >= self.total:
            return None
        return (self._clock() - self._began) / self.done * (self.total - self.done)


def rounded(seconds: float) -> str:
    """Return a length of time no more exact than it is known: "about 40 s", "about 3 min"."""
    if seconds < 10:
        return "a few seconds"
    if seconds < 90:
        return f"about {round(seconds / 5) * 5} s"
    return f"about {round(seconds / 60)} min"
