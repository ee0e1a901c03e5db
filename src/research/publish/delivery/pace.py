"""When the next message may go: the rate, the wait after a 4xx, the minute of the embargo."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from research.ground.errors import EmbargoError
from research.publish.editions.manifest import Edition


@dataclass(frozen=True)
class Clock:
    """What tells the time and waits; the command gives the real one, a test its own.

    Attributes
    ----------
    now
        The wall clock, with its offset from UTC.
    steady
        Seconds that no one sets: they only grow.
    sleep
        Waits for some seconds.
    chance
        A number from 0 to 1.
    """

    now: Callable[[], datetime]
    steady: Callable[[], float]
    sleep: Callable[[float], None]
    chance: Callable[[], float]


@dataclass(frozen=True)
class Pace:
    """How fast, and how patient.

    Attributes
    ----------
    a_minute
        Messages a minute, at most.
    rounds
        How often a message is offered in one run, when the server says "later".
    first_wait, longest_wait
        Seconds before the second round, doubled for each further one; each wait is made up to a
        fifth shorter or longer by chance. Together they outlast an hour.
    short_wait
        Seconds before a round in which only cut messages are offered again. No source; assumed.
    messages_a_connection
        After so many a new connection is made. No source; assumed.
    in_a_row
        So many refusals, or cuts, or answers that put us off, are not about the recipients.
        No source; assumed.
    """

    a_minute: float = 60.0
    rounds: int = 10
    first_wait: float = 30.0
    longest_wait: float = 900.0
    short_wait: float = 1.0
    messages_a_connection: int = 100
    in_a_row: int = 10

    def wait(self, round_number: int, chance: float) -> float:
        """Return how many seconds to wait after a round (from 0) in which some were put off."""
        usual = min(self.first_wait * 2.0**round_number, self.longest_wait)
        return usual * (0.8 + 0.4 * chance)


USUAL = Pace()
"""The pace where nothing else is asked for."""


class Turn:
    """Lets messages through one at a time, no faster than the rate."""

    def __init__(self, clock: Clock, pace: Pace) -> None:
        self._clock, self._gap = clock, 60.0 / pace.a_minute
        self._next = clock.steady()

    def take(self) -> None:
        """Wait until the next message may go."""
        early = self._next - self._clock.steady()
        if early > 0:
            self._clock.sleep(early)
        self._next = max(self._next, self._clock.steady()) + self._gap


class Gate:
    """Opens at the minute of an edition, and shuts again when the clock goes back before it.

    The wall clock is asked before each message. Where it ran ahead of the steady clock since the
    gate was made, it was set forward, and the slower of the two is believed; so no setting of the
    clock during a run opens the gate too early.
    """

    def __init__(self, edition: Edition, clock: Clock) -> None:
        self._edition, self._clock = edition, clock
        self._wall, self._steady = clock.now(), clock.steady()

    def require_open(self) -> None:
        """Return where the minute has come.

        Raises
        ------
        EmbargoError
            If it has not, or no longer.
        """
        wall = self._clock.now()
        gone = timedelta(seconds=self._clock.steady() - self._steady)
        believed = min(wall, self._wall + gone + timedelta(seconds=1))
        if self._edition.is_sealed(believed):
            raise EmbargoError(
                f"edition {self._edition.id} is sealed until {self._edition.release.isoformat()} "
                f"and it is {believed.isoformat(timespec='seconds')}: no message is handed over. "
                "Run the same again after that minute."
            )
