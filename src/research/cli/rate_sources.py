"""Sources as a page lists them: each publication once, with the number that marks it."""

from collections.abc import Iterable, Iterator
from textwrap import wrap

from research.models.rate_model import Source

WIDTH = 100


GRADES = {1: "firm", 2: "usable", 3: "weak: do not act on it alone"}


def marked(sources: Iterable[Source]) -> dict[Source, int]:
    """Return the number of each source: one number for one publication, counted from 1."""
    first: list[Source] = []
    marks: dict[Source, int] = {}
    for source in sources:
        same = next((place for place, one in enumerate(first) if _is_same(one, source)), None)
        if same is None:
            first.append(source)
            same = len(first) - 1
        marks.setdefault(source, same + 1)
    return marks


def listed(marks: dict[Source, int]) -> Iterator[str]:
    """Yield the rows of the list: mark, title, date, grades, address."""
    for number in sorted(set(marks.values())):
        held = [source for source, mark in marks.items() if mark == number]
        grades = " and ".join(str(grade) for grade in sorted({one.grade for one in held}))
        text = f"[{number}] {held[0].title}, {held[0].date}, grade {grades}. {held[0].url}"
        yield from wrap(text.strip(), WIDTH, subsequent_indent=" " * 4,
                        break_long_words=False, break_on_hyphens=False)  # fmt: skip


def _is_same(one: Source, other: Source) -> bool:
    """Return whether two name one publication: date and address alike, one title in the other."""
    titles = (one.title.lower(), other.title.lower())
    alike = titles[0] in titles[1] or titles[1] in titles[0]
    return (one.date, one.url) == (other.date, other.url) and alike
