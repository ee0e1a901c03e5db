"""Decide on comments: accepted, declined or later, by whom, why, and what changed."""

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from research.ground.errors import ReviewError
from research.ground.paths import Project
from research.publish.cells import unescaped
from research.publish.reviews.journal import append, moment, writing
from research.publish.reviews.sheets import read_sheet
from research.sources.review_journal import Disposed, Disposition
from research.sources.review_rounds import Comment, Reviews
from research.studies.manifest import load

COLUMNS = ("id", "disposition", "reason", "changed", "by")
_WAYS = ("commit", "finding", "sentence")
_MOST = 6


@dataclass(frozen=True)
class Ruling:
    """A decision on one comment.

    ``changed`` says what changed because of it: "commit:HASH", "finding:NAME" or
    "sentence:WORDS".
    """

    comment: str
    disposition: Disposition
    by: str
    reason: str = ""
    changed: tuple[str, ...] = ()


def dispose(project: Project, brief: str, rulings: Sequence[Ruling], now: datetime) -> int:
    """Note what became of comments, of all or of none; return how many of them are news.

    Raises
    ------
    ReviewError
        If a comment is unknown or stands twice, a refusal has no reason, an acceptance does not
        say what changed, or what changed is not there.
    """
    with writing(project, brief) as found:
        _require_known(found, rulings)
        told = [_checked(project, brief, one) for one in rulings]
        held = {one.id: one for one in found.comments}
        news = [one for one in told if not _is_said(held[one.comment], one)]
        at = moment(found, now)
        append(
            project,
            brief,
            [Disposed(at, x.comment, x.disposition, x.by, x.reason, x.changed) for x in news],
        )
    return len(news)


def read_rulings(path: Path, by: str) -> tuple[Ruling, ...]:
    """Return the decisions of a CSV or XLSX file; a row without a disposition is passed over.

    Its columns are id, disposition, reason, changed (several parted by semicolons) and by;
    others are left aside, so a list of comments can be filled in and handed back.

    Parameters
    ----------
    by
        Who decided, where a row does not say.

    Raises
    ------
    ReviewError
        If a column is missing, or a disposition is none of the three.
    """
    sheet = read_sheet(path, COLUMNS[:2])
    found = []
    for number, row in sheet.rows:
        said = row["disposition"].strip().casefold()
        if not said or said == "open":
            continue
        found.append(
            Ruling(
                comment=row["id"].strip(),
                disposition=_disposition(said, f"{path.name}, row {number}"),
                by=unescaped(row.get("by", "")).strip() or by,
                reason=unescaped(row.get("reason", "")).strip(),
                changed=changes(unescaped(row.get("changed", "")).split(";")),
            )
        )
    return tuple(found)


def changes(texts: Sequence[str]) -> tuple[str, ...]:
    """Return what changed without blanks around it; what is empty is left out."""
    parted = (text.partition(":") for text in texts)
    return tuple(
        f"{way.strip().casefold()}:{what.strip()}" if colon else way.strip()
        for way, colon, what in parted
        if way.strip() or what.strip()
    )


def _disposition(said: str, where: str) -> Disposition:
    try:
        return Disposition(said)
    except ValueError as error:
        raise ReviewError(
            f"{where}: {said!r} is no disposition; there are {', '.join(Disposition)}. "
            "Nothing of the file was noted."
        ) from error


def _require_known(found: Reviews, rulings: Sequence[Ruling]) -> None:
    known = {one.id for one in found.comments}
    named = [one.comment for one in rulings]
    unknown = [one for one in named if one not in known]
    if unknown:
        raise ReviewError(
            f"{len(unknown)} of {len(named)} comments are unknown to {found.brief}: "
            f"{_listed(unknown)}. Nothing was noted; `research review list {found.brief}` has "
            "those there are."
        )
    twice = sorted({one for one in named if named.count(one) > 1})
    if twice:
        raise ReviewError(f"{_listed(twice)} stands there twice. Nothing was noted.")


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _MOST
    return ", ".join(repr(one) for one in names[:_MOST]) + (f" and {more} more" if more > 0 else "")


def _checked(project: Project, brief: str, ruling: Ruling) -> Ruling:
    """Return a ruling that says all it has to, its commits in full."""
    name = ruling.comment
    if not ruling.by:
        raise ReviewError(f"{name}: nobody is said to have decided; add --by NAME.")
    if ruling.disposition is Disposition.DECLINED and not ruling.reason:
        raise ReviewError(f"{name} is declined without a reason: its reviewer is owed one.")
    if ruling.disposition is Disposition.ACCEPTED and not ruling.changed:
        raise ReviewError(
            f"{name} is accepted and nothing is said to have changed: name a commit, a finding or "
            "a sentence (commit:HASH, finding:NAME, sentence:WORDS), or close it as later."
        )
    changed = tuple(_change(project, brief, name, one) for one in ruling.changed)
    return Ruling(name, ruling.disposition, ruling.by, ruling.reason, changed)


def _change(project: Project, brief: str, comment: str, text: str) -> str:
    way, _, what = text.partition(":")
    if way not in _WAYS or not what:
        raise ReviewError(
            f"{comment}: {text!r} says not what changed; write commit:HASH, finding:NAME or "
            "sentence:WORDS."
        )
    if way == "finding":
        _require_finding(project, brief, comment, what)
    return f"commit:{_commit(project, comment, what)}" if way == "commit" else text


def _require_finding(project: Project, brief: str, comment: str, name: str) -> None:
    studies = load(project, brief).studies.values()
    known: Mapping[str, str] = {
        finding: study.name
        for study in studies
        for finding in (*study.findings, *(one for gap in study.optional for one in gap.findings))
    }
    if name not in known:
        raise ReviewError(f"{comment}: {brief} declares no finding {name!r}, so it cannot change.")


def _commit(project: Project, comment: str, name: str) -> str:
    """Return the full name of a commit of the project."""
    command = ["git", "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"]
    try:
        asked = subprocess.run(
            command, cwd=project.root, capture_output=True, text=True, check=False
        )
    except FileNotFoundError as error:
        raise ReviewError(f"{comment}: git is not here to look for commit {name!r}.") from error
    if asked.returncode:
        raise ReviewError(f"{comment}: there is no commit {name!r} in this project.")
    return asked.stdout.strip()


def _is_said(comment: Comment, ruling: Ruling) -> bool:
    return (comment.disposition, comment.reason, comment.changed, comment.by) == (
        ruling.disposition, ruling.reason, ruling.changed, ruling.by,
    )  # fmt: skip
