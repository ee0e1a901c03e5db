"""Take the comments of a form's export; the same export again adds nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from research.ground.errors import ReviewError
from research.ground.paths import Project
from research.ground.provenance import digest_values
from research.publish.reviews.comments import comment_id, tidy
from research.publish.reviews.forms import Form
from research.publish.reviews.journal import append, moment, path_of, phase_of, round_of, writing
from research.publish.reviews.sheets import Sheet, read_sheet
from research.sources.review_journal import (
    Answered,
    Commented,
    Edited,
    Event,
    Person,
    Phase,
    read_journal,
)
from research.sources.review_rounds import Comment, Reviews


@dataclass(frozen=True)
class Imported:
    """What an export brought.

    Attributes
    ----------
    new, same, edited
        The comments that are new, as they were, and edited since the last import.
    answers
        How many rows it has: each is one person's answer.
    gone
        Comments of the same form and phase that are not in it; they stay.
    unread
        Its columns that the form does not declare.
    """

    answers: int
    new: tuple[str, ...]
    same: tuple[str, ...]
    edited: tuple[str, ...]
    gone: tuple[str, ...]
    unread: tuple[str, ...]


@dataclass(frozen=True)
class _Cell:
    """One comment of a row."""

    id: str
    row: str
    who: Person
    question: str
    text: str
    place: str
    said: str


def take_export(
    project: Project, brief: str, form: Form, path: Path, phase: str, now: datetime
) -> Imported:
    """Note each answer and comment of a form's export that is new, and each that was edited.

    Parameters
    ----------
    phase
        Of the round; empty where the form is declared for one.

    Raises
    ------
    ReviewError
        If the round was not opened, a column is missing, two rows cannot be told apart, or the
        export holds none of the answers that an earlier one held. Nothing is noted then.
    """
    kind = _phase(form, phase)
    sheet = read_sheet(path, form.columns)
    rows = dict(_keyed(path.name, brief, form, sheet))
    with writing(project, brief) as found:
        round_of(found, kind)
        told = _rows_known(project, brief, form, kind)
        _require_overlap(path.name, form, kind, told, rows)
        at = moment(found, now)
        answers = [
            Answered(at, kind, _who(form, row), form.name, key)
            for key, row in rows.items()
            if key not in told
        ]
        cells = [one for key, row in rows.items() for one in _cells(brief, form, kind, key, row)]
        events, summary = _sorted_out(found, form, kind, at, cells)
        append(project, brief, [*answers, *events])
    return Imported(
        answers=len(rows),
        unread=tuple(one for one in sheet.head if one and one not in form.columns),
        **summary,
    )


def _phase(form: Form, phase: str) -> Phase:
    if not (phase or form.phase):
        raise ReviewError(f"form {form.name} is declared for no phase: say which, --phase PHASE.")
    kind = phase_of(phase or form.phase)
    if form.phase and kind != phase_of(form.phase):
        raise ReviewError(f"form {form.name} is declared for the {form.phase} round, not {kind}.")
    return kind


def _keyed(
    name: str, brief: str, form: Form, sheet: Sheet
) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield each row by the digest of its key; a row that stands twice the same counts once."""
    seen: dict[str, tuple[int, Mapping[str, str]]] = {}
    for number, row in sheet.rows:
        parts = [tidy(row[column]) for column in form.key]
        if not all(parts):
            lost = form.key[parts.index("")]
            raise ReviewError(f"{name}, row {number} has no {lost!r}, by which rows are known.")
        key = digest_values({"row": [brief, form.name, *parts]})[:16]
        first, other = seen.setdefault(key, (number, row))
        if first == number:
            yield key, row
        elif any(tidy(row[one]) != tidy(other[one]) for one in form.columns):
            raise ReviewError(
                f"{name}: rows {first} and {number} have the same {' and '.join(form.key)} and "
                "say different things: add a column to the key of the form that tells them apart."
            )


def _who(form: Form, row: Mapping[str, str]) -> Person:
    name = " ".join(row[form.who].split()) if form.who else ""
    email = row[form.email].strip() if form.email else ""
    return Person(name or email or "somebody without a name", email)


def _cells(
    brief: str, form: Form, phase: Phase, key: str, row: Mapping[str, str]
) -> Iterator[_Cell]:
    who = _who(form, row)
    for question in form.comments:
        yield _Cell(
            id=comment_id(brief, phase, form.name, key, question),
            row=key,
            who=who,
            question=question,
            text=tidy(row[question]),
            place=tidy(row[form.place]) if form.place else "",
            said=row[form.said].strip() if form.said else "",
        )


def _rows_known(project: Project, brief: str, form: Form, phase: Phase) -> set[str]:
    events = read_journal(path_of(project, brief))
    return {
        one.row
        for one in events
        if isinstance(one, Answered) and one.form == form.name and one.phase == phase
    }


def _require_overlap(
    name: str, form: Form, phase: Phase, told: set[str], rows: Mapping[str, object]
) -> None:
    if told and rows and not told & set(rows):
        raise ReviewError(
            f"{name} holds none of the {len(told)} answers of form {form.name} that the {phase} "
            "round has already: it is the export of another form, or of another kind (its moments "
            "are written otherwise). Export it as before, or declare it as a form of its own."
        )


def _sorted_out(
    found: Reviews, form: Form, phase: Phase, at: str, cells: list[_Cell]
) -> tuple[list[Event], dict[str, tuple[str, ...]]]:
    """Return the events that an export brings, and which comments are what."""
    held: dict[str, Comment] = {one.id: one for one in found.comments}
    kinds: dict[str, list[str]] = {"new": [], "same": [], "edited": [], "gone": []}
    events: list[Event] = []
    for cell in cells:
        before = held.get(cell.id)
        if before is None and cell.text:
            kinds["new"].append(cell.id)
            events.append(
                Commented(at, cell.id, phase, cell.who, cell.text, cell.place, cell.said,
                          form.name, cell.question)
            )  # fmt: skip
        elif before is not None and (before.text, before.place) == (cell.text, cell.place):
            kinds["same"].append(cell.id)
        elif before is not None:
            kinds["edited"].append(cell.id)
            events.append(Edited(at, cell.id, cell.text, cell.place))
    there = {cell.id for cell in cells}
    own = (one for one in found.comments if one.form == form.name and one.phase == phase)
    kinds["gone"] = [one.id for one in own if one.id not in there]
    return events, {kind: tuple(ids) for kind, ids in kinds.items()}
