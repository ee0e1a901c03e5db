"""Which sentences changed between two editions, apart from what findings put into them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from lxml import html

from research.ground.errors import EditionError
from research.publish.editions.manifest import Edition
from research.publish.editions.opened import Contents

_BLOCKS = ("p", "li", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6")
_LEFT_OUT = {"script", "style", "svg", "table", "details", "figcaption", "nav"}
_NOT_PROSE = {"annex", "annex-entries", "sources", "table-caption", "address", "day", "unseen"}
_ENDS = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9{\u201c\"(])")
_EDITION = re.compile(r"Edition \d+, [A-Z][a-z]+ \d{1,2}, \d{4}")
_FROM = "#from-"


@dataclass(frozen=True)
class Reworded:
    """A sentence that was changed by hand; {NAME} stands where a finding is quoted.

    Attributes
    ----------
    old, new
        Empty where it was added, or taken out.
    subjects
        In whose documents; one empty name where there is one document.
    """

    old: str
    new: str
    subjects: tuple[str, ...]


def reworded(old: Contents, new: Contents) -> list[Reworded]:
    """Return the sentences that changed, each once with all documents that bear it.

    Only web pages are read: there each number says which finding it quotes.

    Raises
    ------
    EditionError
        If a page cannot be read.
    """
    found: dict[tuple[str, str], list[str]] = {}
    pages = [{file.subject: file for file in one.edition.of(kind="html")} for one in (old, new)]
    for subject, file in pages[1].items():
        before = pages[0].get(subject)
        if before is None or before.sha256 == file.sha256:
            continue
        texts = [
            sentences(side.edition, place.path, printed(side, subject))
            for side, place in ((old, before), (new, file))
        ]
        for pair in _pairs(*texts):
            found.setdefault(pair, []).append(subject)
    return [Reworded(*pair, tuple(dict.fromkeys(whom))) for pair, whom in found.items()]


def sentences(edition: Edition, path: str, said: Mapping[str, str]) -> list[str]:
    """Return the sentences of a web page, in order.

    Parameters
    ----------
    edition, path
        Of which page.
    said
        The name of each finding that may stand somewhere without a mark, by what it prints.

    Raises
    ------
    EditionError
        If it is no HTML.
    """
    whole = (edition.folder / "files" / path).read_bytes()
    try:
        body = html.document_fromstring(whole).find("body")
    except (ValueError, html.etree.ParserError) as error:
        raise EditionError(f"{edition.id}: {path} cannot be read as HTML ({error}).") from error
    told: list[str] = []
    for block in _blocks(body):
        text = _EDITION.sub("{edition}", " ".join("".join(_words(block)).split()))
        told += _ENDS.split(f"{{{said[text]}}}" if text in said else text)
    return [one for one in told if one]


def printed(side: Contents, subject: str) -> dict[str, str]:
    """Return the name of each sentence that findings of a document print, by its words."""
    return {
        " ".join(one.printed.split()): name
        for (whom, name), one in side.findings.items()
        if whom in (subject, "") and one.kind == "sentence"
    }


def _blocks(node: html.HtmlElement | None) -> Iterator[html.HtmlElement]:
    """Yield the innermost blocks of words, where prose is."""
    for child in () if node is None else node:
        if not isinstance(child.tag, str) or _is_left_out(child):
            continue
        if child.tag in _BLOCKS and not any(one.tag in _BLOCKS for one in child.iterdescendants()):
            yield child
        else:
            yield from _blocks(child)


def _words(node: html.HtmlElement) -> Iterator[str]:
    """Yield the text of a block, with the name of each finding in place of what it prints."""
    yield node.text or ""
    for child in node:
        goal = child.get("href", "") if isinstance(child.tag, str) else ""
        if goal.startswith(_FROM):
            yield f"{{{goal.removeprefix(_FROM)}}}"
        elif isinstance(child.tag, str) and not _is_left_out(child):
            yield from _words(child)
        yield child.tail or ""


def _is_left_out(node: html.HtmlElement) -> bool:
    marks = set(node.get("class", "").split())
    return node.tag in _LEFT_OUT or bool(marks & _NOT_PROSE)


def _pairs(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for verb, i1, i2, j1, j2 in matcher.get_opcodes():
        if verb == "equal":
            continue
        gone, came = old[i1:i2], new[j1:j2]
        for place in range(max(len(gone), len(came))):
            yield (
                gone[place] if place < len(gone) else "",
                came[place] if place < len(came) else "",
            )
