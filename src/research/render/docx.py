"""Set a filled brief as a Word file: house styles, alt text, header rows, fixed bytes."""

import html
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

from research.render import pandoc
from research.render.page import Page

RUNNING_HEAD = "HOUSE RUNNING HEAD"
_TABLE = re.compile(r"<w:tbl>.*?</w:tbl>", re.DOTALL)
_WIDE = 6
BRICK = "#8c2d19"
_LOUD = f'<w:rPr><w:b /><w:color w:val="{BRICK[1:].upper()}" /><w:sz w:val="22" /></w:rPr>'
_EPOCH = (1980, 1, 1, 0, 0, 0)
_PLAIN_LOOK = re.compile(r'(<w:tblLook [^>]*w:firstColumn=)"0"([^>]*w:val=)"0020"')


def to_docx(text: str, folder: Path, page: Page) -> bytes:
    """Return the Word file of a filled brief.

    Parameters
    ----------
    text
        The filled Markdown, with figures as PNG.
    folder
        The staged folder.
    page
        Title, language, day, watermark.

    Raises
    ------
    RenderError
        What pandoc refused: an image without alt text or one that is not in the project.
    """
    options = [
        "--standalone", f"--reference-doc=_style/{_reference(folder, page)}",
        "--lua-filter=_style/web/pages.lua", *pandoc.metadata({
            "title": page.title, "subtitle": page.subtitle, "author": page.author,
            "lang": page.language, "date": ". ".join(filter(None, [page.day, page.edition])),
        }),
    ]  # fmt: skip
    return finished(pandoc.convert(text, "docx", folder, options, page.as_of), page)


def _reference(folder: Path, page: Page) -> str:
    """Return the file whose styles are taken: that of the layout, where it has one of its own."""
    own = f"{page.layout}.docx"
    return own if (folder / "_style" / own).is_file() else "reference.docx"


def finished(written: bytes, page: Page) -> bytes:
    """Return a Word file with its running head and row heads, packed the same way each time.

    Whoever wrote the file, pandoc or Quarto, it leaves here with the title or the watermark at
    the head of each page, its first column marked as heads, and no time of day inside.
    """
    with zipfile.ZipFile(io.BytesIO(written)) as before:
        parts = {name: before.read(name) for name in before.namelist()}
    for name, change in _changes(page).items():
        for part in [one for one in parts if re.fullmatch(name, one)]:
            parts[part] = change(parts[part].decode()).encode()
    return packed(parts)


def packed(parts: dict[str, bytes]) -> bytes:
    """Return a zip of named parts without times, in one order, its table of contents first."""
    whole = io.BytesIO()
    order = sorted(parts, key=lambda name: (name != "[Content_Types].xml", name))
    with zipfile.ZipFile(whole, "w") as after:
        for name in order:
            entry = zipfile.ZipInfo(name, date_time=_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            after.writestr(entry, parts[name], compresslevel=9)
    return whole.getvalue()


def _changes(page: Page) -> dict[str, Callable[[str], str]]:
    return {
        r"word/header\d*\.xml": lambda part: _with_running_head(part, page),
        r"word/document\.xml": _with_heads,
        r"docProps/core\.xml": lambda part: _core(part, page),
    }


def _with_running_head(part: str, page: Page) -> str:
    """Put the title at the head of each page, or the watermark, and that loudly."""
    head = html.escape(page.watermark or page.title, quote=False)
    part = part.replace(RUNNING_HEAD, head)
    return part.replace("<w:r><w:t", f"<w:r>{_LOUD}<w:t") if page.watermark else part


def _with_heads(document: str) -> str:
    """Mark the first column of each table as heads, and keep each row on one page."""
    document = _TABLE.sub(_in_table_style, document)
    document = _PLAIN_LOOK.sub(r'\1"1"\2"00A0"', document)
    document = document.replace("<w:trPr><w:tblHeader", "<w:trPr><w:cantSplit /><w:tblHeader")
    return document.replace("<w:tr><w:tc>", "<w:tr><w:trPr><w:cantSplit /></w:trPr><w:tc>")


def _in_table_style(match: re.Match[str]) -> str:
    table = match.group(0)
    style = "TableTextNarrow" if table.count("<w:gridCol") > _WIDE else "TableText"
    return table.replace('"Compact"', f'"{style}"')


def _core(part: str, page: Page) -> str:
    """Give the file its language, its subject and no date but the day of the report."""
    part = re.sub(r"<dc:language>[^<]*</dc:language>", "", part)
    part = re.sub(
        r"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rf"\g<1>{page.as_of}T00:00:00Z", part
    )
    said = f"<dc:language>{html.escape(page.language)}</dc:language>"
    if page.watermark:
        said += f"<cp:category>{html.escape(page.watermark)}</cp:category>"
    return part.replace("</cp:coreProperties>", f"{said}</cp:coreProperties>")
