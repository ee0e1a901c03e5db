"""Set a filled brief as a web page that reads without a network and without JavaScript.

The page is whole in itself: styles, fonts, drawings and numbers stand in it. The folder
``assets`` beside it makes the charts live and may be absent.
"""

import base64
import mimetypes
import re
from collections.abc import Mapping
from functools import lru_cache
from html import escape
from importlib.metadata import version
from pathlib import Path
from typing import Any

from research.ground.errors import RenderError
from research.ground.held import Signature, signature
from research.ground.provenance import write_whole
from research.render import chart_page, pandoc
from research.render.page import Page
from research.render.stage import label
from research.studies.record import Finding

_FACES = (
    ("IBM Plex Sans", "IBMPlexSans-Regular", 400, "normal"),
    ("IBM Plex Sans", "IBMPlexSans-Italic", 400, "italic"),
    ("IBM Plex Sans", "IBMPlexSans-SemiBold", 600, "normal"),
    ("IBM Plex Serif", "IBMPlexSerif-Regular", 400, "normal"),
    ("IBM Plex Serif", "IBMPlexSerif-Italic", 400, "italic"),
    ("IBM Plex Serif", "IBMPlexSerif-SemiBold", 600, "normal"),
)
_IMAGE = re.compile(r'(<img\b[^>]*?\bsrc=")(?!data:)([^"]+)(")')
_STYLE_SLOT = "/*house-style*/"
_SCRIPTS = ('<script defer src="assets/vega.js">', '<script defer src="assets/page.js">')


def to_html(
    text: str,
    folder: Path,
    page: Page,
    findings: Mapping[str, Finding],
    beside: str = "assets",
) -> bytes:
    """Return the web page of a filled brief.

    Parameters
    ----------
    text
        The filled Markdown, with figures as SVG.
    folder
        The staged folder.
    page
        Title, language, day, watermark.
    findings
        Every finding, for the drawings and numbers of the figures.
    beside
        Where the folder of scripts stands, as seen from the page.

    Raises
    ------
    RenderError
        What pandoc refused: an image without alt text or one that is not in the project.
    """
    for finding in findings.values():
        if finding.kind == "figure":
            stem = folder / label(finding)
            drawing = stem.with_suffix(".svg").read_text(encoding="utf-8")
            parts = {
                ".picture.html": chart_page.picture(finding, drawing),
                ".numbers.html": chart_page.numbers(finding),
            }
            for ending, part in parts.items():
                stem.with_name(stem.name + ending).write_text(part, encoding="utf-8")
    options = [
        "--standalone", "--template=_style/page.html", "--lua-filter=_style/web/pages.lua",
        "--shift-heading-level-by=1", "--section-divs", *_contents(page), "--wrap=none",
        *pandoc.metadata({
            "title": page.title, "subtitle": page.subtitle, "author": page.author,
            "lang": page.lang, "as_of": page.as_of, "day": page.day, "watermark": page.watermark,
            **({"edition": page.edition} if page.edition else {}),
        }),
        # pandoc leaves quotation marks in an attribute as they are
        *pandoc.variables({
            "said_author": escape(page.author), "said_description": escape(page.description),
        }),
    ]  # fmt: skip
    written = pandoc.convert(text, "html5", folder, options, page.as_of).decode()
    whole = written.replace(_STYLE_SLOT, _style(folder / "_style", page.layout), 1)
    for script in _SCRIPTS if beside != "assets" else ():
        whole = whole.replace(script, script.replace('"assets/', f'"{beside}/'), 1)
    return _with_images(_named_figures(whole), folder).encode()


def assets(style: Path, cache: Path) -> dict[str, bytes]:
    """Return the files beside the page, by name: the chart library and the script that calls it.

    The library comes out of the package that draws the charts, never from a network; bundling
    it takes a second or two, so it is kept in ``cache`` by the version of that package.
    """
    kept = cache / f"vega-{version('vl-convert-python')}.js"
    if not kept.is_file():
        import vl_convert

        bundle: Any = vl_convert.javascript_bundle  # its stub asks for what is optional
        write_whole(kept, str(bundle()).encode())
    return {
        "assets/vega.js": kept.read_bytes(),
        "assets/page.js": (style / "web" / "page.js").read_bytes(),
    }


def _contents(page: Page) -> list[str]:
    """Return the options of a table of contents: a report has one, a sheet of paper has none."""
    return ["--table-of-contents", "--toc-depth=3"] if page.layout == "brief" else []


def _style(style: Path, layout: str) -> str:
    """Return the fonts and styles of a page: those of the house, then those of its layout."""
    sheets = [style / "page.css", style / f"{layout}.css"]
    files = [*(path for path in sheets if path.is_file()), *_face_files(style)]
    return _style_held(style.resolve(), layout, tuple(signature(path) for path in files))


def _face_files(style: Path) -> list[Path]:
    return [style / "fonts" / f"{file}.woff2" for _, file, *_ in _FACES]


@lru_cache(maxsize=4)
def _style_held(style: Path, layout: str, _: tuple[Signature, ...]) -> str:
    faces = "\n".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {slope}; '
        f"font-display: swap; src: url(data:font/woff2;base64,"
        f'{_base64(path)}) format("woff2"); }}'
        for path, (family, _file, weight, slope) in zip(_face_files(style), _FACES, strict=True)
    )
    own = style / f"{layout}.css"
    sheets = [style / "page.css", *([own] if own.is_file() else [])]
    return "\n".join([faces, *(path.read_text(encoding="utf-8") for path in sheets)])


def _base64(path: Path) -> str:
    return base64.b64encode(path.read_bytes()).decode()


def _named_figures(page: str) -> str:
    """Name each figure in the line that opens its numbers, as its caption does."""
    names = dict(
        re.findall(
            r'<figure id="([^"]+)".*?class="caption-number"><strong>(.*?)\.</strong>',
            page,
            re.DOTALL,
        )
    )
    return re.sub(
        r'<span class="which" data-of="([^"]+)">this figure</span>',
        lambda match: names.get(match.group(1), "this figure"),
        page,
    )


def _with_images(page: str, folder: Path) -> str:
    def inlined(match: re.Match[str]) -> str:
        path = folder / match.group(2)
        kind = mimetypes.guess_type(path.name)[0]
        if not path.is_file() or kind is None:
            raise RenderError(f"the image {match.group(2)} is not in the folder of the brief.")
        return f"{match.group(1)}data:{kind};base64,{_base64(path)}{match.group(3)}"

    return _IMAGE.sub(inlined, page)
