"""A comparison of two editions as lines for a terminal, plain values, CSV, and one web page."""

import csv
import io
from collections.abc import Iterator
from dataclasses import asdict
from html import escape
from typing import Any

from research.publish.editions.diff import Diff
from research.publish.editions.diff_causes import Cause
from research.publish.editions.diff_words import Reworded
from research.publish.editions.grouping import Group, Pick
from research.publish.editions.moves import CELL, Move
from research.tables.formats import counted

_COLUMNS = ("cause", "details", "subject", "study", "finding", "kind", "part", "place", "old",
            "new", "change", "share", "is_printed")  # fmt: skip
_MOST_GROUPS = 40
_MOST_WORDS = 20
_RISKY = ("=", "+", "-", "@", "\t", "\r")


def lines(found: Diff) -> list[str]:
    """Return a comparison as a reviewer reads it: what, what to read, then by cause."""
    told = [f"{_named(found)}: {_summary(found)}"]
    told += _reading(found)
    before: tuple[Cause, ...] = ()
    for group in found.groups[:_MOST_GROUPS]:
        if group.causes != before:
            told += _because(group)
            before = group.causes
        told.append(f"    {_group(group)}")
        told += [f"      {_pick(pick)}" for pick in group.picks]
    left = len(found.groups) - _MOST_GROUPS
    told += [f"  and {left} findings more: --csv FILE has every move"] if left > 0 else []
    told += _words(found)
    return told


def said(found: Diff) -> dict[str, Any]:
    """Return a comparison as plain values, with every move."""
    return {
        "old": {"edition": found.old.id, "digest": found.old.digest},
        "new": {"edition": found.new.id, "digest": found.new.digest},
        "made_from": list(found.made_from), "files": list(found.files),
        "only_old": list(found.only_old), "only_new": list(found.only_new),
        "read": [asdict(one) for one in found.reading], "unread": found.unread,
        "groups": [_group_said(group) for group in found.groups],
        "moves": [asdict(move) for move in found.moves],
        "sentences": [asdict(one) for one in found.words],
    }  # fmt: skip


