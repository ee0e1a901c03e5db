"""What failed in a batch, grouped by its cause: one line for fourteen subjects, not fourteen."""

import re
import traceback
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import asdict, dataclass

from research.ground.errors import CellError, ResearchError
from research.studies.subjects import Subject

_CELL = re.compile(r"\bcell (\d+)\b")
_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]+\b")
_WORK = re.compile(r"\.(running|rendering)-[\w-]+")
_WORD = re.compile(r"\w+")
_QUOTED = re.compile(r"(?<!\w)'.*?'(?!\w)|(?<!\w)\".*?\"(?!\w)|\([^()]*\)")
_SHOWN = 3
_FEWEST = 3
"""Letters: a shorter value of a subject's row is too common in a message to be taken for it."""


@dataclass(frozen=True)
class Failure:
    """One subject that failed: in which phase and cell, why, and what it has in common.

    ``cause`` is the last line of the message without what is the subject's own.
    """

    subject: str
    phase: str
    study: str
    cell: int | None
    error: str
    exit_code: int
    message: str
    notes: tuple[str, ...]
    cause: str

    @property
    def key(self) -> tuple[str, str, int | None, str, str]:
        return self.phase, self.study, self.cell, self.error, self.cause


@dataclass(frozen=True)
class Group:
    """Failures with one cause; the first of them stands for all."""

    first: Failure
    subjects: tuple[str, ...]


def failure(
    subject: Subject,
    phase: str,
    study: str,
    error: BaseException,
    ids: Collection[str] = (),
) -> Failure:
    """Return what an error says, with its cause freed of what is the subject's own.

    Parameters
    ----------
    subject, phase, study
        Whose run or pages failed, as ``run`` or ``pages``, of which study.
    error
        What was raised; one that nobody raised on purpose is kept with the place of its raising.
    ids
        The ids of all subjects: another one that a message names parts no group.
    """
    ours = isinstance(error, ResearchError)
    message = str(error) if ours else "".join(traceback.format_exception_only(error)).strip()
    notes = tuple(getattr(error, "__notes__", ()))
    if not ours and error.__traceback__ is not None:
        last = traceback.extract_tb(error.__traceback__)[-1]
        notes = (*notes, f"raised at {last.filename}:{last.lineno}; this is a bug of the project")
    found = _CELL.search(message)
    return Failure(
        subject=subject.id,
        phase=phase,
        study=study,
        cell=int(found.group(1)) if found else None,
        error=type(error).__name__,
        exit_code=error.exit_code if isinstance(error, ResearchError) else 1,
        message=message,
        notes=notes,
        cause=_common(_last_line(message), subject, ids, is_cell=isinstance(error, CellError)),
    )


def _last_line(message: str) -> str:
    return next((line.strip() for line in reversed(message.splitlines()) if line.strip()), "")


def _common(text: str, subject: Subject, ids: Collection[str], is_cell: bool) -> str:
    """Return a text without what is one subject's own: its id, its label, its row, addresses.

    What a cell raised keeps its quotations (the column of a KeyError); other messages quote what
    they found.
    """
    own = [subject.id, subject.label, *(str(v) for v in subject.row.values() if v is not None)]
    told = _WORK.sub("...", _ADDRESS.sub("0x...", text))
    for value in sorted({v for v in own if len(v) >= _FEWEST}, key=lambda v: (-len(v), v)):
        told = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", "...", told, flags=re.IGNORECASE)
    told = _WORD.sub(lambda word: "..." if word.group() in ids else word.group(), told)
    return told if is_cell else _QUOTED.sub("...", told)


def grouped(failures: Iterable[Failure]) -> tuple[Group, ...]:
    """Return failures grouped by cause: the largest group first, then in order of arrival."""
    groups: dict[tuple[str, str, int | None, str, str], list[Failure]] = {}
    for one in failures:
        groups.setdefault(one.key, []).append(one)
    made = [Group(held[0], tuple(one.subject for one in held)) for held in groups.values()]
    return tuple(sorted(made, key=lambda group: -len(group.subjects)))


def lines(groups: Sequence[Group], named: Callable[[int], str], command: str) -> list[str]:
    """Return what a person reads of some groups.

    Parameters
    ----------
    groups
        As `grouped` gives them.
    named
        What some number of subjects is called: "14 districts".
    command
        What repeats a run, without the subject: "research run district".
    """
    told: list[str] = []
    for group in groups:
        told += ["", f"{_headline(group, named(len(group.subjects)))} ({_ids(group.subjects)})"]
        told += [f"  {line}" for line in group.first.message.splitlines()]
        told += [f"  {line}" for line in group.first.notes]
        told += [f"  repeat it: {command} --subject {group.first.subject}"]
    return told


def _headline(group: Group, named: str) -> str:
    first, count = group.first, len(group.subjects)
    verb = "fails" if count == 1 else "fail"
    where = f"in cell {first.cell}" if first.cell else f"in the {first.phase}"
    return f"{named} {verb} {where}: {_cause(first)}"


def _cause(first: Failure) -> str:
    """Return a cause in a few words: "KeyError fy2026" for ``KeyError: 'fy2026'``."""
    known = re.fullmatch(r"(\w+): (['\"])(.*)\2", first.cause)
    if known:
        return f"{known.group(1)} {known.group(3)}"
    whole = first.cause if first.error == "CellError" else f"{first.error}: {first.cause}"
    return whole if len(whole) <= 160 else f"{whole[:157]}..."


def _ids(ids: Sequence[str]) -> str:
    more = len(ids) - _SHOWN
    if more <= 1:
        return ", ".join(ids)
    return f"{', '.join(ids[:_SHOWN])}, ... {more} more"


def plain(groups: Sequence[Group], command: str) -> list[dict[str, object]]:
    """Return the groups for machines, with every subject and the command that repeats each."""
    return [
        {
            **{k: v for k, v in asdict(group.first).items() if k != "subject"},
            "count": len(group.subjects),
            "subjects": list(group.subjects),
            "repeat": [f"{command} --subject {one}" for one in group.subjects],
        }
        for group in groups
    ]
