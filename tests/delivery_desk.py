"""A desk from which tests deliver: a small project, a server on loopback, a clock of its own."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import mail_server
from research.ground.paths import Project
from research.publish.audiences.who import who
from research.publish.delivery import deliver
from research.publish.delivery.deliver import Delivered, Order
from research.publish.delivery.ledger import Entry, Mailing
from research.publish.delivery.mail_server import Settings, settings
from research.publish.delivery.pace import Clock, Pace
from research.publish.editions import manifest

NOW = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
QUICK = Pace(a_minute=1e6)


@dataclass
class Hands:
    """A clock that moves only when it is told to, or when somebody sleeps."""

    now: datetime = NOW
    steady: float = 0.0
    slept: list[float] = field(default_factory=list)
    each_time: Callable[[], None] = lambda: None

    def clock(self) -> Clock:
        return Clock(self.look, lambda: self.steady, self.sleep, lambda: 0.5)

    def look(self) -> datetime:
        self.each_time()
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)
        self.steady += seconds


@dataclass
class Desk:
    """What a test needs to deliver."""

    here: Project
    post: mail_server.Post
    hands: Hands = field(default_factory=Hands)

    @property
    def server(self) -> Settings:
        return settings(self.post.environment)

    def order(self, audience: str = "legislators", **changes: object) -> Order:
        edition = manifest.find(self.here, "district-1")
        people = who(self.here, edition, audience, date(2026, 11, 22)).recipients
        made = Order(edition, Mailing(edition.id, audience), people, self.server, QUICK)
        return replace(made, **changes)  # type: ignore[arg-type]

    def send(self, order: Order | None = None) -> Delivered:
        return deliver.deliver(
            self.here, order or self.order(), self.hands.clock(), lambda line: None
        )

    def entries(self) -> list[Entry]:
        return deliver.entries(self.here, "district-1")

    def states(self) -> dict[str, str]:
        return {entry.planned.recipient: entry.state.value for entry in self.entries()}

    def accepted(self) -> list[str]:
        return sorted(email for email, _ in self.post.log.accepted)