def to_csv(found: Diff) -> bytes:
    """Return every move as CSV, one a row; a cell that a program could run stands behind a '."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for move in (one for group in found.groups for one in group.moves):
        causes = found.causes[move.subject, move.finding]
        why = "; ".join(one.short for one in causes)
        details = "; ".join(line for one in causes for line in one.details)
        row = {**asdict(move), "cause": why, "details": details}
        writer.writerow(_safe(row[name]) for name in _COLUMNS)
    return out.getvalue().encode()


def to_html(found: Diff) -> bytes:
    """Return a comparison as one web page that needs nothing beside it."""
    body = [f"<h1>{escape(_named(found))}</h1>", f"<p>{escape(_summary(found))}</p>"]
    if _reading(found):
        body += ["<h2>Read these</h2>", _list([line.strip() for line in _reading(found)[1:]])]
    before: tuple[Cause, ...] = ()
    for number, group in enumerate(found.groups):
        if group.causes != before:
            head, *details = [line.strip(" .") for line in _because(group)]
            body.append(f"<h2>{escape(head[0].upper() + head[1:])}</h2>")
            body.append(_list(details))
            before = group.causes
        body.append(_table(group, number))
    if found.words:
        body.append("<h2>Sentences that were reworded</h2>")
        body.append(_list([one.strip() for one in _words(found)[1:]]))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(_named(found))}</title><style>{_STYLE}</style></head>\n"
        f"<body><main>\n{chr(10).join(body)}\n</main></body></html>\n"
    ).encode()


_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;margin:2rem;max-width:60rem}"
    "table{border-collapse:collapse;margin:.5rem 0 1.5rem}"
    "caption{text-align:left;font-weight:600;padding:.3rem 0}"
    "th,td{text-align:left;padding:.2rem .8rem .2rem 0;border-bottom:1px solid #ccc}"
)


def _named(found: Diff) -> str:
    names = [f"{one.id}@{one.digest[:8]}" for one in (found.old, found.new)]
    return " to ".join(names)


def _summary(found: Diff) -> str:
    if found.old.digest == found.new.digest:
        return "the same bytes"
    count = len({(one.subject, one.finding) for one in found.moves})
    whom = [one for one in found.subjects if one]
    told = [f"{counted(count, 'finding')} moved"]
    told[0] += f", of {len(whom)} of {len(found.new.subjects)} subjects" if whom else ""
    odd = sum(group.is_unexplained for group in found.groups)
    told += [f"{counted(odd, 'group')} that nothing explains"] if odd else []
    told += [f"{counted(len(found.words), 'sentence')} reworded"] if found.words else []
    told += [f"only in the first: {', '.join(found.only_old)}"] if found.only_old else []
    told += [f"only in the second: {', '.join(found.only_new)}"] if found.only_new else []
    told.append(f"files that differ: {len(found.files)}")
    told += [f"made from other: {', '.join(found.made_from)}"] if found.made_from else []
    return "; ".join(told)


def _reading(found: Diff) -> list[str]:
    if not any(one.subject for one in found.reading):
        return []
    head = f"  read {len(found.reading)} of {len(found.new.subjects)}:"
    told = [
        f"    {one.subject}: {', '.join(one.whys[:3])}"
        + (f" and {len(one.whys) - 3} more" if len(one.whys) > 3 else "")
        for one in found.reading
    ]
    left = [f"    {found.unread} picks more are listed below"] if found.unread else []
    return [head, *told, *left]


def _because(group: Group) -> Iterator[str]:
    yield f"  {group.why}" if group.is_unexplained else f"  because of {group.why}"
    for cause in group.causes:
        yield from (f"    . {line}" for line in cause.details)


def _group(group: Group) -> str:
    whom = [one for one in group.subjects if one]
    part = f", {group.part}" if group.part else ""
    seen = "" if any(one.is_printed for one in group.moves) else ", not seen in print"
    count = f": {counted(len(whom), 'subject')}" if whom else ""
    return f"{group.finding} ({group.kind} of {group.study}{part}){count}{seen}"


def _pick(pick: Pick) -> str:
    move = pick.move
    head = " ".join(one for one in (move.subject, move.place) if one)
    return f"{head + ': ' if head else ''}{_moved(move)}  {pick.why}"


def _moved(move: Move) -> str:
    by = "" if move.change is None else f" ({_by(move)}"
    by += f", {move.share:+.1%})" if move.share is not None else (")" if by else "")
    return f"{_short(move.old) or 'nothing'} -> {_short(move.new) or 'nothing'}{by}"


def _by(move: Move) -> str:
    """Return by how much a number moved; shares of a whole in points."""
    change = move.change or 0.0
    if not move.old.endswith("%"):
        return f"{change:+.6g}"
    return f"{change if move.part == CELL else 100 * change:+.3g} points"


def _short(text: str) -> str:
    return text if len(text) <= 90 else f"{text[:87]}..."


def _words(found: Diff) -> list[str]:
    if not found.words:
        return []
    told = ["  sentences that were reworded"]
    for number, one in enumerate(found.words[:_MOST_WORDS], 1):
        told += _sentence(one, number)
    left = len(found.words) - _MOST_WORDS
    return [*told, *([f"    and {left} more: --json has them"] if left > 0 else [])]


def _sentence(one: Reworded, number: int) -> Iterator[str]:
    whom = [name for name in one.subjects if name]
    where = f"in {counted(len(whom), 'document')}, first {whom[0]}" if whom else "in the brief"
    yield f"    {number}. {where}:"
    if one.old:
        yield f"      - {one.old}"
    if one.new:
        yield f"      + {one.new}"


def _group_said(group: Group) -> dict[str, Any]:
    return {
        "causes": [asdict(one) for one in group.causes], "study": group.study,
        "finding": group.finding, "kind": group.kind, "part": group.part,
        "subjects": list(group.subjects), "is_unexplained": group.is_unexplained,
        "picks": [{"why": pick.why, **asdict(pick.move)} for pick in group.picks],
    }  # fmt: skip


def _list(told: list[str]) -> str:
    items = "".join(f"<li>{escape(line)}</li>" for line in told)
    return f"<ul>{items}</ul>" if items else ""


def _table(group: Group, number: int) -> str:
    heads = ("Subject", "Place", "Old", "New", "Change", "Share", "Why it is listed")
    why = {(one.move.subject, one.move.place): one.why for one in group.picks}
    rows = []
    for move in group.moves:
        change = "" if move.change is None else _by(move)
        share = "" if move.share is None else f"{move.share:+.1%}"
        cells = (move.place, move.old, move.new, change, share,
                 why.get((move.subject, move.place), ""))  # fmt: skip
        rows.append(
            f'<tr><th scope="row">{escape(move.subject or "all")}</th>'
            + "".join(f"<td>{escape(cell)}</td>" for cell in cells)
            + "</tr>"
        )
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    return (
        f'<table id="g{number}"><caption>{escape(_group(group))}</caption>'
        f"<thead><tr>{head}</tr></thead>\n<tbody>{chr(10).join(rows)}</tbody></table>"
    )


def _safe(cell: Any) -> Any:
    text = cell if isinstance(cell, str) else None
    return f"'{text}" if text and text.startswith(_RISKY) else cell
