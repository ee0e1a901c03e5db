"""Make one HTML file of a page and what lies beside it, so that it can stand in a notebook."""

import base64
import mimetypes
import re
from pathlib import Path
from urllib.parse import unquote

_SCRIPT = re.compile(r"<script\b[^>]*>.*?</script>\s*", re.DOTALL | re.IGNORECASE)
_STYLE = re.compile(r"<link\b(?=[^>]*rel=\"stylesheet\")[^>]*?href=\"([^\"]+)\"[^>]*>")
_IMAGE = re.compile(r"(<img\b[^>]*?\bsrc=\")([^\"]+)(\")")
_CSS_FILE = re.compile(r"url\(\s*[\"']?([^\"')]+)[\"']?\s*\)")
_ADDRESS = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|#|//)", re.IGNORECASE)


def self_contained(page: Path) -> str:
    """Return a page with its style sheets, fonts and images inside, and without its scripts.

    Parameters
    ----------
    page
        An HTML file whose style sheets and images are named relative to it.
    """
    text = _SCRIPT.sub("", page.read_text(encoding="utf-8"))
    text = _STYLE.sub(lambda found: _style(page.parent, found), text)
    return _IMAGE.sub(
        lambda found: f"{found[1]}{_data_address(page.parent, found[2])}{found[3]}", text
    )


def _style(folder: Path, found: re.Match[str]) -> str:
    if _ADDRESS.match(found[1]):
        return ""
    sheet = folder / unquote(found[1])
    return f"<style>\n{_files_in(sheet.read_text(encoding='utf-8'), sheet.parent)}\n</style>"


def _files_in(css: str, folder: Path) -> str:
    def embed(found: re.Match[str]) -> str:
        return f'url("{_data_address(folder, found[1])}")'

    return _CSS_FILE.sub(embed, css)


def _data_address(folder: Path, name: str) -> str:
    """Return a file as a data address; an address that leaves the page stays as it is."""
    if _ADDRESS.match(name):
        return name
    path = folder / unquote(name.split("?", maxsplit=1)[0].split("#", maxsplit=1)[0])
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"
