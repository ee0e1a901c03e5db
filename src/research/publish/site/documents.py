"""The web page of an edition, taken apart so that the site can show it in light pages.

The page of an edition is whole in itself: fonts, styles and specs of charts stand in it. The
site shares fonts and styles among its pages and loads specs when a chart is near, so it takes
the text and the drawings alone, and splits a long report at its chapters.
"""

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree
from lxml import html as markup

from research.ground.errors import SiteError
from research.publish.site.drawings import light

LIMIT = 135_000
"""Bytes of text and drawings on one page, so that with fonts and styles it stays below 300 kB."""

_GOES_ON = ", continued"
_UNSPLIT = {"figure", "table", "p", "ul", "ol", "dl"}
_HELD = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_SPEC = re.compile(
    r'<script type="application/json" data-chart="([^"]+)">(.*?)</script>\n?', re.DOTALL
)
_FACES = re.compile(r"<style>.*?</style>", re.DOTALL)
_MARKER = re.compile(r'<i data-held="(\d+)"></i>')
_LINK = re.compile(r'href="#([^"]+)"')
_ID = re.compile(r'\sid="([^"]+)"')


@dataclass(frozen=True)
class Part:
    """A page's worth of a document.

    Attributes
    ----------
    place
        Its folder below the document's page: empty for the first, then 2, 3 ...
    chapters
        The headings in it, each with its id.
    """

    place: str
    title: str
    html: str
    chapters: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Document:
    """A page of an edition as the site shows it.

    Attributes
    ----------
    layout
        brief or sheet: which styles it wants.
    charts
        The Vega-Lite specs of its figures, as JSON, by the id of the figure.
    """

    title: str
    subtitle: str
    author: str
    lang: str
    layout: str
    parts: tuple[Part, ...]
    charts: dict[str, str]


def read(name: str, text: str, limit: int = LIMIT) -> Document:
    """Return a page of an edition, taken apart; ``name`` is what an error calls it.

    Raises
    ------
    SiteError
        If the file is not a page of ours: no title, or nothing with the id ``content``.
    """
    charts = {match[1]: match[2].replace("\\u003c", "<") for match in _SPEC.finditer(text)}
    drawings: list[str] = []

    def held(match: re.Match[str]) -> str:
        drawings.append(light(match.group(), f"drawing-{len(drawings) + 1}"))
        return f'<i data-held="{len(drawings) - 1}"></i>'

    bare = _HELD.sub(held, _FACES.sub("", _SPEC.sub("", text)))
    try:
        root = markup.document_fromstring(bare)
    except etree.ParserError as error:
        raise SiteError(f"{name} is no web page ({error}).") from error
    content, title = root.find(".//main[@id='content']"), root.findtext(".//h1")
    if content is None or not title:
        raise SiteError(
            f"{name} is not a page that the site can show: it has no h1, or no "
            'main with id="content". An edition keeps the web page that `research report` set.'
        )
    return Document(
        title=title.strip(),
        subtitle=(root.findtext(".//p[@class='subtitle']") or "").strip(),
        author=(root.findtext(".//p[@class='author']") or "").strip(),
        lang=root.get("lang") or "en",
        layout="sheet" if root.find(".//nav[@class='contents']") is None else "brief",
        parts=_parts(content, drawings, limit, title.strip()),
        charts=charts,
    )


def _parts(
    content: etree._Element, drawings: list[str], limit: int, title: str
) -> tuple[Part, ...]:
    """Return the pages of a document: its links lead to the page on which their end stands."""

    def whole(element: etree._Element) -> str:
        text = str(etree.tostring(element, encoding="unicode", method="html"))
        return _MARKER.sub(lambda match: drawings[int(match[1])], text)

    pieces = [piece for child in content for piece in _pieces(child, limit, whole)]
    alone = sum(len(whole(child).encode()) for child in content) <= limit
    packed: list[list[str]] = [[]]
    for piece in pieces:
        text = whole(piece)
        starts = "chapter" in piece.get("class", "").split() and not alone
        heavy = sum(len(one.encode()) for one in packed[-1]) + len(text.encode()) > limit
        if packed[-1] and (starts or heavy):
            packed.append([])
        packed[-1].append(text)
    texts = ["\n".join(page) for page in packed]
    homes = {name: at for at, text in enumerate(texts) for name in _ID.findall(text)}
    parts: list[Part] = []
    for at, text in enumerate(texts):
        before = parts[-1].title.removesuffix(_GOES_ON) + _GOES_ON if parts else title
        parts.append(_part(text, at, homes, before))
    return tuple(parts)


def _part(text: str, at: int, homes: dict[str, int], before: str) -> Part:
    def led(match: re.Match[str]) -> str:
        home = homes.get(match[1], at)
        if home == at:
            return match[0]
        return f'href="{"../" if at else ""}{f"{home + 1}/" if home else ""}#{match[1]}"'

    chapters = tuple(
        (name, re.sub(r"<[^>]+>", "", head).strip())
        for name, head in re.findall(
            r'<section id="([^"]+)"[^>]*>\s*<h2[^>]*>(.*?)</h2>', text, re.DOTALL
        )
    )
    named = chapters[0][1] if chapters and at else before
    return Part(str(at + 1) if at else "", named, _LINK.sub(led, text), chapters)


def _pieces(
    element: etree._Element, limit: int, whole: Callable[[etree._Element], str]
) -> Iterator[etree._Element]:
    """Yield an element, or where it is too heavy its children in wrappers like it."""
    if len(whole(element).encode()) <= limit or len(element) < 1 or element.tag in _UNSPLIT:
        yield element
        return
    inner = [piece for child in element for piece in _pieces(child, limit, whole)]
    wrapper, weight = _wrapper(element, first=True), 0
    for piece in inner:
        added = len(whole(piece).encode())
        if weight and weight + added > limit:
            yield wrapper
            wrapper, weight = _wrapper(element, first=False), 0
        wrapper.append(deepcopy(piece))
        weight += added
    yield wrapper


def _wrapper(element: etree._Element, first: bool) -> etree._Element:
    """Return an element like another without its children; only the first keeps the id."""
    made = etree.Element(element.tag, dict(element.attrib))
    made.text = element.text if first else None
    if not first:
        made.attrib.pop("id", None)
        classes = [one for one in element.get("class", "").split() if one != "chapter"]
        made.set("class", " ".join(classes))
    return made
