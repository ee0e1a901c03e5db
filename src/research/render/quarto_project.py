"""Lay out a brief as a Quarto project: prose with its shortcodes, and every file they name."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from research.render.page import Page
from research.render.prose import INCLUDE, VAR, Prose

_STANDARDS_SINCE = (1, 9)
_WATERMARK = """\
```{{=typst}}
#set page(background: rotate(-30deg, text(size: 54pt, weight: "bold", fill: luma(215))[{mark}]))
```

**{mark}.** These figures are made up to show how the report works. Do not quote them.

"""


def write(
    folder: Path,
    prose: Prose,
    page: Page,
    parts: Mapping[str, str],
    values: Mapping[str, str],
    meta: Mapping[str, bool],
    version: tuple[int, ...],
) -> None:
    """Write what Quarto needs beside the images: prose, includes, variables, project.

    Parameters
    ----------
    folder
        The staged folder, with images and style in it.
    prose
        The brief as written.
    page
        Its head.
    parts
        The Markdown of each include, with images that bear no ending.
    values
        The Markdown of each name that the prose may quote.
    meta
        The conditions, by dotted name.
    version
        Of the Quarto that will read it.
    """
    named = {name.replace(".", "-"): text for name, text in values.items()}
    # what a hidden block names need not exist, but Quarto reads it before it hides it
    for name in VAR.findall(prose.body):
        named.setdefault(name.replace(".", "-"), "")
    held = {file: "" for file, *_ in INCLUDE.findall(prose.body)} | dict(parts)
    for file, text in held.items():
        (folder / file).write_text(text, encoding="utf-8")
    body = VAR.sub(lambda m: f"{{{{< var {m.group(1).replace('.', '-')} >}}}}", prose.body)
    front = yaml.safe_dump(_front(page), allow_unicode=True, sort_keys=False)
    mark = _WATERMARK.format(mark=page.watermark) if page.watermark else ""
    (folder / "brief.qmd").write_text(f"---\n{front}---\n\n{mark}{body}", encoding="utf-8")
    _write_yaml(folder / "_variables.yml", dict(sorted(named.items())))
    _write_yaml(folder / "_quarto.yml", _project(page, meta, version))


def _front(page: Page) -> dict[str, str]:
    title = f"{page.watermark}: {page.title}" if page.watermark else page.title
    said = {"title": title, "subtitle": page.subtitle, "author": page.author,
            "description": page.description, "date": page.as_of, "date-format": "MMMM D, YYYY",
            "lang": page.lang}  # fmt: skip
    return {key: value for key, value in said.items() if value}


def _project(page: Page, meta: Mapping[str, bool], version: tuple[int, ...]) -> dict[str, Any]:
    typst: dict[str, Any] = {
        "papersize": "us-letter", "margin": {"x": "1in", "y": "1in"}, "toc": True, "toc-depth": 2,
        "mainfont": "IBM Plex Serif", "fontsize": "10.5pt", "font-paths": ["_style/fonts"],
        "default-image-extension": "svg",
    }  # fmt: skip
    if version[:2] >= _STANDARDS_SINCE:
        typst["pdf-standard"] = "ua-1"
    return {
        "project": {"type": "default"},
        "lang": page.lang,
        "from": "markdown-smart-example_lists-tex_math_dollars-raw_tex",
        **_nested(meta),
        "format": {
            "typst": typst,
            "html": {
                "theme": "none", "css": "_style/page.css", "embed-resources": True, "toc": True,
                "default-image-extension": "svg", "shift-heading-level-by": 1,
            },
            "docx": {"reference-doc": "_style/reference.docx", "default-image-extension": "png"},
        },
    }  # fmt: skip


def _nested(meta: Mapping[str, bool]) -> dict[str, Any]:
    """Return dotted names as the nested keys that Quarto looks up: tables.pay is tables: pay:."""
    whole: dict[str, Any] = {}
    for name, holds in sorted(meta.items()):
        *outer, last = re.split(r"\.", name)
        place = whole
        for key in outer:
            place = place.setdefault(key, {})
        place[last] = holds
    return whole


def _write_yaml(path: Path, values: Mapping[str, Any]) -> None:
    path.write_text(
        yaml.safe_dump(dict(values), allow_unicode=True, sort_keys=False, width=10_000),
        encoding="utf-8",
    )
