"""How comments, rounds and counts read: lines for people, rows for a file, values for machines."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict

from research.publish.reviews.imports import Imported
from research.publish.reviews.sheets import csv_text
from research.sources.review_rounds import Closure, Comment, Reviews, Round

COLUMNS = (
    "id", "phase", "who", "email", "place", "text", "is_edited", "disposition", "reason",
    "changed", "by",
)  # fmt: skip
_WIDEST = 100


def one_line(text: str) -> str:
    """Return a text on one line, with nothing in it that a terminal would obey."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def comment_lines(comments: Iterable[Comment]) -> list[str]:
    """Return comments as a reader wants them: id, where they stand, who, where, what."""
    return [line for one in comments for line in _lines(one)]


def _lines(one: Comment) -> list[str]:
    state = one.disposition.value if one.disposition else "open"
    edited = ", edited since it came" if one.is_edited else ""
    place = f", on {one_line(one.place)}" if one.place else ""
    said = one.text or f"(taken back; it said: {one.was[-1] if one.was else ''})"
    text = one_line(said)
    told = [
        f"{one.id}  {one.phase}, {state}{edited}: {one_line(one.who.name)}{place}",
        f"    {text[:_WIDEST]}{'…' if len(text) > _WIDEST else ''}",
    ]
    why = one_line("; ".join(part for part in (one.reason, *one.changed) if part))
    return [*told, f"    by {one_line(one.by)}: {why}"] if one.disposition else told


def comment_rows(comments: Iterable[Comment]) -> bytes:
    """Return comments as CSV, to be filled in and handed back; every cell of it is text."""
    return csv_text(COLUMNS, ([str(value) for value in _row(one)] for one in comments))


def _row(one: Comment) -> Sequence[str]:
    disposition = one.disposition.value if one.disposition else ""
    return (
        one.id, one.phase.value, one.who.name, one.who.email, one.place, one.text,
        "yes" if one.is_edited else "", disposition, one.reason, "; ".join(one.changed), one.by,
    )  # fmt: skip


def comment_said(one: Comment) -> dict[str, object]:
    """Return a comment as plain values."""
    return {**asdict(one), "is_open": one.is_open}


def round_said(one: Round) -> dict[str, object]:
    """Return who was asked in a round and who answered, as plain values."""
    people = {"asked": one.asked, "answered": one.answered, "unasked": one.unasked}
    said = {key: [who.name for who in held] for key, held in people.items()}
    return {"phase": one.phase, "closes": one.closes, **said}


def round_lines(one: Round) -> list[str]:
    """Return who was asked in a round, until when, and who did not answer yet."""
    open_ = sum(each.is_open for each in one.comments)
    told = [
        f"{one.brief}, {one.phase}: closes {one.closes or 'on no day that was said'}; "
        f"{len(one.answered)} of {len(one.asked)} answered; {len(one.comments)} comments, "
        f"{open_} open"
    ]
    if one.silent:
        told.append(f"    no answer yet: {', '.join(one_line(who.name) for who in one.silent)}")
    if one.unasked:
        told.append(f"    not asked: {', '.join(one_line(who.name) for who in one.unasked)}")
    return told


def closure_lines(counts: Sequence[Closure], found: Reviews) -> list[str]:
    """Return the counts of each phase under a head, and how many copies were handed out."""
    if not counts:
        return [f"brief {found.brief} was not reviewed yet"]
    head = ("phase", "asked", "answered", "comments", "accepted", "declined", "later", "open")
    rows = [
        (one.phase, one.asked, one.answered, one.comments, one.accepted, one.declined, one.later,
         one.open)
        for one in counts
    ]  # fmt: skip
    lines = [f"{row[0]:<7}" + "".join(f"{cell!s:>10}" for cell in row[1:]) for row in (head, *rows)]
    return [*lines, f"review copies: {len(found.copies)}"]


def import_lines(made: Imported) -> list[str]:
    """Return what an export brought, what was edited in it, what is not in it, what went unread."""
    told = [
        f"{made.answers} answers: {len(made.new)} new comments, {len(made.same)} as they were, "
        f"{len(made.edited)} edited"
    ]
    if made.edited:
        told.append(f"    edited, so open again: {', '.join(made.edited)}")
    if made.gone:
        told.append(f"    not in this export, and kept: {', '.join(made.gone)}")
    if made.unread:
        told.append(f"    columns that were not read: {', '.join(map(one_line, made.unread))}")
    return told
