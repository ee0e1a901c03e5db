"""Account for each number on the pages: a finding, a literal, or the page itself."""

import re
from collections.abc import Iterable, Sequence

from research.render.proof.record import PageRecord

_NUMBER = re.compile(r"(?<![A-Za-z0-9])\$?\d+(?:[.,]\d+)*%?(?![A-Za-z0-9])")
_MOST_LISTED = 8


def numbers(text: str) -> list[str]:
    """Return the numbers that stand in a text, each once, as they are written.

    A number inside a word (FY2025, 1A) is part of a name. Signs are left aside, because
    print has three kinds of minus.
    """
    plain = text.replace("\\", "")
    return sorted({found.group(0) for found in _NUMBER.finditer(plain)})


def unexplained(texts: Sequence[str], record: PageRecord) -> list[str]:
    """Return the numbers that stand on a page and that nothing accounts for.

    Accounted for is what the filled prose holds, and small whole numbers that count pages,
    figures or sources.

    Parameters
    ----------
    texts
        The text of each page outside its figures.
    record
        What the build meant to print.
    """
    meant = set(record.numbers or ())
    most = max(len(texts), len(record.quoted))
    strange = list(_strange(texts, meant, most))
    if not strange:
        return []
    listed = ", ".join(f"{number} on page {page}" for page, number in strange[:_MOST_LISTED])
    return [
        f"{len(strange)} numbers stand on its pages that no finding or literal accounts for: "
        f"{listed}"
    ]


def _strange(texts: Sequence[str], meant: set[str], most: int) -> Iterable[tuple[int, str]]:
    for page, text in enumerate(texts, 1):
        for number in numbers(text):
            counts = number.isdecimal() and int(number) <= most
            if number not in meant and not counts:
                yield page, number
