"""One entry of a TOML file that people write: typed values, and errors that name its line."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from research.ground.errors import CalendarError

_HEADER = re.compile(r"^\s*\[(\[?)\s*([^\[\]]+?)\s*\]?\]\s*(?:#.*)?$")
_ARRAY = re.compile(r"^\s*([A-Za-z_-]+)\s*=\s*\[")
_TEXT = re.compile(r"\"(?:\\.|[^\"\\])*\"|'[^']*'|#.*$")

YEARS = (1970, 2200)
"""The first and the last year that an entry may be of."""


class Lines:
    """Which line of a TOML text each entry stands on.

    Reads what this project's files hold: [[tables]], and arrays of inline tables below them. A
    place that it does not know has line 0, and the message then goes without.
    """

    def __init__(self, text: str) -> None:
        self._found: dict[tuple[str, int, str, int], int] = {}
        counts: dict[str, int] = {}
        header, number, key, item = "", 0, "", 0
        for at, raw in enumerate(text.splitlines(), 1):
            line = _TEXT.sub('""', raw)
            head = _HEADER.match(line)
            if head and not key:
                header = head.group(2)
                number = counts[header] = counts.get(header, -1) + 1
                self._found[header, number, "", 0] = at
                continue
            array = _ARRAY.match(line)
            if array and not key:
                key, item = array.group(1), 0
            for _ in range(line.count("{") if key else 0):
                self._found[header, number, key, item] = at
                item += 1
            key = "" if line.rstrip().endswith("]") else key

    def of(self, header: str, number: int, key: str = "", item: int = 0) -> int:
        """Return the line of an entry; 0 if it is not known."""
        return self._found.get((header, number, key, item), 0)


@dataclass(frozen=True)
class Entry:
    """One table of the file: what it says, what it is, and where it stands."""

    said: dict[str, Any]
    what: str
    file: str
    line: int = 0

    def fail(self, why: str) -> CalendarError:
        """Return the error that says why it cannot be."""
        at = f", line {self.line}" if self.line else ""
        return CalendarError(f"{self.file}{at}, {self.what}: {why}.")

    def only(self, *keys: str) -> None:
        """Test that it has no other keys."""
        odd = sorted(set(self.said) - set(keys))
        if odd:
            raise self.fail(f"it has {', '.join(odd)}; it may have {', '.join(keys)}")

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text that is not empty, or the default where the key is absent."""
        found = self._get(key, default)
        if not isinstance(found, str) or not (found.strip() or default == found):
            raise self.fail(f"{key} is a text; it is {found!r}")
        return found

    def number(self, key: str, least: int, most: int) -> int:
        """Return a whole number of a range, both ends included."""
        found = self._get(key, None)
        if isinstance(found, bool) or not isinstance(found, int) or not least <= found <= most:
            raise self.fail(f"{key} is a whole number from {least} to {most}; it is {found!r}")
        return found

    def day(self, key: str, year: int | None = None) -> date:
        """Return a date; of a year, where it must lie in one."""
        found = self._get(key, None)
        if not isinstance(found, date) or isinstance(found, datetime):
            raise self.fail(f"{key} is a day such as 2027-01-13, without quotes; it is {found!r}")
        if year is not None and found.year != year:
            raise self.fail(f"{key} is {found}, which is not in {year}, the year of its session")
        return found

    def among(self, key: str, known: Iterable[str], default: str | None = None) -> str:
        """Return a text that is one of those known."""
        found, known = self.text(key, default), list(known)
        if found not in known:
            raise self.fail(f"{key} is {found!r}; it may be {', '.join(known)}")
        return found

    def texts(self, key: str) -> list[str]:
        """Return a list of texts; an empty one where the key is absent."""
        found = self._get(key, [])
        if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
            raise self.fail(f"{key} is a list of texts; it is {found!r}")
        return found

    def tables(self, key: str) -> list[dict[str, Any]]:
        """Return a list of tables; an empty one where the key is absent."""
        found = self._get(key, [])
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise self.fail(f"{key} is a list of tables; it is {found!r}")
        return found

    def _get(self, key: str, default: Any) -> Any:
        if key not in self.said and default is None:
            raise self.fail(f"it lacks {key}")
        return self.said.get(key, default)


def inside(
    lines: Lines, outer: Entry, header: str, number: int, key: str, what: str
) -> Iterator[Entry]:
    """Yield each table of a list inside an entry, by its own name and line."""
    for item, said in enumerate(outer.tables(key)):
        name = said.get("name", item + 1)
        shown = f"{what} {name!r}" if isinstance(name, str) else f"{what} {name}"
        about = shown if not header else f"{shown} of {outer.what}"
        yield Entry(said, about, outer.file, lines.of(header, number, key, item) or outer.line)


def require_apart(entries: Sequence[Entry], names: Sequence[str]) -> None:
    """Test that no name of a list stands in it twice."""
    for number, name in enumerate(names):
        if name in names[:number]:
            raise entries[number].fail("it stands in the list a second time")
