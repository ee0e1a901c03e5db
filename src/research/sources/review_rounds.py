"""Where the reviews of a brief stand: rounds, comments and counts, worked out from its journal."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from research.sources.review_journal import (
    Answered,
    Commented,
    Copied,
    Disposed,
    Disposition,
    Edited,
    Event,
    Opened,
    Person,
    Phase,
)


@dataclass(frozen=True)
class Comment:
    """One comment as it stands now.

    Attributes
    ----------
    id
        Stable: the same row of the same form has it whenever it is imported.
    text, place
        As the reviewer has it now; ``was`` holds earlier texts, the first one first.
    is_edited
        Whether its row was edited after it was imported; a decision made before then is void.
    disposition
        None while it is open.
    """

    id: str
    brief: str
    phase: Phase
    who: Person
    text: str
    place: str = ""
    said: str = ""
    form: str = ""
    at: str = ""
    was: tuple[str, ...] = ()
    is_edited: bool = False
    disposition: Disposition | None = None
    reason: str = ""
    changed: tuple[str, ...] = ()
    by: str = ""

    @property
    def is_open(self) -> bool:
        return self.disposition is None


@dataclass(frozen=True)
class Round:
    """One phase of review: who was asked, until when, who answered, what they said."""

    brief: str
    phase: Phase
    closes: str
    asked: tuple[Person, ...]
    took_part: tuple[Person, ...]
    comments: tuple[Comment, ...]

    @property
    def answered(self) -> tuple[Person, ...]:
        """Return who of those asked took part."""
        return tuple(one for one in self.asked if _is_among(one, self.took_part))

    @property
    def silent(self) -> tuple[Person, ...]:
        """Return who of those asked did not."""
        return tuple(one for one in self.asked if not _is_among(one, self.took_part))

    @property
    def unasked(self) -> tuple[Person, ...]:
        """Return who took part without having been asked."""
        return tuple(one for one in self.took_part if not _is_among(one, self.asked))


@dataclass(frozen=True)
class Closure:
    """The counts of one phase; the four ways a comment may stand add up to all comments."""

    brief: str
    phase: str
    asked: int
    answered: int
    comments: int
    accepted: int
    declined: int
    later: int
    open: int


@dataclass(frozen=True)
class Reviews:
    """All that was reviewed of a brief; ``last`` is the moment of the last event."""

    brief: str
    rounds: tuple[Round, ...]
    copies: tuple[Copied, ...]
    last: str = ""

    @property
    def comments(self) -> tuple[Comment, ...]:
        return tuple(one for each in self.rounds for one in each.comments)

    def round(self, phase: Phase) -> Round | None:
        return next((one for one in self.rounds if one.phase == phase), None)


def reviews(brief: str, events: Iterable[Event]) -> Reviews:
    """Return where the reviews of a brief stand after some events, which are in order of time."""
    told = list(events)
    comments = _comments(brief, told)
    rounds = []
    for phase in Phase:
        opened = [one for one in told if isinstance(one, Opened) and one.phase == phase]
        own = tuple(one for one in comments if one.phase == phase)
        came = [
            one.who
            for one in told
            if isinstance(one, Answered | Commented) and one.phase == phase
        ]  # fmt: skip
        if opened or own or came:
            asked = _each_once(one for event in opened for one in event.asked)
            closes = opened[-1].closes if opened else ""
            rounds.append(Round(brief, phase, closes, asked, _each_once(came), own))
    copies = [one for one in told if isinstance(one, Copied)]
    last = max((one.at for one in told), default="")
    return Reviews(brief, tuple(rounds), tuple(sorted(copies, key=lambda one: one.number)), last)


def closure(found: Reviews) -> list[Closure]:
    """Return the counts of each phase, in the order of phases."""
    return [
        Closure(
            brief=found.brief, phase=one.phase, asked=len(one.asked), answered=len(one.answered),
            comments=len(one.comments), open=sum(each.is_open for each in one.comments),
            **{
                kind.value: sum(each.disposition is kind for each in one.comments)
                for kind in Disposition
            },
        )
        for one in found.rounds
    ]  # fmt: skip


def _comments(brief: str, told: list[Event]) -> list[Comment]:
    held: dict[str, Comment] = {}
    for event in told:
        if isinstance(event, Commented) and event.comment not in held:
            held[event.comment] = Comment(
                id=event.comment, brief=brief, phase=Phase(event.phase), who=event.who,
                text=event.text, place=event.place, said=event.said, form=event.form, at=event.at,
            )  # fmt: skip
    for event in told:
        if isinstance(event, Edited | Disposed) and event.comment in held:
            held[event.comment] = _after(held[event.comment], event)
    return list(held.values())


def _after(comment: Comment, event: Edited | Disposed) -> Comment:
    if isinstance(event, Disposed):
        return replace(
            comment,
            disposition=Disposition(event.disposition),
            reason=event.reason,
            changed=event.changed,
            by=event.by,
        )
    return replace(
        comment,
        text=event.text,
        place=event.place,
        was=(*comment.was, comment.text),
        is_edited=True,
        disposition=None,
        reason="",
        changed=(),
        by="",
    )


def _is_among(person: Person, people: Iterable[Person]) -> bool:
    return any(person.is_same(one) for one in people)


def _each_once(people: Iterable[Person]) -> tuple[Person, ...]:
    found: list[Person] = []
    for one in people:
        same = next((place for place, held in enumerate(found) if held.is_same(one)), None)
        if same is None:
            found.append(one)
        elif one.email and not found[same].email:
            found[same] = one
    return tuple(found)
