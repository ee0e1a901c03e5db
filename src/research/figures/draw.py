"""Turn a chart's spec into SVG or PNG with the shipped fonts, the same bytes each time."""

import html
import json
import re
from functools import cache, lru_cache
from typing import Any

from research.ground.paths import project

_ID = re.compile(r'\sid="([^"]+)"')
_REFERENCE = re.compile(r'(\sid="|url\(#|href="#)([^")]+)')
_OPENING = re.compile(r"<svg\b([^>]*)>")


@cache
def _engine() -> Any:
    import vl_convert

    vl_convert.register_font_directory(str(project().style / "fonts"))
    return vl_convert


def svg(spec: dict[str, Any], alt: str | None = None) -> str:
    """Return a Vega-Lite spec as SVG text without a ground, so that a watermark shows through.

    Parameters
    ----------
    spec
        A Vega-Lite spec.
    alt
        What to say to who cannot see it. With it the image bears ``role="img"``, a title and
        a description of its own, and what is inside it is not read out piece by piece.
    """
    config = {key: said for key, said in spec.get("config", {}).items() if key != "background"}
    drawn = _svg(json.dumps({**spec, "background": None, "config": config}))
    return drawn if alt is None else described(drawn, alt)


@lru_cache(maxsize=64)
def _svg(spec: str) -> str:
    """Draw a spec once: who looks at a page again and again changes one chart at a time."""
    return steady(str(_engine().vegalite_to_svg(spec)))


def png(spec: dict[str, Any], scale: float = 2.0) -> bytes:
    """Return a Vega-Lite spec as a PNG image."""
    return bytes(_engine().vegalite_to_png(spec, scale=scale))


def steady(drawn: str) -> str:
    """Return an SVG whose ids count from 0: the engine counts on from the chart before."""
    names = {old: f"part{n}" for n, old in enumerate(dict.fromkeys(_ID.findall(drawn)))}
    return _REFERENCE.sub(lambda m: m.group(1) + names.get(m.group(2), m.group(2)), drawn)


def described(drawn: str, alt: str) -> str:
    """Return an SVG with a title (the first sentence of its alt text) and a description."""
    bare = re.sub(r'\s(aria-[a-z]+|role)="[^"]*"', "", drawn)
    first = re.split(r"(?<=[.!?])\s", alt.strip(), maxsplit=1)[0]
    said = f"<title>{html.escape(first)}</title><desc>{html.escape(alt.strip())}</desc>"
    label = html.escape(alt.strip(), quote=True)
    return _OPENING.sub(
        lambda m: f'<svg{m.group(1)} role="img" aria-label="{label}">{said}', bare, count=1
    )
