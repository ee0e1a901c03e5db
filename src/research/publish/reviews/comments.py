"""Comments by hand, and which comments are open."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from research.ground.errors import ReviewError
from research.ground.paths import Project
from research.ground.provenance import digest_values
from research.publish.reviews.journal import append, load, moment, phase_of, round_of, writing
from research.sources.review_journal import Answered, Commented, Event, Person, Phase
from research.sources.review_rounds import Comment

__all__ = ["Added", "Comment", "add", "comment_id", "open_comments", "tidy"]
_ID = 10


@dataclass(frozen=True)
class Added:
    """A comment that was added by hand; not ``is_new`` if the same one was there already."""

    comment: str
    is_new: bool


def comment_id(*known_by: str) -> str:
    """Return the id of a comment from what it is known by; the same whenever it is asked."""
    return "c" + digest_values({"known_by": known_by})[:_ID]


def tidy(text: str) -> str:
    """Return a text as it is kept: one kind of line break, letters composed, ends trimmed."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", lines).strip()


def add(
    project: Project,
    brief: str,
    phase: str,
    who: Person,
    text: str,
    now: datetime,
    place: str = "",
) -> Added:
    """Note what somebody said of a brief; without a text, that they had nothing to say.

    The same words of the same person on the same place are one comment.

    Raises
    ------
    ReviewError
        If the phase has no round, or a place is given without a text.
    """
    kind, said, where = phase_of(phase), tidy(text), tidy(place)
    if where and not said:
        raise ReviewError(f"a comment on {where!r} has no text.")
    with writing(project, brief) as found:
        opened = round_of(found, kind)
        at = moment(found, now)
        known_by = comment_id(brief, kind, who.email.casefold() or who.name.casefold(), where, said)
        if not said:
            is_new = all(not one.is_same(who) for one in opened.took_part)
            append(project, brief, _silence(at, kind, who) if is_new else [])
            return Added("", is_new)
        is_new = all(one.id != known_by for one in found.comments)
        if is_new:
            append(project, brief, [Commented(at, known_by, kind, who, said, where)])
    return Added(known_by, is_new)


def _silence(at: str, phase: Phase, who: Person) -> list[Event]:
    return [Answered(at, phase, who)]


def open_comments(project: Project, brief: str) -> list[Comment]:
    """Return the comments on a brief that nobody has decided on, in the order they came.

    Raises
    ------
    ReviewError
        If the journal was edited or cut short.
    """
    return [one for one in load(project, brief).comments if one.is_open]
