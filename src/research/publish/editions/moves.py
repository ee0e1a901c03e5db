"""What moved between two findings of one name: its value, its range, each cell, how it is said."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from research.publish.editions.data import sheets
from research.studies.record import Finding

NEW, GONE, CELL, DRAWING = "new", "gone", "cell", "drawing"
_NUMBER = re.compile(r"([-\u2212+]?)\$?([-\u2212]?)(\d[\d,]*\.?\d*)\s?(%|[a-z ]*)")
_ASIDE = ("unit", "grade", "formula", "note", "caption", "alt", "is_synthetic", "kind", "row_count")


@dataclass(frozen=True)
class Move:
    """One thing that is not what it was.

    Attributes
    ----------
    subject, study, finding, kind
        Of which finding; a number, a sentence, a table or a figure.
    part
        Which part of it: empty for what it says, "low", "high", "grade", "new", "gone", "cell"...
    place
        In a table or figure: which row and column.
    old, new
        As printed; where print hides the move, the values themselves.
    change, share
        By how much, in its own unit and as a share of what it was; None where no number moved.
    is_printed
        Whether a reader can see it.
    """

    subject: str
    study: str
    finding: str
    kind: str
    part: str
    place: str
    old: str
    new: str
    change: float | None = None
    share: float | None = None
    is_printed: bool = True

    @property
    def weight(self) -> float:
        """Return how far it moved: as a share where it can be told, else as it is."""
        if self.share is not None:
            return self.share
        return self.change or 0.0


def moves(subject: str, old: Finding | None, new: Finding | None) -> Iterator[Move]:
    """Yield what moved of one finding.

    Parameters
    ----------
    subject
        Whom it is about.
    old, new
        As it stood in each edition; None where it did not.
    """
    one = new or old
    if one is None:
        return
    head = (subject, one.study, one.name, one.kind)
    if old is None or new is None:
        part = NEW if old is None else GONE
        yield Move(*head, part, "", old.printed if old else "", new.printed if new else "")
        return
    if old.digest == new.digest:
        return
    if one.kind in ("number", "sentence"):
        yield from _said(head, old, new)
    elif one.kind == old.kind:
        yield from _inside(head, old, new)
    for name in _ASIDE:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield Move(*head, name, "", str(before), str(after))
    cited = [", ".join(sorted({line.snapshot for line in side.sources})) for side in (old, new)]
    if cited[0] != cited[1]:
        yield Move(*head, "sources", "", cited[0], cited[1])


def _said(head: tuple[str, str, str, str], old: Finding, new: Finding) -> Iterator[Move]:
    ends = [
        ("", old.value, new.value, old.printed, new.printed),
        ("low", old.low, new.low, old.printed_low, new.printed_low),
        ("high", old.high, new.high, old.printed_high, new.printed_high),
    ]
    for part, before, after, shown, now in ends:
        if before == after and shown == now:
            continue
        by, share = _apart(before, after)
        is_printed = shown != now
        said = (shown, now) if is_printed else (repr(before), repr(after))
        yield Move(*head, part, "", *said, by, share, is_printed)


def _inside(head: tuple[str, str, str, str], old: Finding, new: Finding) -> Iterator[Move]:
    """Yield each cell of a table or row of a figure that moved; else that it is drawn anew."""
    before, after = _cells(old), _cells(new)
    told = False
    for place in {**before, **after}:
        was, now = before.get(place), after.get(place)
        if was != now:
            told = True
            yield Move(*head, CELL, place, _text(was), _text(now), *_apart(was, now))
    if not told and old.value != new.value:
        yield Move(*head, DRAWING, "", "", "drawn otherwise")


def _cells(finding: Finding) -> dict[str, Any]:
    """Return each cell behind a table or figure, by the words of its row and its column."""
    _, sheet = next(iter(sheets([finding]).values()))
    names = [column.name for column in sheet.columns]
    seen: Counter[str] = Counter()
    held: dict[str, Any] = {}
    for row in sheet.rows:
        label = _label(finding, row)
        seen[label] += 1
        place = label if seen[label] == 1 else f"{label} ({seen[label]})"
        skip = 1 if finding.kind == "table" else 0
        for name, cell in list(zip(names, row, strict=False))[skip:]:
            if finding.kind == "table" or isinstance(cell, int | float):
                held[f"{place} / {name}"] = cell
        if finding.kind != "table":
            held[place] = ""
    return held


def _label(finding: Finding, row: Sequence[Any]) -> str:
    if finding.kind == "table":
        return str(row[0])
    return ", ".join(str(cell) for cell in row if isinstance(cell, str))


def _apart(before: Any, after: Any) -> tuple[float | None, float | None]:
    """Return by how much two values are apart, and as a share of the first."""
    was, now = _number(before), _number(after)
    if was is None or now is None:
        return None, None
    return now - was, (now - was) / abs(was) if was else None


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return float(value) if math.isfinite(value) else None
    found = _NUMBER.fullmatch(str(value))
    if not found:
        return None
    size = float(found[3].replace(",", ""))
    return -size if (found[1] or found[2]) not in ("", "+") else size


def _text(value: Any) -> str:
    return "" if value is None else str(value)
